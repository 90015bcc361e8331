//! The operators of an attention, and of what tells it the order of the steps.

use alloc::vec::Vec;

use crate::layer::stage::Stage;
use crate::onnx::graph::Graph;
use crate::onnx::message::Attribute;
use crate::onnx::tensors::Tensors;
use crate::onnx::window::attribute;

/// The axes of samples x steps x heads x features with the heads before the steps, and back.
const HEADS_FIRST: [usize; 4] = [0, 2, 1, 3];

/// softmax(q kᵀ / sqrt(w)) v of each head, w wide, and then the product with the output's weights. q, k and v have the axes samples x
/// heads x steps x features.
pub(super) fn attention(graph: &mut Graph, tensors: &mut Tensors<'_>, stage: &Stage) -> Option<()> {
    let (&[steps, inputs], &[_, units]) = (stage.input, stage.output) else { return None };
    let (heads, causal) = (attribute(stage, "heads")?, attribute(stage, "causal")? == 1);
    let width = units.checked_div(heads)?;
    let weight = tensors.next(graph, "weight", &[inputs, 3 * units])?;
    let bias = tensors.next(graph, "bias", &[3 * units])?;
    let output_weight = tensors.next(graph, "output_weight", &[units, units])?;
    let output_bias = tensors.next(graph, "output_bias", &[units])?;
    let [steps_of_heads, rows] = [[steps, 3 * heads, width].as_slice(), &[steps, units]].map(|sizes| {
        // 0 stands for the number of samples.
        [0].iter().chain(sizes).map(|&size| i64::try_from(size).unwrap_or(i64::MAX)).collect::<Vec<_>>()
    });
    let [steps_of_heads, rows] = [steps_of_heads, rows].map(|shape| graph.integers("shape", &shape));
    let scale = graph.constant("scale", 1.0 / libm::sqrt(width as f64));
    graph.channels_last(stage.input);
    graph.apply("MatMul", &[&weight], Vec::new());
    graph.apply("Add", &[&bias], Vec::new());
    graph.apply("Reshape", &[&steps_of_heads], Vec::new());
    graph.apply("Transpose", &[], [Attribute::ints("perm", &HEADS_FIRST)].into());
    let [q, k, v] = graph.split(1);
    let turned = graph.node("Transpose", &[&k], [Attribute::ints("perm", &[0, 1, 3, 2])].into());
    graph.end = graph.node("MatMul", &[&q, &turned], Vec::new());
    graph.apply("Mul", &[&scale], Vec::new());
    if causal {
        // The softmax makes 0 of -inf. Each step keeps at least its own score.
        let later = |place: usize| if place % steps > place / steps { f64::NEG_INFINITY } else { 0.0 };
        let mask = graph.constants("mask", &[steps, steps], (0..steps * steps).map(later));
        graph.apply("Add", &[&mask], Vec::new());
    }
    graph.apply("Softmax", &[], [Attribute::int("axis", -1)].into());
    graph.apply("MatMul", &[&v], Vec::new());
    graph.apply("Transpose", &[], [Attribute::ints("perm", &HEADS_FIRST)].into());
    graph.apply("Reshape", &[&rows], Vec::new());
    graph.apply("MatMul", &[&output_weight], Vec::new());
    graph.apply("Add", &[&output_bias], Vec::new());
    Some(())
}

/// Adds to each step its row of the weight, in every sample.
pub(super) fn positions(graph: &mut Graph, tensors: &mut Tensors<'_>, stage: &Stage) -> Option<()> {
    let weight = tensors.next(graph, "weight", stage.input)?;
    graph.channels_last(stage.input);
    graph.apply("Add", &[&weight], Vec::new());
    Some(())
}
