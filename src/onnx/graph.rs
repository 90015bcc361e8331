//! A graph while it is written: a chain of operators, each applied to what the one before puts out.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::onnx::message::{
    self, Attribute, DOUBLE, Dimension, FLOAT, Node, Shape, Tensor, TensorType, Type, ValueInfo,
};

/// The name of the graph's input. Names of other values have a dot in them.
const INPUT: &str = "input";
/// The name of the graph's output.
const OUTPUT: &str = "output";
/// The name of the first axis, whose length is free.
const BATCH: &str = "batch";

/// The graph, and where its end is.
pub(super) struct Graph {
    message: message::Graph,
    /// `FLOAT` or `DOUBLE`.
    data_type: i32,
    /// The value that the last operator puts out.
    pub(super) end: String,
    /// The stage that is being written: the first part of the names of its nodes and tensors.
    pub(super) stage: String,
}

impl Graph {
    /// A graph that passes its input on.
    pub(super) fn new(name: &str, double: bool) -> Self {
        let message = message::Graph { name: name.into(), ..message::Graph::default() };
        let data_type = if double { DOUBLE } else { FLOAT };
        Self { message, data_type, end: INPUT.into(), stage: String::new() }
    }

    /// Whether the numbers are `f64`.
    pub(super) fn is_double(&self) -> bool {
        self.data_type == DOUBLE
    }

    /// Adds an operator, and returns the name of what it puts out.
    pub(super) fn node(&mut self, operator: &str, inputs: &[&str], attributes: Vec<Attribute>) -> String {
        let name = self.unique(&operator.to_lowercase());
        self.message.node.push(Node {
            input: inputs.iter().map(|&input| input.into()).collect(),
            output: [name.clone()].into(),
            name: name.clone(),
            op_type: operator.into(),
            attribute: attributes,
        });
        name
    }

    /// Applies an operator to the end, which becomes its first input.
    pub(super) fn apply(&mut self, operator: &str, others: &[&str], attributes: Vec<Attribute>) {
        let end = core::mem::take(&mut self.end);
        let mut inputs = Vec::from([end.as_str()]);
        inputs.extend(others);
        self.end = self.node(operator, &inputs, attributes);
    }

    /// Adds a tensor of the stage, from its bytes, and returns its name.
    pub(super) fn tensor(&mut self, name: &str, shape: &[usize], raw_data: Vec<u8>) -> String {
        let name = self.unique(name);
        let dims = dimensions(shape).collect();
        self.message.initializer.push(Tensor { dims, data_type: self.data_type, name: name.clone(), raw_data });
        name
    }

    /// Adds a number that is part of a formula, and returns its name.
    pub(super) fn constant(&mut self, name: &str, value: f64) -> String {
        let bytes = if self.is_double() { value.to_le_bytes().into() } else { (value as f32).to_le_bytes().into() };
        self.tensor(name, &[], bytes)
    }

    /// The name within the stage, with a number if it is taken.
    fn unique(&self, name: &str) -> String {
        let stage = &self.stage;
        let (mut unique, mut number) = (format!("{stage}.{name}"), 1);
        while self.has(&unique) {
            number += 1;
            unique = format!("{stage}.{name}{number}");
        }
        unique
    }

    fn has(&self, name: &str) -> bool {
        let mut nodes = self.message.node.iter();
        nodes.any(|node| node.name == name) || self.message.initializer.iter().any(|tensor| tensor.name == name)
    }

    /// The whole graph: its end becomes its output.
    pub(super) fn finish(mut self, input: &[usize], output: &[usize]) -> message::Graph {
        if self.end == INPUT {
            self.apply("Identity", &[], Vec::new());
        }
        for node in &mut self.message.node {
            node.output.iter_mut().filter(|name| **name == self.end).for_each(|name| *name = OUTPUT.into());
        }
        self.message.input = [self.value(INPUT, input)].into();
        self.message.output = [self.value(OUTPUT, output)].into();
        self.message
    }

    /// A value with a row per sample.
    fn value(&self, name: &str, shape: &[usize]) -> ValueInfo {
        let batch = Dimension { dim_param: Some(BATCH.into()), dim_value: None };
        let sizes = dimensions(shape).map(|size| Dimension { dim_value: Some(size), dim_param: None });
        let shape = Some(Shape { dim: [batch].into_iter().chain(sizes).collect() });
        let tensor_type = Some(TensorType { elem_type: self.data_type, shape });
        ValueInfo { name: name.into(), r#type: Some(Type { tensor_type }) }
    }
}

fn dimensions(shape: &[usize]) -> impl Iterator<Item = i64> {
    shape.iter().map(|&size| i64::try_from(size).unwrap_or(i64::MAX))
}
