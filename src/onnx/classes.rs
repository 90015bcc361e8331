//! Classes, which a graph takes as whole numbers of 64 bits, and the layer that takes them.

use crate::layer::stage::Stage;
use crate::onnx::graph::{Graph, Input};
use crate::onnx::message::Attribute;
use crate::onnx::tensors::Tensors;

/// What a network takes: classes, if its first layer is an embedding.
pub(super) fn input(network: &Stage) -> Input {
    let mut first = network;
    while let ("network", Some(stage)) = (first.kind, first.stages.first()) {
        first = stage;
    }
    match first.kind {
        "embedding" => Input::Classes(steps(first)),
        _ => Input::Numbers(network.input),
    }
}

/// The rows of the table at the indices.
pub(super) fn embedding(graph: &mut Graph, tensors: &mut Tensors<'_>, stage: &Stage) -> Option<()> {
    let (features, classes) = (stage.output.last()?, stage.tensors.first()?.shape.first()?);
    let weight = tensors.next(graph, "weight", &[*classes, *features])?;
    graph.end = graph.node("Gather", &[&weight, &graph.end.clone()], [Attribute::int("axis", 0)].into());
    Some(())
}

/// The dimensions of an embedding's indices, as those of its output say them: steps x features of a series, features of a single
/// class.
fn steps(embedding: &Stage) -> &'static [usize] {
    embedding.output.split_last().map_or(&[], |(_, steps)| steps)
}
