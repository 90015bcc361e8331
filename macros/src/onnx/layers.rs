//! The operators that are layers, and those that put a sample's values into another order.

use crate::onnx::chain::{Chain, features};
use crate::onnx::message::Node;
use crate::onnx::stages::Stage;
use crate::onnx::values::{Signal, Values};
use crate::onnx::{means, norms, shapes, windows};

/// Adds what a node does with `signal` to the chain, and returns what it puts out.
pub(super) type Operator = for<'a> fn(&mut Chain, &Values<'a>, &Node<'a>, &Signal) -> Result<Signal, String>;

/// Each takes the value that depends on the input first, and constants.
pub(super) const OPERATORS: [(&str, Operator); 16] = [
    ("Gemm", gemm),
    ("MatMul", mat_mul),
    ("Conv", windows::conv),
    ("MaxPool", windows::max_pool),
    ("AveragePool", windows::avg_pool),
    ("GlobalAveragePool", means::global_avg_pool),
    ("ReduceMean", means::reduce_mean),
    ("BatchNormalization", norms::batch_norm),
    ("LayerNormalization", norms::layer_norm),
    ("RMSNormalization", norms::rms_norm),
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
    Ok((inputs, Stage::dense(outputs, node.label(), weight)))
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

fn softmax<'a>(chain: &mut Chain, _: &Values<'a>, node: &Node<'a>, signal: &Signal) -> Result<Signal, String> {
    features(node, signal)?;
    norms::is_last_axis(node, signal)?;
    chain.activate(node, signal, "softmax", None)
}

fn prelu<'a>(chain: &mut Chain, values: &Values<'a>, node: &Node<'a>, signal: &Signal) -> Result<Signal, String> {
    let slope = values.weights(node, 1)?;
    let count = slope.values.len();
    let message = || format!("{} has {count} slopes, and only one is supported: `nn.PReLU()`", node.called());
    let last = signal.shape.as_ref().and_then(|shape| shape.last()).copied();
    let slope = slope.same(last).ok_or_else(message)?;
    chain.activate(node, signal, "prelu", Some(slope))
}
