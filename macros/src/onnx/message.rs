//! The messages of an ONNX file, as far as they say what a network is. Numbers of fields are those of `onnx.proto`.

use crate::onnx::wire::{Broken, Fields, Value};

/// The most parts of a graph: nodes with their inputs, outputs and attributes, initializers, inputs and outputs. A network has at
/// most 32 stages, of some 150 parts each. Each is some 100 bytes in memory, and may be 2 bytes in a file.
const MOST_PARTS: usize = 1 << 14;

/// The most dimensions of a tensor.
const MOST_DIMENSIONS: usize = 8;

/// The most whole numbers of an attribute: a window has two for each axis.
const MOST_NUMBERS: usize = 2 * MOST_DIMENSIONS;

/// `ModelProto`
pub(super) struct Model<'a> {
    /// The version of ONNX's own operators.
    pub(super) opset: Option<i64>,
    pub(super) graph: Option<Graph<'a>>,
}

/// `GraphProto`
#[derive(Default)]
pub(super) struct Graph<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) initializers: Vec<Tensor<'a>>,
    pub(super) inputs: Vec<ValueInfo<'a>>,
    pub(super) outputs: Vec<ValueInfo<'a>>,
}

/// `NodeProto`
#[derive(Default)]
pub(super) struct Node<'a> {
    pub(super) name: &'a str,
    pub(super) operator: &'a str,
    /// Empty for ONNX's own operators.
    pub(super) domain: &'a str,
    /// An optional input that is left out is an empty name.
    pub(super) inputs: Vec<&'a str>,
    pub(super) outputs: Vec<&'a str>,
    pub(super) attributes: Vec<Attribute<'a>>,
}

/// `AttributeProto`
#[derive(Default)]
pub(super) struct Attribute<'a> {
    pub(super) name: &'a str,
    pub(super) float: Option<f32>,
    pub(super) integer: Option<i64>,
    pub(super) integers: Vec<i64>,
    pub(super) text: Option<&'a [u8]>,
    pub(super) tensor: Option<&'a [u8]>,
}

/// `TensorProto`
#[derive(Default)]
pub(super) struct Tensor<'a> {
    pub(super) name: &'a str,
    pub(super) dimensions: Vec<i64>,
    /// `TensorProto.DataType`
    pub(super) data_type: i64,
    /// The numbers in little-endian order, if they are there as bytes.
    pub(super) raw: Option<&'a [u8]>,
    /// Whether the numbers are in another file.
    pub(super) is_external: bool,
    /// All fields, among them the numbers where they aren't there as bytes.
    pub(super) fields: Fields<'a>,
}

/// `ValueInfoProto`
#[derive(Default)]
pub(super) struct ValueInfo<'a> {
    pub(super) name: &'a str,
    /// `TensorProto.DataType`; 0 if it isn't said.
    pub(super) data_type: i64,
    /// The dimensions, the batch first: a number, or nothing for one that is free. None if there is no shape.
    pub(super) shape: Option<Vec<Option<i64>>>,
}

/// Why a file can't be read at all.
pub(super) enum Problem {
    Broken,
    /// It has more parts than a network has any use for.
    Parts,
}

impl From<Broken> for Problem {
    fn from(Broken: Broken) -> Self {
        Self::Broken
    }
}

impl<'a> Model<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Problem> {
        let mut model = Self { opset: None, graph: None };
        for field in Fields(bytes) {
            match field? {
                (7, value) => model.graph = Some(Graph::read(value.bytes()?)?),
                (8, value) => {
                    let (domain, version) = opset(value.bytes()?)?;
                    if is_own(domain) {
                        model.opset = Some(version);
                    }
                }
                _ => {}
            }
        }
        Ok(model)
    }
}

/// Whether a domain is that of ONNX's own operators.
pub(super) fn is_own(domain: &str) -> bool {
    matches!(domain, "" | "ai.onnx")
}

/// `OperatorSetIdProto`
fn opset(bytes: &[u8]) -> Result<(&str, i64), Broken> {
    let (mut domain, mut version) = ("", 0);
    for field in Fields(bytes) {
        match field? {
            (1, value) => domain = value.text()?,
            (2, value) => version = value.integer()?,
            _ => {}
        }
    }
    Ok((domain, version))
}

impl<'a> Graph<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, Problem> {
        let (mut graph, mut parts) = (Self::default(), MOST_PARTS);
        for field in Fields(bytes) {
            match field? {
                (1, value) => graph.nodes.push(Node::read(value.bytes()?, &mut parts)?),
                (5, value) => graph.initializers.push(Tensor::read(value.bytes()?)?),
                (11, value) => graph.inputs.push(ValueInfo::read(value.bytes()?)?),
                (12, value) => graph.outputs.push(ValueInfo::read(value.bytes()?)?),
                _ => continue,
            }
            parts = parts.checked_sub(1).ok_or(Problem::Parts)?;
        }
        Ok(graph)
    }
}

impl<'a> Node<'a> {
    /// `parts` are the parts that the graph may still have.
    fn read(bytes: &'a [u8], parts: &mut usize) -> Result<Self, Problem> {
        let mut node = Self::default();
        for field in Fields(bytes) {
            match field? {
                (1, value) => node.inputs.push(value.text()?),
                (2, value) => node.outputs.push(value.text()?),
                (3, value) => node.name = value.text()?,
                (4, value) => node.operator = value.text()?,
                (5, value) => node.attributes.push(Attribute::read(value.bytes()?)?),
                (7, value) => node.domain = value.text()?,
                _ => {}
            }
            *parts = parts.checked_sub(1).ok_or(Problem::Parts)?;
        }
        Ok(node)
    }

    /// The node in messages: `node `fc1`, a Gemm,`, or by what it puts out if it has no name.
    pub(super) fn called(&self) -> String {
        match (self.name, self.outputs.first()) {
            ("", Some(output)) => format!("the {} node that puts out `{output}`", self.operator),
            (name, _) => format!("node `{name}`, {} {},", article(self.operator), self.operator),
        }
    }

    /// What the file calls the layer of a node: `fc1` if its weights are `fc1.weight`.
    pub(super) fn label(&self) -> Option<String> {
        let (layer, tensor) = self.inputs.get(1)?.rsplit_once('.')?;
        ["weight", "gain"].contains(&tensor).then(|| layer.to_owned())
    }

    /// The attribute of a name.
    fn attribute(&self, name: &str) -> Option<&Attribute<'a>> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// A number, or what stands for it if it isn't there: as the shortest decimal that is this f32, which is what the model's
    /// author wrote.
    pub(super) fn float(&self, name: &str, otherwise: f64) -> f64 {
        self.attribute(name).and_then(|attribute| attribute.float).map_or(otherwise, written)
    }

    /// A whole number, if it is there.
    pub(super) fn integer(&self, name: &str) -> Option<i64> {
        self.attribute(name)?.integer
    }

    /// Whole numbers, if they are there.
    pub(super) fn integers(&self, name: &str) -> Option<&[i64]> {
        self.attribute(name).map(|attribute| &attribute.integers[..])
    }

    /// A text, if it is there.
    pub(super) fn text(&self, name: &str) -> Option<&'a [u8]> {
        self.attribute(name)?.text
    }

    /// A tensor, if it is there.
    pub(super) fn tensor(&self, name: &str) -> Option<&'a [u8]> {
        self.attribute(name)?.tensor
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['A', 'E', 'I', 'O', 'U']) { "an" } else { "a" }
}

/// The shortest decimal number that is this f32.
pub(super) fn written(value: f32) -> f64 {
    value.to_string().parse().unwrap_or_else(|_| value.into())
}

impl<'a> Attribute<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, Problem> {
        let mut attribute = Self::default();
        for field in Fields(bytes) {
            match field? {
                (1, value) => attribute.name = value.text()?,
                (2, value) => attribute.float = Some(value.float()?),
                (3, value) => attribute.integer = Some(value.integer()?),
                (4, value) => attribute.text = Some(value.bytes()?),
                (5, value) => attribute.tensor = Some(value.bytes()?),
                (8, Value::Bytes(mut packed)) => {
                    while !packed.is_empty() {
                        attribute.add(super::wire::varint(&mut packed).ok_or(Broken)?.cast_signed())?;
                    }
                }
                (8, value) => attribute.add(value.integer()?)?,
                _ => {}
            }
        }
        Ok(attribute)
    }

    fn add(&mut self, number: i64) -> Result<(), Problem> {
        if self.integers.len() == MOST_NUMBERS {
            return Err(Problem::Parts);
        }
        self.integers.push(number);
        Ok(())
    }
}

impl<'a> Tensor<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Problem> {
        let mut tensor = Self { fields: Fields(bytes), ..Self::default() };
        for field in tensor.fields {
            match field? {
                (1, Value::Bytes(mut packed)) => {
                    while !packed.is_empty() {
                        let number = super::wire::varint(&mut packed).ok_or(Broken)?;
                        tensor.dimension(number.cast_signed())?;
                    }
                }
                (1, value) => tensor.dimension(value.integer()?)?,
                (2, value) => tensor.data_type = value.integer()?,
                (8, value) => tensor.name = value.text()?,
                (9, value) => tensor.raw = Some(value.bytes()?),
                (13, _) => tensor.is_external = true,
                (14, value) => tensor.is_external |= value.integer()? == 1,
                _ => {}
            }
        }
        Ok(tensor)
    }

    fn dimension(&mut self, size: i64) -> Result<(), Problem> {
        if self.dimensions.len() == MOST_DIMENSIONS {
            return Err(Problem::Parts);
        }
        self.dimensions.push(size);
        Ok(())
    }
}

impl<'a> ValueInfo<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, Problem> {
        let mut value = Self::default();
        for field in Fields(bytes) {
            match field? {
                (1, name) => value.name = name.text()?,
                (2, kind) => {
                    // `TypeProto`, whose first field is that of a tensor.
                    for field in Fields(kind.bytes()?) {
                        if let (1, tensor) = field? {
                            value.tensor(tensor.bytes()?)?;
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(value)
    }

    /// `TypeProto.Tensor`
    fn tensor(&mut self, bytes: &'a [u8]) -> Result<(), Problem> {
        for field in Fields(bytes) {
            match field? {
                (1, value) => self.data_type = value.integer()?,
                (2, shape) => {
                    let mut dimensions = Vec::new();
                    for field in Fields(shape.bytes()?) {
                        let (1, dimension) = field? else { continue };
                        if dimensions.len() == MOST_DIMENSIONS {
                            return Err(Problem::Parts);
                        }
                        let mut size = None;
                        for field in Fields(dimension.bytes()?) {
                            if let (1, value) = field? {
                                size = Some(value.integer()?);
                            }
                        }
                        dimensions.push(size);
                    }
                    self.shape = Some(dimensions);
                }
                _ => {}
            }
        }
        Ok(())
    }
}
