//! The way from the input of a graph to its output, node by node.

use std::collections::{HashMap, HashSet};

use crate::onnx::axes::Axes;
use crate::onnx::chain::Chain;
use crate::onnx::constant::{Constant, DOUBLE, FLOAT, type_name};
use crate::onnx::elementwise::elementwise;
use crate::onnx::formula::Formula;
use crate::onnx::grid::dimensions;
use crate::onnx::layers::{self, OPERATORS};
use crate::onnx::message::{Graph, Node, Tensor, ValueInfo, is_own};
use crate::onnx::stages::Network;
use crate::onnx::values::{Signal, Value, Values};
use crate::onnx::{root_mean_square, shapes};

/// What can be read, for messages.
const SUPPORTED: &str = "supported are Gemm, MatMul and Add, Conv, MaxPool, AveragePool, GlobalAveragePool, \
                         BatchNormalization, LayerNormalization, this library's activations in any form, Flatten, Reshape, \
                         Transpose, Identity, Dropout and Cast";

/// Follows a graph. `most` is the number of values that its nodes may compute of constants. A message says what can't be read.
pub(super) fn follow(graph: &Graph<'_>, mut most: usize) -> Result<Network, String> {
    let stored: HashMap<&str, Value> =
        graph.initializers.iter().map(|tensor| (tensor.name, Value::Stored(tensor))).collect();
    // Before version 4 of the format, initializers were inputs, too.
    let inputs: Vec<&ValueInfo> = graph.inputs.iter().filter(|input| !stored.contains_key(input.name)).collect();
    let (&[input], [output]) = (&inputs[..], &graph.outputs[..]) else {
        let inputs = names(inputs.iter().map(|input| input.name));
        let outputs = names(graph.outputs.iter().map(|output| output.name));
        return Err(format!(
            "a network has one input and one output, and the graph has the inputs ({inputs}) and the outputs ({outputs})"
        ));
    };
    let is_double = match input.data_type {
        FLOAT => false,
        DOUBLE => true,
        other => {
            let (name, other) = (input.name, type_name(other));
            return Err(format!(
                "the input `{name}` is of the type {other}: only FLOAT (f32) and DOUBLE (f64) are supported"
            ));
        }
    };
    let (mut values, mut chain) = (Values(stored), Chain::new(is_double));
    values.0.insert(input.name, Value::Signal(Box::new(chain.input(input.name, shape(input)))));
    let needed = needed(graph, output.name);
    let nodes = || graph.nodes.iter().filter(|node| node.outputs.iter().any(|name| needed.contains(name)));
    // Before those around it are: a recurrent layer stands between Transposes that can't be read either.
    if let Some((node, advice)) = nodes().find_map(|node| Some((node, advice(node)?))) {
        return Err(format!("{} isn't supported: {advice}", node.called()));
    }
    for node in nodes() {
        let value = value(&mut chain, &values, node)?;
        if let Value::Computed(constant) = &value {
            let left = most.checked_sub(constant.values.len());
            most = left.ok_or("its nodes compute more constants than it has")?;
        }
        if let Some(name) = node.outputs.first()
            && values.0.insert(name, value).is_some()
        {
            return Err(format!("the graph has two values called `{name}`"));
        }
    }
    end(chain, &values, output)
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The dimensions of a sample: those after the batch, if the file says them all.
fn shape(value: &ValueInfo<'_>) -> Option<Vec<usize>> {
    let (_, sizes) = value.shape.as_ref()?.split_first()?;
    sizes.iter().map(|size| usize::try_from((*size)?).ok()).collect()
}

/// The names of the values that the output depends on.
fn needed<'a>(graph: &Graph<'a>, output: &'a str) -> HashSet<&'a str> {
    let mut needed = HashSet::from([output]);
    // The format requires that a node comes after those whose outputs it takes.
    for node in graph.nodes.iter().rev() {
        if node.outputs.iter().any(|name| needed.contains(name)) {
            needed.extend(node.inputs.iter().filter(|name| !name.is_empty()));
        }
    }
    needed
}

/// What a node computes.
fn value<'a>(chain: &mut Chain, values: &Values<'a>, node: &Node<'a>) -> Result<Value<'a>, String> {
    let called = node.called();
    if !is_own(node.domain) {
        let domain = node.domain;
        return Err(format!(
            "{called} is of the domain `{domain}`, and isn't one of ONNX's own operators: {SUPPORTED}"
        ));
    }
    let is_unknown = |name: &&&str| !name.is_empty() && !values.0.contains_key(**name);
    if let Some(name) = node.inputs.iter().find(is_unknown) {
        return Err(format!("{called} takes `{name}`, which neither the file nor a node before it gives"));
    }
    let signals: Vec<&Signal> = node.inputs.iter().filter_map(|name| values.signal(name)).collect();
    let Some(signal) = signals.first() else { return constant(values, node).map(Value::Computed) };
    if let Some(shape) = shapes::shape(node, signal).filter(|_| node.operator == "Shape") {
        return Ok(Value::Computed(shape));
    }
    let layer = OPERATORS.iter().find(|(operator, _)| *operator == node.operator);
    let output = match layer {
        Some((_, add)) => {
            let comes_first = node.inputs.first().is_some_and(|name| values.signal(name).is_some());
            if !comes_first || signals.len() > 1 {
                return Err(format!(
                    "{called} takes several values, or takes its weights first: only a value and then constants of the file \
                     are supported"
                ));
            }
            add(chain, values, node, signal)?
        }
        // A constant without dimensions is part of a formula.
        None if node.operator == "Add"
            && chain.lacks_bias(signal)
            && values.added(node).is_some_and(|added| !added.shape.is_empty()) =>
        {
            layers::bias(chain, values, node, signal)?
        }
        None => match root_mean_square::normalized(chain, node, &signals) {
            Some(output) => output?,
            None => match root_mean_square::gain(chain, values, node, signal) {
                Some(output) => output,
                None => formula(values, node, &signals)?,
            },
        },
    };
    Ok(Value::Signal(Box::new(output)))
}

/// What an operator on each value by itself computes of values that depend on the input, and of constants.
fn formula<'a>(values: &Values<'a>, node: &Node<'a>, signals: &[&Signal]) -> Result<Signal, String> {
    let called = node.called();
    if node.operator == "Cast" && !matches!(node.integer("to"), Some(FLOAT | DOUBLE)) {
        return Err(format!("{called} makes numbers that aren't floats, which isn't supported"));
    }
    if node.operator == "Dropout" && values.optional(node, 2)?.is_some_and(|training| training.values != [0.0]) {
        return Err(format!("{called} is in training mode: export the model after `model.eval()`"));
    }
    let unsupported = || format!("{called} isn't supported: {SUPPORTED}");
    let &[signal, ..] = signals else { return Err(unsupported()) };
    let last = signal.shape.as_ref().and_then(|shape| shape.last()).copied();
    let mut inputs = Vec::new();
    for name in &node.inputs {
        inputs.push(match values.signal(name) {
            _ if name.is_empty() => None,
            Some(signal) => Some(signal.formula.clone()),
            None => Some(Formula::number(values.constant(name)?.same(last).ok_or_else(|| {
                format!(
                    "{called} combines each value with a number of its own, which only the bias after a MatMul may be: fold \
                     these numbers into the weights, or apply them to the samples"
                )
            })?)),
        });
    }
    let formula = elementwise(node, &inputs).ok_or_else(unsupported)?;
    let is_other = |other: &&&Signal| {
        other.generation != signal.generation
            || other.shape != signal.shape
            || other.axes != signal.axes
            || other.mean_of != signal.mean_of
    };
    if signals.iter().any(|other| is_other(&other)) {
        return Err(format!(
            "{called} combines what two layers put out, and a network is a chain: make the branches a layer of your own, see \
             `staticnn::layer`"
        ));
    }
    Ok(Signal { formula, from: called, ..signal.clone() })
}

/// What a node computes that takes nothing that depends on the input.
fn constant<'a>(values: &Values<'a>, node: &Node<'a>) -> Result<Constant, String> {
    let called = node.called();
    let constant = match node.operator {
        "Constant" => match (node.tensor("value"), node.integer("value_int")) {
            (Some(tensor), _) => {
                let tensor = Tensor::read(tensor).map_err(|_| format!("{called} has a value that can't be read"))?;
                Some(Constant::read(&Tensor { name: node.outputs.first().unwrap_or(&""), ..tensor })?)
            }
            (None, Some(number)) => Some(Constant::number(number as f64)),
            (None, None) => Some(Constant::number(node.float("value_float", f64::NAN))),
        },
        "Identity" | "Cast" => Some(values.input(node, 0)?),
        _ => shapes::constant(values, node)?,
    };
    constant.ok_or_else(|| {
        format!(
            "{called} computes a constant, which only Constant, Identity, Cast, Transpose and what makes a shape may: export \
             the model with its constants folded"
        )
    })
}

/// What to do about a node whose operator is known not to be read.
fn advice(node: &Node<'_>) -> Option<&'static str> {
    Some(match node.operator {
        _ if !is_own(node.domain) => return None,
        "ConvTranspose" | "GlobalMaxPool" | "LpPool" => {
            "only Conv, MaxPool, AveragePool and GlobalAveragePool are read"
        }
        "LSTM" | "GRU" | "RNN" => "recurrent networks aren't read",
        "InstanceNormalization" | "GroupNormalization" => "only BatchNormalization and LayerNormalization are read",
        "LogSoftmax" => "export the model without it, since the losses take logits",
        "QuantizeLinear" | "DynamicQuantizeLinear" => "export the model before it is quantized",
        _ => return None,
    })
}

/// The network, when all nodes have been followed.
fn end(mut chain: Chain, values: &Values<'_>, output: &ValueInfo<'_>) -> Result<Network, String> {
    let name = output.name;
    let signal = values.signal(name).ok_or_else(|| format!("the output `{name}` doesn't depend on the input"))?;
    chain.close(signal, &format!("the output `{name}`"))?;
    if chain.network.stages.is_empty() {
        return Err(format!("there is no layer between the input and the output `{name}`"));
    }
    if let (Some(stated), Some(found)) = (shape(output), &signal.shape)
        && stated != *found
    {
        let (stated, found, from) = (dimensions(&stated), dimensions(found), &signal.from);
        return Err(format!("the output `{name}` has {stated} values by its shape, and {from} gives {found}"));
    }
    if signal.axes == Axes::ChannelsLast && signal.shape.as_ref().is_some_and(|shape| shape.len() == 3) {
        return Err(format!(
            "the output `{name}` is an image with its channels last, and a network puts it out with them first"
        ));
    }
    Ok(chain.network)
}
