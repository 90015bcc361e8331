//! What stands in the place of a size and isn't one.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::literal::{self, LARGEST};
use crate::report::Report;
use crate::size::written;
use crate::spelling::literals::not_a_size;
use crate::spelling::words;
use crate::tokens::{Cursor, Path};
use crate::{activation, kinds};

/// Reports what comes next, and takes what belongs to it. `what` says whose size it should be; `is_input` that it is
/// the number of inputs.
pub(crate) fn report(part: &mut Cursor, what: &str, is_input: bool, report: &mut Report) {
    let span = part.span();
    match part.peek(0).cloned() {
        None => report.add(span, format_args!("{what} is missing: write a number from 1 to {LARGEST}")),
        Some(TokenTree::Literal(literal)) => {
            part.next();
            report.add(span, not_a_size(&literal.to_string()));
        }
        Some(TokenTree::Punct(minus)) if minus.as_char() == '-' => negative(part, what, report),
        Some(TokenTree::Group(group)) if group.delimiter() != Delimiter::Bracket => {
            part.next();
            grouped(&group, report);
        }
        Some(TokenTree::Ident(word)) if belongs_elsewhere(&word.to_string()) => {
            elsewhere(part, &word.to_string(), is_input, report);
        }
        Some(_) => path(part, what, report),
    }
}

fn negative(part: &mut Cursor, what: &str, report: &mut Report) {
    let mut tokens: Vec<TokenTree> = part.next().into_iter().collect();
    if matches!(part.peek(0), Some(TokenTree::Literal(_))) {
        tokens.extend(part.next());
    }
    let positive = tokens.get(1).map_or("12".to_owned(), ToString::to_string);
    report.add_over(TokenStream::from_iter(tokens), format_args!("{what} isn't negative: write `{positive}`"));
}

/// Reports parentheses without an expression, and braces.
fn grouped(group: &Group, report: &mut Report) {
    let content = group.stream();
    if group.delimiter() == Delimiter::Brace {
        report.add(group.span(), format_args!("an expression stands between parentheses here: write `({content})`"));
    } else if content.is_empty() {
        report.add(group.span(), "an expression is missing between the parentheses: `(HIDDEN * 2)`");
    } else if let Some(error) = expression_error(content.clone()) {
        report.add_over(content, format_args!("this isn't a constant expression: {error}"));
    }
}

/// What is wrong with an expression, if something is.
pub(crate) fn expression_error(tokens: TokenStream) -> Option<String> {
    let message = syn::parse2::<syn::Expr>(tokens).err()?.to_string();
    // Without its feature `full`, syn reads the simpler expressions only. The compiler checks the others.
    (!message.contains("unsupported")).then_some(message)
}

/// Whether a word has a place in a stage, but not that of a size.
fn belongs_elsewhere(word: &str) -> bool {
    let is_lower = !word.contains(char::is_uppercase);
    let follows = word == "no_bias" || activation::word(word).is_some();
    if is_lower { follows || words::not_a_stage(word).is_some() } else { words::shouted_activation(word).is_some() }
}

/// Reports such a word.
fn elsewhere(part: &mut Cursor, word: &str, is_input: bool, report: &mut Report) {
    let span = part.span();
    let size = part.peek(1).map(ToString::to_string).filter(|size| literal::size(size).is_some());
    let is_known = word == "no_bias" || activation::word(word).is_some();
    let follows = if is_known { Some(word) } else { words::shouted_activation(word) };
    let message = match (follows, size) {
        (Some(word), Some(size)) => format!("the size comes first: write `{size} {word}`"),
        (Some(word), None) => format!("the size before `{word}` is missing: write `12 {word}`"),
        (None, _) if is_input && kinds::kind(word).is_some() => {
            format!("the number of inputs comes before `{word}`: write `12 -> {word}`")
        }
        (None, _) => words::not_a_stage(word).unwrap_or_default(),
    };
    report.add(span, message);
    part.rest();
}

/// Reports a path that isn't a constant, or what is none at all.
fn path(part: &mut Cursor, what: &str, report: &mut Report) {
    let span = part.span();
    let Some(path) = part.path(Path::is_item) else {
        part.rest();
        let message = format_args!("{what} is a number from 1 to {LARGEST}, a constant, or `(an expression)`");
        return report.add(span, message);
    };
    let name = &path.last;
    let next = part.peek(0).map(ToString::to_string);
    let message = match next {
        _ if path.is_type() => {
            part.rest();
            let layer = written(&path.tokens);
            format!("`{name}` is a type, and the number of inputs a size: write `{layer}::INPUTS -> {layer}`")
        }
        Some(size) if literal::size(&size).is_some() => {
            part.next();
            format!("a `:` is missing after the label: write `{name}: {size}`")
        }
        Some(sign) if sign == "=" => {
            let size = part.peek(1).map_or("12".to_owned(), ToString::to_string);
            part.rest();
            format!("a `:` stands after the label, not `=`: write `{name}: {size}`")
        }
        _ => {
            let capitals = name.to_string().to_uppercase();
            let advice = "a constant's name is in capitals";
            format!("`{name}` isn't a size: {advice}, `{capitals}`, or it stands between parentheses, `({name})`")
        }
    };
    report.add_over(&path.tokens, message);
}
