//! The network of a file as the model of a declaration.

use proc_macro2::{Ident, Span};

use crate::activation::{self, Activation};
use crate::declaration::{Layer, Stage};
use crate::kinds::{KINDS, Output};
use crate::onnx::{self, Network};
use crate::shape::Shape;
use crate::size::Size;

/// The input and the stages of a network, all at the place of its path.
pub(super) fn stages(network: Network, span: Span) -> (Shape, Vec<Stage>) {
    let labels = labels(&network, span);
    let size = |value| Size::Number { value, span };
    let stages = network.stages.iter().zip(labels).filter_map(|(stage, label)| stage_of(stage, label, size, span));
    (Shape::Values(size(network.input)), stages.collect())
}

fn stage_of(stage: &onnx::Stage, label: Option<Ident>, size: impl Fn(usize) -> Size, span: Span) -> Option<Stage> {
    let kind = KINDS.iter().find(|kind| kind.word == stage.kind)?;
    let (word, number) = stage.activation;
    let word = activation::word(word)?;
    let layer = Layer::Kind { kind, numbers: stage.numbers.clone(), window: None, bias: stage.has_bias };
    let activation = Activation::Word { word, span, numbers: number.into_iter().collect() };
    Some(Stage { span, label, layer, size: (kind.output == Output::Given).then(|| size(stage.outputs)), activation })
}

/// What the file calls the layers, where that can be the name of a field.
fn labels(network: &Network, span: Span) -> Vec<Option<Ident>> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let label = |stage: &onnx::Stage| {
        let text = stage.label.as_ref()?.replace('.', "_");
        let ident: Ident = syn::parse_str(&text).ok().filter(|_| text.chars().all(is_plain))?;
        Some(Ident::new(&ident.to_string(), span))
    };
    network.stages.iter().map(label).collect()
}
