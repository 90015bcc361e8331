//! The tensors of a stage, on their way into the graph.

use alloc::string::String;
use alloc::vec::Vec;

use crate::layer::stage::Tensor;
use crate::onnx::graph::Graph;

/// The tensors of one stage that the graph doesn't have yet, in the order in which they lie in memory.
pub(super) struct Tensors<'a> {
    left: &'static [Tensor],
    /// The place of the next one's first number among the parameters of the network.
    start: usize,
    /// Returns as many parameters of the network, from a place on, as little-endian bytes.
    bytes: &'a dyn Fn(usize, usize) -> Vec<u8>,
}

impl<'a> Tensors<'a> {
    pub(super) fn new(left: &'static [Tensor], start: usize, bytes: &'a dyn Fn(usize, usize) -> Vec<u8>) -> Self {
        Self { left, start, bytes }
    }

    /// Adds the next tensor to the graph and returns its name in there, if it has this name and this shape.
    pub(super) fn next(&mut self, graph: &mut Graph, name: &str, shape: &[usize]) -> Option<String> {
        let (tensor, left) = self.left.split_first().filter(|(next, _)| next.name == name && next.shape == shape)?;
        let bytes = (self.bytes)(self.start, tensor.len());
        (self.left, self.start) = (left, self.start + tensor.len());
        Some(graph.tensor(name, shape, bytes))
    }

    /// Where the parameters after the stage's own start, if the graph has all tensors of the stage.
    pub(super) fn end(&self) -> Option<usize> {
        self.left.is_empty().then_some(self.start)
    }
}
