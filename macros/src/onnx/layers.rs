//! The operators that are layers, and those that put a sample's values into a row.

use crate::onnx::chain::{Chain, features};
use crate::onnx::message::Node;
use crate::onnx::stages::Stage;
use crate::onnx::values::{Signal, Values};

/// Adds what a node does with `signal` to the chain, and returns what it puts out.
pub(super) type Operator = for<'a> fn(&mut Chain, &Values<'a>, &Node<'a>, &Signal) -> Result<Signal, String>;

/// Each takes the value that depends on the input first, and constants.
pub(super) const OPERATORS: [(&str, Operator); 7] = [
    ("Gemm", gemm),
    ("MatMul", mat_mul),
    ("LayerNormalization", layer_norm),
    ("Softmax", softmax),
    ("PRelu", prelu),
    ("Flatten", flatten),
    ("Reshape", reshape),
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
    chain.push(node, signal, inputs, stage)
}

fn mat_mul<'a>(chain: &mut Chain, values: &Values<'a>, node: &Node<'a>, signal: &Signal) -> Result<Signal, String> {
    let weight = values.weights(node, 1)?;
    let (inputs, stage) = dense(node, weight.shape, weight.values)?;
    chain.push(node, signal, inputs, stage)
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
    is_last_axis(node)?;
    let gain = values.weights(node, 1)?.values;
    let count = gain.len();
    let bias = values.optional(node, 2)?.map_or_else(|| vec![0.0; count], |bias| bias.values);
    if bias.len() != count {
        return Err(format!("{called} has {count} factors and {} biases", bias.len()));
    }
    let epsilon = node.float("epsilon", 1e-5);
    if !(0.0 < epsilon && epsilon < 1.0) {
        return Err(format!("{called} has the epsilon {epsilon}, and only one above 0 and below 1 is supported"));
    }
    chain.push(node, signal, count, Stage::layer_norm(epsilon, label(node), gain, bias))
}

fn softmax<'a>(chain: &mut Chain, _: &Values<'a>, node: &Node<'a>, signal: &Signal) -> Result<Signal, String> {
    features(node, signal)?;
    is_last_axis(node)?;
    chain.activate(node, signal, "softmax", None)
}

/// The batch is the first axis, and the values of a sample are the second and last one.
fn is_last_axis(node: &Node<'_>) -> Result<(), String> {
    match node.integer("axis") {
        None | Some(-1 | 1) => Ok(()),
        Some(axis) => Err(format!("{} goes over the axis {axis}, and only the last one is supported", node.called())),
    }
}

fn prelu<'a>(chain: &mut Chain, values: &Values<'a>, node: &Node<'a>, signal: &Signal) -> Result<Signal, String> {
    let slope = values.weights(node, 1)?;
    let count = slope.values.len();
    let message = || format!("{} has {count} slopes, and only one is supported: `nn.PReLU()`", node.called());
    let slope = slope.same(features(node, signal)?).ok_or_else(message)?;
    chain.activate(node, signal, "prelu", Some(slope))
}

fn flatten<'a>(_: &mut Chain, _: &Values<'a>, node: &Node<'a>, signal: &Signal) -> Result<Signal, String> {
    let rank = 1 + signal.shape.as_ref().map_or(1, Vec::len);
    let axis = node.integer("axis").unwrap_or(1);
    row(node, signal, axis == 1 || i64::try_from(rank).is_ok_and(|rank| axis + rank == 1))
}

fn reshape<'a>(_: &mut Chain, values: &Values<'a>, node: &Node<'a>, signal: &Signal) -> Result<Signal, String> {
    let target = values.input(node, 1)?.values;
    let [batch, features] = target[..] else {
        let rank = target.len();
        return Err(format!(
            "{} makes {rank} dimensions, and only a row of values per sample is supported",
            node.called()
        ));
    };
    // -1 stands for what the other leaves; 0 for the batch as it is.
    let is_size = size(signal).is_some_and(|size| size as f64 == features);
    row(node, signal, is_size || (features == -1.0 && batch >= 0.0))
}

/// How many values a sample has.
fn size(signal: &Signal) -> Option<usize> {
    signal.shape.as_ref()?.iter().try_fold(1_usize, |product, size| product.checked_mul(*size))
}

fn row(node: &Node<'_>, signal: &Signal, is_row: bool) -> Result<Signal, String> {
    if !is_row {
        return Err(format!("{} mixes the values of several samples, or makes several rows of one", node.called()));
    }
    Ok(Signal { shape: size(signal).map(|size| vec![size]), ..signal.clone() })
}

/// What the file calls a layer: `fc1` if its weights are `fc1.weight`.
fn label(node: &Node<'_>) -> Option<String> {
    let (layer, tensor) = node.inputs.get(1)?.rsplit_once('.')?;
    ["weight", "gain"].contains(&tensor).then(|| layer.to_owned())
}
