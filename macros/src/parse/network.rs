//! The network of a file as the model of a declaration.

use proc_macro2::{Ident, Span};

use crate::activation::{self, Activation};
use crate::declaration::{Layer, Stage};
use crate::kind::Output;
use crate::kinds::KINDS;
use crate::onnx::{self, Network};
use crate::shape::Shape;
use crate::size::Size;
use crate::window::Window;

/// The input and the stages of a network, all at the place of its path.
pub(super) fn stages(network: Network, span: Span) -> (Shape, Vec<Stage>) {
    let labels = labels(&network, span);
    let size = |value| Size::Number { value, span };
    let stages = network.stages.iter().zip(labels).filter_map(|(stage, label)| stage_of(stage, label, size, span));
    (Shape::new(network.input.iter().copied().map(size).collect(), span), stages.collect())
}

fn stage_of(stage: &onnx::Stage, label: Option<Ident>, size: impl Fn(usize) -> Size, span: Span) -> Option<Stage> {
    let kind = KINDS.iter().find(|kind| kind.word == stage.kind)?;
    let (word, number) = stage.activation;
    let word = activation::word(word)?;
    let window = stage.window.as_ref().map(|window| window_of(window, &size, span));
    let layer =
        Layer::Kind { kind, numbers: stage.numbers.clone(), window: window.map(Box::new), bias: stage.has_bias };
    let activation = Activation::Word { word, span, numbers: number.into_iter().collect() };
    let says_size = matches!(kind.output, Output::Given | Output::Channels);
    Some(Stage { span, label, layer, size: says_size.then(|| size(stage.outputs)), activation })
}

/// A window with one number in each list that is of equal ones, as a person writes it.
fn window_of(window: &onnx::Window, size: &impl Fn(usize) -> Size, span: Span) -> Window {
    let sizes = |list: &[usize]| {
        let equal = list.windows(2).all(|pair| pair[0] == pair[1]);
        list.iter().take(if equal { 1 } else { list.len() }).map(|value| size(*value)).collect()
    };
    Window {
        // The taps say over how many axes the window moves.
        taps: window.taps.iter().map(|value| size(*value)).collect(),
        stride: sizes(&window.stride),
        pad: sizes(&window.pad),
        dilation: sizes(&window.dilation),
        groups: size(window.groups),
        floor: window.floor,
        causal: false,
        span,
    }
}

/// What the file calls the layers, where that can be the name of a field.
fn labels(network: &Network, span: Span) -> Vec<Option<Ident>> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let label = |stage: &onnx::Stage| {
        let text = stage.label.as_ref()?.replace('.', "_");
        // `layer4` is what a stage without a label is called by its position, which may be another one here.
        let is_position = text.strip_prefix("layer").is_some_and(|digits| digits.bytes().all(|c| c.is_ascii_digit()));
        let ident: Ident = syn::parse_str(&text).ok().filter(|_| text.chars().all(is_plain) && !is_position)?;
        Some(Ident::new(&ident.to_string(), span))
    };
    network.stages.iter().map(label).collect()
}
