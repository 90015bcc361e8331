//! Stages as other libraries write them, `nn.Linear(3, 12)` or `Dense(12, activation="relu")`, and as they are written
//! here.

use proc_macro2::{TokenStream, TokenTree};

use crate::later;
use crate::literal;
use crate::number::example;
use crate::spelling::words::{not_in_this_version, own_type, shouted_activation};
use crate::tokens::{Cursor, is_punct};
use crate::{activation, kinds};

/// Names of a dense stage, bare.
const DENSE: &[&str] = &["dense", "fc", "fullyconnected", "lazylinear", "linear"];

/// Names of other stages, bare, with the word of the tables.
const ALSO: &[(&str, &str)] = &[
    ("adaptiveavgpool", "global_avg_pool"),
    ("alphadropout", "dropout"),
    ("convolution", "conv"),
    ("depthwiseconv", "depthwise"),
    ("globalaveragepooling", "global_avg_pool"),
    ("spatialdropout", "dropout"),
    ("averagepooling", "avg_pool"),
    ("batchnormalization", "batch_norm"),
    ("concatenate", "concat"),
    ("layernormalization", "layer_norm"),
    ("maxpooling", "max_pool"),
    ("simplernn", "rnn"),
];

/// A name in lowercase, without its underscores and its number of dimensions: `batchnorm` for `BatchNorm1d`.
fn bare(name: &str) -> String {
    let name = name.replace('_', "").to_lowercase();
    let end = ["1d", "2d", "3d"].into_iter().find_map(|end| name.strip_suffix(end));
    end.unwrap_or(&name).to_owned()
}

/// The message about what comes next, where a stage starts, if another library writes a stage so.
pub(crate) fn stage(part: &Cursor) -> Option<String> {
    let mut at = 0;
    while part.peek(at + 1).is_some_and(|token| is_punct(token, '.')) && is_ident(part.peek(at + 2)) {
        at += 2;
    }
    let Some(TokenTree::Ident(name)) = part.peek(at) else { return None };
    called(&name.to_string(), &part.left()[at + 1..])
}

fn is_ident(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Ident(_)))
}

/// The message about a stage of this name, and what follows the name, if another library writes a stage so.
pub(crate) fn called(name: &str, rest: &[TokenTree]) -> Option<String> {
    let is_call = matches!(rest.first(), Some(TokenTree::Group(_)));
    let own = if rest.is_empty() { own_type(name) } else { String::new() };
    let bare = bare(name);
    if DENSE.contains(&bare.as_str()) && (name != "linear" || is_call) {
        let stage = sized(rest).unwrap_or_else(|| kinds::SIZED.example.to_owned());
        return Some(format!("a dense stage is its size, and its activation if it has one: write `{stage}`{own}"));
    }
    let is_type = |word: &str| kinds::kind(word).is_some_and(|kind| kind.type_name() == name);
    let word = |word: &&str| word.replace('_', "") == bare || is_type(word);
    let also = ALSO.iter().find(|(other, _)| *other == bare).map(|(_, word)| *word);
    if let Some(word) = also.or_else(|| kinds::words().find(word))
        && kinds::kind(word).is_some()
        && (is_call || is_type(word))
    {
        let written = kinds::kind(word).filter(|kind| kind.window.is_some() || kind.bare_numbers);
        let written = written.map_or(word, |kind| kind.example);
        return Some(format!("`{name}` is written `{written}`{own}"));
    }
    if !is_call {
        return None;
    }
    if let Some(word) = also.or_else(|| later::LATER.iter().map(|(word, _)| *word).find(word)) {
        return Some(not_in_this_version(name, word, true));
    }
    if bare == "input" || bare == "inputlayer" {
        return Some("the input is the size that the shape starts with: write `3 -> 12 relu -> 1`".to_owned());
    }
    let name = if bare == "activation" { inside(rest).find_map(|token| meant(&token))? } else { activation_of(name)? };
    let size = inside(rest).find_map(|token| Some(literal::size(&token.to_string())?.to_string()));
    Some(follows_a_size(name, size.as_deref()))
}

/// The message about an activation where a stage starts.
pub(crate) fn follows_a_size(name: &str, size: Option<&str>) -> String {
    let written = example_of(name);
    match size {
        Some(size) => format!("the size comes first: write `{size} {written}`"),
        None => format!("`{name}` follows the size of a stage, without an arrow between them: write `12 {written}`"),
    }
}

/// An activation, with an example of its numbers if it takes some.
fn example_of(name: &str) -> String {
    activation::word(name).map_or_else(|| name.to_owned(), |word| example(name, word.numbers))
}

/// A dense stage as it is written here, from whatever has its size: `3, 12, activation="relu", bias=False`. None if
/// nothing there is a size or an activation.
pub(crate) fn sized(tokens: &[TokenTree]) -> Option<String> {
    let size = |token: &TokenTree| literal::size(&token.to_string()).map(|size| size.to_string());
    let constant = |token: &TokenTree| {
        let name = token.to_string();
        let is_constant = is_ident(Some(token)) && !name.contains(char::is_lowercase) && meant(token).is_none();
        is_constant.then_some(name)
    };
    let sizes: Vec<String> = inside(tokens).filter_map(|token| size(&token).or_else(|| constant(&token))).collect();
    let activation = inside(tokens).find_map(|token| meant(&token)).map(example_of);
    let is_without_bias =
        inside(tokens).any(|token| ["False", "false", "no_bias"].contains(&token.to_string().as_str()));
    if sizes.is_empty() && activation.is_none() {
        return None;
    }
    let size = sizes.last().map_or("12", String::as_str).to_owned();
    let no_bias = is_without_bias.then(|| "no_bias".to_owned());
    Some([Some(size), activation, no_bias].into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// The tokens, and those between their brackets.
fn inside(tokens: &[TokenTree]) -> impl Iterator<Item = TokenTree> {
    tokens.iter().flat_map(|token| match token {
        TokenTree::Group(group) => group.stream(),
        token => TokenStream::from(token.clone()),
    })
}

/// The activation that a word or a text names.
fn meant(token: &TokenTree) -> Option<&'static str> {
    activation_of(token.to_string().trim_matches('"'))
}

fn activation_of(name: &str) -> Option<&'static str> {
    activation::word(name).map(|word| word.name).or_else(|| shouted_activation(name))
}
