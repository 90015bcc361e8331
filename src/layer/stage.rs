//! The description of a layer: a tree of constants.

use core::fmt;

use crate::layer::dimensions::product;
#[cfg(any(feature = "onnx", feature = "safetensors", feature = "pretrained"))]
use crate::layer::order;
use crate::layer::tensor::Tensor;
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

/// The activation as a declaration says it: `leaky_relu(0.01)`.
impl fmt::Display for ActivationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)?;
        self.number.map_or(Ok(()), |number| write!(f, "({number})"))
    }
}

#[cfg(all(test, any(feature = "safetensors", feature = "serde")))]
mod tests {
    use super::Stage;
    use crate::layer::tensor::Tensor;

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
