//! The description of a layer: a tree of constants.

use core::fmt;

use crate::activation::Start;
#[cfg(any(feature = "onnx", feature = "safetensors", feature = "pretrained"))]
use crate::layer::order;
#[cfg(any(feature = "safetensors", feature = "serde"))]
use crate::message::equal;

/// What a layer is, as a constant: its kind, its sizes, its tensors and, for a network, its stages.
///
/// Initializers, weight decay, and whatever saves, prints or draws a network read this tree and nothing else.
///
/// ```
/// use staticnn::layer::Layer;
/// use staticnn::prelude::*;
///
/// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
///
/// let hidden = Regressor::STAGE.stages[0];
/// assert_eq!((hidden.name, hidden.kind), ("layer1", "dense"));
/// assert_eq!((hidden.input, hidden.output), (&[3][..], &[12][..]));
/// assert_eq!(hidden.activation.name, "relu");
/// assert_eq!(hidden.tensors[0].shape, [3, 12]);
/// assert_eq!(Regressor::STAGE.parameters(), 61);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stage {
    /// The name of the stage's field in its network; of the network itself, the name of its type.
    pub name: &'static str,
    /// `dense`, `conv` or another word of declarations, `network`, or the name of a custom layer.
    pub kind: &'static str,
    /// The numbers of the layer beside its sizes.
    pub attributes: &'static [Attribute],
    /// y as a function of x, as the documentation of a network has it: `y = relu(x W + b)`. Filled in by `network!`.
    pub formula: &'static str,
    /// What the layer ends in.
    pub activation: ActivationName,
    /// The dimensions of the input, outermost first.
    pub input: &'static [usize],
    /// The dimensions of the output, outermost first.
    pub output: &'static [usize],
    /// Whether it goes through the steps of a series one after the other, each of which needs the one before: then the rows of a
    /// block are all that a step's products have.
    pub sequential: bool,
    /// Whether it draws random numbers while it trains ([`Pass::noise`](crate::layer::Pass::noise)).
    pub random: bool,
    /// The layer's own tensors, in the order in which they lie in memory.
    pub tensors: &'static [Tensor],
    /// Multiplications, each with its addition, of one sample in the layer's products, without those of `stages`.
    pub multiply_adds: usize,
    /// The layers that it is made of, in the order in which they lie in memory, after `tensors`.
    pub stages: &'static [&'static Stage],
}

/// A number of a layer beside its sizes: the epsilon of a normalization, the rate of a dropout.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attribute {
    /// What it is called.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
}

/// An activation as a declaration names it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ActivationName {
    /// The word: `leaky_relu`.
    pub name: &'static str,
    /// Its number, if it has one: 0.01.
    pub number: Option<f64>,
}

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

impl Stage {
    /// A layer without parameters, sizes or an activation: what a description fills in.
    pub const EMPTY: Self = Self {
        name: "",
        kind: "",
        attributes: &[],
        formula: "",
        activation: ActivationName { name: "linear", number: None },
        input: &[],
        output: &[],
        sequential: false,
        random: false,
        tensors: &[],
        multiply_adds: 0,
        stages: &[],
    };

    /// How many parameters the layer has, those of its stages included.
    #[must_use]
    pub const fn parameters(&self) -> usize {
        let (mut sum, mut index) = (0, 0);
        while index < self.tensors.len() {
            sum += self.tensors[index].len();
            index += 1;
        }
        index = 0;
        while index < self.stages.len() {
            sum += self.stages[index].parameters();
            index += 1;
        }
        sum
    }

    /// Whether it or a stage of it draws random numbers while it trains.
    #[must_use]
    pub const fn is_random(&self) -> bool {
        let (mut random, mut index) = (self.random, 0);
        while index < self.stages.len() {
            random |= self.stages[index].is_random();
            index += 1;
        }
        random
    }

    /// Whether it or a stage of it is sequential.
    pub(crate) const fn is_sequential(&self) -> bool {
        let (mut sequential, mut index) = (self.sequential, 0);
        while index < self.stages.len() {
            sequential |= self.stages[index].is_sequential();
            index += 1;
        }
        sequential
    }

    /// Multiplications, each with its addition, of one sample, those of the stages included.
    #[must_use]
    pub const fn total_multiply_adds(&self) -> usize {
        let (mut sum, mut index) = (self.multiply_adds, 0);
        while index < self.stages.len() {
            sum += self.stages[index].total_multiply_adds();
            index += 1;
        }
        sum
    }

    /// How many values all stages put out for one sample, those inside of stages included; the layer's own, if it has none.
    #[must_use]
    pub const fn values(&self) -> usize {
        if self.stages.is_empty() {
            return product(self.output);
        }
        let (mut sum, mut index) = (0, 0);
        while index < self.stages.len() {
            sum += self.stages[index].values();
            index += 1;
        }
        sum
    }

    /// The name of a part of the layer: first its tensors have their indices, then the layers inside.
    #[cfg(any(feature = "safetensors", feature = "serde"))]
    pub(crate) const fn part(&self, index: usize) -> &'static str {
        let tensors = self.tensors.len();
        if index < tensors { self.tensors[index].name } else { self.stages[index - tensors].name }
    }

    /// Fails to compile unless the tensors and layers directly inside each layer have different names, by which formats tell
    /// them apart.
    #[cfg(any(feature = "safetensors", feature = "serde"))]
    pub(crate) const fn assert_distinct_names(&self) {
        let mut index = 0;
        while index < self.tensors.len() + self.stages.len() {
            let mut before = 0;
            while before < index {
                assert!(
                    !equal(self.part(before), self.part(index)),
                    "the tensors and layers inside a layer need different names: `Stage {{ name: \"inner\", ..L::STAGE }}`"
                );
                before += 1;
            }
            index += 1;
        }
        index = 0;
        while index < self.stages.len() {
            self.stages[index].assert_distinct_names();
            index += 1;
        }
    }

    /// Fails to compile unless each tensor's order in PyTorch is one of its dimensions.
    #[cfg(any(feature = "onnx", feature = "safetensors", feature = "pretrained"))]
    pub(crate) const fn assert_orders(&self) {
        let mut index = 0;
        while index < self.tensors.len() {
            order::assert_order(self.tensors[index].pytorch.order, self.tensors[index].shape);
            index += 1;
        }
        index = 0;
        while index < self.stages.len() {
            self.stages[index].assert_orders();
            index += 1;
        }
    }

    /// Calls `each` for every tensor, in the order in which they lie in memory.
    ///
    /// ```
    /// use staticnn::layer::Layer;
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
    ///
    /// let mut names = Vec::new();
    /// Regressor::STAGE.each_tensor(&mut |tensor| names.push(tensor.name));
    /// assert_eq!(names, ["weight", "bias", "weight", "bias"]);
    /// ```
    pub fn each_tensor(&self, each: &mut impl FnMut(&'static Tensor)) {
        self.tensors.iter().for_each(&mut *each);
        for stage in self.stages {
            stage.each_tensor(each);
        }
    }
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

/// The dimensions of a shape, as a declaration writes them: `1x28x28`.
pub(crate) struct Dimensions<'a>(pub(crate) &'a [usize]);

impl fmt::Display for Dimensions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, size) in self.0.iter().enumerate() {
            write!(f, "{}{size}", if index > 0 { "x" } else { "" })?;
        }
        Ok(())
    }
}

/// How many values these dimensions hold.
#[must_use]
pub const fn product(dimensions: &[usize]) -> usize {
    let (mut product, mut index) = (1, 0);
    while index < dimensions.len() {
        product *= dimensions[index];
        index += 1;
    }
    product
}

/// The activation as a declaration says it: `leaky_relu(0.01)`.
impl fmt::Display for ActivationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)?;
        self.number.map_or(Ok(()), |number| write!(f, "({number})"))
    }
}

#[cfg(all(test, any(feature = "safetensors", feature = "serde")))]
mod tests {
    use super::{Stage, Tensor};

    const WEIGHT: Tensor = Tensor { name: "weight", ..Tensor::PARAMETER };
    const BIAS: Tensor = Tensor { name: "bias", ..Tensor::PARAMETER };
    /// A tensor that is called as a layer.
    const NAMESAKE: Tensor = Tensor { name: "inner", ..Tensor::PARAMETER };
    const UNNAMED: Stage = Stage::EMPTY;
    const INNER: Stage = Stage { name: "inner", tensors: &[WEIGHT, BIAS], ..Stage::EMPTY };

    #[test]
    fn names_that_differ_within_each_layer() {
        const OTHER: Stage = Stage { name: "other", ..INNER };
        Stage { tensors: &[WEIGHT], stages: &[&INNER, &OTHER], ..Stage::EMPTY }.assert_distinct_names();
        Stage { stages: &[&UNNAMED], ..Stage::EMPTY }.assert_distinct_names();
    }

    #[test]
    #[should_panic = "need different names"]
    fn two_tensors_of_one_name() {
        Stage { tensors: &[WEIGHT, WEIGHT], ..Stage::EMPTY }.assert_distinct_names();
    }

    #[test]
    #[should_panic = "need different names"]
    fn two_layers_without_a_name() {
        Stage { stages: &[&UNNAMED, &UNNAMED], ..Stage::EMPTY }.assert_distinct_names();
    }

    #[test]
    #[should_panic = "need different names"]
    fn a_tensor_and_a_layer_of_one_name() {
        Stage { tensors: &[NAMESAKE], stages: &[&INNER], ..Stage::EMPTY }.assert_distinct_names();
    }

    #[test]
    #[should_panic = "need different names"]
    fn two_names_deeper_inside() {
        const OUTER: Stage = Stage { name: "outer", stages: &[&UNNAMED, &UNNAMED], ..Stage::EMPTY };
        Stage { stages: &[&OUTER], ..Stage::EMPTY }.assert_distinct_names();
    }
}
