//! The operators that are layers, and those that put a sample's values into another order.

use crate::onnx::chain::{Chain, features};
use crate::onnx::grid::{Axes, Grid};
use crate::onnx::message::Node;
use crate::onnx::stages::Stage;
use crate::onnx::values::{Signal, Values};
use crate::onnx::{shapes, windows};

/// Adds what a node does with `signal` to the chain, and returns what it puts out.
pub(super) type Operator = for<'a> fn(&mut Chain, &Values<'a>, &Node<'a>, &Signal) -> Result<Signal, String>;

/// Each takes the value that depends on the input first, and constants.
pub(super) const OPERATORS: [(&str, Operator); 16] = [
    ("Gemm", gemm),
    ("MatMul", mat_mul),
    ("Conv", windows::conv),
    ("MaxPool", windows::max_pool),
    ("AveragePool", windows::avg_pool),
    ("GlobalAveragePool", global_avg_pool),
    ("ReduceMean", reduce_mean),
    ("BatchNormalization", batch_norm),
    ("LayerNormalization", layer_norm),
    ("RMSNormalization", rms_norm),
    ("Softmax", softmax),
    ("PRelu", prelu),
    ("Flatten", shapes::flatten),
    ("Reshape", shapes::reshape),
    ("Squeeze", shapes::squeeze),
    ("Transpose", shapes::transpose),
];

/// alpha x W + beta b
fn gemm<'a>(chain: &mut Chain, values: &Values<'a>, node: &Node<'a>, signal: &Signal) -> Result<Signal, String> {
    let called = node.called();
    if node.integer("transA").unwrap_or(0) != 0 {
        return Err(format!("{called} transposes its input (transA), which isn't supported"));
    }
    let mut weight = values.weights(node, 1)?;
    if node.integer("transB").unwrap_or(0) != 0 {
        weight = weight.transposed().unwrap_or(weight);
    }
    let (alpha, beta) = (node.float("alpha", 1.0), node.float("beta", 1.0));
    weight.values.iter_mut().for_each(|value| *value *= alpha);
    let bias = values.optional(node, 2)?;
    let (inputs, mut stage) = dense(node, weight.shape, weight.values)?;
    if let Some(mut bias) = bias {
        bias.values.iter_mut().for_each(|value| *value *= beta);
        stage.add_bias(bias).map_err(|message| format!("{called} {message}"))?;
    }
    chain.push_values(node, signal, inputs, stage)
}

fn mat_mul<'a>(chain: &mut Chain, values: &Values<'a>, node: &Node<'a>, signal: &Signal) -> Result<Signal, String> {
    let weight = values.weights(node, 1)?;
    let (inputs, stage) = dense(node, weight.shape, weight.values)?;
    chain.push_values(node, signal, inputs, stage)
}

/// A dense layer without a bias, and its number of inputs.
fn dense(node: &Node<'_>, shape: Vec<usize>, weight: Vec<f64>) -> Result<(usize, Stage), String> {
    let [inputs, outputs] = shape[..] else {
        return Err(format!("{} has weights of {} dimensions, and only 2 are supported", node.called(), shape.len()));
    };
    Ok((inputs, Stage::dense(outputs, label(node), weight)))
}

/// The bias after a MatMul.
pub(super) fn bias<'a>(
    chain: &mut Chain,
    values: &Values<'a>,
    node: &Node<'a>,
    signal: &Signal,
) -> Result<Signal, String> {
    if let (Some(bias), Some(stage)) = (values.added(node), chain.network.stages.last_mut()) {
        stage.add_bias(bias).map_err(|message| format!("{} {message}", node.called()))?;
    }
    Ok(chain.output(node, signal.shape.clone()))
}

fn layer_norm<'a>(chain: &mut Chain, values: &Values<'a>, node: &Node<'a>, signal: &Signal) -> Result<Signal, String> {
    let called = node.called();
    is_last_axis(node, signal)?;
    let gain = values.weights(node, 1)?.values;
    let count = gain.len();
    let bias = values.optional(node, 2)?.map_or_else(|| vec![0.0; count], |bias| bias.values);
    if bias.len() != count {
        return Err(format!("{called} has {count} factors and {} biases", bias.len()));
    }
    let stage = Stage { numbers: vec![epsilon(node)?], ..Stage::new("layer_norm", label(node)) };
    normalize(chain, node, signal, Axes::ChannelsLast, Stage { tensors: vec![gain, bias], outputs: count, ..stage })
}

fn rms_norm<'a>(chain: &mut Chain, values: &Values<'a>, node: &Node<'a>, signal: &Signal) -> Result<Signal, String> {
    is_last_axis(node, signal)?;
    let gain = values.weights(node, 1)?.values;
    let stage = Stage { numbers: vec![epsilon(node)?], outputs: gain.len(), ..Stage::new("rms_norm", label(node)) };
    normalize(chain, node, signal, Axes::ChannelsLast, Stage { tensors: vec![gain], ..stage })
}

fn batch_norm<'a>(chain: &mut Chain, values: &Values<'a>, node: &Node<'a>, signal: &Signal) -> Result<Signal, String> {
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
    let stage = Stage { numbers: vec![epsilon(node)?], outputs: count, ..Stage::new("batch_norm", label(node)) };
    normalize(chain, node, signal, Axes::ChannelsFirst, Stage { tensors, ..stage })
}

/// Adds a normalization of each channel, or over the channels, which are `stage.outputs`.
fn normalize(chain: &mut Chain, node: &Node<'_>, signal: &Signal, axes: Axes, stage: Stage) -> Result<Signal, String> {
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
    match node.float("epsilon", 1e-5) {
        epsilon if 0.0 < epsilon && epsilon < 1.0 => Ok(epsilon),
        epsilon => {
            let called = node.called();
            Err(format!("{called} has the epsilon {epsilon}, and only one above 0 and below 1 is supported"))
        }
    }
}

fn global_avg_pool<'a>(chain: &mut Chain, _: &Values<'a>, node: &Node<'a>, signal: &Signal) -> Result<Signal, String> {
    mean(chain, node, signal, true)
}

/// The mean over all positions of each channel.
fn reduce_mean<'a>(chain: &mut Chain, values: &Values<'a>, node: &Node<'a>, signal: &Signal) -> Result<Signal, String> {
    let rank = 1 + signal.shape.as_ref().map_or(1, Vec::len);
    let mut axes = shapes::axes(values, node, rank)?.unwrap_or_default();
    axes.sort_unstable();
    if rank < 3 || !axes.into_iter().eq(2..rank) {
        return Err(format!(
            "{} isn't over the positions of an image or a series: if it is part of a layer normalization, export the model with \
             opset 17 or later",
            node.called()
        ));
    }
    mean(chain, node, signal, node.integer("keepdims") != Some(0))
}

fn mean(chain: &mut Chain, node: &Node<'_>, signal: &Signal, keeps_axes: bool) -> Result<Signal, String> {
    let grid = Grid::taken(node, signal, Axes::ChannelsFirst)?;
    let stage = Stage { outputs: grid.channels, ..Stage::new("global_avg_pool", None) };
    let output = chain.push_row(node, signal, &grid, stage)?;
    if !keeps_axes {
        return Ok(output);
    }
    let shape = [grid.channels].into_iter().chain(grid.positions.iter().map(|_| 1)).collect();
    Ok(Signal { shape: Some(shape), axes: Axes::Row, ..output })
}

fn softmax<'a>(chain: &mut Chain, _: &Values<'a>, node: &Node<'a>, signal: &Signal) -> Result<Signal, String> {
    features(node, signal)?;
    is_last_axis(node, signal)?;
    chain.activate(node, signal, "softmax", None)
}

/// The batch is the first axis, and the last one is the fourth of an image, the third of a series, or the second.
fn is_last_axis(node: &Node<'_>, signal: &Signal) -> Result<(), String> {
    let last = signal.shape.as_ref().map_or(1, Vec::len);
    match node.integer("axis") {
        None | Some(-1) => Ok(()),
        Some(axis) if usize::try_from(axis) == Ok(last) => Ok(()),
        Some(axis) => Err(format!("{} goes over the axis {axis}, and only the last one is supported", node.called())),
    }
}

fn prelu<'a>(chain: &mut Chain, values: &Values<'a>, node: &Node<'a>, signal: &Signal) -> Result<Signal, String> {
    let slope = values.weights(node, 1)?;
    let count = slope.values.len();
    let message = || format!("{} has {count} slopes, and only one is supported: `nn.PReLU()`", node.called());
    let last = signal.shape.as_ref().and_then(|shape| shape.last()).copied();
    let slope = slope.same(last).ok_or_else(message)?;
    chain.activate(node, signal, "prelu", Some(slope))
}

/// What the file calls a layer: `fc1` if its weights are `fc1.weight`.
pub(super) fn label(node: &Node<'_>) -> Option<String> {
    let (layer, tensor) = node.inputs.get(1)?.rsplit_once('.')?;
    ["weight", "gain"].contains(&tensor).then(|| layer.to_owned())
}
