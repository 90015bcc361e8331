//! What is read from a file: stages with their weights.

use crate::kinds;
use crate::onnx::constant::Constant;

/// A network.
#[derive(Debug)]
pub(crate) struct Network {
    /// Whether its numbers are f64.
    pub(crate) is_double: bool,
    /// The dimensions of an input, as a declaration has them.
    pub(crate) input: Vec<usize>,
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
    /// The window of a convolution or a pool.
    pub(crate) window: Option<Window>,
    /// Whether it has a bias, which dense layers and convolutions may lack.
    pub(crate) has_bias: bool,
    /// How many values it puts out; if it has a window, how many channels.
    pub(crate) outputs: usize,
    /// What the file calls it: `fc1`, or `net.0`.
    pub(crate) label: Option<String>,
    /// The word of the activation, and its number.
    pub(crate) activation: (&'static str, Option<f64>),
    /// The numbers of the layer's tensors, in the order in which a network has them.
    pub(crate) tensors: Vec<Vec<f64>>,
}

/// A window, with a number for each axis that it moves along.
#[derive(Debug)]
pub(crate) struct Window {
    pub(crate) taps: Vec<usize>,
    pub(crate) stride: Vec<usize>,
    pub(crate) pad: Vec<usize>,
    pub(crate) dilation: Vec<usize>,
    pub(crate) groups: usize,
    /// Whether there are values that it doesn't reach.
    pub(crate) floor: bool,
}

impl Stage {
    /// A layer of a kind, without numbers, a window or tensors.
    pub(super) fn new(kind: &'static str, label: Option<String>) -> Self {
        Self {
            kind: Some(kind),
            numbers: Vec::new(),
            window: None,
            has_bias: true,
            outputs: 0,
            label,
            activation: ("linear", None),
            tensors: Vec::new(),
        }
    }

    /// A dense layer without a bias; the weight is inputs x outputs.
    pub(super) fn dense(outputs: usize, label: Option<String>, weight: Vec<f64>) -> Self {
        Self { kind: None, has_bias: false, outputs, tensors: vec![weight], ..Self::new("", label) }
    }

    /// Whether it is a dense layer without a bias and without an activation.
    pub(super) fn lacks_bias(&self) -> bool {
        self.kind.is_none() && !self.has_bias && self.activation.0 == "linear"
    }

    /// Whether an activation may follow.
    pub(super) fn takes_activation(&self) -> bool {
        self.kind.is_none_or(|word| kinds::kind(word).is_some_and(|kind| kind.activation))
    }

    /// Whether what an activation of each value makes of the outputs is what the stage makes of such values.
    pub(super) fn is_passed_by(&self, word: &str, number: Option<f64>) -> bool {
        /// Those that increase, or stay the same.
        const INCREASING: [&str; 10] = [
            "relu",
            "relu6",
            "selu",
            "softplus",
            "tanh",
            "hard_tanh",
            "softsign",
            "sigmoid",
            "hard_sigmoid",
            "leaky_relu",
        ];
        match self.kind {
            Some("flatten") => word != "softmax",
            Some("max_pool") => INCREASING.contains(&word) || (word == "elu" && number.is_some()),
            _ => false,
        }
    }

    /// Adds the bias of a dense layer or a convolution: one number per output, or one for all. A message says what it has instead.
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
