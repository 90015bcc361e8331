//! The operators that normalize.

use crate::onnx::axes::Axes;
use crate::onnx::chain::Chain;
use crate::onnx::grid::Grid;
use crate::onnx::message::Node;
use crate::onnx::stages::Stage;
use crate::onnx::values::{Signal, Values};

pub(super) fn layer_norm<'a>(
    chain: &mut Chain,
    values: &Values<'a>,
    node: &Node<'a>,
    signal: &Signal,
) -> Result<Signal, String> {
    let called = node.called();
    is_last_axis(node, signal)?;
    let gain = values.weights(node, 1)?.values;
    let count = gain.len();
    let bias = values.optional(node, 2)?.map_or_else(|| vec![0.0; count], |bias| bias.values);
    if bias.len() != count {
        return Err(format!("{called} has {count} factors and {} biases", bias.len()));
    }
    let stage = Stage { numbers: vec![epsilon(node)?], ..Stage::new("layer_norm", node.label()) };
    normalize(chain, node, signal, Axes::ChannelsLast, Stage { tensors: vec![gain, bias], outputs: count, ..stage })
}

pub(super) fn rms_norm<'a>(
    chain: &mut Chain,
    values: &Values<'a>,
    node: &Node<'a>,
    signal: &Signal,
) -> Result<Signal, String> {
    is_last_axis(node, signal)?;
    let gain = values.weights(node, 1)?.values;
    let stage = Stage { numbers: vec![epsilon(node)?], outputs: gain.len(), ..Stage::new("rms_norm", node.label()) };
    normalize(chain, node, signal, Axes::ChannelsLast, Stage { tensors: vec![gain], ..stage })
}

pub(super) fn batch_norm<'a>(
    chain: &mut Chain,
    values: &Values<'a>,
    node: &Node<'a>,
    signal: &Signal,
) -> Result<Signal, String> {
    let called = node.called();
    if node.integer("training_mode").unwrap_or(0) != 0 {
        return Err(format!("{called} is in training mode: export the model after `model.eval()`"));
    }
    let mut tensors = Vec::new();
    for index in 1..5 {
        tensors.push(values.weights(node, index)?.values);
    }
    let count = tensors[0].len();
    if tensors.iter().any(|tensor| tensor.len() != count) {
        return Err(format!("{called} has factors, biases, means and variances in different numbers"));
    }
    let stage = Stage { numbers: vec![epsilon(node)?], outputs: count, ..Stage::new("batch_norm", node.label()) };
    normalize(chain, node, signal, Axes::ChannelsFirst, Stage { tensors, ..stage })
}

/// Adds a normalization of each channel, or over the channels, which are `stage.outputs`.
pub(super) fn normalize(
    chain: &mut Chain,
    node: &Node<'_>,
    signal: &Signal,
    axes: Axes,
    stage: Stage,
) -> Result<Signal, String> {
    let count = stage.outputs;
    if signal.shape.as_ref().is_none_or(|shape| shape.len() == 1) {
        return chain.push_values(node, signal, count, stage);
    }
    let grid = Grid::taken(node, signal, axes)?;
    if grid.channels != count {
        let (called, channels) = (node.called(), grid.channels);
        return Err(format!("{called} has weights for {count} channels, and {} gives {channels}", signal.from));
    }
    chain.push(node, signal, &grid, stage, (&grid, axes))
}

/// The epsilon of a normalization.
fn epsilon(node: &Node<'_>) -> Result<f64, String> {
    checked(node, node.float("epsilon", 1e-5))
}

/// A number, if it may be the epsilon of a normalization.
pub(super) fn checked(node: &Node<'_>, epsilon: f64) -> Result<f64, String> {
    match epsilon {
        epsilon if 0.0 < epsilon && epsilon < 1.0 => Ok(epsilon),
        epsilon => {
            let called = node.called();
            Err(format!("{called} has the epsilon {epsilon}, and only one above 0 and below 1 is supported"))
        }
    }
}

/// The batch is the first axis, and the last one is the fourth of an image, the third of a series, or the second.
pub(super) fn is_last_axis(node: &Node<'_>, signal: &Signal) -> Result<(), String> {
    let last = signal.rank() - 1;
    match node.integer("axis") {
        None | Some(-1) => Ok(()),
        Some(axis) if usize::try_from(axis) == Ok(last) => Ok(()),
        Some(axis) => Err(format!("{} goes over the axis {axis}, and only the last one is supported", node.called())),
    }
}
