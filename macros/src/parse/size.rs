//! Sizes.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::literal;
use crate::report::Report;
use crate::size::{Formula, Size};
use crate::spelling::sizes;
use crate::tokens::Cursor;

/// size := integer | path in CAPITALS | "(" constant expression ")"
///
/// `name` is that of the constant that holds it, `what` its name in messages.
pub(super) fn size(part: &mut Cursor, name: &str, what: &str, is_input: bool, report: &mut Report) -> Size {
    let constant = |expression, span| {
        let (name, formula) = (name.to_owned(), Formula::Written(expression));
        Size::Constant { name, formula, span }
    };
    let span = part.span();
    if let Some(value) = part.peek(0).and_then(integer) {
        part.next();
        return Size::Number { value, span };
    }
    if let Some(path) = part.path(|path| path.is_constant() && path.is_item()) {
        return constant(path.tokens, path.last.span());
    }
    if let Some(expression) = part.peek(0).and_then(expression) {
        part.next();
        return constant(expression, span);
    }
    sizes::report(part, what, is_input, report);
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
