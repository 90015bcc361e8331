//! Declarations with mistakes, and the messages about them.

use proc_macro2::{TokenStream, TokenTree};

/// The messages of all `compile_error!`s in an expansion.
fn in_expansion(tokens: TokenStream) -> Vec<String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut messages: Vec<String> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(ident) if ident == "compile_error" => {
                if let Some(TokenTree::Group(group)) = tokens.get(index + 2) {
                    let text = syn::parse2::<syn::LitStr>(group.stream()).expect("a message is a string").value();
                    if !messages.contains(&text) {
                        messages.push(text);
                    }
                }
            }
            TokenTree::Group(group) => {
                for text in in_expansion(group.stream()) {
                    if !messages.contains(&text) {
                        messages.push(text);
                    }
                }
            }
            _ => {}
        }
    }
    messages
}

/// Asserts the messages about a shape, which is put between `struct Net<` and `>;`.
#[track_caller]
fn shape_has(shape: &str, expected: &[&str]) {
    declarations_have(&format!("struct Net< {shape} >;"), expected);
}

#[track_caller]
fn declarations_have(declarations: &str, expected: &[&str]) {
    let tokens = declarations.parse().expect("the declaration is made of tokens");
    assert_eq!(in_expansion(crate::network_tokens(tokens)), expected, "{declarations}");
}

#[test]
fn a_layer_norm_takes_an_epsilon_above_zero_and_an_activation() {
    for stage in ["layer_norm", "layer_norm(1e-3)", "layer_norm relu", "norm: layer_norm(1e-3) leaky_relu(0.1)"] {
        shape_has(&format!("3 -> {stage} -> 1"), &[]);
    }
    for number in ["0", "-1", "1e999"] {
        shape_has(
            &format!("3 -> layer_norm({number}) -> 1"),
            &["the epsilon of `layer_norm` is a finite number above 0: write `layer_norm(1e-5)`"],
        );
    }
    shape_has(
        "3 -> layer_norm(EPSILON) -> 1",
        &["the epsilon of `layer_norm` is written out, without a suffix: write `layer_norm(1e-5)`"],
    );
    for numbers in ["()", "(1e-3, 2)"] {
        shape_has(
            &format!("3 -> layer_norm{numbers} -> 1"),
            &["`layer_norm` takes its epsilon: write `layer_norm(1e-5)`"],
        );
    }
    shape_has("3 -> layer_norm 1e-3", &["the number stands between parentheses: write `layer_norm(1e-3)`"]);
}

#[test]
fn a_layer_norm_takes_its_size_from_the_stage_before() {
    shape_has("3 -> layer_norm 12", &["`layer_norm` puts out as many values as it takes: leave `12` out"]);
    shape_has("3 -> layer_norm relu 12", &["an arrow is missing: write `-> 12`"]);
    shape_has("3 -> 12 layer_norm", &["an arrow is missing: write `-> layer_norm`"]);
    shape_has("3 -> 12 relu layer_norm", &["an arrow is missing: write `-> layer_norm`"]);
    shape_has("layer_norm -> 3", &["the number of inputs comes before `layer_norm`: write `12 -> layer_norm`"]);
    shape_has(
        "1 -> layer_norm softmax",
        &["`softmax` of one output is always 1: write `1 sigmoid`, or as many outputs as there are classes"],
    );
}

#[test]
fn a_layer_norm_has_a_bias() {
    let message = "`layer_norm` has no form without a bias: leave `no_bias` out";
    shape_has("3 -> layer_norm no_bias -> 1", &[message]);
    shape_has("3 -> layer_norm relu no_bias -> 1", &[message]);
}

#[test]
fn a_layer_norm_is_known_though_misspelt() {
    shape_has("3 -> layernorm -> 1", &["`layernorm` isn't a stage: did you mean `layer_norm`?"]);
    shape_has("3 -> 12 relu layernorm", &["`layernorm` isn't a stage: did you mean `layer_norm`?"]);
}

#[test]
fn a_path_is_a_stage_at_any_place() {
    for shape in
        ["8 -> Encoder", "8 -> enc: some::path::Encoder -> 1", "8 -> Encoder -> ::a::Encoder", "8 -> 4 -> Encoder"]
    {
        shape_has(shape, &[]);
    }
}

#[test]
fn a_path_has_its_own_activation_and_parameters() {
    let activation =
        "`Encoder` has its own activation: write `relu` in its declaration, or in another stage, `12 relu`";
    shape_has("8 -> Encoder relu -> 1", &[activation]);
    shape_has("8 -> some::Encoder relu -> 1", &[activation]);
    shape_has(
        "8 -> Encoder Swish -> 1",
        &["`Encoder` has its own activation: write `Swish` in its declaration, or in another stage, `12 Swish`"],
    );
    shape_has("8 -> Encoder no_bias -> 1", &["`Encoder` has its own parameters: leave `no_bias` out"]);
    shape_has("8 -> Encoder(3) -> 1", &["`Encoder` takes nothing between parentheses: it is a type"]);
    shape_has("8 -> Encoder 3", &["an arrow is missing: write `-> 3`"]);
    shape_has("8 -> Encoder<3> -> 1", &["give a type with parameters a name of its own: `type Own = Encoder<..>;`"]);
}

#[test]
fn a_path_is_no_number_of_inputs() {
    shape_has(
        "some::Encoder -> 1",
        &["`Encoder` is a type, and the number of inputs a size: write `some::Encoder::INPUTS -> some::Encoder`"],
    );
}

#[test]
fn a_network_in_capitals_needs_an_alias() {
    let message = "`MY_MLP` is a network, and a name in capitals is a size: give it a CamelCase alias, `type MyMlp = MY_MLP;`, and \
                   write `MyMlp`";
    declarations_have("struct MY_MLP< 3 -> 1 >; struct Net< 3 -> MY_MLP -> 1 >;", &[message]);
    declarations_have("struct MY_MLP< 3 -> 1 >; struct Net< 3 -> WIDTH -> my::MY_MLP >;", &[]);
}

#[test]
fn a_network_is_no_stage_of_itself() {
    shape_has("3 -> Net -> 1", &["`Net` can't be a stage of itself: write its stages, or another network"]);
    shape_has("3 -> other::Net -> 1", &[]);
}

#[test]
fn an_activation_isnt_a_stage() {
    shape_has("3 -> ReLU -> 1", &["the size before `relu` is missing: write `12 relu`"]);
    shape_has("3 -> relu -> 1", &["the size before `relu` is missing: write `12 relu`"]);
    shape_has("3 -> relu 12 -> 1", &["the size comes first: write `12 relu`"]);
}

#[test]
fn words_to_come_say_what_a_stage_is() {
    let what = "a stage is `12 relu`, `layer_norm`, or the type of a layer or network";
    shape_has("3 -> dropout 0.2 -> 1", &[&format!("`dropout` is not in this version: {what}")]);
    shape_has("3 -> dropuot -> 1", &[&format!("`dropuot`: did you mean `dropout`? It is not in this version: {what}")]);
    shape_has("3 -> 12 dropout -> 1", &[&format!("`dropout` is not in this version: {what}")]);
}
