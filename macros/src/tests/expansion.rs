//! The macro's output against the expansions that are written by hand.

use proc_macro2::{TokenStream, TokenTree};

/// The tokens, one by one, without what makes no difference: how a string is written, and a comma at the end of a list.
fn tokens(stream: TokenStream) -> Vec<String> {
    let mut all = Vec::new();
    for token in stream {
        match token {
            TokenTree::Group(group) => {
                let [open, close] = match group.delimiter() {
                    proc_macro2::Delimiter::Parenthesis => ["(", ")"],
                    proc_macro2::Delimiter::Brace => ["{", "}"],
                    proc_macro2::Delimiter::Bracket => ["[", "]"],
                    proc_macro2::Delimiter::None => ["", ""],
                };
                all.push(open.to_owned());
                all.extend(tokens(group.stream()));
                close_list(&mut all);
                all.push(close.to_owned());
            }
            TokenTree::Punct(punct) if punct.as_char() == '>' => {
                close_list(&mut all);
                all.push(">".to_owned());
            }
            TokenTree::Literal(literal) => all.push(match syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                Ok(text) => format!("{:?}", text.value()),
                Err(_) => literal.to_string(),
            }),
            other => all.push(other.to_string()),
        }
    }
    all
}

/// Removes a comma before a closing delimiter.
fn close_list(all: &mut Vec<String>) {
    if all.last().is_some_and(|last| last == ",") {
        all.pop();
    }
}

/// The tokens of the macro's output for a declaration.
pub(super) fn expanded(declaration: &str) -> Vec<String> {
    tokens(crate::network_tokens(declaration.parse().expect("the declaration is made of tokens")))
}

/// Compares the macro's output for a declaration with a file.
fn expands_to(declaration: &str, file: &str) {
    let by_hand = tokens(file.parse().expect("the file is Rust"));
    let by_macro = expanded(declaration);
    let same = by_hand.iter().zip(&by_macro).take_while(|(a, b)| a == b).count();
    let around = |all: &[String]| all[same.saturating_sub(20)..all.len().min(same + 8)].join(" ");
    assert!(
        by_hand == by_macro,
        "token {same} differs\nby hand:  {}\nby macro: {}",
        around(&by_hand),
        around(&by_macro)
    );
}

#[test]
fn a_regressor_expands_as_by_hand() {
    expands_to(
        "/// Three predictors, one response.\npub struct Regressor< 3 -> 12 relu -> 1 >;",
        include_str!("../../../tests/expansion/regressor.rs"),
    );
}

#[test]
fn a_classifier_expands_as_by_hand() {
    expands_to(
        "#[derive(Clone, Debug, PartialEq)]\n#[scalar(f64)]\n\
         pub struct Classifier< 4 -> hidden: 8 tanh no_bias -> 3 softmax >;",
        include_str!("../../../tests/expansion/classifier.rs"),
    );
}

#[test]
fn a_network_of_a_network_expands_as_by_hand() {
    expands_to("pub struct Model< 8 -> Encoder -> 1 >;", include_str!("../../../tests/expansion/nested.rs"));
}

#[test]
fn a_recurrent_network_expands_as_by_hand() {
    expands_to(
        "/// Answers with what it heard some steps before.\npub struct Echo< 16x1 -> gru 8 -> 1 >;",
        include_str!("../../../tests/expansion/recurrent.rs"),
    );
}

#[test]
fn an_expansion_has_no_unsafe_no_loops_and_no_arithmetic() {
    let declaration =
        "pub struct Net< 3 -> 12 relu -> hidden: 4 Own no_bias -> Encoder -> layer_norm(1e-3) -> 2 softmax >;";
    let expansion = expanded(declaration);
    assert!(expansion.contains(&"forward_rows".to_owned()), "it did expand");
    for token in ["unsafe", "while", "loop", "+", "*", "/", "%"] {
        assert!(!expansion.contains(&token.to_owned()), "the expansion has `{token}`");
    }
    let arrows = expansion.windows(2).filter(|pair| pair[0] == "-");
    assert!(arrows.clone().count() > 3 && arrows.clone().all(|pair| pair[1] == ">"), "the expansion subtracts");
    // `for` stands only in `impl .. for Net` and in `for<'lazy> Self: ..`.
    let is_loop = |pair: &[String]| pair[0] == "for" && !["Net", "<"].contains(&pair[1].as_str());
    assert!(!expansion.windows(2).any(is_loop), "the expansion has a loop");
}

/// The methods of all traits in a file.
fn methods(file: &str) -> Vec<String> {
    let items = syn::parse_file(file).expect("the file is Rust").items;
    let traits = items.into_iter().filter_map(|item| match item {
        syn::Item::Trait(item) => Some(item.items),
        _ => None,
    });
    let methods = traits.flatten().filter_map(|item| match item {
        syn::TraitItem::Fn(method) => Some(method.sig.ident.to_string()),
        _ => None,
    });
    methods.collect()
}

#[test]
fn a_label_is_no_method_of_a_network_or_a_layer() {
    let files = [
        (12, include_str!("../../../src/network/contract.rs")),
        (3, include_str!("../../../src/network/streams.rs")),
        (4, include_str!("../../../src/network/weights.rs")),
        (8, include_str!("../../../src/files.rs")),
        (12, include_str!("../../../src/layer/contract.rs")),
    ];
    for (least, file) in files {
        let names = methods(file);
        assert!(names.len() >= least, "{names:?}");
        for name in names {
            let refused = crate::check::METHODS.contains(&name.as_str());
            assert!(refused, "`{name}` is a method, and no label is refused for it");
        }
    }
}
