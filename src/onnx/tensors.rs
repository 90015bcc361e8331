//! The tensors of a stage, on their way into the graph.

use alloc::string::String;
use alloc::vec::Vec;

use crate::layer::order::{places, size_at};
use crate::layer::tensor::Tensor;
use crate::onnx::graph::Graph;

/// The tensors of one stage that the graph doesn't have yet, in the order in which they lie in memory.
pub(super) struct Tensors<'a> {
    left: &'static [Tensor],
    /// The place of the next one's first number among the parameters of the network.
    start: usize,
    /// The bits of the parameter at a place.
    bits: &'a dyn Fn(usize) -> u64,
}

impl<'a> Tensors<'a> {
    pub(super) fn new(left: &'static [Tensor], start: usize, bits: &'a dyn Fn(usize) -> u64) -> Self {
        Self { left, start, bits }
    }

    /// Adds the next tensor to the graph and returns its name in there, if it has this name and this shape.
    pub(super) fn next(&mut self, graph: &mut Graph, name: &str, shape: &[usize]) -> Option<String> {
        self.add(graph, name, shape, |_| &[])
    }

    /// Adds the next tensor with its dimensions in the order that PyTorch has them in, which is ONNX's order for the weights of
    /// convolutions.
    pub(super) fn next_as_pytorch(&mut self, graph: &mut Graph, name: &str, shape: &[usize]) -> Option<String> {
        self.add(graph, name, shape, |tensor| tensor.pytorch.order)
    }

    fn add(
        &mut self,
        graph: &mut Graph,
        name: &str,
        shape: &[usize],
        order: fn(&Tensor) -> &'static [usize],
    ) -> Option<String> {
        let start = self.start;
        let tensor = self.take(name, shape)?;
        let order = order(tensor);
        let sizes: Vec<usize> = (0..shape.len()).map(|place| size_at(place, shape, order)).collect();
        Some(graph.parameters(name, &sizes, places(tensor.shape, order).map(|place| (self.bits)(start + place))))
    }

    /// Passes over the next tensor, if it has this name and this shape, and returns a function of its places: the bits there.
    pub(super) fn next_bits(&mut self, name: &str, shape: &[usize]) -> Option<impl Fn(usize) -> u64 + use<'a>> {
        let (start, bits) = (self.start, self.bits);
        self.take(name, shape).map(|_| move |place| bits(start + place))
    }

    fn take(&mut self, name: &str, shape: &[usize]) -> Option<&'static Tensor> {
        let (tensor, left) = self.left.split_first().filter(|(next, _)| next.name == name && next.shape == shape)?;
        (self.left, self.start) = (left, self.start + tensor.len());
        Some(tensor)
    }

    /// Where the parameters after the stage's own start, if the graph has all tensors of the stage.
    pub(super) fn end(&self) -> Option<usize> {
        self.left.is_empty().then_some(self.start)
    }
}
