//! A dense network whose products are sgemm.

use peers_work::data;
use peers_work::rows::{Activation, Optimizer, Row};

/// What the outputs are compared with.
pub enum Target {
    Values(Vec<f32>),
    Classes(Vec<usize>),
}

/// A layer with its parameters, their gradient, Adam's moments, and its values for all samples.
struct Layer {
    inputs: usize,
    outputs: usize,
    /// Inputs x outputs, row by row.
    weight: Moving,
    bias: Moving,
    /// Samples x outputs, after the activation.
    y: Vec<f32>,
    /// The derivatives of the loss with respect to what the activation gets.
    dz: Vec<f32>,
}

/// Parameters that an optimizer moves.
struct Moving {
    values: Vec<f32>,
    gradient: Vec<f32>,
    m: Vec<f32>,
    v: Vec<f32>,
}

/// A network with its buffers.
pub struct Network {
    layers: Vec<Layer>,
    samples: usize,
    activation: Activation,
    optimizer: Optimizer,
    steps: i32,
}

/// A matrix in a slice: rows and columns, and the distances between two rows and between two columns.
struct Matrix<'a> {
    values: &'a [f32],
    shape: [usize; 2],
    strides: [usize; 2],
}

impl<'a> Matrix<'a> {
    fn new(values: &'a [f32], rows: usize, columns: usize) -> Self {
        assert_eq!(values.len(), rows * columns, "a matrix of {rows} x {columns}");
        Self { values, shape: [rows, columns], strides: [columns, 1] }
    }

    fn transposed(self) -> Self {
        let ([rows, columns], [down, right]) = (self.shape, self.strides);
        Self { values: self.values, shape: [columns, rows], strides: [right, down] }
    }
}

/// c = a b + beta c, with c row by row.
fn product(a: &Matrix, b: &Matrix, beta: f32, c: &mut [f32]) {
    let ([m, k], [inner, n]) = (a.shape, b.shape);
    assert!(k == inner && c.len() == m * n, "{m} x {k} times {inner} x {n} into {} values", c.len());
    let (sa, sb) = (a.strides.map(|stride| stride as isize), b.strides.map(|stride| stride as isize));
    // SAFETY: the slices hold matrices of these shapes and strides, which `Matrix::new` and the assertion have checked.
    unsafe {
        matrixmultiply::sgemm(
            m,
            k,
            n,
            1.0,
            a.values.as_ptr(),
            sa[0],
            sa[1],
            b.values.as_ptr(),
            sb[0],
            sb[1],
            beta,
            c.as_mut_ptr(),
            n as isize,
            1,
        );
    }
}

/// y += x weight for one sample: sgemm would copy the weight first.
fn add_weighted_rows(x: &[f32], weight: &[f32], y: &mut [f32]) {
    for (x, row) in x.iter().zip(weight.chunks_exact(y.len())) {
        y.iter_mut().zip(row).for_each(|(y, w)| *y = x.mul_add(*w, *y));
    }
}

impl Moving {
    fn new(values: Vec<f32>) -> Self {
        let zeros = vec![0.0; values.len()];
        Self { gradient: zeros.clone(), m: zeros.clone(), v: zeros, values }
    }

    fn descend(&mut self, rate: f32) {
        for (p, g) in self.values.iter_mut().zip(&self.gradient) {
            *p -= rate * g;
        }
    }

    /// Adam's step, with the corrections 1 - β^t in `rate` and `correction`: p -= rate m / (sqrt(v / correction) + ε).
    fn adam(&mut self, rate: f32, correction: f32) {
        let moments = self.m.iter_mut().zip(&mut self.v);
        let scale = 1.0 / correction;
        for ((p, g), (m, v)) in self.values.iter_mut().zip(&self.gradient).zip(moments) {
            *m = 0.9 * *m + 0.1 * g;
            *v = 0.999 * *v + 0.001 * g * g;
            *p -= rate * *m / ((*v * scale).sqrt() + 1e-8);
        }
    }
}

impl Network {
    pub fn new(row: &Row) -> Self {
        let layer = |(pair, [weight, bias]): (&[usize], [Vec<f32>; 2])| Layer {
            inputs: pair[0],
            outputs: pair[1],
            weight: Moving::new(weight),
            bias: Moving::new(bias),
            y: vec![0.0; row.samples * pair[1]],
            dz: vec![0.0; row.samples * pair[1]],
        };
        Self {
            layers: row.sizes.windows(2).zip(data::layers(&row.sizes)).map(layer).collect(),
            samples: row.samples,
            activation: row.activation,
            optimizer: row.optimizer,
            steps: 0,
        }
    }

    /// Computes the outputs of all samples.
    pub fn forward(&mut self, inputs: &[f32]) -> &[f32] {
        let (samples, last) = (self.samples, self.layers.len() - 1);
        for at in 0..=last {
            let (before, rest) = self.layers.split_at_mut(at);
            let x = before.last().map_or(inputs, |layer| &layer.y);
            let Layer { inputs, outputs, weight, bias, y, .. } = &mut rest[0];
            for row in y.chunks_exact_mut(*outputs) {
                row.copy_from_slice(&bias.values);
            }
            if samples == 1 {
                add_weighted_rows(x, &weight.values, y);
            } else {
                let weight = Matrix::new(&weight.values, *inputs, *outputs);
                product(&Matrix::new(x, samples, *inputs), &weight, 1.0, y);
            }
            match self.activation {
                _ if at == last => {}
                Activation::Relu => y.iter_mut().for_each(|y| *y = y.max(0.0)),
                Activation::Tanh => y.iter_mut().for_each(|y| *y = y.tanh()),
            }
        }
        &self.layers[last].y
    }

    /// Runs a step and returns the mean loss before it.
    pub fn step(&mut self, inputs: &[f32], target: &Target, rate: f32) -> f32 {
        self.forward(inputs);
        let last = self.layers.len() - 1;
        let Layer { outputs, y, dz, .. } = &mut self.layers[last];
        let loss = match target {
            Target::Values(values) => squared_error(y, values, dz),
            Target::Classes(classes) => cross_entropy(y, classes, *outputs, dz),
        };
        self.backward(inputs);
        self.update(rate);
        loss
    }

    fn backward(&mut self, x: &[f32]) {
        let samples = self.samples;
        for at in (0..self.layers.len()).rev() {
            let (before, rest) = self.layers.split_at_mut(at);
            let Layer { inputs, outputs, weight, bias, dz, .. } = &mut rest[0];
            bias.gradient.fill(0.0);
            for row in dz.chunks_exact(*outputs) {
                bias.gradient.iter_mut().zip(row).for_each(|(sum, d)| *sum += d);
            }
            let dz = || Matrix::new(dz, samples, *outputs);
            let previous = before.last_mut();
            let x = Matrix::new(previous.as_ref().map_or(x, |layer| &layer.y), samples, *inputs);
            product(&x.transposed(), &dz(), 0.0, &mut weight.gradient);
            if let Some(Layer { y, dz: dx, .. }) = previous {
                let weight = Matrix::new(&weight.values, *inputs, *outputs);
                product(&dz(), &weight.transposed(), 0.0, dx);
                match self.activation {
                    Activation::Relu => {
                        dx.iter_mut().zip(y).for_each(|(d, y)| *d = if *y > 0.0 { *d } else { 0.0 });
                    }
                    Activation::Tanh => dx.iter_mut().zip(y).for_each(|(d, y)| *d *= 1.0 - *y * *y),
                }
            }
        }
    }

    fn update(&mut self, rate: f32) {
        self.steps += 1;
        let [first, second] = [0.9_f64, 0.999].map(|beta| 1.0 - beta.powi(self.steps));
        let moving = self.layers.iter_mut().flat_map(|layer| [&mut layer.weight, &mut layer.bias]);
        match self.optimizer {
            Optimizer::Sgd => moving.for_each(|moving| moving.descend(rate)),
            Optimizer::Adam => moving.for_each(|moving| moving.adam((f64::from(rate) / first) as f32, second as f32)),
        }
    }
}

/// Returns the mean of (y - t)², and writes its derivatives.
fn squared_error(y: &[f32], targets: &[f32], dz: &mut [f32]) -> f32 {
    let scale = 2.0 / y.len() as f32;
    let mut sum = 0.0;
    for ((d, y), t) in dz.iter_mut().zip(y).zip(targets) {
        let error = y - t;
        sum += error * error;
        *d = error * scale;
    }
    sum / y.len() as f32
}

/// Returns the mean of -ln softmax(y) at the class, and writes its derivatives.
fn cross_entropy(y: &[f32], classes: &[usize], outputs: usize, dz: &mut [f32]) -> f32 {
    let scale = 1.0 / classes.len() as f32;
    let mut sum = 0.0;
    for ((d, y), class) in dz.chunks_exact_mut(outputs).zip(y.chunks_exact(outputs)).zip(classes) {
        let largest = y.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let mut total = 0.0;
        for (d, y) in d.iter_mut().zip(y) {
            *d = (y - largest).exp();
            total += *d;
        }
        sum += total.ln() - (y[*class] - largest);
        d.iter_mut().for_each(|d| *d *= scale / total);
        d[*class] -= scale;
    }
    sum * scale
}
