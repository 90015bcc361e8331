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
    LeakyRelu(f64),
    Tanh,
    Sigmoid,
    Softmax,
}

impl Activation {
    fn apply(self, z: &[f64]) -> Vec<f64> {
        let each = |f: &dyn Fn(f64) -> f64| z.iter().map(|z| f(*z)).collect();
        match self {
            Self::Linear => each(&|z| z),
            Self::Relu => each(&|z| if z > 0.0 { z } else { 0.0 }),
            Self::LeakyRelu(slope) => each(&|z| if z > 0.0 { z } else { slope * z }),
            Self::Tanh => each(&f64::tanh),
            Self::Sigmoid => each(&|z| 1.0 / (1.0 + (-z).exp())),
            Self::Softmax => {
                let largest = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let sum: f64 = z.iter().map(|z| (z - largest).exp()).sum();
                each(&|z| (z - largest).exp() / sum)
            }
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

    /// How far the nearest z of a relu or leaky_relu is from its kink at 0.
    #[must_use]
    pub fn distance_to_kink(&self, input: &[f64]) -> f64 {
        let kinked = |a: Activation| matches!(a, Activation::Relu | Activation::LeakyRelu(_));
        let sums = self.sums(input).into_iter().filter(|(_, activation)| kinked(*activation));
        sums.flat_map(|(z, _)| z).fold(f64::INFINITY, |nearest, z| nearest.min(z.abs()))
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
        let activation = match words.next_if(|word| *word != "no_bias") {
            None | Some("linear") => Activation::Linear,
            Some("relu") => Activation::Relu,
            Some("leaky_relu") => Activation::LeakyRelu(words.next().and_then(|n| n.parse().ok()).expect("a slope")),
            Some("tanh") => Activation::Tanh,
            Some("sigmoid") => Activation::Sigmoid,
            Some("softmax") => Activation::Softmax,
            Some(word) => panic!("the twin doesn't know `{word}`"),
        };
        let biases = if words.next() == Some("no_bias") { 0 } else { outputs };
        let mut take = |n| iter::repeat_with(|| parameters.next().expect("a parameter")).take(n).collect();
        Self { inputs, outputs, weight: take(inputs * outputs), bias: take(biases), activation }
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
