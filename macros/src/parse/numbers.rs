//! The numbers of an activation or a layer.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use syn::Token;
use syn::parse::{ParseStream, Parser};

use crate::literal;
use crate::number::{Number, bare_example, example};
use crate::report::Report;
use crate::tokens::{Cursor, is_punct};

/// numbers := "(" number ("," number)* ")"
///
/// The values of the numbers that `word` takes, which was read last.
pub(super) fn numbers(
    part: &mut Cursor,
    word: &Ident,
    wanted: &[Number],
    are_bare: bool,
    report: &mut Report,
) -> Vec<f64> {
    let made_up = || wanted.iter().map(Number::made_up).collect();
    let example = if are_bare { bare_example(&word.to_string(), wanted) } else { example(&word.to_string(), wanted) };
    let names: Vec<&str> = wanted.iter().map(|number| number.name).collect();
    let names = names.join(" and its ");
    let have_defaults = wanted.iter().all(|number| number.default.is_some());
    let span = part.span();
    let given = match part.peek(0).cloned() {
        Some(TokenTree::Group(group)) if are_bare && group.delimiter() == Delimiter::Parenthesis => {
            part.next();
            let number = group.stream();
            report.add(span, format_args!("the number stands without parentheses: write `{word} {number}`"));
            return made_up();
        }
        Some(token) if are_bare && (is_punct(&token, '-') || matches!(token, TokenTree::Literal(_))) => {
            let minus = is_punct(&token, '-').then(|| part.next()).flatten();
            written(minus.into_iter().chain(part.next()).collect())
        }
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
            part.next();
            written(group.stream())
        }
        Some(token) if is_bare(&token, wanted, have_defaults) => {
            part.next();
            let number = match &token {
                TokenTree::Group(group) => group.stream().to_string(),
                _ => token.to_string(),
            };
            report.add(span, format_args!("the number stands between parentheses: write `{word}({number})`"));
            return made_up();
        }
        _ if have_defaults => return made_up(),
        _ => {
            report.add(word.span(), format_args!("`{word}` takes its {names}: write `{example}`"));
            return made_up();
        }
    };
    match given {
        _ if wanted.is_empty() => report.add(span, format_args!("`{word}` takes no number: write `{word}`")),
        None => {
            let message = "is written out, without a suffix";
            report.add(span, format_args!("the {names} of `{word}` {message}: write `{example}`"));
        }
        Some(given) if given.len() != wanted.len() => {
            report.add(span, format_args!("`{word}` takes its {names}: write `{example}`"));
        }
        Some(given) => {
            let Some((number, _)) = wanted.iter().zip(&given).find(|(number, value)| !number.range.contains(**value))
            else {
                return given;
            };
            let (name, range) = (number.name, number.range.words());
            report.add(span, format_args!("the {name} of `{word}` is {range}: write `{example}`"));
        }
    }
    made_up()
}

/// Whether a token is a number without its parentheses. Where the number may be left out, a size starts another stage.
fn is_bare(token: &TokenTree, wanted: &[Number], have_defaults: bool) -> bool {
    let is_number = matches!(token, TokenTree::Literal(_) | TokenTree::Group(_));
    let is_size = have_defaults && literal::size(&token.to_string()).is_some();
    is_number && !is_size && !wanted.is_empty()
}

/// The numbers between parentheses; none if something there isn't one.
fn written(tokens: TokenStream) -> Option<Vec<f64>> {
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
    list.parse2(tokens).ok()
}
