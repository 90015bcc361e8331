//! Words that aren't activations or stages, and what they were meant to be.

use crate::later;
use crate::spelling::nearest::nearest;
use crate::{activation, kinds};

/// Other names of activations.
const ALSO: &[(&str, &str)] = &[
    ("identity", "linear"),
    ("log_softmax", "softmax"),
    ("logistic", "sigmoid"),
    ("none", "linear"),
    ("sine", "sin"),
    ("swish", "silu"),
];

/// All activations.
fn activations() -> Vec<&'static str> {
    activation::WORDS.iter().map(|word| word.name).collect()
}

/// The activation that a word was probably meant to be.
pub(crate) fn meant_activation(word: &str) -> Option<&'static str> {
    let also = ALSO.iter().find(|(other, _)| word.eq_ignore_ascii_case(other));
    also.map(|(_, name)| *name).or_else(|| nearest(word, &activations()))
}

/// The activation that a name is in other letters, as `ReLU`, `LEAKY_RELU` and `Relu` are.
pub(crate) fn shouted_activation(name: &str) -> Option<&'static str> {
    let bare = |name: &str| name.replace('_', "").to_lowercase();
    let is_shouted = |row: &&activation::Word| bare(row.name) == bare(name) && row.name != name;
    activation::WORDS.iter().find(is_shouted).map(|row| row.name)
}

/// How to name a type that has the name of something of the library's; nothing if the name isn't one of a type.
pub(crate) fn own_type(name: &str) -> String {
    let is_type = name.starts_with(char::is_uppercase);
    if is_type { format!(" (your own type of this name needs its path, `self::{name}`)") } else { String::new() }
}

/// The message about a word that isn't an activation, where one may stand.
pub(crate) fn not_an_activation(word: &str) -> String {
    if let Some(message) = stage(word) {
        return message;
    }
    if let Some(name) = shouted_activation(word) {
        return format!("`{word}` isn't an activation: did you mean `{name}`?{}", own_type(word));
    }
    match meant_activation(word) {
        Some(name) => format!("`{word}` isn't an activation: did you mean `{name}`?"),
        None => format!("`{word}` isn't an activation: there are {}", activations().join(", ")),
    }
}

/// The message about a word of a stage, where none can stand.
pub(crate) fn stage(word: &str) -> Option<String> {
    if kinds::kind(word).is_some() {
        return Some(format!("an arrow is missing: write `-> {word}`"));
    }
    later::instead(word).map(|_| not_in_this_version(word, word, true))
}

/// The message about a word that is much like one of a stage, where a stage starts; one of this version's is none.
pub(crate) fn not_a_stage(word: &str) -> Option<String> {
    let now: Vec<&str> = kinds::words().collect();
    let later: Vec<&str> = later::LATER.iter().map(|(word, _)| *word).collect();
    let name = nearest(word, &[&now[..], &later].concat())?;
    if now.contains(&name) {
        return Some(format!("`{word}` isn't a stage: did you mean `{name}`?"));
    }
    Some(not_in_this_version(word, name, word == name))
}

/// The message about a word of `LATER`; `is_known` if it is certain that the word means it.
pub(crate) fn not_in_this_version(word: &str, name: &str, is_known: bool) -> String {
    let said = if is_known { format!("`{word}` ") } else { format!("`{word}`: did you mean `{name}`? It ") };
    format!("{said}is not in this version: {}", later::instead(name).unwrap_or_default())
}
