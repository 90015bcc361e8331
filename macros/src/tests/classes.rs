//! Inputs of classes: how they are written, and the messages about how they aren't.

use crate::tests::expansion::expanded;
use crate::tests::messages::declarations_have;

fn shape_has(shape: &str, expected: &[&str]) {
    declarations_have(&format!("struct Net< {shape} >;"), expected);
}

#[test]
fn every_spelling_of_steps_and_classes_is_read() {
    let expected = expanded("struct Net< 12 x classes(27) -> embedding 8 -> last >;");
    for input in ["12x classes(27)", "12xclasses(27)", "12 xclasses(27)", "12_ x classes(2_7)"] {
        assert_eq!(expanded(&format!("struct Net< {input} -> embedding 8 -> last >;")), expected, "{input}");
    }
    for input in ["classes(27)", "classes(COUNT)", "classes(a::COUNT)", "classes(COUNT + 1)", "classes((COUNT))"] {
        shape_has(&format!("{input} -> embedding 8"), &[]);
    }
    for input in ["STEPS x classes(27)", "(STEPS * 2) x classes(COUNT)", "a::STEPS x classes(27)"] {
        shape_has(&format!("{input} -> embedding 8 -> last"), &[]);
    }
}

#[test]
fn an_input_of_classes_says_how_many_there_are() {
    shape_has("classes() -> embedding 8", &["the number of classes is missing: write `classes(27)`"]);
    shape_has("classes -> embedding 8", &["the number of classes stands between parentheses: write `classes(27)`"]);
    shape_has(
        "12 x classes 5 -> embedding 8",
        &["the number of classes stands between parentheses: write `classes(5)`"],
    );
    shape_has("classes(0) -> embedding 8", &["a size is 1 or more: write a number from 1 to 16777216"]);
    shape_has(
        "classes(27, 3) -> embedding 8",
        &["`classes` takes one number, how many there are: write `classes(27)`"],
    );
    for word in ["class", "clases", "Classes", "Class"] {
        let message = format!("`{word}` isn't known here: did you mean `classes`?");
        shape_has(&format!("{word}(27) -> embedding 8"), &[&message]);
    }
}

#[test]
fn steps_stand_before_their_classes() {
    let cure = "write `12 x classes(27)`";
    shape_has("classes(27) x 12 -> embedding 8", &[&format!("the number of steps comes first: {cure}")]);
    let missing = format!("an `x` is missing between the steps and their classes: {cure}");
    shape_has("12 classes(27) -> embedding 8", &[&missing]);
    shape_has("x classes(27) -> embedding 8", &[&format!("the number of steps is missing: {cure}")]);
    shape_has("2 x 3 x classes(27) -> embedding 8", &["the number of steps has at most 1 number, and this one 2"]);
    shape_has("0 x classes(27) -> embedding 8", &["the number of steps is 1 or more, not 0"]);
    shape_has("0xclasses(27) -> embedding 8", &["the number of steps is 1 or more, not 0"]);
}

#[test]
fn only_an_embedding_takes_classes() {
    shape_has(
        "12 x classes(27) -> gru 8",
        &["`gru` takes numbers, and classes arrive, 12 x classes(27): write `embedding 8` before it"],
    );
    for stage in ["8", "layer_norm", "dropout 0.2", "last", "flatten"] {
        let message = match stage {
            "8" => "a dense stage takes numbers".to_owned(),
            _ => format!("`{}` takes numbers", stage.split(' ').next().unwrap_or_default()),
        };
        let rest = "and classes arrive, classes(27): write `embedding 8` before it";
        shape_has(&format!("classes(27) -> {stage}"), &[&format!("{message}, {rest}")]);
    }
    let first = "and `embedding` as the first stage";
    shape_has(
        "12 -> embedding 8",
        &[&format!(
            "`embedding` takes classes, and numbers arrive, 12: write the input as `12 x classes(27)`, {first}"
        )],
    );
    shape_has(
        "4x3 -> embedding 8",
        &[&format!(
            "`embedding` takes classes, and numbers arrive, 4x3: write the input as `12 x classes(27)`, {first}"
        )],
    );
    shape_has(
        "3 -> classes(27)",
        &[
            "classes are an input: write `12 x classes(27)` before the first arrow; a stage that puts out a number for each of 27 \
           classes is `27 softmax`",
        ],
    );
    shape_has("classes(27) -> embeding 8", &["`embeding` isn't a stage: did you mean `embedding`?"]);
}
