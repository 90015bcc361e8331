//! The operators of layers over the steps of a series.

use alloc::vec::Vec;

use crate::layer::stage::Stage;
use crate::onnx::graph::Graph;
use crate::onnx::message::Attribute;
use crate::onnx::tensors::Tensors;

/// The axes of samples x steps x features with the first two exchanged.
const STEPS_FIRST: [usize; 3] = [1, 0, 2];

/// x W + b at every step: Gemm takes matrices alone.
pub(super) fn dense(graph: &mut Graph, tensors: &mut Tensors<'_>, stage: &Stage) -> Option<()> {
    let (&[_, inputs], &[_, outputs]) = (stage.input, stage.output) else { return None };
    let weight = tensors.next(graph, "weight", &[inputs, outputs])?;
    let bias = tensors.next(graph, "bias", &[outputs]);
    graph.channels_last(stage.input);
    graph.apply("MatMul", &[&weight], Vec::new());
    if let Some(bias) = bias {
        graph.apply("Add", &[&bias], Vec::new());
    }
    graph.output = &stage.output[1..]; // softmax is over the outputs of a step
    Some(())
}

pub(super) fn rnn(graph: &mut Graph, tensors: &mut Tensors<'_>, stage: &Stage) -> Option<()> {
    recurrent(graph, tensors, stage, "RNN", &[0])
}

/// ONNX's gates are z, r and h; here they are r, z and n.
pub(super) fn gru(graph: &mut Graph, tensors: &mut Tensors<'_>, stage: &Stage) -> Option<()> {
    recurrent(graph, tensors, stage, "GRU", &[1, 0, 2])
}

/// ONNX's gates are i, o, f and c; here they are i, f, g and o.
pub(super) fn lstm(graph: &mut Graph, tensors: &mut Tensors<'_>, stage: &Stage) -> Option<()> {
    recurrent(graph, tensors, stage, "LSTM", &[0, 3, 1, 2])
}

/// A recurrent layer. `gates` has, for each gate of the operator, its place here. The operator takes steps x samples x features, and
/// puts out steps x directions x samples x units: onnxruntime has no kernels for its other layout, samples first.
fn recurrent(
    graph: &mut Graph,
    tensors: &mut Tensors<'_>,
    stage: &Stage,
    operator: &str,
    gates: &[usize],
) -> Option<()> {
    let (&[_, inputs], &[_, units]) = (stage.input, stage.output) else { return None };
    let columns = gates.len() * units;
    graph.channels_last(stage.input);
    graph.apply("Transpose", &[], [Attribute::ints("perm", &STEPS_FIRST)].into());
    graph.in_f32(|graph| {
        let in_order = || gates.iter().flat_map(|gate| gate * units..(gate + 1) * units);
        let mut matrix = |name, rows| {
            let bits = tensors.next_bits(name, &[rows, columns])?;
            let transposed = in_order().flat_map(|column| (0..rows).map(move |row| row * columns + column));
            Some(graph.parameters(name, &[1, columns, rows], transposed.map(bits)))
        };
        let [weight, recurrent] = [matrix("weight", inputs)?, matrix("recurrent_weight", units)?];
        let [bias, recurrent_bias] =
            [tensors.next_bits("bias", &[columns])?, tensors.next_bits("recurrent_bias", &[columns])?];
        let both = in_order().map(bias).chain(in_order().map(recurrent_bias));
        let bias = graph.parameters("bias", &[1, 2 * columns], both);
        let mut attributes = Vec::from([Attribute::int("hidden_size", i64::try_from(units).ok()?)]);
        if operator == "GRU" {
            attributes.push(Attribute::int("linear_before_reset", 1)); // r multiplies the product with the recurrent weights
        }
        graph.apply(operator, &[&weight, &recurrent, &bias], attributes);
        Some(())
    })?;
    let direction = graph.integers("axes", &[1]);
    graph.apply("Squeeze", &[&direction], Vec::new());
    graph.apply("Transpose", &[], [Attribute::ints("perm", &STEPS_FIRST)].into());
    Some(())
}

/// The features of the last step.
pub(super) fn last(graph: &mut Graph, _: &mut Tensors<'_>, stage: &Stage) -> Option<()> {
    graph.channels_last(stage.input);
    let index = graph.integers("index", &[-1]);
    graph.apply("Gather", &[&index], [Attribute::int("axis", 1)].into());
    graph.apply("Flatten", &[], [Attribute::int("axis", 1)].into());
    Some(())
}

/// The steps from the last to the first.
pub(super) fn reverse(graph: &mut Graph, _: &mut Tensors<'_>, stage: &Stage) -> Option<()> {
    graph.channels_last(stage.input);
    // From the last step to before the first, along axis 1.
    let [start, end] = [graph.integers("start", &[-1]), graph.integers("end", &[i64::MIN])];
    let [axes, step] = [graph.integers("axes", &[1]), graph.integers("step", &[-1])];
    graph.apply("Slice", &[&start, &end, &axes, &step], Vec::new());
    Some(())
}
