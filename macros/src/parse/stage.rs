//! The shape: `3 -> hidden: 12 relu -> 1`.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};

use crate::activation::Activation;
use crate::declaration::{Layer, Stage};
use crate::kind::{Kind, Output, Takes};
use crate::kinds::{self, SIZED};
use crate::parse::activation::activation;
use crate::parse::classes::classes;
use crate::parse::dimensions::{Wanted, dimensions};
use crate::parse::numbers::numbers;
use crate::parse::options::options;
use crate::parse::size::size;
use crate::parse::window::{is_window, window};
use crate::report::Report;
use crate::shape::Shape;
use crate::size::Size;
use crate::spelling::leftovers::{Leftover, after_input, after_kind, after_path, is_activation, meant_for_an_arrow};
use crate::spelling::other_libraries::called;
use crate::spelling::words::shouted_activation;
use crate::tokens::{Cursor, Path, is_arrow, is_punct, is_word};

/// shape := input ("->" stage)+
///
/// `before` is the place before its first token.
pub(super) fn shape(tokens: Vec<TokenTree>, before: Span, report: &mut Report) -> (Shape, Vec<Stage>) {
    let Some(last) = tokens.last().map(TokenTree::span) else {
        report.add(before, "the shape is missing: `3 -> 12 relu -> 1`, say");
        return (Shape::made_up(before), Vec::new());
    };
    let known = report.count();
    let mut parts = parts(tokens, before, report).into_iter();
    let mut part = parts.next().unwrap_or_else(|| Cursor::new(Vec::new(), before));
    let size = input(&mut part, report);
    let mut stages = Vec::new();
    // What is left of a part is another stage, whose arrow is missing.
    while let Some(next) = if part.is_empty() { parts.next() } else { Some(part) } {
        part = next;
        stages.push(stage(&mut part, stages.len() + 1, report));
    }
    if stages.is_empty() && report.count() == known {
        report.add(last, "a network has a stage after its input: `3 -> 1`, say");
    }
    (size, stages)
}

/// Splits the tokens at the arrows, and at what is written for one.
fn parts(tokens: Vec<TokenTree>, before: Span, report: &mut Report) -> Vec<Cursor> {
    let mut parts = Vec::new();
    let (mut part, mut start) = (Vec::new(), before);
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let span = token.span();
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
            continue;
        }
        let is_arrow = tokens.peek().is_some_and(|after| is_arrow(&token, after));
        // Between `<` and `>`, which a type with parameters has, a comma and a `>` have their meaning in Rust.
        let in_parameters = part.iter().any(|token| is_punct(token, '<'));
        let meant = if is_arrow { None } else { meant_for_an_arrow(&token, tokens.peek()).filter(|_| !in_parameters) };
        let Some(message) = meant else {
            if is_arrow {
                tokens.next();
                parts.push(Cursor::new(std::mem::take(&mut part), start));
                start = span;
            } else {
                part.push(token);
            }
            continue;
        };
        let more = if is_punct(&token, ',') { None } else { tokens.next_if(|after| is_punct(after, '>')) };
        report.add_over(TokenStream::from_iter([token].into_iter().chain(more)), message);
        // Before an arrow, at the end, or before an activation, it is one sign too many.
        let starts = |after: &TokenTree| !matches!(after, TokenTree::Punct(_)) && !is_activation(after);
        if tokens.peek().is_some_and(starts) && !part.is_empty() {
            parts.push(Cursor::new(std::mem::take(&mut part), start));
            start = span;
        }
    }
    parts.push(Cursor::new(part, start));
    parts
}

/// input := classes | dimensions
fn input(part: &mut Cursor, report: &mut Report) -> Shape {
    if part.is_empty() {
        let before = part.last_span();
        report.add(before, "the number of inputs is missing: write it before the first arrow, `3 -> 12 relu -> 1`");
        return Shape::made_up(before);
    }
    if let Some(label) = part.label() {
        report.add(label.span(), "the input has no label: labels are for stages, which own parameters");
    }
    let (what, span) = ("the number of inputs", part.span());
    let shape = classes(part, report).unwrap_or_else(|| {
        let wanted = Wanted { what, name: "0", most: 3, may_be_zero: false, is_input: true };
        Shape::new(dimensions(part, &wanted, report), span)
    });
    if let Some(token) = part.peek(0) {
        let leftover = after_input(token, part);
        follows(part, leftover, report);
    }
    shape
}

/// Reports what comes next. It is left for the stage that it starts; if it starts none, it is taken.
fn follows(part: &mut Cursor, leftover: Leftover, report: &mut Report) {
    report.add(part.span(), leftover.message);
    if !leftover.starts_a_stage {
        part.rest();
    }
}

/// stage := [label ":"] (custom | listed)
fn stage(part: &mut Cursor, position: usize, report: &mut Report) -> Stage {
    let before = part.last_span();
    if part.is_empty() {
        report.add(before, "a stage is missing after this arrow: a size, and an activation if it has one");
        let layer = Layer::Kind { kind: &SIZED, numbers: Vec::new(), window: None, bias: true };
        let size = Some(Size::made_up(before));
        return Stage { span: before, label: None, layer, size, activation: Activation::linear() };
    }
    let span = part.span();
    let label = part.label();
    let is_listed = |path: &Path| path.is_word && is_name_of_the_tables(&path.last.to_string());
    match part.path(|path| path.is_type() && !path.is_constant() && !is_listed(path)) {
        Some(path) => custom(span, label, &path, part, report),
        None => listed(span, label, part, position, report),
    }
}

/// Whether a name is that of an activation, in any letters, or of the type of a layer of the table.
fn is_name_of_the_tables(name: &str) -> bool {
    shouted_activation(name).is_some() || kinds::KINDS.iter().any(|kind| kind.type_name() == name)
}

/// custom := path in CamelCase
fn custom(span: Span, label: Option<Ident>, path: &Path, part: &mut Cursor, report: &mut Report) -> Stage {
    if !part.is_empty()
        && let Some(message) = called(&path.last.to_string(), part.left())
    {
        report.add_over(&path.tokens, message);
        part.rest();
    } else if let Some(token) = part.peek(0) {
        let leftover = after_path(token, part, &path.last.to_string());
        follows(part, leftover, report);
    }
    let layer = Layer::Path(path.tokens.clone());
    Stage { span, label, layer, size: None, activation: Activation::linear() }
}

/// listed := [word] [size] [window] [numbers] [activation] ["no_bias"], as the row of its kind says
fn listed(span: Span, label: Option<Ident>, part: &mut Cursor, position: usize, report: &mut Report) -> Stage {
    let word = match part.peek(0) {
        Some(TokenTree::Ident(word)) => Some(word.clone()),
        _ => None,
    };
    let row = word.and_then(|word| Some((kinds::kind(&word.to_string())?, word)));
    let (kind, word) = row.map_or((&SIZED, None), |(kind, word)| (kind, Some(word)));
    if word.is_some() {
        part.next();
    }
    let size = sized(kind, label.as_ref(), part, position, report);
    let written = [word.as_ref().map(ToString::to_string), size.as_ref().map(|size| size.text(true))];
    let written = written.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let window = window(part, kind, &written, position, report);
    let numbers = match &word {
        Some(word) if kind.named_numbers => options(part, word, &written, kind.numbers, report),
        Some(word) => numbers(part, word, kind.numbers, kind.bare_numbers, report),
        None => Vec::new(),
    };
    let activation = if kind.activation { activation(part, report) } else { Activation::linear() };
    let bias = !(kind.may_lack_bias() && part.word("no_bias"));
    if let Some(token) = part.peek(0) {
        let leftover = after_kind(token, part, kind, &written, bias);
        follows(part, leftover, report);
    }
    Stage { span, label, layer: Layer::Kind { kind, numbers, window, bias }, size, activation }
}

/// The size that a stage of a kind says: its values or its channels.
fn sized(kind: &Kind, label: Option<&Ident>, part: &mut Cursor, position: usize, report: &mut Report) -> Option<Size> {
    let what = match (kind.output, kind.word, label) {
        (Output::Given, Some(word), _) if kind.takes == Takes::Classes => format!("the number of features of `{word}`"),
        (Output::Given, Some(word), _) => format!("the number of units of `{word}`"),
        (Output::Given, None, None) => "a stage's size".to_owned(),
        (Output::Given, None, Some(label)) => format!("the size of `{label}`"),
        (Output::Channels, word, _) => format!("the number of channels of `{}`", word.unwrap_or_default()),
        _ => return None,
    };
    if let Some(TokenTree::Group(group)) = part.peek(0)
        && kind.output == Output::Channels
        && is_window(group)
        && !matches!(part.peek(1), Some(TokenTree::Group(_)))
    {
        let (span, word) = (group.span(), kind.word.unwrap_or_default());
        report.add(span, format_args!("{what} comes before its window: write `{word} 8 {group}`"));
        return Some(Size::made_up(span));
    }
    if let Some(TokenTree::Group(group)) = part.peek(0)
        && kind.named_numbers
        && group
            .stream()
            .into_iter()
            .next()
            .is_some_and(|first| kind.numbers.iter().any(|number| is_word(&first, number.name)))
    {
        let (span, word) = (group.span(), kind.word.unwrap_or_default());
        report.add(span, format_args!("{what} comes before its options: write `{word} 32 {group}`"));
        return Some(Size::made_up(span));
    }
    Some(size(part, &position.to_string(), &what, false, report))
}
