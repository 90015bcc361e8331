//! The shape: `3 -> hidden: 12 relu -> 1`.

use proc_macro2::{Ident, Span, TokenTree};

use crate::activation::Activation;
use crate::declaration::{Layer, Stage};
use crate::kinds::{self, Output, SIZED};
use crate::parse::activation::activation;
use crate::parse::numbers::numbers;
use crate::parse::size::size;
use crate::report::Report;
use crate::size::Size;
use crate::spelling::leftovers::{after_input, after_kind, after_path};
use crate::spelling::words::shouted_activation;
use crate::tokens::{Cursor, Path, is_arrow, is_punct, is_word};

/// shape := input ("->" stage)+
///
/// `before` is the place before its first token.
pub(super) fn shape(tokens: Vec<TokenTree>, before: Span, report: &mut Report) -> (Size, Vec<Stage>) {
    let Some(last) = tokens.last().map(TokenTree::span) else {
        report.add(before, "the shape is missing: `3 -> 12 relu -> 1`, say");
        return (Size::made_up(before), Vec::new());
    };
    let known = report.count();
    let mut parts = parts(tokens, before, report).into_iter();
    let size = parts.next().map_or(Size::made_up(before), |part| input(part, report));
    let stages: Vec<Stage> = parts.enumerate().map(|(index, part)| stage(part, index + 1, report)).collect();
    if stages.is_empty() && report.count() == known {
        report.add(last, "a network has a stage after its input: `3 -> 1`, say");
    }
    (size, stages)
}

/// Splits the tokens at the arrows.
fn parts(tokens: Vec<TokenTree>, before: Span, report: &mut Report) -> Vec<Cursor> {
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
    parts.into_iter().map(|(tokens, before)| Cursor::new(tokens, before)).collect()
}

/// input := size
fn input(mut part: Cursor, report: &mut Report) -> Size {
    if part.is_empty() {
        let before = part.last_span();
        report.add(before, "the number of inputs is missing: write it before the first arrow, `3 -> 12 relu -> 1`");
        return Size::made_up(before);
    }
    if let Some(label) = part.label() {
        report.add(label.span(), "the input has no label: labels are for stages, which own parameters");
    }
    let size = size(&mut part, 0, "the number of inputs", report);
    if let Some(token) = part.peek(0) {
        report.add(token.span(), after_input(token, &part));
    }
    size
}

/// stage := [label ":"] (custom | listed)
fn stage(mut part: Cursor, position: usize, report: &mut Report) -> Stage {
    let before = part.last_span();
    if part.is_empty() {
        report.add(before, "a stage is missing after this arrow: a size, and an activation if it has one");
        let layer = Layer::Kind { kind: &SIZED, numbers: Vec::new(), bias: true };
        return Stage { label: None, layer, size: Some(Size::made_up(before)), activation: Activation::linear() };
    }
    let label = part.label();
    let is_shouted = |path: &Path| path.is_word && shouted_activation(&path.last.to_string()).is_some();
    match part.path(|path| path.is_type() && !path.is_constant() && !is_shouted(path)) {
        Some(path) => custom(label, &path, &part, position, report),
        None => listed(label, part, position, report),
    }
}

/// custom := path in CamelCase
fn custom(label: Option<Ident>, path: &Path, part: &Cursor, position: usize, report: &mut Report) -> Stage {
    if let Some(token) = part.peek(0) {
        report.add(token.span(), after_path(token, part, &path.last.to_string()));
    }
    let layer = path.tokens.clone();
    let size = Some(Size::Stage { layer: layer.clone(), position });
    Stage { label, layer: Layer::Path(layer), size, activation: Activation::linear() }
}

/// listed := [word] [size] [numbers] [activation] ["no_bias"], as the row of its kind says
fn listed(label: Option<Ident>, mut part: Cursor, position: usize, report: &mut Report) -> Stage {
    let word = match part.peek(0) {
        Some(TokenTree::Ident(word)) => Some(word.clone()),
        _ => None,
    };
    let row = word.and_then(|word| Some((kinds::kind(&word.to_string())?, word)));
    let (kind, word) = row.map_or((&SIZED, None), |(kind, word)| (kind, Some(word)));
    if word.is_some() {
        part.next();
    }
    let what = label.as_ref().map_or("a stage's size".to_owned(), |label| format!("the size of `{label}`"));
    let size = (kind.output == Output::Given).then(|| size(&mut part, position, &what, report));
    let numbers = word.as_ref().map_or(Vec::new(), |word| numbers(&mut part, word, kind.numbers, report));
    let activation = if kind.activation { activation(&mut part, report) } else { Activation::linear() };
    let bias = !(kind.may_lack_bias() && part.word("no_bias"));
    if let Some(token) = part.peek(0) {
        let written = [word.map(|word| word.to_string()), size.as_ref().map(|size| size.text(true))];
        let written: Vec<String> = written.into_iter().flatten().collect();
        report.add(token.span(), after_kind(token, &part, kind, &written.join(" "), bias));
    }
    Stage { label, layer: Layer::Kind { kind, numbers, bias }, size, activation }
}
