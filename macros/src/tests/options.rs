//! Options that are written by name.

use super::messages::declarations_have;

/// Asserts the messages about a shape, which is put between `struct Net<` and `>;`.
#[track_caller]
fn shape_has(shape: &str, expected: &[&str]) {
    declarations_have(&format!("struct Net< {shape} >;"), expected);
}

#[test]
fn an_attention_takes_its_options_by_name() {
    for options in ["", " (heads 2)", " (causal)", " (heads 3, causal)", " (causal, heads 6,)", " ()"] {
        shape_has(&format!("5x6 -> attention 6{options} -> 1"), &[]);
    }
    let of_option: [(&str, &str); 9] = [
        ("(head 2)", "`head` isn't an option of `attention`: did you mean `heads`?"),
        ("(is_causal)", "`is_causal` isn't an option of `attention`: did you mean `causal`?"),
        ("(dropout 0.1)", "`dropout` isn't an option of `attention`, which has `heads 2`, `causal`"),
        ("(heads 2, heads 3)", "`heads` is there twice: leave one out"),
        ("(causal, causal)", "`causal` is there twice: leave one out"),
        ("(causal true)", "`causal` takes nothing: leave `true` out"),
        ("(heads 2 causal)", "`causal` isn't part of `heads`: options have commas between them"),
        ("(2)", "the options of `attention` are written by name, `heads 2`, `causal`"),
        ("heads 2", "options stand between parentheses: write `attention 6 (heads 2)`"),
    ];
    for (options, message) in of_option {
        shape_has(&format!("5x6 -> attention 6 {options} -> 1"), &[message]);
    }
    for number in ["0", "2.0", "HEADS", "- 1"] {
        let written = number.split(' ').next().unwrap_or_default();
        let says = "the number of heads of `attention` is a whole number of 1 or more, written out";
        let message = format!("{says}, and not `{written}`: write `heads 2`");
        shape_has(&format!("5x6 -> attention 6 (heads {number}) -> 1"), &[&message]);
    }
    shape_has("5x6 -> attention 6 (heads = 2)", &["an option has no `=`: write `heads 2`"]);
    shape_has(
        "5x6 -> attention(heads 2)",
        &["the number of units of `attention` comes before its options: write `attention 32 (heads 2)`"],
    );
    shape_has("5x6 -> attention 6 (heads)", &["`heads` takes a number: write `heads 2`"]);
}

#[test]
fn an_attention_divides_the_features_that_arrive() {
    shape_has(
        "5x6 -> attention 8 (heads 3)",
        &[
            "`attention 8` takes 8 features at each step, as many as it puts out, and 6 arrive: write `8 -> attention 8`",
        ],
    );
    shape_has(
        "5x32 -> attention 32 (heads 3)",
        &["the 32 units of `attention` can't be divided among 3 heads: write `heads 2`, say"],
    );
    shape_has(
        "6 -> attention 6",
        &["`attention` takes a series, and a vector of 6 values arrives: write the input as steps x features, `6x1`"],
    );
    shape_has("1x4x6 -> positions", &["`positions` takes a series, steps x features, and an image arrives, 1x4x6"]);
    shape_has("5x6 -> positions 6", &["`positions` puts out the shape that it takes: leave `6` out"]);
}
