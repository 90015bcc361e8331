//! An input of classes: `classes(27)`, `12 x classes(27)`.

use proc_macro2::{Delimiter, Literal, Span, TokenTree};

use crate::literal;
use crate::parse::dimensions::{Wanted, dimensions};
use crate::parse::size::size;
use crate::report::Report;
use crate::shape::Shape;
use crate::size::Size;
use crate::spelling::nearest::nearest;
use crate::tokens::{Cursor, is_punct, is_word};

/// Where an input says `classes`.
struct Said {
    /// The index of the token.
    at: usize,
    /// The word, which may be another one that is much like it.
    word: String,
    /// What stands before it in one token with it: the `12x` of `12xclasses`, which is a number with a suffix to Rust.
    before: String,
}

/// classes := [size "x"] "classes" "(" size ")"
///
/// None if the input isn't one of classes.
pub(super) fn classes(part: &mut Cursor, report: &mut Report) -> Option<Shape> {
    let said = said(part.left())?;
    let mut tokens = part.rest();
    let after = tokens.split_off(said.at + 1);
    let span = tokens.pop().map_or_else(|| part.last_span(), |token| token.span());
    if said.word != "classes" {
        report.add(span, format_args!("`{}` isn't known here: did you mean `classes`?", said.word));
    }
    let (count, rest) = count(after, span, report);
    let steps = steps(tokens, &said.before, &count, span, report);
    *part = Cursor::new(rest, span);
    if let (Some(x), Some(TokenTree::Literal(steps))) = (part.peek(0), part.peek(1))
        && is_word(x, "x")
    {
        let advice = format!("write `{steps} x classes({})`", count.text(false));
        report.add(x.span(), format_args!("the number of steps comes first: {advice}"));
        part.rest();
    }
    Some(match steps {
        None => Shape::Class(count),
        Some(steps) => Shape::Classes([steps, count]),
    })
}

fn said(tokens: &[TokenTree]) -> Option<Said> {
    let is_followed = |at: usize| matches!(tokens.get(at + 1), Some(TokenTree::Group(_)));
    let is_meant = |word: &str, at: usize| {
        let is_like = nearest(word, &["classes", "class"]).is_some() && !word.contains(char::is_uppercase);
        ["classes", "class"].contains(&word) || is_followed(at) && (is_like || ["Class", "Classes"].contains(&word))
    };
    tokens.iter().enumerate().find_map(|(at, token)| {
        let text = match token {
            TokenTree::Ident(ident) => ident.to_string(),
            TokenTree::Literal(literal) => literal.to_string(),
            TokenTree::Group(_) | TokenTree::Punct(_) => return None,
        };
        let (before, word) = match text.rsplit_once('x') {
            Some((before, word)) if is_meant(word, at) => (format!("{before}x"), word),
            _ => (String::new(), &text[..]),
        };
        is_meant(word, at).then(|| Said { at, word: word.to_owned(), before })
    })
}

/// The number of classes, which stands between parentheses, and the tokens behind it.
fn count(mut after: Vec<TokenTree>, span: Span, report: &mut Report) -> (Size, Vec<TokenTree>) {
    let group = match after.first() {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => group.clone(),
        next => {
            let number = next.map(ToString::to_string).filter(|number| literal::size(number).is_some());
            if number.is_some() {
                after.remove(0);
            }
            let number = number.unwrap_or_else(|| "27".to_owned());
            let message = format!("the number of classes stands between parentheses: write `classes({number})`");
            report.add(span, message);
            return (Size::made_up(span), after);
        }
    };
    after.remove(0);
    let content: Vec<TokenTree> = group.stream().into_iter().collect();
    let mistake = match &content[..] {
        [] => Some("the number of classes is missing: write `classes(27)`"),
        several if several.iter().any(|token| is_punct(token, ',')) => {
            Some("`classes` takes one number, how many there are: write `classes(27)`")
        }
        _ => None,
    };
    if let Some(mistake) = mistake {
        report.add(group.span(), mistake);
        return (Size::made_up(span), after);
    }
    let is_path = !content.iter().any(|token| matches!(token, TokenTree::Punct(sign) if sign.as_char() != ':'));
    let is_one = is_path && content.iter().all(|token| !matches!(token, TokenTree::Group(_)));
    // An expression has its parentheses already.
    let tokens = if content.len() == 1 || is_one { content } else { vec![TokenTree::Group(group.clone())] };
    let mut part = Cursor::new(tokens, group.span());
    (size(&mut part, "CLASSES", "the number of classes", false, report), after)
}

/// The number of steps, which stands before, if the input has any.
fn steps(mut tokens: Vec<TokenTree>, before: &str, count: &Size, span: Span, report: &mut Report) -> Option<Size> {
    let mut has_sign = false;
    if let Some(steps) = before.strip_suffix('x') {
        has_sign = true;
        if let Ok(number) = steps.parse() {
            let mut literal = Literal::usize_unsuffixed(number);
            literal.set_span(span);
            tokens.push(literal.into());
        }
    } else if let Some(token) = tokens.last().cloned() {
        let text = token.to_string();
        if is_word(&token, "x") {
            has_sign = true;
            tokens.pop();
        } else if let (TokenTree::Literal(literal), Some(Ok(number))) = (&token, text.strip_suffix('x').map(str::parse))
        {
            has_sign = true;
            let mut number = Literal::usize_unsuffixed(number);
            number.set_span(literal.span());
            tokens.pop();
            tokens.push(number.into());
        }
    }
    let start = tokens.first().map(TokenTree::span);
    match start {
        None if has_sign => {
            report
                .add(span, format_args!("the number of steps is missing: write `12 x classes({})`", count.text(false)));
            return None;
        }
        None => return None,
        Some(start) if !has_sign => {
            let steps: String = tokens.iter().map(ToString::to_string).collect();
            let advice = format!("write `{steps} x classes({})`", count.text(false));
            report.add(start, format_args!("an `x` is missing between the steps and their classes: {advice}"));
            return Some(Size::made_up(start));
        }
        Some(_) => {}
    }
    let mut part = Cursor::new(tokens, span);
    let what = "the number of steps";
    let wanted = Wanted { what, name: "STEPS", most: 1, may_be_zero: false, is_input: false };
    let steps = dimensions(&mut part, &wanted, report).pop();
    if let Some(token) = part.peek(0) {
        report.add(token.span(), format_args!("{what} is one size: write `12 x classes({})`", count.text(false)));
    }
    steps
}
