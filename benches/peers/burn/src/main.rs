//! The rows with burn: `Linear` modules, its automatic differentiation and its optimizers, on the CPU backend Flex.

use burn::module::Param;
use burn::nn::Linear;
use burn::nn::loss::{CrossEntropyLoss, CrossEntropyLossConfig, MseLoss, Reduction};
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer, SgdConfig};
use burn::prelude::*;
use burn::tensor::activation;
use peers_work::data;
use peers_work::measure::{predictions, steps};
use peers_work::process::{Answer, serve, version_of};
use peers_work::rows::{self, Activation, Loss, Row, Task};

fn main() {
    let widest = if cfg!(feature = "avx512") { "AVX-512" } else { "AVX2" };
    serve(&format!("{}, backend Flex, its products up to {widest}", version_of("burn")), answer);
}

fn answer(row: &Row, seconds: f64) -> Option<Answer> {
    // It has the rows of dense layers.
    if row.sizes.is_empty() {
        return None;
    }
    match row.task {
        Task::Epoch | Task::Passes | Task::Stream => None,
        Task::One | Task::Batch => {
            let device = Device::flex();
            let (network, x) = (Network::new(row, &device), inputs(row, &device));
            let outputs: Vec<f32> = network.forward(x.clone(), row.activation).into_data().iter().collect();
            Some(predictions(&outputs, seconds, || network.forward(x.clone(), row.activation)))
        }
        Task::Step => {
            let device = Device::flex().autodiff();
            let (x, target) = (inputs(row, &device), Target::new(row, &device));
            Some(steps(row, seconds, |rate| {
                let mut training = Training::new(row, rate, &device);
                let (x, target) = (&x, &target);
                move || training.step(x, target)
            }))
        }
    }
}

fn matrix(values: Vec<f32>, shape: [usize; 2], device: &Device) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values, shape), device)
}

fn inputs(row: &Row, device: &Device) -> Tensor<2> {
    matrix(data::inputs(row.samples, row.inputs()), [row.samples, row.inputs()], device)
}

/// A loss and what it compares the outputs with.
enum Target {
    Values(MseLoss, Tensor<2>),
    Classes(CrossEntropyLoss, Tensor<1, Int>),
}

impl Target {
    fn new(row: &Row, device: &Device) -> Self {
        match row.loss {
            Loss::Mse => {
                let values = data::targets(row.samples, row.outputs());
                Self::Values(MseLoss::new(), matrix(values, [row.samples, row.outputs()], device))
            }
            Loss::CrossEntropy => {
                let classes = data::classes(row.samples, row.outputs()).into_iter().map(|class| class as i32);
                let classes = TensorData::new(classes.collect(), [row.samples]);
                Self::Classes(CrossEntropyLossConfig::new().init(device), Tensor::from_data(classes, device))
            }
        }
    }

    fn loss(&self, outputs: Tensor<2>) -> Tensor<1> {
        match self {
            Self::Values(loss, values) => loss.forward(outputs, values.clone(), Reduction::Mean),
            Self::Classes(loss, classes) => loss.forward(outputs, classes.clone()),
        }
    }
}

#[derive(Module, Debug)]
struct Network {
    layers: Vec<Linear>,
}

impl Network {
    fn new(row: &Row, device: &Device) -> Self {
        let layer = |(pair, [weight, bias]): (&[usize], [Vec<f32>; 2])| Linear {
            weight: Param::from_data(TensorData::new(weight, [pair[0], pair[1]]), device),
            bias: Some(Param::from_data(TensorData::new(bias, [pair[1]]), device)),
        };
        Self { layers: row.sizes.windows(2).zip(data::layers(&row.sizes)).map(layer).collect() }
    }

    fn forward(&self, x: Tensor<2>, between: Activation) -> Tensor<2> {
        let mut x = self.layers[0].forward(x);
        for layer in &self.layers[1..] {
            x = layer.forward(match between {
                Activation::Relu => activation::relu(x),
                Activation::Tanh => activation::tanh(x),
            });
        }
        x
    }
}

struct Training {
    /// `None` only while an optimizer has it.
    network: Option<Network>,
    activation: Activation,
    optimizer: ModuleOptimizer,
    rate: f64,
}

impl Training {
    fn new(row: &Row, rate: f32, device: &Device) -> Self {
        let optimizer = match row.optimizer {
            rows::Optimizer::Sgd => SgdConfig::new().init(),
            rows::Optimizer::Adam => AdamConfig::new().with_epsilon(1e-8).init(),
        };
        let network = Some(Network::new(row, device));
        Self { network, activation: row.activation, optimizer, rate: f64::from(rate) }
    }

    fn step(&mut self, x: &Tensor<2>, target: &Target) -> f32 {
        let Some(network) = self.network.take() else { unreachable!("every step puts it back") };
        let loss = target.loss(network.forward(x.clone(), self.activation));
        let gradients = GradientsParams::from_grads(loss.backward(), &network);
        self.network = Some(self.optimizer.step(self.rate, network, gradients));
        loss.into_scalar()
    }
}
