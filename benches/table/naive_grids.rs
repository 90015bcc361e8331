//! The baselines of images and series: plain loops, a sample after the other.

/// What a stage does.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A convolution with this window and padding, down and right. Each group of output channels reads as many input channels.
    Conv { window: [usize; 2], pad: [usize; 2], groups: usize },
    /// The largest of two by two values.
    MaxPool,
    /// All inputs to all outputs.
    Dense,
}

/// A stage: what it does, and its shapes of channels, height and width.
#[derive(Clone, Copy, Debug)]
pub struct Stage {
    pub kind: Kind,
    pub from: [usize; 3],
    pub to: [usize; 3],
    pub relu: bool,
}

impl Stage {
    fn inputs(&self) -> usize {
        self.from.iter().product()
    }

    fn outputs(&self) -> usize {
        self.to.iter().product()
    }

    fn weights(&self) -> usize {
        match self.kind {
            Kind::Conv { window: [height, width], groups, .. } => height * width * self.from[0] / groups * self.to[0],
            Kind::MaxPool => 0,
            Kind::Dense => self.inputs() * self.outputs(),
        }
    }

    fn biases(&self) -> usize {
        if let Kind::MaxPool = self.kind { 0 } else { self.to[0] }
    }

    /// Calls `each` with the weights and the inputs that an output is the sum of products of: where they start, and how many
    /// adjoin.
    #[inline(always)]
    fn products(&self, output: usize, mut each: impl FnMut(usize, usize, usize)) {
        let ([inputs, height, width], [outputs, rows, columns]) = (self.from, self.to);
        match self.kind {
            Kind::Conv { window: [down, right], pad, groups } => {
                let (o, row, column) = (output / columns / rows, output / columns % rows, output % columns);
                let reads = inputs / groups;
                let first = o / (outputs / groups) * reads;
                // The part of the window that isn't in the padding.
                let inside = |place: usize, taps: usize, pad: usize, size: usize| {
                    (pad.saturating_sub(place), taps.min(size + pad - place))
                };
                let (top, bottom) = inside(row, down, pad[0], height);
                let (left, end) = inside(column, right, pad[1], width);
                for i in 0..reads {
                    for dy in top..bottom {
                        let input = ((first + i) * height + row + dy - pad[0]) * width + column + left - pad[1];
                        each(((o * reads + i) * down + dy) * right + left, input, end - left);
                    }
                }
            }
            Kind::Dense => each(output * self.inputs(), 0, self.inputs()),
            Kind::MaxPool => {}
        }
    }

    /// Calls `each` with the index of every output of a pool, and that of the input which is the largest.
    fn largest(&self, x: &[f32], mut each: impl FnMut(usize, usize)) {
        let ([_, height, width], [channels, rows, columns]) = (self.from, self.to);
        for channel in 0..channels {
            for row in 0..rows {
                for column in 0..columns {
                    let first = (channel * height + 2 * row) * width + 2 * column;
                    let mut best = first;
                    for index in [first + 1, first + width, first + width + 1] {
                        if x[index] > x[best] {
                            best = index;
                        }
                    }
                    each((channel * rows + row) * columns + column, best);
                }
            }
        }
    }

    fn forward(&self, parameters: &[f32], x: &[f32], y: &mut [f32]) {
        if let Kind::MaxPool = self.kind {
            return self.largest(x, |output, input| y[output] = x[input]);
        }
        let (weights, biases) = parameters.split_at(self.weights());
        let positions = self.outputs() / self.to[0];
        for (output, y) in y.iter_mut().enumerate() {
            let mut sum = biases[output / positions];
            self.products(output, |weight, input, count| {
                for (w, x) in weights[weight..][..count].iter().zip(&x[input..][..count]) {
                    sum += w * x;
                }
            });
            *y = sum;
        }
        if self.relu {
            y.iter_mut().for_each(|y| *y = y.max(0.0));
        }
    }

    /// Adds the derivatives of the parameters, and writes those of the inputs, if they are asked for.
    fn backward(
        &self,
        parameters: &[f32],
        [x, y]: [&[f32]; 2],
        d: &mut [f32],
        gradient: &mut [f32],
        dx: Option<&mut [f32]>,
    ) {
        if self.relu {
            d.iter_mut().zip(y).for_each(|(d, y)| *d = if *y > 0.0 { *d } else { 0.0 });
        }
        let (weights, _) = parameters.split_at(self.weights());
        let (weight_gradient, bias_gradient) = gradient.split_at_mut(self.weights());
        for (bias, d) in bias_gradient.iter_mut().zip(d.chunks_exact(self.outputs() / self.to[0])) {
            *bias += d.iter().sum::<f32>();
        }
        for (output, d) in d.iter().enumerate() {
            self.products(output, |weight, input, count| {
                for (g, x) in weight_gradient[weight..][..count].iter_mut().zip(&x[input..][..count]) {
                    *g += d * x;
                }
            });
        }
        let Some(dx) = dx else { return };
        dx.fill(0.0);
        for (output, d) in d.iter().enumerate() {
            self.products(output, |weight, input, count| {
                for (dx, w) in dx[input..][..count].iter_mut().zip(&weights[weight..][..count]) {
                    *dx += d * w;
                }
            });
        }
        if let Kind::MaxPool = self.kind {
            self.largest(x, |output, input| dx[input] += d[output]);
        }
    }
}

/// A network of these stages, trained by plain loops.
pub struct NaiveGrids {
    stages: Vec<Stage>,
    /// Whether dL/dx of the first stage is computed, too.
    first: bool,
    /// The weights of each stage, then its biases.
    parameters: Vec<Vec<f32>>,
    gradients: Vec<Vec<f32>>,
    outputs: Vec<Vec<f32>>,
    deltas: Vec<Vec<f32>>,
    dx: Vec<f32>,
}

impl NaiveGrids {
    pub fn new(stages: &[Stage], first: bool) -> Self {
        let parameters = |stage: &Stage| -> Vec<f32> {
            let weights = (0..stage.weights()).map(|n| (n % 7) as f32 * 0.02 - 0.06);
            weights.chain((0..stage.biases()).map(|_| 0.0)).collect()
        };
        let zeros = |stage: &Stage| vec![0.0; stage.outputs()];
        Self {
            stages: stages.to_vec(),
            first,
            parameters: stages.iter().map(parameters).collect(),
            gradients: stages.iter().map(|stage| vec![0.0; stage.weights() + stage.biases()]).collect(),
            outputs: stages.iter().map(zeros).collect(),
            deltas: stages.iter().map(zeros).collect(),
            dx: vec![0.0; stages[0].inputs()],
        }
    }

    /// Runs a step: forward, backward from the squared error, update.
    pub fn step(&mut self, inputs: &[f32], targets: &[f32], rate: f32) {
        self.gradients.iter_mut().for_each(|gradient| gradient.fill(0.0));
        let (last, scale) = (self.stages.len() - 1, 2.0 / targets.len() as f32);
        let width = [self.dx.len(), self.outputs[last].len()];
        for (x, t) in inputs.chunks_exact(width[0]).zip(targets.chunks_exact(width[1])) {
            for (at, stage) in self.stages.iter().enumerate() {
                let (before, rest) = self.outputs.split_at_mut(at);
                stage.forward(&self.parameters[at], before.last().map_or(x, Vec::as_slice), &mut rest[0]);
            }
            for ((d, y), t) in self.deltas[last].iter_mut().zip(&self.outputs[last]).zip(t) {
                *d = (y - t) * scale;
            }
            for (at, stage) in self.stages.iter().enumerate().rev() {
                let read = if at == 0 { x } else { &self.outputs[at - 1] };
                let (before, rest) = self.deltas.split_at_mut(at);
                let dx = before.last_mut().or(self.first.then_some(&mut self.dx)).map(Vec::as_mut_slice);
                let seen = [read, &self.outputs[at]];
                stage.backward(&self.parameters[at], seen, &mut rest[0], &mut self.gradients[at], dx);
            }
        }
        for (p, g) in self.parameters.iter_mut().flatten().zip(self.gradients.iter().flatten()) {
            *p -= rate * g;
        }
    }
}

/// Layer normalization of rows of `width` values: forward, and backward from `d` with dL/dx.
pub struct NaiveNorm {
    width: usize,
    gain: Vec<f32>,
    bias: Vec<f32>,
    pub y: Vec<f32>,
    pub dx: Vec<f32>,
    pub gradients: [Vec<f32>; 2],
}

impl NaiveNorm {
    pub fn new(rows: usize, width: usize) -> Self {
        let (gain, bias, zeros) = (vec![1.0; width], vec![0.0; width], || vec![0.0; rows * width]);
        Self { width, gain, bias, y: zeros(), dx: zeros(), gradients: [vec![0.0; width], vec![0.0; width]] }
    }

    pub fn passes(&mut self, x: &[f32], d: &[f32]) {
        let (width, count) = (self.width, self.width as f32);
        let moments = |x: &[f32]| {
            let mean = x.iter().sum::<f32>() / count;
            let variance = x.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / count;
            [mean, 1.0 / (variance + 1e-5).sqrt()]
        };
        for (x, y) in x.chunks_exact(width).zip(self.y.chunks_exact_mut(width)) {
            let [mean, r] = moments(x);
            for column in 0..width {
                y[column] = (x[column] - mean) * r * self.gain[column] + self.bias[column];
            }
        }
        let [gain, bias] = &mut self.gradients;
        gain.fill(0.0);
        bias.fill(0.0);
        for ((x, d), dx) in x.chunks_exact(width).zip(d.chunks_exact(width)).zip(self.dx.chunks_exact_mut(width)) {
            let [mean, r] = moments(x);
            let [mut sum, mut product] = [0.0; 2];
            for column in 0..width {
                let (h, e) = ((x[column] - mean) * r, d[column] * self.gain[column]);
                gain[column] += d[column] * h;
                bias[column] += d[column];
                sum += e;
                product += e * h;
            }
            for column in 0..width {
                let (h, e) = ((x[column] - mean) * r, d[column] * self.gain[column]);
                dx[column] = r * (e - sum / count - h * product / count);
            }
        }
    }
}
