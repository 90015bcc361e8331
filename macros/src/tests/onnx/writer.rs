//! Writes ONNX files for tests, right and wrong ones.

/// A message, field by field.
#[derive(Clone, Default)]
pub(super) struct Message(pub(super) Vec<u8>);

impl Message {
    fn varint(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.0.push(number.to_le_bytes()[0]);
    }

    pub(super) fn number(mut self, tag: u64, number: i64) -> Self {
        self.varint(tag << 3);
        self.varint(number.cast_unsigned());
        self
    }

    pub(super) fn float(mut self, tag: u64, number: f32) -> Self {
        self.varint(tag << 3 | 5);
        self.0.extend(number.to_le_bytes());
        self
    }

    pub(super) fn bytes(mut self, tag: u64, bytes: impl AsRef<[u8]>) -> Self {
        self.varint(tag << 3 | 2);
        self.varint(bytes.as_ref().len() as u64);
        self.0.extend(bytes.as_ref());
        self
    }

    pub(super) fn message(self, tag: u64, message: Self) -> Self {
        self.bytes(tag, message.0)
    }
}

/// A tensor of f32, as bytes.
pub(super) fn tensor(name: &str, shape: &[i64], values: &[f32]) -> Message {
    let raw: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    dimensions(shape).number(2, 1).bytes(8, name).bytes(9, raw)
}

/// The first fields of a tensor.
pub(super) fn dimensions(shape: &[i64]) -> Message {
    shape.iter().fold(Message::default(), |tensor, size| tensor.number(1, *size))
}

/// A node whose name is its operator.
pub(super) fn node(operator: &str, inputs: &[&str], output: &str) -> Message {
    let node = inputs.iter().fold(Message::default(), |node, input| node.bytes(1, input));
    node.bytes(2, output).bytes(3, operator).bytes(4, operator)
}

/// An attribute of a node that is a whole number.
pub(super) fn integer(name: &str, value: i64) -> Message {
    Message::default().bytes(1, name).number(3, value).number(20, 2)
}

/// An attribute of a node that is an f32.
pub(super) fn float(name: &str, value: f32) -> Message {
    Message::default().bytes(1, name).float(2, value).number(20, 1)
}

/// An input or output of a type, with a batch whose size is free and these sizes.
pub(super) fn value(name: &str, data_type: i64, shape: &[i64]) -> Message {
    let batch = Message::default().message(1, Message::default().bytes(2, "batch"));
    let shape = shape.iter().fold(batch, |shape, size| shape.message(1, Message::default().number(1, *size)));
    let tensor = Message::default().number(1, data_type).message(2, shape);
    Message::default().bytes(1, name).message(2, Message::default().message(1, tensor))
}

/// A file: of a graph from `x` to `y` with these nodes and tensors.
pub(super) struct File {
    pub(super) nodes: Vec<Message>,
    pub(super) tensors: Vec<Message>,
    pub(super) inputs: Vec<Message>,
    pub(super) outputs: Vec<Message>,
    pub(super) opset: i64,
}

impl File {
    pub(super) fn new(nodes: Vec<Message>, tensors: Vec<Message>) -> Self {
        Self { nodes, tensors, inputs: vec![value("x", 1, &[3])], outputs: vec![value("y", 1, &[2])], opset: 21 }
    }

    pub(super) fn bytes(self) -> Vec<u8> {
        let graph = self.nodes.into_iter().fold(Message::default(), |graph, node| graph.message(1, node));
        let graph = self.tensors.into_iter().fold(graph.bytes(2, "graph"), |graph, tensor| graph.message(5, tensor));
        let graph = self.inputs.into_iter().fold(graph, |graph, input| graph.message(11, input));
        let graph = self.outputs.into_iter().fold(graph, |graph, output| graph.message(12, output));
        let opset = Message::default().bytes(1, "").number(2, self.opset);
        Message::default().number(1, 10).message(7, graph).message(8, opset).0
    }
}
