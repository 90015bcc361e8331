//! Words that aren't activations or stages, and what they were meant to be.

use crate::spelling::nearest::nearest;
use crate::{activation, kinds};

/// Other names of activations.
const ALSO: &[(&str, &str)] =
    &[("identity", "linear"), ("logistic", "sigmoid"), ("none", "linear"), ("sine", "sin"), ("swish", "silu")];

/// All activations.
fn activations() -> Vec<&'static str> {
    activation::WORDS.iter().map(|word| word.name).collect()
}

/// The activation that a word was probably meant to be.
pub(crate) fn meant_activation(word: &str) -> Option<&'static str> {
    let also = ALSO.iter().find(|(other, _)| word.eq_ignore_ascii_case(other));
    also.map(|(_, name)| *name).or_else(|| nearest(word, &activations()))
}

/// The activation that a name is in other letters, as `ReLU` and `LEAKY_RELU` are. The name of its type, `Relu`, isn't.
pub(crate) fn shouted_activation(name: &str) -> Option<&'static str> {
    let bare = |name: &str| name.replace('_', "").to_lowercase();
    let is_shouted = |row: &&activation::Word| bare(row.name) == bare(name) && row.name != name && row.ident != name;
    activation::WORDS.iter().find(is_shouted).map(|row| row.name)
}

/// The message about a word that isn't an activation, where one may stand.
pub(crate) fn not_an_activation(word: &str) -> String {
    if let Some(message) = stage(word) {
        return message;
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
    kinds::LATER.contains(&word).then(|| not_in_this_version(word, word))
}

/// The message about a word that is much like one of a stage, where a stage starts; one of this version's is none.
pub(crate) fn not_a_stage(word: &str) -> Option<String> {
    let now: Vec<&str> = kinds::words().collect();
    let name = nearest(word, &[&now, kinds::LATER].concat())?;
    if now.contains(&name) {
        return Some(format!("`{word}` isn't a stage: did you mean `{name}`?"));
    }
    Some(not_in_this_version(word, name))
}

fn not_in_this_version(word: &str, name: &str) -> String {
    let said = if word == name { format!("`{word}` ") } else { format!("`{word}`: did you mean `{name}`? It ") };
    let kinds: Vec<String> = kinds::KINDS.iter().map(|kind| format!("`{}`", kind.example)).collect();
    format!("{said}is not in this version: a stage is {}, or the type of a layer or network", kinds.join(", "))
}
