//! Declarations, and the short form.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use syn::parse::{Parse, Parser};
use syn::{Attribute, LitStr, Visibility};

use crate::attributes::Options;
use crate::declaration::{Declaration, Invocation, Stage};
use crate::parse::model::model;
use crate::parse::stage::shape;
use crate::report::Report;
use crate::shape::Shape;
use crate::tokens::{is_arrow, is_name, is_punct, is_word, opened};
use crate::weights::File;

/// invocation := declaration* | attributes shape
pub(crate) fn invocation(input: TokenStream) -> Invocation {
    let mut tokens = opened(input);
    if is_short(&tokens) {
        return Invocation::Short(Box::new(short(tokens)));
    }
    let mut declarations = Vec::new();
    while !tokens.is_empty() {
        let end = end(&tokens);
        let rest = tokens.split_off(end);
        declarations.push(declaration(tokens));
        tokens = rest;
    }
    Invocation::Declarations(declarations)
}

/// Whether the tokens are the short form: at least one, and no word or bracket that only declarations have.
fn is_short(tokens: &[TokenTree]) -> bool {
    let shape = &tokens[attributes_end(tokens)..];
    let declares = |token: &TokenTree| {
        ["struct", "pub", "enum", "union", "type"].iter().any(|word| is_word(token, word)) || is_punct(token, '<')
    };
    !shape.is_empty() && !shape.iter().any(declares)
}

/// The number of tokens of the first declaration: up to its `;`, or to the start of another.
fn end(tokens: &[TokenTree]) -> usize {
    let mut keyword = None;
    for (index, token) in tokens.iter().enumerate() {
        let before = &tokens[..index];
        let closed = matches!(before, [.., minus, more] if is_punct(more, '>') && !is_arrow(minus, more));
        let starts = ["struct", "pub"].iter().any(|word| is_word(token, word));
        if is_punct(token, ';') && (closed || keyword.is_none() || !goes_on(&tokens[index + 1..])) {
            return index + 1;
        }
        match keyword {
            // A keyword where the name belongs, or between the name and the shape, doesn't start another declaration.
            Some(keyword) if starts && index > keyword + 1 && !opens(tokens.get(index + 1)) => return index,
            Some(_) if closed && is_punct(token, '#') => return index,
            None if is_word(token, "struct") => keyword = Some(index),
            _ => {}
        }
    }
    tokens.len()
}

fn opens(token: Option<&TokenTree>) -> bool {
    token.is_some_and(|token| is_punct(token, '<'))
}

/// Whether a shape goes on behind a `;` that is written for an arrow: its `>` comes before another declaration.
fn goes_on(rest: &[TokenTree]) -> bool {
    let starts = |token: &TokenTree| ["struct", "pub"].iter().any(|word| is_word(token, word)) || is_punct(token, '#');
    let end = rest.iter().position(starts).unwrap_or(rest.len());
    let opened = rest[..end].iter().any(|token| is_punct(token, '<'));
    !opened && (0..end).any(|at| is_punct(&rest[at], '>') && !(at > 0 && is_arrow(&rest[at - 1], &rest[at])))
}

/// The number of tokens of the attributes.
fn attributes_end(tokens: &[TokenTree]) -> usize {
    let mut end = 0;
    while let [hash, TokenTree::Group(group), ..] = &tokens[end..]
        && is_punct(hash, '#')
        && group.delimiter() == Delimiter::Bracket
    {
        end += 2;
    }
    end
}

/// Takes the attributes off the start of the tokens.
fn attributes(tokens: &mut Vec<TokenTree>, report: &mut Report) -> Vec<Attribute> {
    let rest = tokens.split_off(attributes_end(tokens));
    let attributes = std::mem::replace(tokens, rest);
    attributes
        .chunks(2)
        .flat_map(|attribute| {
            let attribute = TokenStream::from_iter(attribute.iter().cloned());
            let read = Attribute::parse_outer.parse2(attribute.clone());
            read.unwrap_or_else(|_| {
                report.add_over(attribute, "this isn't an attribute: write `#[name]` or `#[name(..)]`");
                Vec::new()
            })
        })
        .collect()
}

/// short := attributes shape
fn short(mut tokens: Vec<TokenTree>) -> Declaration {
    let mut report = Report::default();
    let attributes = attributes(&mut tokens, &mut report);
    let (options, attributes) = Options::take(attributes, &mut report);
    for attribute in &attributes {
        report.add_over(
            attribute,
            "the short form takes `#[scalar(..)]` alone: a type without a name has no other use for attributes",
        );
    }
    let first = tokens.first().map_or_else(Span::call_site, TokenTree::span);
    if let Some(end) = tokens.iter().position(|token| is_punct(token, ';')) {
        let message = "the short form is one network, without a `;`: write a `network!` for each";
        report.add(tokens[end].span(), message);
        tokens.truncate(end);
    }
    if let Some(at) = tokens.iter().position(|token| is_punct(token, '=')) {
        let message = "the short form takes no file: write `struct Name< .. > = \"..\";`";
        report.add(tokens[at].span(), message);
        tokens.truncate(at);
    }
    let (input, stages) = shape(tokens, first, &mut report);
    let name = Some(Ident::new("Unnamed", Span::mixed_site()));
    let (attributes, file, ends) = (Vec::new(), None, [Span::mixed_site(); 2]);
    Declaration { attributes, options, visibility: Visibility::Inherited, name, input, stages, file, ends, report }
}

/// declaration := attributes visibility "struct" Name ("<" shape ">" ("=" path)? | "=" model) ";"
///
/// There is at least one token.
fn declaration(mut tokens: Vec<TokenTree>) -> Declaration {
    let mut report = Report::default();
    let whole = tokens[tokens.len() - 1].span();
    let attributes = attributes(&mut tokens, &mut report);
    let (mut options, attributes) = Options::take(attributes, &mut report);
    let mut terminated = tokens.last().is_some_and(|token| is_punct(token, ';'));
    if terminated {
        tokens.pop();
        if tokens.is_empty() && attributes.is_empty() {
            report.add(whole, "this `;` is one too many: leave it out");
            return Declaration::without_a_name(whole, report);
        }
    } else if let [.., more, comma] = &tokens[..]
        && is_punct(more, '>')
        && is_punct(comma, ',')
    {
        report.add(comma.span(), "a declaration ends with `;`, not with `,`");
        tokens.pop();
        terminated = true;
    }
    let last = tokens.last().map_or(whole, TokenTree::span);
    let keyword = tokens.iter().find(|token| is_word(token, "struct"));
    let ends = [keyword.map_or(whole, TokenTree::span), last];
    let (visibility, name, tokens) = head(tokens, last, &mut report);
    let bracket = tokens.as_ref().and_then(|tokens| tokens.first());
    if !terminated && bracket.is_some_and(|token| is_punct(token, '<') || is_punct(token, '=')) {
        report.add(last, "a `;` is missing after the declaration");
    }
    let (input, stages, file) = match (&name, tokens) {
        (Some(name), Some(tokens)) if tokens.first().is_some_and(|token| is_punct(token, '=')) => {
            model(&tokens, name, &mut options, &mut report)
        }
        (Some(name), Some(mut tokens)) => {
            let file = file(&mut tokens, &mut report);
            let (input, stages) = bracketed(tokens, name, &mut report);
            (input, stages, file)
        }
        _ => (Shape::made_up(whole), Vec::new(), None),
    };
    Declaration { attributes, options, visibility, name, input, stages, file, ends, report }
}

/// head := visibility "struct" Name
///
/// The third value is what follows: the shape with its brackets.
fn head(
    mut tokens: Vec<TokenTree>,
    last: Span,
    report: &mut Report,
) -> (Visibility, Option<Ident>, Option<Vec<TokenTree>>) {
    const EXAMPLE: &str = "`pub struct Name< 3 -> 12 relu -> 1 >;`";
    let keyword = tokens.iter().position(|token| is_word(token, "struct"));
    let Some(keyword) = keyword else {
        // The name is probably what stands before the bracket.
        let name = tokens.windows(2).find_map(|pair| match pair {
            [TokenTree::Ident(name), bracket] if is_punct(bracket, '<') && is_name(name) => Some(name.clone()),
            _ => None,
        });
        let is_visibility = |token: &&TokenTree| is_word(token, "pub") || matches!(token, TokenTree::Group(_));
        let first = tokens.iter().find(|token| !is_visibility(token)).map_or(last, TokenTree::span);
        report.add(first, format_args!("a declaration starts with `struct`: {EXAMPLE}"));
        return (Visibility::Inherited, name, None);
    };
    let rest = tokens.split_off(keyword);
    let before = TokenStream::from_iter(tokens);
    let visibility = Visibility::parse.parse2(before.clone()).unwrap_or_else(|_| {
        report.add_over(before, format_args!("only attributes and a visibility stand before `struct`: {EXAMPLE}"));
        Visibility::Inherited
    });
    let mut rest = rest.into_iter();
    let keyword = rest.next().map_or(last, |keyword| keyword.span());
    let name = match rest.next() {
        Some(TokenTree::Ident(name)) if is_name(&name) => name,
        Some(TokenTree::Ident(name)) => {
            report.add(name.span(), format_args!("`{name}` is a keyword of Rust: choose another name"));
            return (visibility, None, None);
        }
        _ => {
            report.add(keyword, format_args!("a name is missing after `struct`: {EXAMPLE}"));
            return (visibility, None, None);
        }
    };
    (visibility, Some(name), Some(rest.collect()))
}

/// Takes the file behind the shape off the tokens: "=" path
fn file(tokens: &mut Vec<TokenTree>, report: &mut Report) -> Option<File> {
    const EXAMPLE: &str = "`= \"weights/net.safetensors\"`";
    let is_closed = |at: usize| is_punct(&tokens[at], '>') && !(at > 0 && is_arrow(&tokens[at - 1], &tokens[at]));
    let at = (1..tokens.len()).rfind(|at| is_punct(&tokens[*at], '=') && is_closed(at - 1))?;
    let rest = tokens.split_off(at);
    let [_, path, extra @ ..] = &rest[..] else {
        report.add(rest[0].span(), format_args!("the path of a file is missing after `=`: write {EXAMPLE}"));
        return None;
    };
    let span = path.span();
    match syn::parse2::<LitStr>(path.clone().into()) {
        Ok(text) if extra.is_empty() => Some(File { path: text.value(), span, weights: None }),
        Ok(_) => {
            report.add(extra[0].span(), format_args!("`{}` stands after the path: a `;` follows it", extra[0]));
            None
        }
        Err(_) => {
            report
                .add(span, format_args!("`{path}` isn't the path of a file between quotation marks: write {EXAMPLE}"));
            None
        }
    }
}

/// bracketed := "<" shape ">"
fn bracketed(mut tokens: Vec<TokenTree>, name: &Ident, report: &mut Report) -> (Shape, Vec<Stage>) {
    let first = tokens.first().map_or(name.span(), TokenTree::span);
    if let [TokenTree::Ident(word), bracket, ..] = &tokens[..]
        && is_punct(bracket, '<')
    {
        let before = if word == "pub" { "pub " } else { "" };
        let advice = format_args!("write `{before}struct {name}< 3 -> 12 relu -> 1 >;`");
        report.add(word.span(), format_args!("`{word}` stands between the name and the shape: {advice}"));
        tokens.remove(0);
    }
    let parameters = tokens.windows(2).position(|pair| is_punct(&pair[0], '>') && is_punct(&pair[1], '<'));
    if let Some(end) = parameters {
        let parameters: TokenStream = tokens.drain(..=end).collect();
        let advice = format_args!("write `struct {name}< 3 -> 12 relu -> 1 >;`");
        report.add_over(parameters, format_args!("a network has no type parameters: {advice}"));
    }
    if !tokens.first().is_some_and(|token| is_punct(token, '<')) {
        report
            .add(first, format_args!("the shape stands between angle brackets: write `{name}< 3 -> 12 relu -> 1 >;`"));
        return (Shape::made_up(first), Vec::new());
    }
    tokens.remove(0);
    let closes = |at: usize| is_punct(&tokens[at], '>') && !(at > 0 && is_arrow(&tokens[at - 1], &tokens[at]));
    match (0..tokens.len()).rfind(|at| closes(*at)) {
        None => report.add(tokens.last().map_or(first, TokenTree::span), "a `>` is missing after the last stage"),
        Some(end) => {
            if let Some(extra) = tokens.get(end + 1) {
                report.add(extra.span(), format_args!("`{extra}` stands after the shape: a `;` follows its `>`"));
            }
            tokens.truncate(end);
        }
    }
    shape(tokens, first, report)
}
