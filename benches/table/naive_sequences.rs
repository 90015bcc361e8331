//! The baselines of sequences: plain loops, a window after the other.

use crate::cases::numbers;

/// Which recurrent stage there is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell {
    /// Gates r, z and n.
    Gru,
    /// Gates i, f, g and o.
    Lstm,
}

/// A recurrent stage and a dense stage of one output, over windows of 64 steps.
pub struct Naive {
    cell: Cell,
    sizes: [usize; 2],
    /// The weights of x, of h, both biases and the dense stage's weights and bias; and their derivatives.
    parameters: [Vec<f32>; 6],
    derivatives: [Vec<f32>; 6],
}

const STEPS: usize = 64;

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

impl Naive {
    pub fn new(cell: Cell, [inputs, units]: [usize; 2]) -> Self {
        let gates = if cell == Cell::Gru { 3 } else { 4 };
        let columns = gates * units;
        let lengths = [inputs * columns, units * columns, columns, columns, units, 1];
        let parameters = lengths.map(|length| numbers(length).map(|value| 0.3 * value).collect());
        Self { cell, sizes: [inputs, units], parameters, derivatives: lengths.map(|length| vec![0.0; length]) }
    }

    /// One step of gradient descent on the mean squared error.
    pub fn step(&mut self, x: &[f32], targets: &[f32], rate: f32) {
        self.derivatives.iter_mut().for_each(|values| values.fill(0.0));
        let windows = targets.len() / STEPS;
        for window in 0..windows {
            let inputs = self.sizes[0];
            self.window(
                &x[window * STEPS * inputs..][..STEPS * inputs],
                &targets[window * STEPS..][..STEPS],
                2.0 / targets.len() as f32,
            );
        }
        for (parameters, derivatives) in self.parameters.iter_mut().zip(&self.derivatives) {
            parameters.iter_mut().zip(derivatives).for_each(|(p, d)| *p -= rate * d);
        }
    }

    fn window(&mut self, x: &[f32], targets: &[f32], share: f32) {
        let [inputs, units] = self.sizes;
        let [w, u, b, c, v, bias] = &self.parameters;
        let columns = b.len();
        let (mut h, mut m) = (vec![vec![0.0; units]; STEPS + 1], vec![vec![0.0; units]; STEPS + 1]);
        let (mut gates, mut parts) = (vec![vec![0.0; columns]; STEPS], vec![vec![0.0; columns]; STEPS]);
        let mut errors = vec![0.0; STEPS];
        for t in 0..STEPS {
            let (mut of_x, mut of_h) = (b.clone(), c.clone());
            for (i, x) in x[t * inputs..][..inputs].iter().enumerate() {
                (0..columns).for_each(|o| of_x[o] += x * w[i * columns + o]);
            }
            for (i, h) in h[t].iter().enumerate() {
                (0..columns).for_each(|o| of_h[o] += h * u[i * columns + o]);
            }
            for o in 0..units {
                let sum = |gate: usize| of_x[gate * units + o] + of_h[gate * units + o];
                if self.cell == Cell::Gru {
                    let (r, z, q) = (sigmoid(sum(0)), sigmoid(sum(1)), of_h[2 * units + o]);
                    let n = (of_x[2 * units + o] + r * q).tanh();
                    h[t + 1][o] = (1.0 - z) * n + z * h[t][o];
                    [r, z, n].into_iter().enumerate().for_each(|(gate, value)| gates[t][gate * units + o] = value);
                    parts[t][o] = q;
                } else {
                    let values = [sigmoid(sum(0)), sigmoid(sum(1)), sum(2).tanh(), sigmoid(sum(3))];
                    m[t + 1][o] = values[1] * m[t][o] + values[0] * values[2];
                    h[t + 1][o] = values[3] * m[t + 1][o].tanh();
                    values.into_iter().enumerate().for_each(|(gate, value)| gates[t][gate * units + o] = value);
                }
            }
            errors[t] = share * (bias[0] + h[t + 1].iter().zip(v).map(|(h, v)| h * v).sum::<f32>() - targets[t]);
        }
        let [dw, du, db, dc, dv, dbias] = &mut self.derivatives;
        let (mut dh, mut dm) = (vec![0.0; units], vec![0.0; units]);
        for t in (0..STEPS).rev() {
            let (mut of_x, mut of_h, mut before) = (vec![0.0; columns], vec![0.0; columns], vec![0.0; units]);
            dbias[0] += errors[t];
            for o in 0..units {
                dv[o] += errors[t] * h[t + 1][o];
                let d = dh[o] + errors[t] * v[o];
                let gate = |gate: usize| gates[t][gate * units + o];
                if self.cell == Cell::Gru {
                    let (r, z, n) = (gate(0), gate(1), gate(2));
                    let dn = d * (1.0 - z) * (1.0 - n * n);
                    let dr = dn * parts[t][o] * r * (1.0 - r);
                    let dz = d * (h[t][o] - n) * z * (1.0 - z);
                    [dr, dz, dn].into_iter().enumerate().for_each(|(gate, value)| of_x[gate * units + o] = value);
                    [dr, dz, dn * r].into_iter().enumerate().for_each(|(gate, value)| of_h[gate * units + o] = value);
                    before[o] += d * z;
                } else {
                    let (i, f, g, out, tanh) = (gate(0), gate(1), gate(2), gate(3), m[t + 1][o].tanh());
                    let k = dm[o] + d * out * (1.0 - tanh * tanh);
                    let values = [
                        k * g * i * (1.0 - i),
                        k * m[t][o] * f * (1.0 - f),
                        k * i * (1.0 - g * g),
                        d * tanh * out * (1.0 - out),
                    ];
                    dm[o] = k * f;
                    for (gate, value) in values.into_iter().enumerate() {
                        (of_x[gate * units + o], of_h[gate * units + o]) = (value, value);
                    }
                }
            }
            for (i, x) in x[t * inputs..][..inputs].iter().enumerate() {
                (0..columns).for_each(|o| dw[i * columns + o] += x * of_x[o]);
            }
            for i in 0..units {
                for o in 0..columns {
                    du[i * columns + o] += h[t][i] * of_h[o];
                    before[i] += u[i * columns + o] * of_h[o];
                }
            }
            db.iter_mut().zip(&of_x).for_each(|(sum, d)| *sum += d);
            dc.iter_mut().zip(&of_h).for_each(|(sum, d)| *sum += d);
            dh = before;
        }
    }
}
