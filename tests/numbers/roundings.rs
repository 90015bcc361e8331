//! How far the float arithmetic of a step may be from exact: a running error analysis, in f64.
//!
//! Every number comes with a bound of its error. A sum of n products errs by what its operands err, and by (n + 2) u times
//! the sum of the products' sizes, in whatever order it is added, u the half of a unit in the last place of 1 (Higham,
//! "Accuracy and Stability of Numerical Algorithms", sections 3.3 and 4.2). Elementary functions err by 3 units in the last
//! place, or by 1e-14 in f64, where u counts twice, since this rounds as well.

/// A number, and how far a float may be from it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bounded {
    pub value: f64,
    pub error: f64,
}

/// What one rounding and one elementary function err by, relative to the result.
#[derive(Clone, Copy)]
pub struct Roundings {
    pub unit: f64,
    pub elementary: f64,
}

pub const SINGLE: Roundings = Roundings { unit: f32::EPSILON as f64 / 2.0, elementary: 3.0 * f32::EPSILON as f64 };
pub const DOUBLE: Roundings = Roundings { unit: f64::EPSILON, elementary: 1e-14 };

/// What a stage ends in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Activation {
    Linear,
    Relu,
    Tanh,
}

/// A stage: its numbers of inputs and outputs, and its activation. Softmax is the loss' business.
pub type Stage = (usize, usize, Activation);

/// What a sample is held to.
pub enum Target<'a> {
    /// Mean squared error.
    Values(&'a [f64]),
    /// Cross-entropy, from logits.
    Class(usize),
}

/// A batch's loss, then its gradient.
pub struct Step {
    pub loss: Bounded,
    pub gradient: Vec<Bounded>,
}

fn exactly(value: f64) -> Bounded {
    Bounded { value, error: 0.0 }
}

impl Roundings {
    /// A sum of products, the first of which may be a bias times 1.
    fn dot(self, terms: impl Iterator<Item = (Bounded, Bounded)>) -> Bounded {
        let (mut sum, mut size, mut count) = (Bounded::default(), 0.0, 0.0);
        for (a, b) in terms {
            sum.value += a.value * b.value;
            sum.error += a.value.abs() * b.error + b.value.abs() * a.error + a.error * b.error;
            size += (a.value.abs() + a.error) * (b.value.abs() + b.error);
            count += 1.0;
        }
        sum.error += (count + 2.0) * self.unit * size;
        sum
    }

    /// y = f(z), and f'(z).
    fn activate(self, activation: Activation, z: Bounded) -> (Bounded, Bounded) {
        match activation {
            Activation::Linear => (z, exactly(1.0)),
            Activation::Relu => {
                let positive = f64::from(u8::from(z.value > 0.0));
                // So near to the kink that it may be on the other side.
                let error = f64::from(u8::from(z.value.abs() <= z.error));
                (Bounded { value: z.value * positive, error: z.error }, Bounded { value: positive, error })
            }
            Activation::Tanh => {
                let value = z.value.tanh();
                let error = z.error + self.elementary * value.abs();
                let slope = 1.0 - value * value;
                (
                    Bounded { value, error },
                    Bounded { value: slope, error: 2.0 * error + error * error + 3.0 * self.unit },
                )
            }
        }
    }

    /// The loss of outputs, and its derivatives times `share`.
    fn loss(self, y: &[Bounded], target: &Target<'_>, share: f64) -> (Bounded, Vec<Bounded>) {
        let m = y.len() as f64;
        match target {
            Target::Values(targets) => {
                let difference = |(y, t): (&Bounded, &f64)| {
                    let value = y.value - t;
                    Bounded { value, error: y.error + self.unit * value.abs() }
                };
                let errors: Vec<Bounded> = y.iter().zip(*targets).map(difference).collect();
                let sum = self.dot(errors.iter().map(|error| (*error, *error)));
                let loss = Bounded { value: sum.value / m, error: sum.error / m + 2.0 * self.unit * sum.value / m };
                let factor = 2.0 * share / m;
                let slope = |e: &Bounded| Bounded {
                    value: e.value * factor,
                    error: (e.error + 5.0 * self.unit * e.value.abs()) * factor,
                };
                (loss, errors.iter().map(slope).collect())
            }
            Target::Class(class) => {
                let largest = y.iter().map(|y| y.value).fold(f64::NEG_INFINITY, f64::max);
                let error = y.iter().map(|y| y.error).fold(0.0, f64::max);
                let total: f64 = y.iter().map(|y| (y.value - largest).exp()).sum();
                // Two logits' errors in each distance, and its rounding; m additions; a division and products.
                let relative = |z: f64| {
                    let distance = 2.0 * error + self.unit * (z - largest).abs();
                    distance.exp_m1() + self.elementary + (m + 6.0) * self.unit
                };
                let worst = y.iter().map(|y| relative(y.value)).fold(0.0, f64::max);
                let value = total.ln() + largest - y[*class].value;
                let loss =
                    Bounded { value, error: worst + 2.0 * error + (self.elementary + 3.0 * self.unit) * (value + 1.0) };
                let slope = |(column, y): (usize, &Bounded)| {
                    let p = (y.value - largest).exp() / total;
                    // At the class it is the sum of the others.
                    let value = if column == *class { p - 1.0 } else { p };
                    Bounded { value: share * value, error: share * value.abs() * 2.0 * worst }
                };
                (loss, y.iter().enumerate().map(slope).collect())
            }
        }
    }

    /// A whole step: parameters are each stage's weights, inputs x outputs, then its bias.
    pub fn step(self, stages: &[Stage], parameters: &[f64], inputs: &[Vec<f64>], targets: &[Target<'_>]) -> Step {
        let share = 1.0 / inputs.len() as f64;
        let mut losses = Vec::new();
        // For every stage, each sample's inputs and its deltas.
        let mut rows: Vec<Vec<(Vec<Bounded>, Vec<Bounded>)>> = stages.iter().map(|_| Vec::new()).collect();
        let layers = layers(stages, parameters);
        for (input, target) in inputs.iter().zip(targets) {
            let mut x: Vec<Bounded> = input.iter().copied().map(exactly).collect();
            let mut kept = Vec::new();
            for ((_, m, activation), (weights, bias)) in stages.iter().zip(&layers) {
                let z = |o: usize| {
                    let products = x.iter().enumerate().map(|(i, x)| (*x, exactly(weights[i * m + o])));
                    self.dot(products.chain([(exactly(bias[o]), exactly(1.0))]))
                };
                let (y, slopes): (Vec<_>, Vec<_>) = (0..*m).map(|o| self.activate(*activation, z(o))).unzip();
                kept.push((std::mem::replace(&mut x, y), slopes));
            }
            let (loss, mut d) = self.loss(&x, target, share);
            losses.push(loss);
            for (stage, (x, slopes)) in kept.into_iter().enumerate().rev() {
                let d_of_z: Vec<Bounded> =
                    d.iter().zip(&slopes).map(|(d, slope)| self.dot([(*d, *slope)].into_iter())).collect();
                let (k, m, _) = stages[stage];
                let back = |i: usize| {
                    self.dot(d_of_z.iter().enumerate().map(|(o, d)| (*d, exactly(layers[stage].0[i * m + o]))))
                };
                d = (0..k).map(back).collect();
                rows[stage].push((x, d_of_z));
            }
        }
        let mut gradient = Vec::new();
        for ((k, m, _), rows) in stages.iter().zip(&rows) {
            for i in 0..*k {
                gradient.extend((0..*m).map(|o| self.dot(rows.iter().map(|(x, d)| (x[i], d[o])))));
            }
            gradient.extend((0..*m).map(|o| self.dot(rows.iter().map(|(_, d)| (d[o], exactly(1.0))))));
        }
        let mut loss = self.dot(losses.into_iter().map(|loss| (loss, exactly(share))));
        // Losses aren't negative; those of each value may be added all in one row.
        let values = stages.last().map_or(0, |(_, m, _)| m * inputs.len());
        loss.error += values as f64 * self.unit * loss.value;
        Step { loss, gradient }
    }
}

/// Each stage's weights and bias.
fn layers<'a>(stages: &[Stage], mut parameters: &'a [f64]) -> Vec<(&'a [f64], &'a [f64])> {
    let mut take = |count| {
        let (taken, rest) = parameters.split_at(count);
        parameters = rest;
        taken
    };
    stages.iter().map(|(k, m, _)| (take(k * m), take(*m))).collect()
}
