//! The operators of each kind of layer.

use alloc::vec::Vec;

use crate::layer::stage::Stage;
use crate::onnx::graph::Graph;
use crate::onnx::message::Attribute;
use crate::onnx::tensors::Tensors;

/// Adds a layer, without its activation, to the end of the graph. `None` if its tensors aren't those of the kind.
pub(super) type Layer = fn(&mut Graph, &mut Tensors<'_>, &Stage) -> Option<()>;

/// The kinds of layers, as [`Stage::kind`] says them.
pub(super) const KINDS: [(&str, Layer); 2] = [("dense", dense), ("layer_norm", layer_norm)];

/// x W + b, with W as inputs x outputs, as here.
fn dense(graph: &mut Graph, tensors: &mut Tensors<'_>, stage: &Stage) -> Option<()> {
    let (&[inputs], &[outputs]) = (stage.input, stage.output) else { return None };
    let weight = tensors.next(graph, "weight", &[inputs, outputs])?;
    match tensors.next(graph, "bias", &[outputs]) {
        Some(bias) => graph.apply("Gemm", &[&weight, &bias], Vec::new()),
        None => graph.apply("MatMul", &[&weight], Vec::new()),
    }
    Some(())
}

/// Over the last axis.
fn layer_norm(graph: &mut Graph, tensors: &mut Tensors<'_>, stage: &Stage) -> Option<()> {
    let (&[values], [epsilon]) = (stage.input, stage.attributes) else { return None };
    let gain = tensors.next(graph, "gain", &[values])?;
    let bias = tensors.next(graph, "bias", &[values])?;
    let attributes = [Attribute::int("axis", -1), Attribute::float("epsilon", epsilon.value)];
    graph.apply("LayerNormalization", &[&gain, &bias], attributes.into());
    Some(())
}
