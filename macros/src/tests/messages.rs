//! Declarations with mistakes, and the messages about them.

use proc_macro2::{TokenStream, TokenTree};

use crate::check::MOST_STAGES;

/// The messages of all `compile_error!`s in an expansion.
fn all_in_expansion(tokens: TokenStream) -> Vec<String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut messages: Vec<String> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(ident) if ident == "compile_error" => {
                if let Some(TokenTree::Group(group)) = tokens.get(index + 2) {
                    messages.push(syn::parse2::<syn::LitStr>(group.stream()).expect("a message is a string").value());
                }
            }
            TokenTree::Group(group) => messages.extend(all_in_expansion(group.stream())),
            _ => {}
        }
    }
    messages
}

/// These messages, each once.
pub(super) fn in_expansion(tokens: TokenStream) -> Vec<String> {
    let mut messages: Vec<String> = Vec::new();
    for text in all_in_expansion(tokens) {
        if !messages.contains(&text) {
            messages.push(text);
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
pub(super) fn declarations_have(declarations: &str, expected: &[&str]) {
    let tokens = declarations.parse().expect("the declaration is made of tokens");
    assert_eq!(in_expansion(crate::network_tokens(tokens)), expected, "{declarations}");
}

#[test]
fn a_layer_norm_takes_an_epsilon_above_zero_and_an_activation() {
    for stage in ["layer_norm", "layer_norm(1e-3)", "layer_norm relu", "norm: layer_norm(1e-3) leaky_relu(0.1)"] {
        shape_has(&format!("3 -> {stage} -> 1"), &[]);
    }
    // `layer_norm(12)` is how others give its size.
    for number in ["0", "-1", "1e999", "1", "12"] {
        shape_has(
            &format!("3 -> layer_norm({number}) -> 1"),
            &["the epsilon of `layer_norm` is a number above 0 and below 1: write `layer_norm(1e-5)`"],
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
    shape_has("3 -> layer_norm 12", &["`layer_norm` puts out the shape that it takes: leave `12` out"]);
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
    let message = "`relu` follows the size of a stage, without an arrow between them: write `12 relu`";
    for stage in ["relu", "ReLU()", "nn.ReLU()", "Activation(\"relu\")"] {
        shape_has(&format!("3 -> 12 -> {stage} -> 1"), &[message]);
    }
    let own = format!("{message} (your own type of this name needs its path, `self::Relu`)");
    shape_has("3 -> Relu -> 1", &[&own]);
    for stage in ["relu 12", "relu(12)", "Relu(12)", "relu[12]"] {
        shape_has(&format!("3 -> {stage} -> 1"), &["the size comes first: write `12 relu`"]);
    }
}

#[test]
fn a_stage_has_its_own_spelling_here() {
    let written = |stage: &str, here: &str| {
        let message = format!("a dense stage is its size, and its activation if it has one: write `{here}`");
        shape_has(&format!("3 -> {stage} -> 1"), &[&message]);
    };
    for stage in
        ["dense(12, relu)", "Dense(12, activation=\"relu\")", "dense 12 relu", "Dense<12> relu", "fc(12, ReLU)"]
    {
        written(stage, "12 relu");
    }
    for stage in
        ["Dense(12)", "linear(3, 12)", "Linear(12)", "nn.Linear(3, 12)", "nn::Linear(in_features=3, out_features=12)"]
    {
        written(stage, "12");
    }
    written("Linear(3, 12, bias=False)", "12 no_bias");
    written("Dense(HIDDEN, relu)", "HIDDEN relu");
    written("Dense(12, leaky_relu)", "12 leaky_relu(0.01)");
    written("dense", "12 relu");
    for stage in ["(12, relu)", "(12 relu)", "[12, relu]", "{ 12 relu }"] {
        shape_has(&format!("3 -> {stage} -> 1"), &["a stage has no brackets: write `12 relu`"]);
    }
    shape_has("3 -> LayerNormalization() -> 1", &["`LayerNormalization` is written `layer_norm`"]);
}

#[test]
fn a_path_names_your_own_type_whatever_its_name() {
    shape_has("3 -> 12 self::Relu -> self::Dense -> own::Linear -> 1 my::Tanh", &[]);
    let own = "(your own type of this name needs its path, `self::Tanh`)";
    shape_has("3 -> 12 Tanh", &[&format!("`Tanh` isn't an activation: did you mean `tanh`? {own}")]);
}

#[test]
fn each_sign_in_the_place_of_an_arrow_is_reported() {
    let separated = "stages are separated by arrows: write `->`";
    let arrow = "an arrow is written `->`";
    let early = "this `>` ends the shape too early: a `;` goes after it, or `->` is meant";
    for (sign, message) in [
        (",", separated),
        ("|", separated),
        (";", separated),
        ("=>", arrow),
        ("|>", arrow),
        ("-->", arrow),
        (">", early),
    ] {
        let declaration = format!("struct Net< 3 {sign} 12 rellu {sign} 1 >;");
        let tokens: TokenStream = declaration.parse().expect("the declaration is made of tokens");
        let messages = all_in_expansion(crate::network_tokens(tokens));
        let count = messages.iter().filter(|text| *text == message).count();
        assert_eq!((count, messages.len()), (2, 3), "{declaration}: {messages:?}");
    }
    shape_has("3 -> 12 relu, -> 1", &["this sign is one too many: leave it out"]);
    shape_has("3 -> 12 relu -> 1,", &["this sign is one too many: leave it out"]);
    let missing = ["12", "8", "1"].map(|size| format!("an arrow is missing: write `-> {size}`"));
    shape_has("3 12 relu 8 tanh 1", &missing.each_ref().map(String::as_str));
}

#[test]
fn a_scalar_stands_above_the_declaration() {
    let message = "the scalar stands above `struct`: write `#[scalar(f64)]`, or nothing for f32";
    shape_has("f64 -> 3 -> 1", &[message]);
    shape_has(
        "[f64; 3] -> [f32; 1]",
        &["a size is the number alone: write `3`", "a size is the number alone: write `1`"],
    );
    let message = "a network has no type parameters: write `struct Net< 3 -> 12 relu -> 1 >;`";
    declarations_have("struct Net<T: Scalar>< 3 -> 1 >;", &[message]);
}

#[test]
fn a_network_has_one_output() {
    for stage in ["(1, 2)", "{ 1; 2 }", "[1, 2]", "(1 sigmoid, 2 softmax)", "{ a: 1 sigmoid, b: 2 softmax }"] {
        let message = "a network has one output: write one stage for all values, `-> 3`, or declare a network for each";
        shape_has(&format!("3 -> 12 -> {stage}"), &[message]);
    }
    let message = "a network has one output: write one stage for all values or declare a network for each";
    shape_has("3 -> 12 -> (HIDDEN, 2)", &[message]);
    shape_has("3 -> [12 relu; 3] -> 1", &["each stage is written out: write `12 relu -> 12 relu`"]);
    let message = "the shape of the input has an `x` between its numbers: write `28x28` (steps x features)";
    shape_has("(28, 28) -> 10", &[message]);
}

#[test]
fn a_name_is_no_keyword() {
    let keywords =
        ["_", "self", "Self", "super", "crate", "impl", "async", "type", "fn", "pub", "struct", "gen", "try"];
    for keyword in keywords {
        let message = format!("`{keyword}` is a keyword of Rust: choose another name");
        declarations_have(&format!("struct {keyword}< 3 -> 1 >;"), &[&message]);
    }
    for keyword in ["_", "self", "Self", "type", "gen"] {
        let message = format!("`{keyword}` is a keyword of Rust: choose another label");
        shape_has(&format!("3 -> {keyword}: 1"), &[&message]);
    }
    declarations_have("struct r#type< 3 -> r#gen: 1 >; struct union< 3 -> 1 >;", &[]);
}

#[test]
fn two_networks_have_two_names() {
    let message = "`Net` is another network's name already: choose another";
    declarations_have("struct Net< 3 -> 1 >; struct Net< 4 -> 1 >;", &[message]);
    declarations_have("#[cfg(a)] struct Net< 3 -> 1 >; #[cfg(not(a))] struct Net< 4 -> 1 >;", &[]);
}

#[test]
fn a_derive_that_floats_lack_is_refused_wherever_it_stands() {
    for (derive, reason) in [
        ("Copy", "a network is too large to be copied unasked: write `Clone`, and `net.clone()`"),
        ("Eq", "a network holds floats, and NaN doesn't equal itself: write `PartialEq` alone"),
        ("Hash", "a network holds floats, which have no hash: leave `Hash` out, and hash the bits, `x.to_bits()`"),
        ("Ord", "networks have no order: leave `Ord` out, and compare their losses"),
        ("PartialOrd", "networks have no order: leave `PartialOrd` out, and compare their losses"),
    ] {
        for attribute in [
            format!("derive({derive})"),
            format!("derive(Clone, std::x::{derive},)"),
            format!("cfg_attr(a, derive({derive}))"),
        ] {
            declarations_have(&format!("#[{attribute}] struct Net< 3 -> 1 >;"), &[reason]);
        }
        declarations_have(&format!("#[derive(my::{derive})] struct Net< 3 -> 1 >;"), &[]);
    }
}

#[test]
fn every_item_for_a_wrong_declaration_has_its_conditions() {
    let tokens = "#[cfg(a)] #[cfg(b)] struct Net< 3 -> 12 rleu -> 1 >;".parse().expect("it is made of tokens");
    let file: syn::File = syn::parse2(crate::network_tokens(tokens)).expect("the stub is Rust");
    let conditions = |attributes: &[syn::Attribute]| -> Vec<String> {
        let conditions = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
        conditions
            .map(|attribute| attribute.meta.require_list().map(|list| list.tokens.to_string()).unwrap_or_default())
            .collect()
    };
    let mut items = 0;
    for item in file.items {
        match item {
            syn::Item::Struct(item) => assert_eq!(conditions(&item.attrs), ["a", "b"]),
            syn::Item::Impl(item) => assert_eq!(conditions(&item.attrs), ["a", "b"]),
            syn::Item::Const(item) => assert_eq!(conditions(&item.attrs), ["not (all (a , b))"]),
            _ => panic!("an item of another kind"),
        }
        items += 1;
    }
    assert_eq!(items, 5);
}

#[test]
fn a_network_has_its_limits() {
    let stages = |count: usize| format!("3 {}", "-> 1 ".repeat(count));
    shape_has(&stages(MOST_STAGES), &[]);
    let advice = "make some of them a network of its own, which is one stage";
    let message = format!("a network has at most {MOST_STAGES} stages, and this one has {}: {advice}", MOST_STAGES + 1);
    shape_has(&stages(MOST_STAGES + 1), &[&message]);
    shape_has("16384 -> 16384 no_bias", &[]);
    let has = |parameters: &str| {
        format!("a network has at most 268435456 parameters, and this one has {parameters}: write smaller sizes")
    };
    shape_has("16384 -> 16384", &[&has("268451840")]);
    shape_has("16777216 -> 16777216", &[&has("281474993487872")]);
    shape_has("16384 -> Encoder -> 16384 -> HIDDEN -> 16384 -> 16384", &[&has("268451840")]);
}

#[test]
fn the_compiler_checks_the_parameters_of_constant_sizes() {
    let is_checked = |declaration: &str| super::expansion::expanded(declaration).contains(&"in_limit".to_owned());
    for shape in ["SIZE -> 1", "3 -> layer_norm -> SIZE -> 1", "3 -> (SIZE + 1)"] {
        assert!(is_checked(&format!("struct Net< {shape} >;")), "{shape}");
    }
    assert!(!is_checked("struct Net< 3 -> 1 >;"));
}

#[test]
fn words_to_come_say_what_to_write() {
    let cure = "put the values side by side in the input";
    for stage in ["concat 8", "concat(8)", "concat", "12 concat", "12 relu concat(8)"] {
        shape_has(&format!("3 -> {stage} -> 1"), &[&format!("`concat` is not in this version: {cure}")]);
    }
    shape_has("3 -> my::Dropout -> my::Lstm -> 1", &[]);
}
