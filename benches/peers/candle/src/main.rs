//! The rows with candle: `Linear` layers, its automatic differentiation and its optimizers.

use candle_core::{DType, Device, Result, Tensor, Var};
use candle_nn::{AdamW, Linear, Module, Optimizer, ParamsAdamW, SGD, loss};
use peers_work::data;
use peers_work::measure::{predictions, steps};
use peers_work::process::{Answer, serve, version_of};
use peers_work::rows::{self, Activation, Loss, Row, Task};

fn main() {
    let widest = if cfg!(feature = "avx512") { "AVX-512" } else { "AVX2" };
    serve(&format!("{}, its products up to {widest}", version_of("candle-core")), |row, seconds| {
        // It has the rows of dense layers.
        let left_out = row.task == Task::Epoch || row.sizes.is_empty();
        let answered = if left_out { Ok(None) } else { answer(row, seconds).map(Some) };
        answered.unwrap_or_else(|error| panic!("{}: {error}", row.name))
    });
}

fn answer(row: &Row, seconds: f64) -> Result<Answer> {
    let x = Tensor::from_vec(data::inputs(row.samples, row.inputs()), (row.samples, row.inputs()), &Device::Cpu)?;
    if row.task != Task::Step {
        let network = Network::new(row)?.without_variables();
        let outputs = network.forward(&x)?.flatten_all()?.to_vec1()?;
        return Ok(predictions(&outputs, seconds, || network.forward(&x)));
    }
    let targets = match row.loss {
        Loss::Mse => {
            let values = data::targets(row.samples, row.outputs());
            Tensor::from_vec(values, (row.samples, row.outputs()), &Device::Cpu)?
        }
        Loss::CrossEntropy => {
            let classes = data::classes(row.samples, row.outputs()).into_iter().map(|class| class as u32);
            Tensor::from_iter(classes, &Device::Cpu)?
        }
    };
    Ok(steps(row, seconds, |rate| {
        let mut training = Training::new(row, f64::from(rate)).unwrap_or_else(|error| panic!("{error}"));
        let (x, targets) = (&x, &targets);
        move || training.step(x, targets).unwrap_or_else(|error| panic!("{error}"))
    }))
}

struct Network {
    layers: Vec<Linear>,
    variables: Vec<Var>,
    activation: Activation,
}

impl Network {
    fn new(row: &Row) -> Result<Self> {
        let (mut layers, mut variables) = (Vec::new(), Vec::new());
        for (pair, [weight, bias]) in row.sizes.windows(2).zip(data::layers(&row.sizes)) {
            // candle's weight is outputs x inputs.
            let weight = Tensor::from_vec(weight, (pair[0], pair[1]), &Device::Cpu)?.t()?.contiguous()?;
            let weight = Var::from_tensor(&weight)?;
            let bias = Var::from_vec(bias, pair[1], &Device::Cpu)?;
            layers.push(Linear::new(weight.as_tensor().clone(), Some(bias.as_tensor().clone())));
            variables.extend([weight, bias]);
        }
        Ok(Self { layers, variables, activation: row.activation })
    }

    /// Predictions record nothing for a backward pass then.
    fn without_variables(self) -> Self {
        let layer = |layer: &Linear| Linear::new(layer.weight().detach(), layer.bias().map(Tensor::detach));
        Self { layers: self.layers.iter().map(layer).collect(), ..self }
    }

    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let mut x = self.layers[0].forward(x)?;
        for layer in &self.layers[1..] {
            let activated = match self.activation {
                Activation::Relu => x.relu()?,
                Activation::Tanh => x.tanh()?,
            };
            x = layer.forward(&activated)?;
        }
        Ok(x)
    }
}

enum Descent {
    Sgd(SGD),
    Adam(AdamW),
}

struct Training {
    network: Network,
    optimizer: Descent,
    loss: fn(&Tensor, &Tensor) -> Result<Tensor>,
}

impl Training {
    fn new(row: &Row, rate: f64) -> Result<Self> {
        let network = Network::new(row)?;
        let variables = network.variables.clone();
        let optimizer = match row.optimizer {
            rows::Optimizer::Sgd => Descent::Sgd(SGD::new(variables, rate)?),
            // Without decay it is Adam.
            rows::Optimizer::Adam => Descent::Adam(AdamW::new(
                variables,
                ParamsAdamW { lr: rate, beta1: 0.9, beta2: 0.999, eps: 1e-8, weight_decay: 0.0 },
            )?),
        };
        let loss = match row.loss {
            Loss::Mse => loss::mse,
            Loss::CrossEntropy => loss::cross_entropy,
        };
        Ok(Self { network, optimizer, loss })
    }

    fn step(&mut self, x: &Tensor, targets: &Tensor) -> Result<f32> {
        let loss = (self.loss)(&self.network.forward(x)?, targets)?;
        match &mut self.optimizer {
            Descent::Sgd(optimizer) => optimizer.backward_step(&loss)?,
            Descent::Adam(optimizer) => optimizer.backward_step(&loss)?,
        }
        loss.to_dtype(DType::F32)?.to_scalar()
    }
}
