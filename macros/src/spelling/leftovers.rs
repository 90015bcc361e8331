//! What follows a stage that is complete.

use proc_macro2::{Delimiter, TokenTree};

use crate::kind::{Kind, Output};
use crate::kinds;
use crate::spelling::nearest::nearest;
use crate::spelling::other_libraries;
use crate::spelling::words;
use crate::tokens::{Cursor, is_punct, is_word};
use crate::{activation, literal};

/// What is wrong with a token that follows a stage, or the number of inputs.
pub(crate) struct Leftover {
    pub(crate) message: String,
    /// Whether only the arrow is missing: the token starts another stage.
    pub(crate) starts_a_stage: bool,
}

impl From<String> for Leftover {
    fn from(message: String) -> Self {
        Self { message, starts_a_stage: false }
    }
}

impl Leftover {
    fn without_its_arrow(token: &TokenTree) -> Self {
        Self { message: format!("an arrow is missing: write `-> {token}`"), starts_a_stage: true }
    }
}

/// The message about a token after the number of inputs.
pub(crate) fn after_input(token: &TokenTree, part: &Cursor) -> Leftover {
    match token {
        TokenTree::Ident(word) if activation::word(&word.to_string()).is_some() => {
            "the input has no activation: it is what the first stage reads".to_owned().into()
        }
        TokenTree::Ident(word) if word == "no_bias" => {
            "the input has no bias, so `no_bias` says nothing here".to_owned().into()
        }
        _ => after(token, part, "a size"),
    }
}

/// The message about a token after a stage of the table, which is written as `stage` without its activation.
pub(crate) fn after_kind(token: &TokenTree, part: &Cursor, kind: &Kind, stage: &str, has_bias: bool) -> Leftover {
    if let (TokenTree::Literal(literal), Some(word), Output::AsInput) = (token, kind.word, &kind.output)
        && literal::size(&literal.to_string()).is_some()
        && part.last().is_some_and(|last| is_word(last, word))
    {
        return format!("`{word}` puts out the shape that it takes: leave `{literal}` out").into();
    }
    let TokenTree::Ident(word) = token else { return after(token, part, "a stage") };
    let word = word.to_string();
    let message = match word.as_str() {
        "no_bias" if !kind.may_lack_bias() => format!("`{stage}` has no form without a bias: leave `no_bias` out"),
        "no_bias" => "`no_bias` is there already: leave this one out".to_owned(),
        "bias" => "a stage has a bias unless it says `no_bias`: leave `bias` out".to_owned(),
        _ if has_bias && kind.may_lack_bias() && nearest(&word, &["no_bias"]).is_some() => {
            format!("`{word}` isn't known here: did you mean `no_bias`?")
        }
        _ if !has_bias && activation::word(&word).is_some() => {
            format!("the activation comes before `no_bias`: write `{stage} {word} no_bias`")
        }
        _ if activation::word(&word).is_some() && !kind.activation => {
            format!("`{stage}` takes no activation: leave `{word}` out")
        }
        _ if activation::word(&word).is_some() => {
            format!("a stage has one activation: write `-> {stage} {word}` for another stage")
        }
        _ => return after(token, part, "a stage"),
    };
    message.into()
}

/// The message about a token after a stage whose layer is the path of a type, with this name.
pub(crate) fn after_path(token: &TokenTree, part: &Cursor, name: &str) -> Leftover {
    let message = match token {
        TokenTree::Punct(punct) if punct.as_char() == '<' => parameters(name),
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
            format!("`{name}` takes nothing between parentheses: it is a type")
        }
        TokenTree::Ident(word) if word == "no_bias" || word == "bias" => {
            format!("`{name}` has its own parameters: leave `{word}` out")
        }
        TokenTree::Ident(word) => {
            let text = word.to_string();
            if activation::word(&text).is_none() && !text.starts_with(char::is_uppercase) {
                return after(token, part, "a stage");
            }
            format!(
                "`{name}` has its own activation: write `{word}` in its declaration, or in another stage, `12 {word}`"
            )
        }
        _ => return after(token, part, "a stage"),
    };
    message.into()
}

/// Whether a token is the word of an activation.
pub(crate) fn is_activation(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Ident(word) if activation::word(&word.to_string()).is_some())
}

/// The message about a sign that is written for an arrow; `after` is what follows it.
pub(crate) fn meant_for_an_arrow(sign: &TokenTree, after: Option<&TokenTree>) -> Option<&'static str> {
    let TokenTree::Punct(sign) = sign else { return None };
    let before = |character: char| after.is_some_and(|after| is_punct(after, character));
    match sign.as_char() {
        '=' | '-' | '~' | '|' if before('>') => Some("an arrow is written `->`"),
        '-' if before('-') => Some("an arrow is written `->`"),
        ',' | ';' if after.is_none_or(|after| is_punct(after, '-')) => Some("this sign is one too many: leave it out"),
        ',' | ':' if after.is_some_and(is_activation) => {
            Some("an activation follows its size after a space: write `12 relu`")
        }
        ',' | '|' | '&' | ';' => Some("stages are separated by arrows: write `->`"),
        '>' => Some("this `>` ends the shape too early: a `;` goes after it, or `->` is meant"),
        _ => None,
    }
}

/// The message about the parameters of a type.
pub(crate) fn parameters(name: &str) -> String {
    format!("give a type with parameters a name of its own: `type Own = {name}<..>;`")
}

/// The message about a token that nothing can start with, after `what`.
fn after(token: &TokenTree, part: &Cursor, what: &str) -> Leftover {
    let message = match token {
        TokenTree::Literal(literal) if literal::size(&literal.to_string()).is_some() => {
            return Leftover::without_its_arrow(token);
        }
        TokenTree::Ident(word) if kinds::kind(&word.to_string()).is_some() => {
            return Leftover::without_its_arrow(token);
        }
        TokenTree::Literal(literal) => after_literal(&literal.to_string(), part),
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => match part.last() {
            Some(no_bias) if is_word(no_bias, "no_bias") => Some("`no_bias` takes nothing: leave this out".to_owned()),
            Some(TokenTree::Ident(called)) => {
                let stage = other_libraries::called(&called.to_string(), part.left());
                Some(stage.unwrap_or_else(|| format!("a call stands between parentheses: write `({called}{token})`")))
            }
            _ => match group.stream().to_string() {
                word if activation::word(&word).is_some() => {
                    Some(format!("an activation has no parentheses: write `{word}`"))
                }
                _ => return Leftover::without_its_arrow(token),
            },
        },
        TokenTree::Punct(_) if part.last().is_some_and(|last| is_word(last, "no_bias")) => {
            Some("`no_bias` takes nothing: leave this out".to_owned())
        }
        // An expression's operator, unless it follows an activation.
        TokenTree::Punct(punct) if !part.last().is_some_and(is_activation) => match punct.as_char() {
            '+' | '-' | '*' | '/' | '%' => {
                let [left, right] = [part.last(), part.peek(1)].map(|side| side.map(ToString::to_string));
                let (left, right) = (left.unwrap_or_default(), right.unwrap_or_else(|| "2".to_owned()));
                Some(format!("an expression stands between parentheses: write `({left} {punct} {right})`"))
            }
            _ => None,
        },
        TokenTree::Ident(word) if word == "x" && matches!(part.peek(1), Some(TokenTree::Literal(_))) => {
            Some("a stage puts out a vector of a size: write the product, a number".to_owned())
        }
        TokenTree::Ident(word) => {
            let word = word.to_string();
            words::stage(&word).or_else(|| words::not_a_stage(&word))
        }
        TokenTree::Group(_) | TokenTree::Punct(_) => None,
    };
    let unknown = || format!("`{token}` isn't part of {what}: next comes `->`, or `>` at the end");
    message.unwrap_or_else(unknown).into()
}

/// The message about a literal after a size, a stage or an activation, unless it is a size.
fn after_literal(literal: &str, part: &Cursor) -> Option<String> {
    let word = literal.trim_matches('"');
    if activation::word(word).is_some() {
        return Some(format!("an activation has no quotes: write `{word}`"));
    }
    match part.last() {
        Some(TokenTree::Ident(name)) if activation::word(&name.to_string()).is_some() => {
            Some(format!("`{name}` takes no number: leave `{literal}` out"))
        }
        _ => None,
    }
}
