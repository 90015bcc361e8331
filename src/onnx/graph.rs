//! A graph while it is written: a chain of operators, each applied to what the one before puts out.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::onnx::message::{
    self, Attribute, DOUBLE, Dimension, FLOAT, INT64, Node, Shape, Tensor, TensorType, Type, ValueInfo,
};

/// The name of the graph's input. Names of other values have a dot in them.
const INPUT: &str = "input";
/// The name of the graph's output.
const OUTPUT: &str = "output";
/// The name of the first axis, whose length is free.
const BATCH: &str = "batch";

/// What a graph takes for each sample.
pub(super) enum Input {
    /// Numbers of these dimensions: channels x rows x columns, steps x features, or a row.
    Numbers(&'static [usize]),
    /// The index of a class at each of these steps, or a single index, without dimensions.
    Classes(&'static [usize]),
}

/// The graph, and where its end is.
pub(super) struct Graph {
    message: message::Graph,
    /// The graph's input: its type and the dimensions of a sample.
    input: (i32, &'static [usize]),
    /// Whether the network's numbers are `f64`.
    double: bool,
    /// The numbers' type at the end: `FLOAT` or `DOUBLE`.
    data_type: i32,
    /// The value that the last operator puts out.
    pub(super) end: String,
    /// The stage that is being written: the first part of the names of its nodes and tensors.
    pub(super) stage: String,
    /// The dimensions of what the stage's activation takes at once: channels x rows x columns, steps x features, or values.
    pub(super) output: &'static [usize],
    /// Whether the end, if it is an image or a series, has the channels before the positions.
    is_channels_first: bool,
}

impl Graph {
    /// A graph that passes on its input.
    pub(super) fn new(name: &str, double: bool, input: Input) -> Self {
        let message = message::Graph { name: name.into(), ..message::Graph::default() };
        let data_type = if double { DOUBLE } else { FLOAT };
        let (input, is_channels_first) = match input {
            Input::Numbers(sizes) => ((data_type, sizes), sizes.len() == 3),
            Input::Classes(steps) => ((INT64, steps), false),
        };
        let (end, stage, output) = (INPUT.into(), String::new(), &[][..]);
        Self { message, input, double, data_type, end, stage, output, is_channels_first }
    }

    /// Whether the numbers at the end are `f64`.
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

    /// Divides an axis of the end into equal parts, and returns their names.
    pub(super) fn split<const PARTS: usize>(&mut self, axis: i64) -> [String; PARTS] {
        let attributes = [Attribute::int("axis", axis), Attribute::int("num_outputs", PARTS as i64)];
        let name = self.node("Split", &[&self.end.clone()], attributes.into());
        let outputs = core::array::from_fn(|part| format!("{name}.{part}"));
        if let Some(node) = self.message.node.last_mut() {
            node.output = outputs.to_vec();
        }
        outputs
    }

    /// Has the channels of an image or a series of these dimensions stand before the positions.
    pub(super) fn channels_first(&mut self, dimensions: &[usize]) {
        self.transpose(dimensions, true, if dimensions.len() == 3 { &[0, 3, 1, 2] } else { &[0, 2, 1] });
    }

    /// Has them stand after the positions.
    pub(super) fn channels_last(&mut self, dimensions: &[usize]) {
        self.transpose(dimensions, false, if dimensions.len() == 3 { &[0, 2, 3, 1] } else { &[0, 2, 1] });
    }

    fn transpose(&mut self, dimensions: &[usize], channels_first: bool, permutation: &[usize]) {
        if dimensions.len() > 1 && self.is_channels_first != channels_first {
            self.is_channels_first = channels_first;
            self.apply("Transpose", &[], [Attribute::ints("perm", permutation)].into());
        }
    }

    /// Adds what `add` adds to a row of all values of a sample, and then has them in their dimensions again.
    pub(super) fn as_row(&mut self, add: impl FnOnce(&mut Self)) {
        let sizes: Vec<i64> = match (self.output, self.is_channels_first) {
            ([steps, features], true) => dimensions(&[*features, *steps]).collect(),
            ([channels, rows, columns], false) => dimensions(&[*rows, *columns, *channels]).collect(),
            (sizes, _) => dimensions(sizes).collect(),
        };
        if sizes.len() < 2 {
            return add(self);
        }
        self.apply("Flatten", &[], [Attribute::int("axis", 1)].into());
        add(self);
        // 0 stands for the number of samples.
        let shape = self.integers("shape", &[&[0], &sizes[..]].concat());
        self.apply("Reshape", &[&shape], Vec::new());
    }

    /// Adds what `add` adds in f32, between two casts if the numbers are `f64`: onnxruntime has kernels in f32 alone for the
    /// operators Conv, AveragePool, GlobalAveragePool, RNN, GRU and LSTM.
    pub(super) fn in_f32(&mut self, add: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        if !self.is_double() {
            return add(self);
        }
        self.apply("Cast", &[], [Attribute::int("to", FLOAT.into())].into());
        self.data_type = FLOAT;
        let added = add(self);
        self.data_type = DOUBLE;
        self.apply("Cast", &[], [Attribute::int("to", DOUBLE.into())].into());
        added
    }

    /// Adds a tensor of the stage, from the bits of the network's parameters, and returns its name.
    pub(super) fn parameters(&mut self, name: &str, shape: &[usize], bits: impl Iterator<Item = u64>) -> String {
        let raw_data = match (self.double, self.data_type) {
            (false, _) => bits.flat_map(|bits| (bits as u32).to_le_bytes()).collect(),
            (true, FLOAT) => bits.flat_map(|bits| (f64::from_bits(bits) as f32).to_le_bytes()).collect(),
            (true, _) => bits.flat_map(u64::to_le_bytes).collect(),
        };
        self.initializer(name, shape, self.data_type, raw_data)
    }

    /// Adds a number that is part of a formula, and returns its name.
    pub(super) fn constant(&mut self, name: &str, value: f64) -> String {
        self.constants(name, &[], [value].into_iter())
    }

    /// Adds a tensor of such numbers, and returns its name.
    pub(super) fn constants(&mut self, name: &str, shape: &[usize], values: impl Iterator<Item = f64>) -> String {
        let raw_data = if self.is_double() {
            values.flat_map(f64::to_le_bytes).collect()
        } else {
            values.flat_map(|value| (value as f32).to_le_bytes()).collect()
        };
        self.initializer(name, shape, self.data_type, raw_data)
    }

    /// Adds whole numbers that an operator takes, and returns their name.
    pub(super) fn integers(&mut self, name: &str, values: &[i64]) -> String {
        let raw_data = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.initializer(name, &[values.len()], INT64, raw_data)
    }

    fn initializer(&mut self, name: &str, shape: &[usize], data_type: i32, raw_data: Vec<u8>) -> String {
        let name = self.unique(name);
        let dims = dimensions(shape).collect();
        self.message.initializer.push(Tensor { dims, data_type, name: name.clone(), raw_data });
        name
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
    pub(super) fn finish(mut self, output: &[usize]) -> message::Graph {
        self.stage = OUTPUT.into();
        match output.len() {
            3 => self.channels_first(output),
            _ => self.channels_last(output),
        }
        if self.end == INPUT {
            self.apply("Identity", &[], Vec::new());
        }
        for node in &mut self.message.node {
            node.output.iter_mut().filter(|name| **name == self.end).for_each(|name| *name = OUTPUT.into());
        }
        self.message.input = [value(INPUT, self.input)].into();
        self.message.output = [value(OUTPUT, (self.data_type, output))].into();
        self.message
    }
}

/// A value of a type, with an array of these dimensions for each sample.
fn value(name: &str, (elem_type, shape): (i32, &[usize])) -> ValueInfo {
    let batch = Dimension { dim_param: Some(BATCH.into()), dim_value: None };
    let sizes = dimensions(shape).map(|size| Dimension { dim_value: Some(size), dim_param: None });
    let shape = Some(Shape { dim: [batch].into_iter().chain(sizes).collect() });
    ValueInfo { name: name.into(), r#type: Some(Type { tensor_type: Some(TensorType { elem_type, shape }) }) }
}

fn dimensions(shape: &[usize]) -> impl Iterator<Item = i64> {
    shape.iter().map(|&size| i64::try_from(size).unwrap_or(i64::MAX))
}
