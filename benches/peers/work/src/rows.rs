//! The rows of the table.

use std::fmt;

use crate::data::{self, Parameters};
use crate::networks::{Named, named};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Forward pass, loss, backward pass, update.
    Step,
    /// The output of one sample.
    One,
    /// The outputs of all samples.
    Batch,
    /// Forward pass and backward pass with the derivatives of the inputs, from given derivatives of the outputs.
    Passes,
    /// The outputs of the steps of all samples, as one stream: a call for each step, and the state goes on to the next. The time is
    /// that of one step.
    Stream,
    /// All samples in shuffled batches of [`EPOCH_BATCH`].
    Epoch,
}

/// What stands between the layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    Relu,
    Tanh,
}

/// What is minimized, as a mean over the samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// The mean squared error over the outputs.
    Mse,
    /// The cross-entropy of the softmax of the outputs.
    CrossEntropy,
}

/// How a step changes the parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Optimizer {
    Sgd,
    /// Adam with the usual constants: 0.9, 0.999, 1e-8.
    Adam,
}

/// The batch of an epoch's steps.
pub const EPOCH_BATCH: usize = 128;
/// How many losses a step's self-check takes, each before its step.
pub const CHECKED_STEPS: usize = 5;

/// A row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub name: String,
    /// Sizes with hyphens between them, or the name of one of [`networks`](crate::networks).
    pub network: String,
    /// Inputs, then the outputs of each layer; empty for a network with a name.
    pub sizes: Vec<usize>,
    pub activation: Activation,
    pub samples: usize,
    pub task: Task,
    pub loss: Loss,
    pub optimizer: Optimizer,
    /// The learning rate of the self-check: the loss must change by it.
    pub check_rate: f32,
    /// The learning rate while the time is measured: the network must stay as it is for many thousand steps.
    pub rate: f32,
}

/// The lines of the table, in the form that processes get them in: name, network, activation, samples, task, loss,
/// optimizer, learning rate of the self-check, learning rate while the time is measured.
const TABLE: &str = "\
3-12-1 relu, 100, MSE, SGD\t3-12-1\trelu\t100\tstep\tmse\tsgd\t0.05\t1e-6
3-32-1 relu, 100, MSE, SGD\t3-32-1\trelu\t100\tstep\tmse\tsgd\t0.05\t1e-6
8-64-64-2 tanh, 256, MSE, Adam\t8-64-64-2\ttanh\t256\tstep\tmse\tadam\t0.001\t1e-7
64-64-32-10 relu, 64, CE, Adam\t64-64-32-10\trelu\t64\tstep\tce\tadam\t0.001\t1e-7
784-128-10 relu, 128, CE, SGD\t784-128-10\trelu\t128\tstep\tce\tsgd\t0.1\t1e-7
784-128-10 relu, 128, CE, Adam\t784-128-10\trelu\t128\tstep\tce\tadam\t0.001\t1e-7
256-256-256-256 relu, 256, MSE, SGD\t256-256-256-256\trelu\t256\tstep\tmse\tsgd\t2\t1e-7
predict 3-12-1\t3-12-1\trelu\t1\tone\tmse\tsgd\t0\t0
predict 8-64-64-2 tanh\t8-64-64-2\ttanh\t1\tone\tmse\tsgd\t0\t0
predict 784-128-10\t784-128-10\trelu\t1\tone\tmse\tsgd\t0\t0
predict_batch 784-128-10, 1024\t784-128-10\trelu\t1024\tbatch\tmse\tsgd\t0\t0
LeNet-5, 64, CE, SGD\tlenet\trelu\t64\tstep\tce\tsgd\t0.5\t1e-7
predict LeNet-5\tlenet\trelu\t1\tone\tmse\tsgd\t0\t0
conv1d 16-16-16, 3, 128 steps, 32, MSE, SGD\tconv1d\trelu\t32\tstep\tmse\tsgd\t0.5\t1e-7
depthwise 3x3, 32x16x16, 32, both passes\tdepthwise\trelu\t32\tpasses\tmse\tsgd\t0\t0
layer_norm 64, 1024, both passes\tlayer_norm\trelu\t1024\tpasses\tmse\tsgd\t0\t0
GRU 8-16-1, 64 steps, 32, MSE, SGD\tgru 8-16-1\ttanh\t32\tstep\tmse\tsgd\t0.2\t1e-7
LSTM 1-20-1, 64 steps, 32, MSE, SGD\tlstm 1-20-1\ttanh\t32\tstep\tmse\tsgd\t0.2\t1e-7
GRU 64-128-1, 64 steps, 32, MSE, SGD\tgru 64-128-1\ttanh\t32\tstep\tmse\tsgd\t0.2\t1e-7
attention 16x32, 32, MSE, SGD\tattention\trelu\t32\tstep\tmse\tsgd\t1\t1e-7
stream GRU 8-16-1, a step\tgru 8-16-1\ttanh\t4\tstream\tmse\tsgd\t0\t0
stream LSTM 1-20-1, a step\tlstm 1-20-1\ttanh\t4\tstream\tmse\tsgd\t0\t0
stream GRU 64-128-1, a step\tgru 64-128-1\ttanh\t4\tstream\tmse\tsgd\t0\t0
epoch of 60,000, 784-128-10, 128, CE, Adam\t784-128-10\trelu\t60000\tepoch\tce\tadam\t0.001\t0.001
";

/// Returns the rows of the table.
pub fn all() -> Vec<Row> {
    TABLE.lines().map(|line| Row::parse(line).unwrap_or_else(|| panic!("no row: {line}"))).collect()
}

impl Row {
    /// Reads a line of the table.
    pub fn parse(line: &str) -> Option<Self> {
        let mut fields = line.trim_end().split('\t');
        let (name, network) = (fields.next()?, fields.next()?);
        let sizes = match named(network) {
            Some(_) => Vec::new(),
            None => network.split('-').map(|size| size.parse().ok()).collect::<Option<_>>()?,
        };
        Some(Self {
            name: name.to_owned(),
            network: network.to_owned(),
            sizes,
            activation: match fields.next()? {
                "relu" => Activation::Relu,
                "tanh" => Activation::Tanh,
                _ => return None,
            },
            samples: fields.next()?.parse().ok()?,
            task: match fields.next()? {
                "step" => Task::Step,
                "one" => Task::One,
                "batch" => Task::Batch,
                "passes" => Task::Passes,
                "stream" => Task::Stream,
                "epoch" => Task::Epoch,
                _ => return None,
            },
            loss: match fields.next()? {
                "mse" => Loss::Mse,
                "ce" => Loss::CrossEntropy,
                _ => return None,
            },
            optimizer: match fields.next()? {
                "sgd" => Optimizer::Sgd,
                "adam" => Optimizer::Adam,
                _ => return None,
            },
            check_rate: fields.next()?.parse().ok()?,
            rate: fields.next()?.parse().ok()?,
        })
    }

    /// How many inputs a sample has.
    pub fn inputs(&self) -> usize {
        self.named().map_or_else(|| self.sizes[0], |network| network.inputs)
    }

    /// How many outputs a sample has.
    pub fn outputs(&self) -> usize {
        self.named().map_or_else(|| self.sizes[self.sizes.len() - 1], |network| network.outputs)
    }

    fn named(&self) -> Option<&'static Named> {
        named(&self.network)
    }

    /// The starting parameters, all of them.
    pub fn parameters(&self) -> Vec<f32> {
        let Some(network) = self.named() else { return data::layers(&self.sizes).concat().concat() };
        let mut parameters = Parameters::default();
        network.layers.iter().flat_map(|weights| parameters.layer(weights)).collect()
    }

    /// Floating-point operations of the products, two per multiply-add; the products of a convolution with its padding count, too.
    /// A step has the forward product and two of its backward pass, but one for the product of the inputs, whose derivatives aren't
    /// needed.
    pub fn operations(&self) -> f64 {
        let products: Vec<usize> = match self.named() {
            Some(network) => network.products.to_vec(),
            None => self.sizes.windows(2).map(|pair| pair[0] * pair[1]).collect(),
        };
        let all: usize = products.iter().sum();
        let count = match self.task {
            Task::Step | Task::Epoch => 3 * all - products[0],
            Task::Passes => 3 * all,
            Task::One | Task::Batch | Task::Stream => all,
        };
        (2 * self.samples * count) as f64
    }
}

impl fmt::Display for Row {
    /// Writes the line that [`Row::parse`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let activation = match self.activation {
            Activation::Relu => "relu",
            Activation::Tanh => "tanh",
        };
        let task = match self.task {
            Task::Step => "step",
            Task::One => "one",
            Task::Batch => "batch",
            Task::Passes => "passes",
            Task::Stream => "stream",
            Task::Epoch => "epoch",
        };
        let loss = match self.loss {
            Loss::Mse => "mse",
            Loss::CrossEntropy => "ce",
        };
        let optimizer = match self.optimizer {
            Optimizer::Sgd => "sgd",
            Optimizer::Adam => "adam",
        };
        let Self { name, network, samples, check_rate, rate, .. } = self;
        write!(f, "{name}\t{network}\t{activation}\t{samples}\t{task}\t{loss}\t{optimizer}\t{check_rate}\t{rate}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_step_of_lenet_has_a_million_multiply_adds() {
        let row = &all()[11];
        assert_eq!((row.network.as_str(), row.operations()), ("lenet", 2.0 * 64.0 * 1_131_960.0));
        assert_eq!(row.parameters().len(), 61_706);
    }

    #[test]
    fn a_recurrent_network_has_two_weights_and_two_biases_before_those_of_its_outputs() {
        let Some(row) = all().into_iter().find(|row| row.network == "gru 8-16-1") else { panic!("the row is there") };
        assert_eq!((row.inputs(), row.outputs()), (64 * 8, 64));
        let parameters = row.parameters();
        assert_eq!(parameters.len(), 8 * 48 + 16 * 48 + 2 * 48 + 16 + 1);
        let (second, biases) = (8 * 48, 8 * 48 + 16 * 48);
        assert_eq!(parameters[second], data::number(second as u32) * 0.25);
        assert_eq!(parameters[biases], data::number(biases as u32) * 0.1);
        assert_eq!(row.operations(), (2 * 32 * 64 * (2 * 8 * 48 + 3 * 16 * 48 + 3 * 16)) as f64);
    }

    #[test]
    fn a_row_is_written_as_it_is_read() {
        assert_eq!(all().len(), TABLE.lines().count());
        for row in all() {
            assert_eq!(Row::parse(&row.to_string()), Some(row));
        }
    }
}
