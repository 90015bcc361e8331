//! The slow twin: a network as plain vectors and loops, in f64, which shares no line with the library.
//!
//! It reads the same words as `network!` and the same parameters in the same order, so a mistake would have to be made
//! twice to go unseen.

use std::iter;

/// A network to compare with.
pub struct Twin {
    stages: Vec<Stage>,
}

struct Stage {
    inputs: usize,
    outputs: usize,
    /// inputs x outputs, row by row.
    weight: Vec<f64>,
    /// One a output, or empty.
    bias: Vec<f64>,
    activation: Activation,
}

#[derive(Clone, Copy, PartialEq)]
enum Activation {
    Linear,
    Relu,
    /// `leaky_relu`, and `prelu` with what it learnt.
    LeakyRelu(f64),
    Relu6,
    Elu(f64),
    Selu,
    Gelu,
    GeluTanh,
    Silu,
    Mish,
    Softplus,
    Tanh,
    HardTanh,
    Softsign,
    Sigmoid,
    HardSigmoid,
    Sin,
    Softmax,
}

/// The share of a standard normal distribution below z: 1/2 + φ(z) (z + z³/3 + z⁵/(3·5) + ...).
fn normal_share(z: f64) -> f64 {
    if z.abs() > 9.0 {
        return if z < 0.0 { 0.0 } else { 1.0 };
    }
    let (mut term, mut sum) = (z, z);
    for k in 1..200 {
        term *= z * z / f64::from(2 * k + 1);
        sum += term;
    }
    0.5 + sum * (-z * z / 2.0).exp() / f64::sqrt(2.0 * std::f64::consts::PI)
}

impl Activation {
    fn apply(self, z: &[f64]) -> Vec<f64> {
        let each = |f: &dyn Fn(f64) -> f64| z.iter().map(|z| f(*z)).collect();
        match self {
            Self::Linear => each(&|z| z),
            Self::Relu => each(&|z| if z > 0.0 { z } else { 0.0 }),
            Self::LeakyRelu(slope) => each(&|z| if z > 0.0 { z } else { slope * z }),
            Self::Relu6 => each(&|z| z.clamp(0.0, 6.0)),
            Self::Elu(scale) => each(&|z| if z > 0.0 { z } else { scale * z.exp_m1() }),
            Self::Selu => {
                let (s, a) = (1.050_700_987_355_480_5, 1.673_263_242_354_377_2);
                each(&|z| s * if z > 0.0 { z } else { a * z.exp_m1() })
            }
            Self::Gelu => each(&|z| z * normal_share(z)),
            Self::GeluTanh => {
                let u = |z: f64| (2.0 / std::f64::consts::PI).sqrt() * (z + 0.044715 * z.powi(3));
                each(&|z| z / 2.0 * (1.0 + u(z).tanh()))
            }
            Self::Silu => each(&|z| z / (1.0 + (-z).exp())),
            Self::Mish => each(&|z| z * z.exp().ln_1p().tanh()),
            Self::Softplus => each(&|z| z.exp().ln_1p()),
            Self::Tanh => each(&f64::tanh),
            Self::HardTanh => each(&|z| z.clamp(-1.0, 1.0)),
            Self::Softsign => each(&|z| z / (1.0 + z.abs())),
            Self::HardSigmoid => each(&|z| ((z + 3.0) / 6.0).clamp(0.0, 1.0)),
            Self::Sin => each(&f64::sin),
            Self::Sigmoid => each(&|z| 1.0 / (1.0 + (-z).exp())),
            Self::Softmax => {
                let largest = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let sum: f64 = z.iter().map(|z| (z - largest).exp()).sum();
                each(&|z| (z - largest).exp() / sum)
            }
        }
    }
}

impl Activation {
    /// Where it has two derivatives.
    fn kinks(self) -> &'static [f64] {
        match self {
            Self::Relu | Self::LeakyRelu(_) | Self::Elu(_) | Self::Selu => &[0.0],
            Self::Relu6 => &[0.0, 6.0],
            Self::HardTanh => &[-1.0, 1.0],
            Self::HardSigmoid => &[-3.0, 3.0],
            _ => &[],
        }
    }
}

impl Twin {
    /// The network of this shape, written as in `network!` (or as a group, in parentheses), with these parameters.
    ///
    /// # Panics
    ///
    /// If the shape can't be read, or has another number of parameters.
    #[must_use]
    pub fn new(shape: &str, parameters: &[f64]) -> Self {
        let mut parts = shape.split("->");
        let first = parts.next().map(|part| part.replace('(', " "));
        let mut inputs: usize = first.and_then(|part| part.trim().parse().ok()).expect("a number of inputs");
        let mut parameters = parameters.iter().copied();
        let mut stages = Vec::new();
        for part in parts {
            let stage = Stage::new(part, inputs, &mut parameters);
            inputs = stage.outputs;
            stages.push(stage);
        }
        assert_eq!(parameters.next(), None, "more parameters than `{shape}` has");
        Self { stages }
    }

    /// The outputs.
    #[must_use]
    pub fn predict(&self, input: &[f64]) -> Vec<f64> {
        let (z, last) = self.sums(input).pop().expect("a network has a stage");
        last.apply(&z)
    }

    /// What goes into the last activation.
    #[must_use]
    pub fn logits(&self, input: &[f64]) -> Vec<f64> {
        self.sums(input).pop().expect("a network has a stage").0
    }

    /// How far the nearest z of an activation with kinks is from one of them.
    #[must_use]
    pub fn distance_to_kink(&self, input: &[f64]) -> f64 {
        let stages = self.sums(input).into_iter();
        let distances = stages.flat_map(|(z, activation)| {
            let kinks = activation.kinks();
            z.into_iter().flat_map(move |z| kinks.iter().map(move |kink| (z - kink).abs()))
        });
        distances.fold(f64::INFINITY, f64::min)
    }

    /// Every stage's z = x W + b, with the activation that z goes into.
    fn sums(&self, input: &[f64]) -> Vec<(Vec<f64>, Activation)> {
        let mut x = input.to_vec();
        let mut sums = Vec::new();
        for stage in &self.stages {
            let z = stage.sums(&x);
            x = stage.activation.apply(&z);
            sums.push((z, stage.activation));
        }
        sums
    }
}

impl Stage {
    /// Reads `label: 12 leaky_relu(0.1) no_bias`.
    fn new(part: &str, inputs: usize, parameters: &mut impl Iterator<Item = f64>) -> Self {
        let unlabelled = part.rsplit(':').next().unwrap_or(part).replace(['(', ')'], " ");
        let mut words = unlabelled.split_whitespace().peekable();
        let outputs: usize = words.next().and_then(|word| word.parse().ok()).expect("a stage's size");
        let word = words.next_if(|word| *word != "no_bias");
        let mut number = || words.next().and_then(|n| n.parse().ok()).expect("a number");
        let activation = match word {
            None | Some("linear") => Activation::Linear,
            Some("relu") => Activation::Relu,
            Some("leaky_relu") => Activation::LeakyRelu(number()),
            Some("prelu") => Activation::LeakyRelu(0.0),
            Some("relu6") => Activation::Relu6,
            Some("elu") => Activation::Elu(number()),
            Some("selu") => Activation::Selu,
            Some("gelu") => Activation::Gelu,
            Some("gelu_tanh") => Activation::GeluTanh,
            Some("silu") => Activation::Silu,
            Some("mish") => Activation::Mish,
            Some("softplus") => Activation::Softplus,
            Some("tanh") => Activation::Tanh,
            Some("hard_tanh") => Activation::HardTanh,
            Some("softsign") => Activation::Softsign,
            Some("sigmoid") => Activation::Sigmoid,
            Some("hard_sigmoid") => Activation::HardSigmoid,
            Some("sin") => Activation::Sin,
            Some("softmax") => Activation::Softmax,
            Some(word) => panic!("the twin doesn't know `{word}`"),
        };
        let biases = if words.next() == Some("no_bias") { 0 } else { outputs };
        let mut take =
            |n| -> Vec<f64> { iter::repeat_with(|| parameters.next().expect("a parameter")).take(n).collect() };
        let (weight, bias) = (take(inputs * outputs), take(biases));
        let activation = if word == Some("prelu") { Activation::LeakyRelu(take(1)[0]) } else { activation };
        Self { inputs, outputs, weight, bias, activation }
    }

    fn sums(&self, x: &[f64]) -> Vec<f64> {
        assert_eq!(x.len(), self.inputs, "the twin got an input of another length");
        let mut z = if self.bias.is_empty() { vec![0.0; self.outputs] } else { self.bias.clone() };
        for (x, weights) in x.iter().zip(self.weight.chunks_exact(self.outputs)) {
            for (z, weight) in z.iter_mut().zip(weights) {
                *z += x * weight;
            }
        }
        z
    }
}

#[cfg(test)]
mod tests {
    use super::Twin;

    #[test]
    fn a_shape_is_read_as_the_macro_reads_it() {
        let twin = Twin::new("2 -> hidden: 1 leaky_relu(0.5) no_bias -> 2 tanh", &[1.0, -2.0, 3.0, 4.0, 0.25, 0.5]);
        assert_eq!(twin.logits(&[1.0, 1.0]), [-0.5 * 3.0 + 0.25, -0.5 * 4.0 + 0.5]);
        assert_eq!(twin.predict(&[1.0, 1.0]), [f64::tanh(-1.25), f64::tanh(-1.5)]);
        assert_eq!(twin.distance_to_kink(&[1.0, 1.0]), 1.0);
    }
}
