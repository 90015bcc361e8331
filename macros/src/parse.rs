//! From tokens to the model. Every mistake is reported at its token; something is made up in its place, so that the
//! rest is read too.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Token, Visibility};

use crate::activation::{self, Activation, nearest};
use crate::declaration::{Declaration, Invocation, Options, Size, Stage};
use crate::report::Report;

/// Reads all that one `network!` holds.
pub(crate) fn invocation(input: TokenStream, report: &mut Report) -> Invocation {
    let parser = |input: ParseStream| Ok(read(input, report));
    // The parser takes every token and returns no error of its own.
    parser.parse2(input).unwrap_or(Invocation::Declarations(Vec::new()))
}

fn read(input: ParseStream, report: &mut Report) -> Invocation {
    if is_short(input) {
        return Invocation::Short(short(input, report));
    }
    let mut declarations = Vec::new();
    while !input.is_empty() {
        declarations.extend(declaration(input, report));
    }
    Invocation::Declarations(declarations)
}

/// Whether the input is the short form: after its attributes comes a size.
fn is_short(input: ParseStream) -> bool {
    let ahead = input.fork();
    let _ = ahead.call(Attribute::parse_outer);
    ahead.peek(syn::Lit) || ahead.peek(syn::token::Paren) || ahead.peek(Token![-])
}

fn short(input: ParseStream, report: &mut Report) -> Declaration {
    let attributes = attributes(input, report);
    let (options, attributes) = options(attributes, report);
    for attribute in &attributes {
        report.add(syn::spanned::Spanned::span(attribute), "the short form takes `#[scalar(..)]` alone");
    }
    let span = input.span();
    let (tokens, _) = until_semicolon(input, report);
    let (input, stages) = shape(tokens, span, report);
    let name = Ident::new("Unnamed", Span::mixed_site());
    Declaration { attributes: Vec::new(), options, visibility: Visibility::Inherited, name, input, stages }
}

/// Reads one declaration up to its semicolon. Without a name there is none.
fn declaration(input: ParseStream, report: &mut Report) -> Option<Declaration> {
    let attributes = attributes(input, report);
    let head = |input: ParseStream| -> syn::Result<(Visibility, Ident)> {
        let visibility = input.parse()?;
        if !input.peek(Token![struct]) {
            return Err(input.error("a declaration starts with `struct`: `pub struct Name< 3 -> 12 relu -> 1 >;`"));
        }
        input.parse::<Token![struct]>()?;
        Ok((visibility, input.parse()?))
    };
    let head = head(input);
    let span = input.span();
    let (mut tokens, terminated) = until_semicolon(input, report);
    let (visibility, name) = match head {
        Ok(head) => head,
        Err(error) => {
            report.push(error);
            return None;
        }
    };
    if !terminated {
        report.add(last_span(&tokens, span), "a `;` is missing after the declaration");
    }
    let opened = matches!(tokens.first(), Some(token) if is_punct(token, '<'));
    if opened {
        tokens.remove(0);
    } else {
        report.add(span, format_args!("the shape is missing: write `{name}< 3 -> 12 relu -> 1 >;`"));
    }
    let arrow = tokens.len().checked_sub(2).is_some_and(|at| is_arrow(&tokens[at..]));
    if !arrow && tokens.last().is_some_and(|token| is_punct(token, '>')) {
        tokens.pop();
    } else if opened {
        report.add(last_span(&tokens, span), "a `>` is missing after the last stage");
    }
    let (options, attributes) = options(attributes, report);
    let (input, stages) = if opened { shape(tokens, span, report) } else { (made_up(span), Vec::new()) };
    Some(Declaration { attributes, options, visibility, name, input, stages })
}

fn attributes(input: ParseStream, report: &mut Report) -> Vec<Attribute> {
    input.call(Attribute::parse_outer).unwrap_or_else(|error| {
        report.push(error);
        Vec::new()
    })
}

/// The tokens up to the next `;`, and whether there was one.
fn until_semicolon(input: ParseStream, report: &mut Report) -> (Vec<TokenTree>, bool) {
    let mut tokens = Vec::new();
    while !input.is_empty() {
        if input.parse::<Option<Token![;]>>().is_ok_and(|semicolon| semicolon.is_some()) {
            return (tokens, true);
        }
        match input.parse() {
            Ok(token) => tokens.push(token),
            Err(error) => report.push(error),
        }
    }
    (tokens, false)
}

/// Takes the macro's own attributes out.
fn options(attributes: Vec<Attribute>, report: &mut Report) -> (Options, Vec<Attribute>) {
    let mut options = Options { scalar: Ident::new("f32", Span::call_site()), path: quote!(::staticnn) };
    let mut others = Vec::new();
    for attribute in attributes {
        let path = attribute.path();
        let span = syn::spanned::Spanned::span(path);
        if path.is_ident("scalar") {
            match attribute.parse_args::<Ident>() {
                Ok(scalar) if scalar == "f32" || scalar == "f64" => options.scalar = scalar,
                Ok(scalar) => report.add(scalar.span(), format_args!("a scalar is f32 or f64, not `{scalar}`")),
                Err(error) => report.add(error.span(), "a scalar is f32 or f64: write `#[scalar(f64)]`"),
            }
        } else if path.is_ident("staticnn") {
            let at = |input: ParseStream| {
                input.parse::<Token![crate]>()?;
                input.parse::<Token![=]>()?;
                input.call(syn::Path::parse_mod_style)
            };
            match attribute.parse_args_with(at) {
                Ok(path) => options.path = path.into_token_stream(),
                Err(error) => report.add(error.span(), "write `#[staticnn(crate = path::to::staticnn)]`"),
            }
        } else if path.is_ident("repr") {
            report.add(span, "a network is `repr(C)`, so that its parameters are one slice: leave this attribute out");
        } else {
            let word = path.get_ident().map(Ident::to_string).unwrap_or_default();
            match nearest(&word, &["scalar", "staticnn"]) {
                Some(name) => report.add(span, format_args!("`{word}` isn't an attribute: did you mean `{name}`?")),
                None => others.push(attribute),
            }
        }
    }
    (options, others)
}

/// Reads `size -> stage -> ...`.
fn shape(tokens: Vec<TokenTree>, span: Span, report: &mut Report) -> (Size, Vec<Stage>) {
    let mut parts = vec![Part { tokens: Vec::new(), before: span }];
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let after = tokens.peek().cloned();
        if after.as_ref().is_some_and(|after| is_arrow(&[token.clone(), after.clone()])) {
            tokens.next();
            parts.push(Part { tokens: Vec::new(), before: token.span() });
        } else if let Some(part) = parts.last_mut() {
            part.tokens.push(token);
        }
    }
    let mut parts = parts.into_iter();
    let input = parts.next().map_or(made_up(span), |part| input(part, report));
    let mut stages: Vec<Stage> = parts.map(|part| stage(part, report)).collect();
    if stages.is_empty() {
        report.add(input.span, "a network needs a stage after its input: `3 -> 1`");
        stages.push(Stage { label: None, size: made_up(span), activation: Activation::linear(), bias: true });
    }
    (input, stages)
}

/// The tokens between two arrows.
struct Part {
    tokens: Vec<TokenTree>,
    /// What stands before them: an arrow, or the whole shape.
    before: Span,
}

fn input(part: Part, report: &mut Report) -> Size {
    let mut rest = Rest::new(part);
    if rest.is_empty() {
        report.add(rest.before, "the number of inputs is missing: `3 -> 12 relu -> 1`");
        return made_up(rest.before);
    }
    let size = rest.size("the number of inputs", report);
    match rest.next() {
        None => {}
        Some(TokenTree::Ident(word)) if activation::is_word(&word.to_string()) => {
            report.add(word.span(), "the input has no activation: it is what the first stage reads");
        }
        Some(token @ TokenTree::Literal(_)) => missing_arrow(&token, report),
        Some(token) => report.add(token.span(), format_args!("`{token}` isn't part of a size; next comes `->`")),
    }
    size
}

fn stage(part: Part, report: &mut Report) -> Stage {
    let mut rest = Rest::new(part);
    let mut stage = Stage { label: None, size: made_up(rest.before), activation: Activation::linear(), bias: true };
    if rest.is_empty() {
        report.add(rest.before, "a stage is missing after this arrow: a size, and an activation if it has one");
        return stage;
    }
    stage.label = rest.label();
    stage.size = rest.size("a stage's size", report);
    stage.activation = rest.activation(report);
    if let Some(TokenTree::Ident(word)) = rest.peek()
        && word == "no_bias"
    {
        rest.next();
        stage.bias = false;
    }
    match rest.next() {
        None => {}
        Some(token @ TokenTree::Literal(_)) => missing_arrow(&token, report),
        Some(TokenTree::Ident(word)) if stage.bias && nearest(&word.to_string(), &["no_bias"]).is_some() => {
            report.add(word.span(), format_args!("`{word}` isn't known here: did you mean `no_bias`?"));
        }
        Some(token) => {
            report.add(token.span(), format_args!("`{token}` isn't part of a stage; next comes `->` or `>`"))
        }
    }
    stage
}

fn missing_arrow(token: &TokenTree, report: &mut Report) {
    report.add(token.span(), format_args!("an arrow is missing: write `-> {token}`"));
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

/// What is left of a part.
struct Rest {
    tokens: std::iter::Peekable<std::vec::IntoIter<TokenTree>>,
    before: Span,
}

impl Rest {
    fn new(part: Part) -> Self {
        Self { tokens: part.tokens.into_iter().peekable(), before: part.before }
    }

    fn peek(&mut self) -> Option<&TokenTree> {
        self.tokens.peek()
    }

    fn next(&mut self) -> Option<TokenTree> {
        self.tokens.next()
    }

    fn is_empty(&mut self) -> bool {
        self.peek().is_none()
    }

    /// `name:`, but not the start of a path.
    fn label(&mut self) -> Option<Ident> {
        let mut ahead = self.tokens.clone();
        let (Some(TokenTree::Ident(name)), Some(TokenTree::Punct(colon))) = (ahead.next(), ahead.next()) else {
            return None;
        };
        if colon.as_char() != ':' || colon.spacing() == proc_macro2::Spacing::Joint {
            return None;
        }
        self.tokens = ahead;
        Some(name)
    }

    /// A whole number.
    fn size(&mut self, what: &str, report: &mut Report) -> Size {
        let before = self.before;
        let Some(token) = self.peek().cloned() else {
            report.add(before, format_args!("{what} is missing: a whole number from 1 to {}", Size::LARGEST));
            return made_up(before);
        };
        let span = token.span();
        match &token {
            TokenTree::Literal(literal) => {
                self.next();
                match number(&literal.to_string()) {
                    Ok(value) => return Size { value, span },
                    Err(message) => report.add(span, message),
                }
            }
            TokenTree::Punct(minus) if minus.as_char() == '-' => {
                self.next();
                let number = self.next().map_or(String::new(), |number| number.to_string());
                report.add(span, format_args!("{what} can't be negative: write `{number}`"));
            }
            TokenTree::Ident(word) if LATER.contains(&word.to_string().as_str()) => {
                report.add(span, format_args!("`{word}` is not in this version: stages are dense, `12 relu`"));
                self.tokens = Vec::new().into_iter().peekable();
            }
            TokenTree::Ident(word) if activation::is_word(&word.to_string()) => {
                report.add(span, format_args!("the size before `{word}` is missing: write `12 {word}`"));
            }
            _ => {
                report.add(span, format_args!("{what} is a whole number from 1 to {}", Size::LARGEST));
                self.tokens = Vec::new().into_iter().peekable();
            }
        }
        made_up(span)
    }

    /// A word with its number, or a path; nothing means linear.
    fn activation(&mut self, report: &mut Report) -> Activation {
        match self.peek() {
            Some(TokenTree::Ident(word)) if word != "no_bias" && word != "bias" => {}
            Some(TokenTree::Punct(colon)) if colon.as_char() == ':' => {}
            _ => return Activation::linear(),
        }
        let mut path = TokenStream::new();
        let mut last = None;
        while let Some(token) = self.peek() {
            match token {
                TokenTree::Ident(word) if word != "no_bias" => last = Some(word.clone()),
                TokenTree::Punct(colon) if colon.as_char() == ':' => {}
                _ => break,
            }
            let is_word = matches!(token, TokenTree::Ident(_));
            path.extend(self.next());
            // A second word that no `::` leads to isn't part of the path.
            if is_word && !matches!(self.peek(), Some(TokenTree::Punct(colon)) if colon.as_char() == ':') {
                break;
            }
        }
        let arguments = match self.peek() {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
                let arguments = numbers(group, report);
                self.next();
                arguments
            }
            _ => None,
        };
        let Some(last) = last else {
            report.add(self.before, "an activation is a word, or a path to a type of one's own");
            return Activation::linear();
        };
        if last.to_string().starts_with(char::is_uppercase) {
            if let Some((span, _)) = arguments {
                report.add(span, "an activation of one's own takes no number: it is a type");
            }
            return Activation::Path(path);
        }
        Activation::from_word(&last, arguments, report)
    }
}

/// The numbers between parentheses.
fn numbers(group: &Group, report: &mut Report) -> Option<(Span, Vec<f64>)> {
    let list = |input: ParseStream| {
        let number = |input: ParseStream| -> syn::Result<f64> {
            let minus: Option<Token![-]> = input.parse()?;
            let value: f64 = match input.parse()? {
                syn::Lit::Int(int) if int.suffix().is_empty() => int.base10_parse()?,
                syn::Lit::Float(float) if float.suffix().is_empty() => float.base10_parse()?,
                other => return Err(syn::Error::new(other.span(), "a plain number is expected: `0.01`")),
            };
            Ok(if minus.is_some() { -value } else { value })
        };
        Ok(input.parse_terminated(number, Token![,])?.into_iter().collect())
    };
    match list.parse2(group.stream()) {
        Ok(values) => Some((group.span(), values)),
        Err(error) => {
            report.push(error);
            None
        }
    }
}

/// The size that a literal stands for, or what is wrong with it.
fn number(literal: &str) -> Result<usize, String> {
    let digits: String = literal.chars().take_while(|c| c.is_ascii_digit() || *c == '_').collect();
    let rest = &literal[digits.len()..];
    let plain = digits.replace('_', "");
    if plain.is_empty() {
        return Err(format!("a size is a whole number, not {literal}"));
    }
    if plain == "0" && rest.starts_with(['x', 'o', 'b']) {
        return Err(format!("`{literal}` isn't decimal to Rust: write the size in decimal"));
    }
    if rest.starts_with(['.', 'e', 'E']) && !rest.starts_with("elu") {
        return Err(format!("a size is a whole number: `{literal}` isn't one"));
    }
    if !rest.is_empty() {
        return Err(match rest {
            "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i8" | "i16" | "i32" | "i64" | "i128" | "isize"
            | "f32" | "f64" => format!("a size has no suffix: write `{digits}`"),
            _ if rest.starts_with('x') => {
                format!("`{literal}`: inputs of more than one dimension are not in this version")
            }
            _ => format!("a space is missing: write `{digits} {rest}`"),
        });
    }
    match plain.parse() {
        Ok(0) => Err("a size is 1 or more: a stage without values has nothing to compute".to_owned()),
        Ok(value) if value <= Size::LARGEST => Ok(value),
        _ => Err(format!("{literal} is too large: a size is at most {}", Size::LARGEST)),
    }
}

/// In place of a size that couldn't be read.
fn made_up(span: Span) -> Size {
    Size { value: 1, span }
}

fn is_punct(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

fn is_arrow(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [TokenTree::Punct(minus), TokenTree::Punct(more)]
        if minus.as_char() == '-' && minus.spacing() == proc_macro2::Spacing::Joint && more.as_char() == '>')
}

fn last_span(tokens: &[TokenTree], otherwise: Span) -> Span {
    tokens.last().map_or(otherwise, TokenTree::span)
}
