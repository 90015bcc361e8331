//! The baselines: plain loops, and the matrix products of matrixmultiply.

/// A dense network in plain vectors, trained by plain loops.
pub struct Naive {
    /// Inputs and outputs per layer.
    pub sizes: Vec<[usize; 2]>,
    weights: Vec<Vec<f32>>,
    biases: Vec<Vec<f32>>,
    outputs: Vec<Vec<f32>>,
    deltas: Vec<Vec<f32>>,
    weight_gradients: Vec<Vec<f32>>,
    bias_gradients: Vec<Vec<f32>>,
}

impl Naive {
    pub fn new(sizes: &[usize], rows: usize) -> Self {
        let sizes: Vec<[usize; 2]> = sizes.windows(2).map(|pair| [pair[0], pair[1]]).collect();
        let weights = |[i, o]: &[usize; 2]| (0..i * o).map(|n| (n % 7) as f32 * 0.02 - 0.06).collect();
        Self {
            weights: sizes.iter().map(weights).collect(),
            biases: sizes.iter().map(|[_, o]| vec![0.0; *o]).collect(),
            outputs: sizes.iter().map(|[_, o]| vec![0.0; rows * o]).collect(),
            deltas: sizes.iter().map(|[_, o]| vec![0.0; rows * o]).collect(),
            weight_gradients: sizes.iter().map(|[i, o]| vec![0.0; i * o]).collect(),
            bias_gradients: sizes.iter().map(|[_, o]| vec![0.0; *o]).collect(),
            sizes,
        }
    }

    /// Runs a step: forward with relu between the layers, backward from the squared error, update.
    pub fn step(&mut self, inputs: &[f32], targets: &[f32], rows: usize, rate: f32) {
        let last = self.sizes.len() - 1;
        for layer in 0..=last {
            let [i, o] = self.sizes[layer];
            let (before, rest) = self.outputs.split_at_mut(layer);
            let x = before.last().map_or(inputs, Vec::as_slice);
            for row in 0..rows {
                for output in 0..o {
                    let mut sum = self.biases[layer][output];
                    for input in 0..i {
                        sum += x[row * i + input] * self.weights[layer][input * o + output];
                    }
                    rest[0][row * o + output] = if layer < last { sum.max(0.0) } else { sum };
                }
            }
        }
        let scale = 2.0 / targets.len() as f32;
        for ((d, y), t) in self.deltas[last].iter_mut().zip(&self.outputs[last]).zip(targets) {
            *d = (y - t) * scale;
        }
        for layer in (0..=last).rev() {
            let [i, o] = self.sizes[layer];
            let x = if layer == 0 { inputs } else { &self.outputs[layer - 1] };
            self.weight_gradients[layer].fill(0.0);
            self.bias_gradients[layer].fill(0.0);
            let (before, rest) = self.deltas.split_at_mut(layer);
            let d = &rest[0];
            for row in 0..rows {
                for output in 0..o {
                    self.bias_gradients[layer][output] += d[row * o + output];
                    for input in 0..i {
                        self.weight_gradients[layer][input * o + output] += x[row * i + input] * d[row * o + output];
                    }
                }
            }
            if let Some(dx) = before.last_mut() {
                for row in 0..rows {
                    for input in 0..i {
                        let mut sum = 0.0;
                        for output in 0..o {
                            sum += d[row * o + output] * self.weights[layer][input * o + output];
                        }
                        dx[row * i + input] = if x[row * i + input] > 0.0 { sum } else { 0.0 };
                    }
                }
            }
        }
        for layer in 0..=last {
            for (p, g) in self.weights[layer].iter_mut().zip(&self.weight_gradients[layer]) {
                *p -= rate * g;
            }
            for (p, g) in self.biases[layer].iter_mut().zip(&self.bias_gradients[layer]) {
                *p -= rate * g;
            }
        }
    }

    /// Computes only the matrix products of a step, with matrixmultiply.
    pub fn products(&mut self, inputs: &[f32], rows: usize) {
        let gemm =
            |m: usize, k: usize, n: usize, a: &[f32], sa: [usize; 2], b: &[f32], sb: [usize; 2], c: &mut [f32]| {
                assert!(a.len() >= m * k && b.len() >= k * n && c.len() >= m * n, "a matrix of another shape");
                // SAFETY: the slices hold dense matrices of these shapes: checked above.
                unsafe {
                    matrixmultiply::sgemm(
                        m,
                        k,
                        n,
                        1.0,
                        a.as_ptr(),
                        sa[0] as isize,
                        sa[1] as isize,
                        b.as_ptr(),
                        sb[0] as isize,
                        sb[1] as isize,
                        0.0,
                        c.as_mut_ptr(),
                        n as isize,
                        1,
                    );
                }
            };
        for layer in 0..self.sizes.len() {
            let [i, o] = self.sizes[layer];
            let (before, rest) = self.outputs.split_at_mut(layer);
            let x = before.last().map_or(inputs, Vec::as_slice);
            gemm(rows, i, o, x, [i, 1], &self.weights[layer], [o, 1], &mut rest[0]);
        }
        for layer in (0..self.sizes.len()).rev() {
            let [i, o] = self.sizes[layer];
            let x = if layer == 0 { inputs } else { &self.outputs[layer - 1] };
            let (before, rest) = self.deltas.split_at_mut(layer);
            gemm(i, rows, o, x, [1, i], &rest[0], [o, 1], &mut self.weight_gradients[layer]);
            if let Some(dx) = before.last_mut() {
                gemm(rows, o, i, &rest[0], [o, 1], &self.weights[layer], [1, o], dx);
            }
        }
    }
}
