//! The description of a tensor of a layer.

use crate::activation::Start;
use crate::layer::dimensions::product;

/// A tensor among a layer's parameters.
///
/// ```
/// use staticnn::layer::{Initial, Tensor};
///
/// const BIAS: Tensor = Tensor { name: "bias", shape: &[12], ..Tensor::PARAMETER };
/// assert_eq!(BIAS.len(), 12);
/// assert_eq!(BIAS.initial, Initial::Zero);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tensor {
    /// The name of the field.
    pub name: &'static str,
    /// The dimensions, outermost first; the last one adjoins in memory.
    pub shape: &'static [usize],
    /// What it is set to before training.
    pub initial: Initial,
    /// Whether weight decay and penalties for weights alone apply to it.
    pub decays: bool,
    /// Whether training changes it.
    pub trained: bool,
    /// How PyTorch holds it.
    pub pytorch: PyTorch,
}

/// How a module of PyTorch holds a tensor: what a file of PyTorch's is read and written by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PyTorch {
    /// The name of the module's parameter; empty if it is the tensor's own.
    pub name: &'static str,
    /// Which of the tensor's dimensions stands at each place in PyTorch's: `&[1, 0]` for weights of inputs x outputs, which
    /// PyTorch has as outputs x inputs. Empty if they are in the same order.
    pub order: &'static [usize],
    /// The name of a whole number that the module holds beside the tensor, such as `num_batches_tracked`: it is passed over
    /// when a file is read, and written as 0. Empty if there is none.
    pub counter: &'static str,
    /// Whether the module is that of the layer's activation, which follows the layer's.
    pub of_activation: bool,
}

/// What a tensor is set to before training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Initial {
    /// 0 throughout.
    Zero,
    /// 1 throughout.
    One,
    /// This number throughout.
    Constant(f64),
    /// In parts of equal length, each of which has a number of its own: the biases of gates.
    Parts(&'static [f64]),
    /// Drawn from a normal distribution with mean 0 and this standard deviation, whatever the initializer: the rows of positions.
    Normal(f64),
    /// Drawn by an initializer.
    Drawn {
        /// How many values feed one output.
        inputs: usize,
        /// How many outputs one value feeds.
        outputs: usize,
        /// The initializer that suits the activation behind it.
        start: Start,
    },
    /// Drawn by an initializer that may see the tensor whole: a row for each unit of a recurrent layer, with a square matrix for each
    /// gate side by side.
    Recurrent {
        /// How many units the layer has.
        units: usize,
        /// The initializer that suits the activation behind it.
        start: Start,
    },
}

impl PyTorch {
    /// As here: under the tensor's name, in its order.
    pub const SAME: Self = Self { name: "", order: &[], counter: "", of_activation: false };
}

impl Tensor {
    /// A tensor that training changes and decay leaves alone, starting from 0: what a description fills in.
    pub const PARAMETER: Self =
        Self { name: "", shape: &[], initial: Initial::Zero, decays: false, trained: true, pytorch: PyTorch::SAME };

    /// The weight of a product, inputs x columns, for a layer of so many units. PyTorch has the transposed one, under another name.
    pub(crate) const fn matrix(
        name: &'static str,
        pytorch: &'static str,
        shape: &'static [usize; 2],
        units: usize,
    ) -> Self {
        let initial = Initial::Drawn { inputs: shape[0], outputs: units, start: Start::Xavier };
        let pytorch = PyTorch { name: pytorch, order: &[1, 0], ..PyTorch::SAME };
        Self { name, shape, initial, decays: true, pytorch, ..Self::PARAMETER }
    }

    /// A bias, which PyTorch has under another name.
    pub(crate) const fn bias(name: &'static str, pytorch: &'static str, shape: &'static [usize]) -> Self {
        Self { name, shape, pytorch: PyTorch { name: pytorch, ..PyTorch::SAME }, ..Self::PARAMETER }
    }

    /// The slope that `prelu` learns, one number that starts from `initial`.
    pub(crate) const fn slope(initial: f64) -> Self {
        let pytorch = PyTorch { name: "weight", of_activation: true, ..PyTorch::SAME };
        Self { name: "slope", shape: &[1], initial: Initial::Constant(initial), pytorch, ..Self::PARAMETER }
    }

    /// How many numbers it holds.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "a tensor holds at least one number")]
    pub const fn len(&self) -> usize {
        product(self.shape)
    }
}
