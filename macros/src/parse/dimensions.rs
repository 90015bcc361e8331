//! Several sizes with an `x` between them: `1x28x28`, `3 x SIDE x SIDE`.

use proc_macro2::{Ident, Span, TokenTree};
use quote::ToTokens;

use crate::literal;
use crate::parse::size::size;
use crate::report::Report;
use crate::size::{Formula, Size};
use crate::tokens::Cursor;

/// What dimensions are of, for messages and for the names of constants.
pub(super) struct Wanted<'a> {
    /// "the stride of `conv`"
    pub(super) what: &'a str,
    /// The name of the constant that holds a size; with several sizes each has its index behind it.
    pub(super) name: &'a str,
    /// How many there may be.
    pub(super) most: usize,
    /// Whether a dimension may be 0.
    pub(super) may_be_zero: bool,
    pub(super) is_input: bool,
}

/// dimensions := size ("x" size)*
///
/// Rust reads `1x28x28` as one number with a suffix, and `SIDE x28` as two words: they are taken apart.
pub(super) fn dimensions(part: &mut Cursor, wanted: &Wanted, report: &mut Report) -> Vec<Size> {
    let (start, known) = (part.span(), report.count());
    let mut sizes = Vec::new();
    loop {
        let span = part.span();
        let ends_open = match part.peek(0).and_then(|token| joined(token, wanted.may_be_zero)) {
            Some(pieces) => {
                part.next();
                take(pieces, span, &mut sizes)
            }
            None => {
                sizes.push(one(part, wanted, report));
                false
            }
        };
        let span = part.span();
        let goes_on = match part.peek(0).and_then(|token| behind(token, wanted.may_be_zero)) {
            Some(pieces) if !ends_open => {
                part.next();
                take(pieces, span, &mut sizes)
            }
            _ => ends_open,
        };
        if !goes_on {
            break;
        }
    }
    if sizes.len() > wanted.most && report.count() == known {
        let (most, what, count) = (wanted.most, wanted.what, sizes.len());
        let plural = if most == 1 { "" } else { "s" };
        if wanted.is_input {
            let has = format_args!(
                "the input has at most {most} dimensions, channels x height x width, and this one {count}"
            );
            report.add(start, format_args!("{has}: leave the batch out"));
        } else {
            report.add(start, format_args!("{what} has at most {most} number{plural}, and this one {count}"));
        }
        sizes.truncate(wanted.most);
    }
    let several = sizes.len() > 1;
    for (index, size) in sizes.iter_mut().enumerate() {
        if let Size::Constant { name, .. } = size {
            *name = if several { format!("{}_{index}", wanted.name) } else { wanted.name.to_owned() };
        }
    }
    sizes
}

/// A size, or 0.
fn one(part: &mut Cursor, wanted: &Wanted, report: &mut Report) -> Size {
    let span = part.span();
    let is_zero = part.peek(0).is_some_and(|token| token.to_string() == "0");
    if is_zero && !wanted.is_input {
        part.next();
        if !wanted.may_be_zero {
            report.add(span, format_args!("{} is 1 or more, not 0", wanted.what));
            return Size::made_up(span);
        }
        return Size::Number { value: 0, span };
    }
    size(part, wanted.name, wanted.what, wanted.is_input, report)
}

/// A piece of what Rust reads as one token: a number, a constant, or nothing where the next token follows.
enum Piece {
    Number(usize),
    Constant(Ident),
    Open,
}

/// Takes the pieces: whether the next token belongs to them.
fn take(pieces: Vec<Piece>, span: Span, sizes: &mut Vec<Size>) -> bool {
    let mut is_open = false;
    for piece in pieces {
        match piece {
            Piece::Number(value) => sizes.push(Size::Number { value, span }),
            Piece::Constant(ident) => {
                let formula = Formula::Written(ident.into_token_stream());
                sizes.push(Size::Constant { name: String::new(), formula, span });
            }
            Piece::Open => is_open = true,
        }
    }
    is_open
}

/// The pieces of a token such as `1x28x28`, `3xSIDE`, `3x` or `SIDExSIDE`.
fn joined(token: &TokenTree, may_be_zero: bool) -> Option<Vec<Piece>> {
    let text = match token {
        TokenTree::Literal(literal) => literal.to_string(),
        TokenTree::Ident(ident) => ident.to_string(),
        TokenTree::Group(_) | TokenTree::Punct(_) => return None,
    };
    let pieces: Vec<&str> = text.split('x').collect();
    (pieces.len() > 1).then(|| read(&pieces, token.span(), may_be_zero)).flatten()
}

/// The pieces of a word such as `x`, `x28` or `x28x28`.
fn behind(token: &TokenTree, may_be_zero: bool) -> Option<Vec<Piece>> {
    let TokenTree::Ident(ident) = token else { return None };
    let text = ident.to_string();
    let rest = text.strip_prefix('x')?;
    read(&rest.split('x').collect::<Vec<_>>(), token.span(), may_be_zero)
}

fn read(pieces: &[&str], span: Span, may_be_zero: bool) -> Option<Vec<Piece>> {
    let last = pieces.len() - 1;
    let piece = |(index, text): (usize, &&str)| {
        let is_constant = text.starts_with(|c: char| c.is_ascii_uppercase()) && !text.contains(char::is_lowercase);
        match literal::size(text) {
            Some(value) => Some(Piece::Number(value)),
            None if *text == "0" && may_be_zero => Some(Piece::Number(0)),
            None if text.is_empty() && index == last => Some(Piece::Open),
            None if is_constant => Some(Piece::Constant(Ident::new(text, span))),
            None => None,
        }
    };
    pieces.iter().enumerate().map(piece).collect()
}
