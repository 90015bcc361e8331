//! Sizes.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::literal;
use crate::report::Report;
use crate::size::Size;
use crate::spelling::sizes;
use crate::tokens::Cursor;

/// size := integer | path in CAPITALS | "(" constant expression ")"
///
/// The size of the stage at a position, or at 0 that of the input; `what` is its name in messages.
pub(super) fn size(part: &mut Cursor, position: usize, what: &str, report: &mut Report) -> Size {
    let span = part.span();
    if let Some(value) = part.peek(0).and_then(integer) {
        part.next();
        return Size::Number { value, span };
    }
    if let Some(path) = part.path(|path| path.is_constant() && path.is_item()) {
        return Size::Constant { expression: path.tokens, span: path.last.span(), position };
    }
    if let Some(expression) = part.peek(0).and_then(expression) {
        part.next();
        return Size::Constant { expression, span, position };
    }
    sizes::report(part, what, position == 0, report);
    Size::made_up(span)
}

fn integer(token: &TokenTree) -> Option<usize> {
    let TokenTree::Literal(literal) = token else { return None };
    literal::size(&literal.to_string())
}

/// What stands between parentheses.
fn expression(token: &TokenTree) -> Option<TokenStream> {
    let TokenTree::Group(group) = token else { return None };
    let is_one = group.delimiter() == Delimiter::Parenthesis
        && !group.stream().is_empty()
        && sizes::expression_error(group.stream()).is_none();
    is_one.then(|| group.stream())
}
