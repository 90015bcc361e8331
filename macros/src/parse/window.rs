//! The window of a convolution or a pool.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenTree};

use crate::kind::{Kind, Windowed};
use crate::literal;
use crate::parse::dimensions::{Wanted, dimensions};
use crate::report::Report;
use crate::size::Size;
use crate::spelling::nearest::nearest;
use crate::tokens::{Cursor, is_punct};
use crate::window::Window;

/// window := "(" taps ("," option)* ")"  |  taps ["(" option ("," option)* ")"]
///
/// The window of the stage at a position, whose word was read; `stage` is what it has written so far.
pub(super) fn window(
    part: &mut Cursor,
    kind: &Kind,
    stage: &str,
    position: usize,
    report: &mut Report,
) -> Option<Box<Window>> {
    let windowed = kind.window.as_ref()?;
    let word = kind.word.unwrap_or_default();
    let one = |value| vec![Size::fixed(value)];
    let span = part.span();
    let mut window = Window {
        taps: one(1),
        stride: one(1),
        pad: one(0),
        dilation: one(1),
        groups: Size::fixed(1),
        floor: false,
        causal: false,
        span,
    };
    let reader = Reader { word, position, options: windowed.options() };
    match (windowed, part.peek(0).cloned()) {
        (Windowed::Inside(_), Some(TokenTree::Group(group))) if group.delimiter() == Delimiter::Parenthesis => {
            part.next();
            let mut parts = split(&group).into_iter();
            let mut first = parts.next().unwrap_or_else(|| Cursor::new(Vec::new(), group.span()));
            window.span = group.span();
            window.taps = reader.taps(&mut first, report);
            reader.ends(&first, report);
            parts.for_each(|option| reader.option(option, &mut window, report));
        }
        (Windowed::Inside(_), Some(TokenTree::Literal(literal))) => {
            part.next();
            report.add(span, format_args!("the window stands between parentheses: write `{stage} ({literal})`"));
        }
        (Windowed::Inside(_), _) => {
            report.add(
                part.last_span(),
                format_args!("`{word}` takes its window between parentheses: write `{stage} (3x3)`"),
            );
        }
        (Windowed::Bare(_), Some(TokenTree::Group(group))) if is_window(&group) => {
            part.next();
            let taps = split(&group)
                .first()
                .map_or_else(String::new, |first| first.left().iter().map(ToString::to_string).collect());
            report.add(span, format_args!("the window stands without parentheses: write `{word} {taps}`"));
        }
        (Windowed::Bare(_), None) => {
            report.add(part.last_span(), format_args!("`{word}` takes its window: write `{}`", kind.example));
        }
        (Windowed::Bare(_), Some(_)) => {
            window.taps = reader.taps(part, report);
            window.stride = window.taps.clone();
            if let Some(TokenTree::Group(group)) = part.peek(0).cloned()
                && group.delimiter() == Delimiter::Parenthesis
            {
                part.next();
                window.span = group.span();
                split(&group).into_iter().for_each(|option| reader.option(option, &mut window, report));
            }
        }
    }
    Some(Box::new(window))
}

/// Whether a group has the taps of a window first.
pub(super) fn is_window(group: &Group) -> bool {
    group.delimiter() == Delimiter::Parenthesis
        && group.stream().into_iter().next().is_some_and(|token| match token {
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                literal::size(&text).is_some() || text.split('x').all(|piece| literal::size(piece).is_some())
            }
            _ => false,
        })
}

/// The parts between commas.
pub(super) fn split(group: &Group) -> Vec<Cursor> {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    if tokens.is_empty() {
        return Vec::new();
    }
    tokens.split(|token| is_punct(token, ',')).map(|part| Cursor::new(part.to_vec(), group.span())).collect()
}

/// Other words for options.
const ALSO: &[(&str, &str)] = &[
    ("padding", "pad"),
    ("strides", "stride"),
    ("group", "groups"),
    ("dilations", "dilation"),
    ("dilate", "dilation"),
];

struct Reader<'a> {
    word: &'a str,
    position: usize,
    options: &'a [&'a str],
}

impl Reader<'_> {
    fn taps(&self, part: &mut Cursor, report: &mut Report) -> Vec<Size> {
        let (what, name) = (format!("the window of `{}`", self.word), format!("{}_WINDOW", self.position));
        let wanted = Wanted { what: &what, name: &name, most: 2, may_be_zero: false, is_input: false };
        dimensions(part, &wanted, report)
    }

    /// option := "stride" sizes | "pad" sizes | "dilation" sizes | "groups" size | "floor" | "causal"
    fn option(&self, mut part: Cursor, window: &mut Window, report: &mut Report) {
        let (word, position, span) = (self.word, self.position, part.span());
        let Some(TokenTree::Ident(name)) = part.peek(0).cloned() else {
            // A comma at the end is allowed.
            if !part.is_empty() {
                let listed = self.listed();
                report.add(span, format_args!("`{word}` takes one window, and behind it {listed}"));
            }
            return;
        };
        part.next();
        let text = name.to_string();
        let Some(option) = self.known(&name, &text, report) else { return };
        if let "floor" | "causal" = option {
            (window.floor, window.causal) = (window.floor || option == "floor", window.causal || option == "causal");
            return self.ends(&part, report);
        }
        if let Some(sign) = part.peek(0).cloned().filter(|sign| is_punct(sign, '=') || is_punct(sign, ':')) {
            part.next();
            let value: String = part.rest().iter().map(ToString::to_string).collect();
            report.add(sign.span(), format_args!("an option has no `{sign}`: write `{option} {value}`"));
            return;
        }
        let what = if option == "groups" { "number of groups" } else { option };
        let (what, constant) = (format!("the {what} of `{word}`"), format!("{position}_{}", option.to_uppercase()));
        let most = if option == "groups" { 1 } else { 2 };
        let wanted = Wanted { what: &what, name: &constant, most, may_be_zero: option == "pad", is_input: false };
        let mut sizes = dimensions(&mut part, &wanted, report);
        match option {
            "stride" => window.stride = sizes,
            "pad" => window.pad = sizes,
            "dilation" => window.dilation = sizes,
            _ => window.groups = sizes.pop().unwrap_or_else(|| Size::made_up(span)),
        }
        self.ends(&part, report);
    }

    /// The option that a word is, if the stage has it.
    fn known(&self, name: &Ident, text: &str, report: &mut Report) -> Option<&'static str> {
        const ALL: [&str; 6] = ["stride", "pad", "dilation", "groups", "floor", "causal"];
        let known = ALL.into_iter().find(|option| *option == text && self.options.contains(option));
        if known.is_none() {
            let meant = ALSO.iter().find(|(other, _)| *other == text).map(|(_, option)| *option);
            let meant = meant.filter(|option| self.options.contains(option)).or_else(|| nearest(text, self.options));
            let listed = self.listed();
            let message = match meant {
                Some(option) => format!("`{text}` isn't an option of `{}`: did you mean `{option}`?", self.word),
                None => format!("`{text}` isn't an option of `{}`, which has {listed}", self.word),
            };
            report.add(name.span(), message);
        }
        known
    }

    fn listed(&self) -> String {
        self.options.iter().map(|option| format!("`{option}`")).collect::<Vec<_>>().join(", ")
    }

    /// Reports what is left.
    fn ends(&self, part: &Cursor, report: &mut Report) {
        if let Some(token) = part.peek(0) {
            let span: Span = token.span();
            report.add(
                span,
                format_args!("`{token}` isn't part of a window: its numbers and options have commas between them"),
            );
        }
    }
}
