//! What is read from a file: stages with their weights.

use crate::onnx::constant::Constant;

/// A network.
#[derive(Debug)]
pub(crate) struct Network {
    /// Whether its numbers are f64.
    pub(crate) is_double: bool,
    /// The number of values of an input.
    pub(crate) input: usize,
    /// At least one.
    pub(crate) stages: Vec<Stage>,
}

/// A layer with its activation.
#[derive(Debug)]
pub(crate) struct Stage {
    /// The word of its kind; none if it is a dense layer.
    pub(crate) kind: Option<&'static str>,
    /// The numbers that the kind takes.
    pub(crate) numbers: Vec<f64>,
    /// Whether it has a bias, which only a dense layer may lack.
    pub(crate) has_bias: bool,
    /// How many values it puts out.
    pub(crate) outputs: usize,
    /// What the file calls it: `fc1`, or `net.0`.
    pub(crate) label: Option<String>,
    /// The word of the activation, and its number.
    pub(crate) activation: (&'static str, Option<f64>),
    /// The numbers of the layer's tensors, in the order in which a network has them.
    pub(crate) tensors: Vec<Vec<f64>>,
}

impl Stage {
    /// A dense layer without a bias; the weight is inputs x outputs.
    pub(super) fn dense(outputs: usize, label: Option<String>, weight: Vec<f64>) -> Self {
        let (numbers, tensors) = (Vec::new(), vec![weight]);
        Self { kind: None, numbers, has_bias: false, outputs, label, activation: ("linear", None), tensors }
    }

    pub(super) fn layer_norm(epsilon: f64, label: Option<String>, gain: Vec<f64>, bias: Vec<f64>) -> Self {
        let (kind, numbers, outputs, tensors) = (Some("layer_norm"), vec![epsilon], gain.len(), vec![gain, bias]);
        Self { kind, numbers, has_bias: true, outputs, label, activation: ("linear", None), tensors }
    }

    /// Whether it is a dense layer without a bias and without an activation.
    pub(super) fn lacks_bias(&self) -> bool {
        !self.has_bias && self.activation.0 == "linear"
    }

    /// Adds the bias of a dense layer: one number per output, or one for all. A message says what it has instead.
    pub(super) fn add_bias(&mut self, bias: Constant) -> Result<(), String> {
        let (outputs, count) = (self.outputs, bias.values.len());
        let is_row = bias.shape.last() == Some(&count);
        let values = match bias.same(None) {
            Some(value) => vec![value; outputs],
            None if count == outputs && is_row => bias.values,
            None => {
                let shape = bias.shape.iter().map(usize::to_string).collect::<Vec<_>>().join(" x ");
                return Err(format!("has a bias of the shape {shape}, and {outputs} outputs"));
            }
        };
        self.has_bias = true;
        self.tensors.push(values);
        Ok(())
    }
}

impl Network {
    /// All parameters in the order of a network's slice, each with its lowest byte first.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let values = self.stages.iter().flat_map(|stage| &stage.tensors).flatten();
        if self.is_double {
            values.flat_map(|value| value.to_le_bytes()).collect()
        } else {
            values.flat_map(|value| (*value as f32).to_le_bytes()).collect()
        }
    }
}
