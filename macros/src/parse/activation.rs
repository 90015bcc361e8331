//! Activations.

use proc_macro2::{Delimiter, TokenTree};

use crate::activation::{self, Activation};
use crate::parse::numbers::numbers;
use crate::report::Report;
use crate::spelling::leftovers::parameters;
use crate::spelling::other_libraries::called;
use crate::spelling::words::{not_an_activation, shouted_activation};
use crate::tokens::{Cursor, Path, is_punct, is_word};

/// activation := word | word numbers | path in CamelCase
///
/// A stage without an activation is linear.
pub(super) fn activation(part: &mut Cursor, report: &mut Report) -> Activation {
    if part.peek(0).is_some_and(|token| is_word(token, "no_bias") || is_word(token, "bias")) {
        return Activation::linear();
    }
    let is_custom = |path: &Path| path.is_type() && !(path.is_word && is_shouted(path));
    if let Some(path) = part.path(is_custom) {
        return custom(path, part, report);
    }
    let Some(path) = part.path(|_| true) else { return Activation::linear() };
    let name = path.last.to_string();
    match activation::word(&name).filter(|_| path.is_word) {
        Some(word) => {
            let numbers = numbers(part, &path.last, word.numbers, false, report);
            return Activation::Word { word, span: path.last.span(), numbers };
        }
        None if path.is_word && name == "activation" => {
            report.add(path.last.span(), "an activation is its word alone: write `12 relu`");
            part.rest();
        }
        None if path.is_word => report.add(path.last.span(), not_an_activation(&name)),
        None => report.add_over(path.tokens, "a custom activation is a type, whose name is in CamelCase"),
    }
    take_parentheses(part);
    Activation::linear()
}

fn is_shouted(path: &Path) -> bool {
    shouted_activation(&path.last.to_string()).is_some()
}

/// The path of a type, which takes nothing.
fn custom(path: Path, part: &mut Cursor, report: &mut Report) -> Activation {
    let span = part.span();
    let is_call = matches!(part.peek(0), Some(TokenTree::Group(_)));
    if let Some(message) = called(&path.last.to_string(), part.left()).filter(|_| is_call) {
        report.add_over(&path.tokens, message);
        part.rest();
    } else if take_parentheses(part) {
        report.add(span, "a custom activation takes no number: it is a type");
    } else if part.peek(0).is_some_and(|token| is_punct(token, '<')) {
        report.add(span, parameters(&path.last.to_string()));
        part.rest();
    }
    Activation::Path(path.tokens)
}

/// Takes what stands between parentheses: whether something does.
fn take_parentheses(part: &mut Cursor) -> bool {
    let are_next = matches!(part.peek(0), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis);
    if are_next {
        part.next();
    }
    are_next
}
