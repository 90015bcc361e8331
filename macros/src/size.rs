//! Sizes: numbers, constants and expressions.

use proc_macro2::{Delimiter, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::parse::{Parse, Parser};

use crate::activation;
use crate::literal::number;
use crate::report::Report;
use crate::spelling::nearest;
use crate::tokens::Cursor;

/// A number of values.
#[derive(Clone)]
pub(crate) enum Size {
    /// The macro sees its value.
    Number { value: usize, span: Span },
    /// A path to a constant, or an expression: the compiler sees its value.
    Constant { expression: TokenStream, span: Span, position: usize },
}

/// The largest size: an index of weights then still fits in 48 bits.
pub(crate) const LARGEST: usize = 1 << 24;

impl Size {
    /// In place of a size that couldn't be read.
    pub(crate) fn made_up(span: Span) -> Self {
        Self::Number { value: 1, span }
    }

    /// Its value, if the macro sees it.
    pub(crate) fn value(&self) -> Option<usize> {
        match self {
            Self::Number { value, .. } => Some(*value),
            Self::Constant { .. } => None,
        }
    }

    /// The constant of the network `owner` that holds its value, if the macro doesn't see it.
    fn constant(&self, owner: &Ident) -> Option<TokenStream> {
        let Self::Constant { span, position, .. } = self else { return None };
        let name = format_ident!("SIZE_{position}", span = *span);
        let mut owner = owner.clone();
        owner.set_span(*span);
        Some(quote_spanned!(*span=> #owner::#name))
    }

    /// That constant's definition: the only place that has the expression, so that a mistake in it is reported once.
    pub(crate) fn definition(&self) -> Option<TokenStream> {
        let Self::Constant { expression, position, .. } = self else { return None };
        let name = format_ident!("SIZE_{position}");
        Some(quote!(const #name: usize = #expression;))
    }

    /// What has the compiler see that the constant's value is a size.
    pub(crate) fn check(&self, path: &TokenStream, owner: &Ident) -> Option<TokenStream> {
        let Self::Constant { span, .. } = self else { return None };
        let constant = self.constant(owner);
        let value = quote_spanned!(*span=> { #constant });
        Some(quote!(#path::shape::in_range::<#value, { #path::shape::is_size(#constant) }>()))
    }

    /// As the length of an array.
    pub(crate) fn length(&self, owner: &Ident) -> TokenStream {
        match self {
            Self::Number { value, span } => {
                let mut literal = Literal::usize_unsuffixed(*value);
                literal.set_span(*span);
                literal.into_token_stream()
            }
            Self::Constant { .. } => self.constant(owner).into_token_stream(),
        }
    }

    /// As a type: typenum's name, or the digits to the base 1024.
    pub(crate) fn typed(&self, path: &TokenStream, owner: &Ident) -> TokenStream {
        let digit = |place: u32| match self {
            Self::Number { value, .. } => Literal::usize_unsuffixed(value >> (10 * place) & 1023).into_token_stream(),
            Self::Constant { .. } => {
                let (constant, place) = (self.constant(owner), Literal::u32_unsuffixed(place));
                quote!({ #path::shape::digit(#constant, #place) })
            }
        };
        match self {
            Self::Number { value, .. } if *value <= 1024 || value.is_power_of_two() => named(*value, path),
            _ => {
                let [high, middle, low] = [2, 1, 0].map(digit);
                quote!(#path::shape::Number<#high, #middle, #low>)
            }
        }
    }

    /// As the documentation names it; `factor` if it stands in a product.
    pub(crate) fn text(&self, factor: bool) -> String {
        match self {
            Self::Number { value, .. } => value.to_string(),
            Self::Constant { expression, .. } => {
                let text = expression.to_string().replace(" :: ", "::").replace(":: ", "::").replace("( ", "(");
                let simple = text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == ':');
                if factor && !simple { format!("({text})") } else { text }
            }
        }
    }

    /// As the documentation names it between angle brackets.
    pub(crate) fn argument(&self) -> String {
        let text = self.text(false);
        if text.chars().all(|c| c.is_alphanumeric() || c == '_') { text } else { format!("{{ {text} }}") }
    }
}

/// typenum's name of a number.
pub(crate) fn named(value: usize, path: &TokenStream) -> TokenStream {
    let name = format_ident!("U{value}");
    quote!(#path::shape::#name)
}

/// Words of stages that aren't there yet.
const LATER: &[&str] = &[
    "avg_pool",
    "batch_norm",
    "concat",
    "conv",
    "dropout",
    "embedding",
    "flatten",
    "gru",
    "heads",
    "layer_norm",
    "lstm",
    "max_pool",
    "residual",
    "rnn",
];

/// What to say of such a word, or of one that was probably meant to be one.
pub(crate) fn later(word: &str) -> Option<String> {
    let name = nearest(word, LATER)?;
    let said = if word == name { format!("`{word}` ") } else { format!("`{word}`: did you mean `{name}`? It ") };
    Some(format!("{said}is not in this version: stages are dense, `12 relu`"))
}

impl Cursor {
    /// Reads the size of the stage at a position, or at 0 that of the input. `what` says whose, in messages.
    pub(crate) fn size(&mut self, position: usize, what: &str, report: &mut Report) -> Size {
        let before = self.last_span();
        let Some(token) = self.peek(0).cloned() else {
            report.add(before, format_args!("{what} is missing: write a number from 1 to {LARGEST}"));
            return Size::made_up(before);
        };
        let span = token.span();
        match &token {
            TokenTree::Literal(literal) => {
                self.next();
                match number(&literal.to_string()) {
                    Ok(value) => return Size::Number { value, span },
                    Err(message) => report.add(span, message),
                }
            }
            TokenTree::Punct(minus) if minus.as_char() == '-' => {
                let mut tokens = vec![token];
                if matches!(self.peek(1), Some(TokenTree::Literal(_))) {
                    self.next();
                    tokens.extend(self.peek(0).cloned());
                }
                self.next();
                let positive = tokens[1..].iter().map(ToString::to_string).collect::<String>();
                let example = if positive.is_empty() { "12" } else { &positive };
                let tokens = TokenStream::from_iter(tokens);
                report.add_over(tokens, format_args!("{what} isn't negative: write `{example}`"));
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                self.next();
                if group.stream().is_empty() {
                    report.add(span, "an expression is missing between the parentheses: `(HIDDEN * 2)`");
                } else if let Some(error) = expression_error(group.stream()) {
                    report.add_over(group.stream(), format_args!("this isn't a constant expression: {error}"));
                } else {
                    return Size::Constant { expression: group.stream(), span, position };
                }
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                self.next();
                let content = group.stream();
                report.add(span, format_args!("an expression stands between parentheses here: write `({content})`"));
            }
            _ => return self.path_size(position, what, report),
        }
        Size::made_up(span)
    }

    /// Reads a path to a constant.
    fn path_size(&mut self, position: usize, what: &str, report: &mut Report) -> Size {
        let span = self.peek(0).map_or_else(|| self.last_span(), TokenTree::span);
        if let Some(TokenTree::Ident(word)) = self.peek(0) {
            let word = word.to_string();
            let is_lower = !word.contains(char::is_uppercase);
            if let Some(message) = later(&word).filter(|_| is_lower) {
                self.rest();
                report.add(span, message);
                return Size::made_up(span);
            }
            if activation::is_word(&word) || word == "no_bias" {
                if let Some(size) = self.peek(1).map(ToString::to_string).filter(|size| number(size).is_ok()) {
                    self.rest();
                    report.add(span, format_args!("the size comes first: write `{size} {word}`"));
                } else {
                    report.add(span, format_args!("the size before `{word}` is missing: write `12 {word}`"));
                }
                return Size::made_up(span);
            }
        }
        let path = self.path().filter(|(_, last)| syn::parse_str::<Ident>(&last.to_string()).is_ok());
        let Some((path, last)) = path else {
            self.rest();
            report.add(span, format_args!("{what} is a number from 1 to {LARGEST}, a constant, or `(an expression)`"));
            return Size::made_up(span);
        };
        let path = TokenStream::from_iter(path);
        let name = last.to_string();
        if !name.contains(char::is_lowercase) && name.contains(char::is_uppercase) {
            return Size::Constant { expression: path, span: last.span(), position };
        }
        if name.starts_with(char::is_uppercase) {
            self.rest();
            let later = "other networks and layers of one's own are not in this version";
            report.add_over(
                path,
                format_args!("`{name}` as a stage: {later}; an activation follows its size, `12 {name}`"),
            );
            return Size::made_up(span);
        }
        match self.peek(0).map(ToString::to_string) {
            Some(size) if number(&size).is_ok() => {
                self.next();
                report.add_over(&path, format_args!("a `:` is missing after the label: write `{name}: {size}`"));
            }
            Some(sign) if sign == "=" => {
                let size = self.peek(1).map_or("12".to_owned(), ToString::to_string);
                self.rest();
                report.add_over(&path, format_args!("a `:` stands after the label, not `=`: write `{name}: {size}`"));
            }
            _ => {
                let capitals = name.to_uppercase();
                let advice = "a constant's name is in capitals";
                let message = format!(
                    "`{name}` isn't a size: {advice}, `{capitals}`, or it stands between parentheses, `({name})`"
                );
                report.add_over(path, message);
            }
        }
        Size::made_up(span)
    }
}

/// What is wrong with an expression, if something is.
fn expression_error(tokens: TokenStream) -> Option<String> {
    let message = syn::Expr::parse.parse2(tokens).err()?.to_string();
    // Without its feature `full`, syn reads only the simpler expressions; the compiler will see to the others.
    (!message.contains("unsupported")).then_some(message)
}
