//! `rms_norm` in single operators: x / sqrt(mean x² + epsilon) or x (1 / sqrt(mean x² + epsilon)), and then the gain.

use crate::onnx::axes::Axes;
use crate::onnx::chain::Chain;
use crate::onnx::formula::Formula;
use crate::onnx::message::Node;
use crate::onnx::norms;
use crate::onnx::stages::Stage;
use crate::onnx::values::{Signal, Values};

/// The mean over the channels of each position: what follows is a formula of it.
pub(super) fn mean(node: &Node<'_>, signal: &Signal) -> Signal {
    Signal {
        mean_of: Some(Box::new(signal.formula.clone())),
        formula: Formula::Z,
        from: node.called(),
        ..signal.clone()
    }
}

/// Adds an `rms_norm`, without a gain so far, if a node combines x with the formula of its mean square.
pub(super) fn normalized(chain: &mut Chain, node: &Node<'_>, signals: &[&Signal]) -> Option<Result<Signal, String>> {
    let (x, root) = match (signals, node.operator) {
        (&[x, root], "Div") => (x, root),
        (&[x, root], "Mul") if root.mean_of.is_some() => (x, root),
        (&[root, x], "Mul") => (x, root),
        _ => return None,
    };
    let squares = root.mean_of.as_ref().filter(|_| x.mean_of.is_none() && x.generation == root.generation)?;
    if !squares.is_square_of(&x.formula) || x.shape != root.shape || x.axes != root.axes {
        return None;
    }
    let epsilon = if node.operator == "Div" { root.formula.clone() } else { root.formula.map(f64::recip) }.epsilon()?;
    let channels = *x.shape.as_ref()?.last()?;
    let epsilon = norms::checked(node, epsilon);
    Some(epsilon.and_then(|epsilon| {
        let stage = Stage { numbers: vec![epsilon], outputs: channels, ..Stage::new("rms_norm", None) };
        let stage = Stage { tensors: vec![vec![1.0; channels]], ..stage };
        let output = norms::normalize(chain, node, x, Axes::ChannelsLast, stage)?;
        chain.lacks_gain = true;
        Ok(output)
    }))
}

/// The gain after it: a constant with a number for each channel. None if a node doesn't multiply by such a one.
pub(super) fn gain<'a>(chain: &mut Chain, values: &Values<'a>, node: &Node<'a>, signal: &Signal) -> Option<Signal> {
    if node.operator != "Mul" || !chain.lacks_gain || !chain.is_output(signal) {
        return None;
    }
    let gain = values.added(node).filter(|gain| gain.is_float && gain.shape.last() == Some(&gain.values.len()))?;
    let stage = chain.network.stages.last_mut().filter(|stage| stage.outputs == gain.values.len())?;
    (stage.label, stage.tensors) = (node.label(), vec![gain.values]);
    chain.lacks_gain = false;
    let output = chain.output(node, signal.shape.clone());
    Some(Signal { axes: signal.axes, ..output })
}
