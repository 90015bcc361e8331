//! The numbers of a layer that are written by name.

use proc_macro2::{Delimiter, Ident, Span, TokenTree};

use crate::literal;
use crate::number::{Number, Range};
use crate::parse::window::split;
use crate::report::Report;
use crate::spelling::nearest::nearest;
use crate::tokens::{Cursor, is_punct};

/// Other words for options.
const ALSO: &[(&str, &str)] = &[
    ("num_heads", "heads"),
    ("n_heads", "heads"),
    ("nhead", "heads"),
    ("is_causal", "causal"),
    ("masked", "causal"),
    ("mask", "causal"),
];

/// options := "(" option ("," option)* ")", option := name number | name
///
/// The values of the numbers that `word` takes; `stage` is what it has written so far.
pub(super) fn options(
    part: &mut Cursor,
    word: &Ident,
    stage: &str,
    wanted: &[Number],
    report: &mut Report,
) -> Vec<f64> {
    let mut reader = Reader { word: word.to_string(), wanted, values: vec![None; wanted.len()] };
    match part.peek(0).cloned() {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
            part.next();
            split(&group).into_iter().for_each(|option| reader.option(option, report));
        }
        Some(TokenTree::Ident(name)) if reader.meant(&name.to_string()).is_some() => {
            let span = part.span();
            let options: Vec<String> = part.rest().iter().map(ToString::to_string).collect();
            let options = options.join(" ");
            report.add(span, format_args!("options stand between parentheses: write `{stage} ({options})`"));
        }
        _ => {}
    }
    wanted.iter().zip(reader.values).map(|(number, value)| value.unwrap_or_else(|| number.made_up())).collect()
}

struct Reader<'a> {
    word: String,
    wanted: &'a [Number],
    values: Vec<Option<f64>>,
}

impl Reader<'_> {
    fn option(&mut self, mut part: Cursor, report: &mut Report) {
        let (word, span) = (self.word.clone(), part.span());
        let Some(TokenTree::Ident(name)) = part.peek(0).cloned() else {
            // A comma at the end is allowed.
            if !part.is_empty() {
                let listed = self.listed();
                report.add(span, format_args!("the options of `{word}` are written by name, {listed}"));
            }
            return;
        };
        part.next();
        let text = name.to_string();
        let known = self.wanted.iter().position(|number| number.name == text);
        let Some((number, index)) = known.and_then(|index| Some((self.wanted.get(index)?, index))) else {
            let message = match self.meant(&text) {
                Some(option) => format!("`{text}` isn't an option of `{word}`: did you mean `{option}`?"),
                None => format!("`{text}` isn't an option of `{word}`, which has {}", self.listed()),
            };
            return report.add(name.span(), message);
        };
        if self.values[index].is_some() {
            report.add(span, format_args!("`{text}` is there twice: leave one out"));
        }
        self.values[index] = Some(match number.range {
            Range::Flag => 1.0,
            _ => self.value(number, &mut part, name.span(), report),
        });
        if let Some(token) = part.peek(0) {
            let message = match number.range {
                Range::Flag => format!("`{text}` takes nothing: leave `{token}` out"),
                _ => format!("`{token}` isn't part of `{text}`: options have commas between them"),
            };
            report.add(token.span(), message);
        }
    }

    /// The number behind the name of an option.
    #[allow(clippy::cast_precision_loss, reason = "sizes are below 2^53")]
    fn value(&self, number: &Number, part: &mut Cursor, name: Span, report: &mut Report) -> f64 {
        let Number { name: option, example, range, .. } = number;
        if let Some(sign) = part.peek(0).cloned().filter(|sign| is_punct(sign, '=') || is_punct(sign, ':')) {
            part.next();
            let value: String = part.rest().iter().map(ToString::to_string).collect();
            report.add(sign.span(), format_args!("an option has no `{sign}`: write `{option} {value}`"));
            return number.made_up();
        }
        let Some(token) = part.next() else {
            report.add(name, format_args!("`{option}` takes a number: write `{option} {example}`"));
            return number.made_up();
        };
        let value = literal::size(&token.to_string()).map(|value| value as f64).filter(|value| range.contains(*value));
        value.unwrap_or_else(|| {
            part.rest();
            let (word, range) = (&self.word, range.words());
            let says = format_args!("the number of {option} of `{word}` is {range}, written out, and not `{token}`");
            report.add(token.span(), format_args!("{says}: write `{option} {example}`"));
            number.made_up()
        })
    }

    /// The option that a word is, or was probably meant to be.
    fn meant(&self, text: &str) -> Option<&'static str> {
        let names: Vec<&'static str> = self.wanted.iter().map(|number| number.name).collect();
        let also = ALSO.iter().find(|(other, _)| *other == text).map(|(_, option)| *option);
        also.filter(|option| names.contains(option)).or_else(|| nearest(text, &names))
    }

    fn listed(&self) -> String {
        let option = |number: &Number| match number.range {
            Range::Flag => format!("`{}`", number.name),
            _ => format!("`{} {}`", number.name, number.example),
        };
        self.wanted.iter().map(option).collect::<Vec<_>>().join(", ")
    }
}
