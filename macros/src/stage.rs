//! From tokens to sizes and stages: `3 -> hidden: 12 relu -> 1`.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::Token;
use syn::parse::{ParseStream, Parser};

use crate::activation::{self, Activation};
use crate::declaration::Stage;
use crate::literal::number;
use crate::report::Report;
use crate::size::{Size, later};
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
        if is_punct(&token, '#')
            && let Some(TokenTree::Group(attribute)) = tokens.peek()
        {
            let is_text = attribute.stream().into_iter().next().is_some_and(|first| is_word(&first, "doc"));
            let message = if is_text {
                "documentation stands above the declaration: within the shape write `//`"
            } else {
                "an attribute stands above the declaration"
            };
            report.add(attribute.span(), message);
            tokens.next();
        } else if tokens.peek().is_some_and(|after| is_arrow(&token, after)) {
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
    let message = match token {
        TokenTree::Literal(literal) => after_literal(&literal.to_string(), part),
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => Some(match part.last() {
            Some(no_bias) if is_word(no_bias, "no_bias") => "`no_bias` takes nothing: leave this out".to_owned(),
            Some(TokenTree::Ident(called)) => {
                format!("a call stands between parentheses: write `({called}{token})`")
            }
            _ => format!("an arrow is missing: write `-> {token}`"),
        }),
        TokenTree::Punct(punct) => match punct.as_char() {
            '=' | '-' if part.peek(1).is_some_and(|token| is_punct(token, '>')) => {
                Some("an arrow is written `->`".to_owned())
            }
            '>' => Some("this `>` ends the shape too early: a `;` goes after it, or `->` is meant".to_owned()),
            ',' => Some("stages are parted by arrows: write `->`".to_owned()),
            '+' | '-' | '*' | '/' | '%' => Some("an expression stands between parentheses: `(HIDDEN * 2)`".to_owned()),
            _ => None,
        },
        TokenTree::Ident(word) if word == "x" && matches!(part.peek(1), Some(TokenTree::Literal(_))) => {
            Some("inputs of more than one dimension are not in this version: write the product, a number".to_owned())
        }
        TokenTree::Ident(word) => later(&word.to_string()),
        TokenTree::Group(_) => None,
    };
    let message =
        message.unwrap_or_else(|| format!("`{token}` isn't part of {what}: next comes `->`, or `>` at the end"));
    report.add(token.span(), message);
}

/// What to say of a literal after a size or an activation.
fn after_literal(literal: &str, part: &Cursor) -> Option<String> {
    let word = literal.trim_matches('"');
    if activation::is_word(word) {
        return Some(format!("an activation has no quotes: write `{word}`"));
    }
    if number(literal).is_ok() {
        return Some(format!("an arrow is missing: write `-> {literal}`"));
    }
    match part.last() {
        Some(TokenTree::Ident(name)) if activation::is_word(&name.to_string()) => {
            Some(format!("`{name}` takes no number: leave `{literal}` out"))
        }
        _ => None,
    }
}

impl Cursor {
    /// A word with its number, or a path; nothing means linear.
    fn activation(&mut self, report: &mut Report) -> Activation {
        if self.peek(0).is_some_and(|token| is_word(token, "no_bias") || is_word(token, "bias")) {
            return Activation::linear();
        }
        let Some((path, last)) = self.path() else { return Activation::linear() };
        let numbers = match self.peek(0).cloned() {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
                self.next();
                Some((group.span(), numbers(&group, report)))
            }
            Some(token)
                if activation::takes_number(&last.to_string())
                    && !matches!(token, TokenTree::Ident(_) | TokenTree::Punct(_)) =>
            {
                self.next();
                let number = match &token {
                    TokenTree::Group(group) => group.stream().to_string(),
                    _ => token.to_string(),
                };
                report
                    .add(token.span(), format_args!("the number stands between parentheses: write `{last}({number})`"));
                Some((token.span(), None))
            }
            _ => None,
        };
        let name = last.to_string();
        let single = path.len() == 1;
        let path = TokenStream::from_iter(path);
        if name.starts_with(char::is_uppercase) && !(single && activation::is_shouted(&name)) {
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
        if !single {
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
