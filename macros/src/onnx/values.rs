//! The values of a graph, by name.

use std::collections::HashMap;

use crate::onnx::axes::Axes;
use crate::onnx::constant::Constant;
use crate::onnx::formula::Formula;
use crate::onnx::message::{Node, Tensor};

/// A value of the graph.
pub(super) enum Value<'a> {
    /// A tensor of the file.
    Stored(&'a Tensor<'a>),
    /// What a node computes of tensors of the file.
    Computed(Constant),
    Signal(Box<Signal>),
}

/// A value that depends on the input: a formula of what a layer puts out.
#[derive(Clone)]
pub(super) struct Signal {
    /// How many outputs of layers there are before the one that it is a formula of.
    pub(super) generation: usize,
    pub(super) formula: Formula,
    /// The dimensions of one sample, if the file says them.
    pub(super) shape: Option<Vec<usize>>,
    /// What these dimensions are.
    pub(super) axes: Axes,
    /// If it is a formula of the mean over the channels and not of the output: of what that is the mean.
    pub(super) mean_of: Option<Box<Formula>>,
    /// What computes it, for messages.
    pub(super) from: String,
}

impl Signal {
    /// How many axes it has, with that of the samples; 2 where its shape isn't known.
    pub(super) fn rank(&self) -> usize {
        1 + self.shape.as_ref().map_or(1, Vec::len)
    }

    /// How many values a sample has.
    pub(super) fn size(&self) -> Option<usize> {
        self.shape.as_ref()?.iter().try_fold(1_usize, |product, size| product.checked_mul(*size))
    }
}

/// The values that have been computed so far.
pub(super) struct Values<'a>(pub(super) HashMap<&'a str, Value<'a>>);

impl<'a> Values<'a> {
    /// The value of a name, if it depends on the input.
    pub(super) fn signal(&self, name: &str) -> Option<&Signal> {
        match self.0.get(name) {
            Some(Value::Signal(signal)) => Some(signal),
            _ => None,
        }
    }

    /// The tensor of a name.
    pub(super) fn constant(&self, name: &str) -> Result<Constant, String> {
        match self.0.get(name) {
            Some(Value::Stored(tensor)) => Constant::read(tensor),
            Some(Value::Computed(constant)) => Ok(constant.clone()),
            Some(Value::Signal(_)) => {
                Err(format!("`{name}` depends on the input, and weights are constants of the file"))
            }
            None => Err(format!("the graph has no tensor `{name}`")),
        }
    }

    /// The constant that a node takes at a place.
    pub(super) fn input(&self, node: &Node<'a>, index: usize) -> Result<Constant, String> {
        let constant = self.optional(node, index)?;
        constant.ok_or_else(|| format!("{} has no input {}", node.called(), index + 1))
    }

    /// The weights that a node takes at a place.
    pub(super) fn weights(&self, node: &Node<'a>, index: usize) -> Result<Constant, String> {
        match self.input(node, index)? {
            weights if weights.is_float => Ok(weights),
            _ => Err(format!("`{}` holds whole numbers, and weights are floats", node.inputs[index])),
        }
    }

    /// The constant that a node takes at a place, if it takes one there.
    pub(super) fn optional(&self, node: &Node<'a>, index: usize) -> Result<Option<Constant>, String> {
        match node.inputs.get(index) {
            Some(name) if !name.is_empty() => self.constant(name).map(Some),
            _ => Ok(None),
        }
    }

    /// The constant that a node adds to a value that depends on the input.
    pub(super) fn added(&self, node: &Node<'a>) -> Option<Constant> {
        let [left, right] = node.inputs[..] else { return None };
        let name = if self.signal(left).is_some() { right } else { left };
        self.constant(name).ok()
    }
}
