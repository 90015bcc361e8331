//! From tokens to sizes and stages: `3 -> hidden: 12 relu -> 1`.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::Token;
use syn::parse::{ParseStream, Parser};

use crate::activation::{self, Activation};
use crate::declaration::Stage;
use crate::report::Report;
use crate::size::Size;
use crate::spelling::nearest;
use crate::tokens::{Cursor, is_arrow, is_punct, is_word};

/// Reads `size -> stage -> ...`; `before` is what stands before it.
pub(crate) fn shape(tokens: Vec<TokenTree>, before: Span, report: &mut Report) -> (Size, Vec<Stage>) {
    let Some(last) = tokens.last().map(TokenTree::span) else {
        report.add(before, "the shape is missing: `3 -> 12 relu -> 1`, say");
        return (Size::made_up(before), Vec::new());
    };
    let mut parts = vec![(Vec::new(), before)];
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if tokens.peek().is_some_and(|after| is_arrow(&token, after)) {
            let arrow = token.span();
            tokens.next();
            parts.push((Vec::new(), arrow));
        } else if let Some((part, _)) = parts.last_mut() {
            part.push(token);
        }
    }
    let mut parts = parts.into_iter().map(|(tokens, before)| Cursor::new(tokens, before));
    let known = report.count();
    let size = parts.next().map_or(Size::made_up(before), |part| input(part, report));
    let stages: Vec<Stage> = parts.enumerate().map(|(index, part)| stage(part, index + 1, report)).collect();
    if stages.is_empty() && report.count() == known {
        report.add(last, "a network has a stage after its input: `3 -> 1`, say");
    }
    (size, stages)
}

/// Reads the number of inputs.
fn input(mut part: Cursor, report: &mut Report) -> Size {
    if part.is_empty() {
        let before = part.last_span();
        report.add(before, "the number of inputs is missing: write it before the first arrow, `3 -> 12 relu -> 1`");
        return Size::made_up(before);
    }
    if let Some(label) = part.label() {
        report.add(label.span(), "the input has no label: labels are for stages, which own parameters");
    }
    let size = part.size(0, "the number of inputs", report);
    match part.peek(0).cloned() {
        None => {}
        Some(TokenTree::Ident(word)) if activation::is_word(&word.to_string()) => {
            report.add(word.span(), "the input has no activation: it is what the first stage reads");
        }
        Some(TokenTree::Ident(word)) if word == "no_bias" => {
            report.add(word.span(), "the input has no bias, so `no_bias` says nothing here");
        }
        Some(token) => leftover(&token, &part, "a size", report),
    }
    size
}

fn stage(mut part: Cursor, position: usize, report: &mut Report) -> Stage {
    let before = part.last_span();
    let mut stage = Stage { label: None, size: Size::made_up(before), activation: Activation::linear(), bias: true };
    if part.is_empty() {
        report.add(before, "a stage is missing after this arrow: a size, and an activation if it has one");
        return stage;
    }
    stage.label = part.label();
    let what = stage.label.as_ref().map_or("a stage's size".to_owned(), |label| format!("the size of `{label}`"));
    stage.size = part.size(position, &what, report);
    stage.activation = part.activation(report);
    if part.peek(0).is_some_and(|token| is_word(token, "no_bias")) {
        part.next();
        stage.bias = false;
    }
    if let Some(token) = part.peek(0) {
        let token = token.clone();
        stage.leftover(&token, &part, report);
    }
    stage
}

impl Stage {
    /// Reports what stands after a stage.
    fn leftover(&self, token: &TokenTree, part: &Cursor, report: &mut Report) {
        let TokenTree::Ident(word) = token else { return leftover(token, part, "a stage", report) };
        let name = word.to_string();
        let message = if name == "no_bias" {
            "`no_bias` is there already: leave this one out".to_owned()
        } else if name == "bias" {
            "a stage has a bias unless it says `no_bias`: leave `bias` out".to_owned()
        } else if self.bias && nearest(&name, &["no_bias"]).is_some() {
            format!("`{name}` isn't known here: did you mean `no_bias`?")
        } else if !self.bias && activation::is_word(&name) {
            format!("the activation comes before `no_bias`: write `{} {name} no_bias`", self.size.text(true))
        } else if activation::is_word(&name) {
            format!("a stage has one activation: write `-> {} {name}` for another stage", self.size.text(true))
        } else {
            return leftover(token, part, "a stage", report);
        };
        report.add(word.span(), message);
    }
}

/// Reports a token that nothing can start with, after `what`; the reader stands before it.
fn leftover(token: &TokenTree, part: &Cursor, what: &str, report: &mut Report) {
    match token {
        TokenTree::Literal(_) | TokenTree::Group(_) if !is_list(token) => {
            report.add(token.span(), format_args!("an arrow is missing: write `-> {token}`"));
        }
        TokenTree::Punct(punct) => match punct.as_char() {
            '=' | '-' if part.peek(1).is_some_and(|token| is_punct(token, '>')) => {
                report.add(token.span(), "an arrow is written `->`");
            }
            '>' => report.add(token.span(), "this `>` ends the shape too early: a `;` goes after it, or `->` is meant"),
            ',' => report.add(token.span(), "stages are parted by arrows: write `->`"),
            '+' | '-' | '*' | '/' | '%' => {
                report.add(token.span(), "an expression stands between parentheses: `(HIDDEN * 2)`");
            }
            _ => report
                .add(token.span(), format_args!("`{token}` isn't part of {what}: next comes `->`, or `>` at the end")),
        },
        _ => {
            report.add(token.span(), format_args!("`{token}` isn't part of {what}: next comes `->`, or `>` at the end"))
        }
    }
}

fn is_list(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() != Delimiter::Parenthesis)
}

impl Cursor {
    /// A word with its number, or a path; nothing means linear.
    fn activation(&mut self, report: &mut Report) -> Activation {
        if self.peek(0).is_some_and(|token| is_word(token, "no_bias") || is_word(token, "bias")) {
            return Activation::linear();
        }
        let Some((path, last)) = self.path() else { return Activation::linear() };
        let path = TokenStream::from_iter(path);
        let numbers = match self.peek(0).cloned() {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
                self.next();
                Some((group.span(), numbers(&group, report)))
            }
            Some(number @ TokenTree::Literal(_)) if activation::takes_number(&last.to_string()) => {
                self.next();
                report.add(
                    number.span(),
                    format_args!("the number stands between parentheses: write `{last}({number})`"),
                );
                Some((number.span(), None))
            }
            _ => None,
        };
        let name = last.to_string();
        if name.starts_with(char::is_uppercase) && !is_shouted(&name) {
            if let Some((span, _)) = numbers {
                report.add(span, "an activation of one's own takes no number: it is a type");
            } else if let Some(bracket) = self.peek(0).filter(|token| is_punct(token, '<')) {
                report.add(
                    bracket.span(),
                    format_args!("give a type with parameters a name of its own: `type Own = {name}<..>;`"),
                );
                self.rest();
            }
            return Activation::Path(path);
        }
        if path.clone().into_iter().count() > 1 {
            report.add_over(path, "an activation of one's own is a type, whose name is in CamelCase");
            return Activation::linear();
        }
        match numbers {
            // What isn't a number has been reported, and stands in for one.
            Some((_, None)) if activation::is_word(&name) => Activation::linear(),
            Some((span, given)) => Activation::from_word(&last, Some((span, given.unwrap_or_default())), report),
            None => Activation::from_word(&last, None, report),
        }
    }
}

/// Whether it is a word in capitals: `RELU`.
fn is_shouted(name: &str) -> bool {
    name.len() > 1 && !name.contains(char::is_lowercase) && activation::is_word(&name.to_lowercase())
}

/// The numbers between parentheses; none if something there isn't one.
fn numbers(group: &Group, report: &mut Report) -> Option<Vec<f64>> {
    let number = |input: ParseStream| -> syn::Result<f64> {
        let minus: Option<Token![-]> = input.parse()?;
        let value: f64 = match input.parse()? {
            syn::Lit::Int(int) if int.suffix().is_empty() => int.base10_parse()?,
            syn::Lit::Float(float) if float.suffix().is_empty() => float.base10_parse()?,
            other => return Err(syn::Error::new(other.span(), "")),
        };
        Ok(if minus.is_some() { -value } else { value })
    };
    let list = |input: ParseStream| Ok(input.parse_terminated(number, Token![,])?.into_iter().collect());
    match list.parse2(group.stream()) {
        Ok(values) => Some(values),
        Err(_) => {
            report.add(group.span(), "an activation's number is written out, without a suffix: `(0.01)`");
            None
        }
    }
}
