//! Levenberg-Marquardt: least squares, step by step.

use alloc::boxed::Box;

use crate::blocks;
use crate::flat;
use crate::gradient::Gradient;
use crate::history::History;
use crate::loss::{Loss, Mse};
use crate::network::Network;
use crate::number::Number;
use crate::optimizer::full_batch::error::Error;
use crate::optimizer::full_batch::normal_equations::NormalEquations;
use crate::optimizer::full_batch::steps::{Limits, Losses, all_finite, limits};
use crate::real::Real;
use crate::samples::{Samples, SamplesFor};
use crate::tape::Tape;

/// Levenberg-Marquardt, for [`Mse`]: in each step the network is made linear in its parameters where it is, and the least squares
/// of that are solved. For up to about a thousand parameters.
///
/// With a row of J for each output of each sample, its derivatives with respect to all parameters, and the errors r, the step is
/// p -= (Jᵀ J + λ d I)⁻¹ Jᵀ r, where d is the mean of the diagonal of Jᵀ J. A small λ makes it a Gauss-Newton step, which converges
/// in a few; a large one makes it a short one against the gradient. λ falls after a step that lowers the loss by what was predicted, and
/// rises after others. A step is taken if the loss is lower than before one of the last eight, so that it gets past the kinks of
/// relu, where each way leads up at first; `fit` ends with the best network that it has seen. J itself is never in memory. The
/// equations are f64, also for a network of f32.
///
/// P parameters take 8 P² bytes and, per step, P² / 2 multiplications for every output of every sample, and P³ / 6 for the
/// equations.
/// Source: Levenberg, "A Method for the Solution of Certain Non-Linear Problems in Least Squares", 1944, and Marquardt, "An Algorithm
/// for Least-Squares Estimation of Nonlinear Parameters", 1963; for networks: Hagan and Menhaj, "Training Feedforward Networks with
/// the Marquardt Algorithm", 1994; the eight steps: Grippo, Lampariello and Lucidi, "A Nonmonotone Line Search Technique for
/// Newton's Method", 1986.
///
/// ```
/// use staticnn::optimizer::LevenbergMarquardt;
/// use staticnn::prelude::*;
///
/// network! { #[scalar(f64)] struct Curve< 1 -> 6 tanh -> 1 >; }
///
/// let x: Vec<[f64; 1]> = (0..40).map(|i| [f64::from(i) / 20.0 - 1.0]).collect();
/// let y: Vec<[f64; 1]> = x.iter().map(|[x]| [(3.0 * x).sin()]).collect();
/// let samples = Samples::new(&x, &y)?;
/// let mut net = Curve::init(&mut ChaCha8Rng::seed_from_u64(42));
/// let history = LevenbergMarquardt::new().iterations(30).fit(&mut net, &samples)?;
/// assert!(net.loss(&samples, &Mse) < 1e-6);
/// assert!(history.training().is_sorted_by(|one, next| next <= one));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct LevenbergMarquardt<N: Network> {
    limits: Limits,
    equations: NormalEquations,
    tape: Box<Tape<N>>,
    gradient: Box<Gradient<N>>,
    start: Box<N>,
    best: Box<N>,
}

/// A step is taken if its loss is below the highest of so many last losses.
const WINDOW: usize = 8;

impl<N: Network> Default for LevenbergMarquardt<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<N: Network> LevenbergMarquardt<N> {
    /// Creates it with at most 100 iterations and a tolerance of 1e-6. The state is on the heap: 8 P² bytes for P parameters, a
    /// [`Gradient`], a [`Tape`] and two networks.
    ///
    /// ```
    /// use staticnn::optimizer::LevenbergMarquardt;
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
    /// let mut line = Line::zeros();
    /// LevenbergMarquardt::new().fit(&mut line, &samples)?;
    /// assert!((line.predict(&[3.0])[0] - 5.0).abs() < 1e-5); // 2 x - 1
    /// # Ok::<(), staticnn::optimizer::full_batch::Error>(())
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self {
            limits: Limits::new(),
            equations: NormalEquations::new(N::PARAMETERS),
            tape: Tape::boxed(),
            gradient: Gradient::boxed(),
            start: N::boxed(),
            best: N::boxed(),
        }
    }

    limits!(LevenbergMarquardt, "LevenbergMarquardt::new()");

    /// Minimizes the mean squared error of the samples, by their weights, and returns the lowest one so far after each step. It
    /// ends when the limit of iterations or the tolerance is reached, or when no step leads down any more, with the network of
    /// the lowest error. A boxed network is passed as `&mut *net`.
    ///
    /// # Errors
    ///
    /// Before the first step, with the network unchanged: [`Error::Optimizer`] for a tolerance out of range, [`Error::Loss`] if
    /// an input or a target isn't finite, and [`Error::NotFinite`] if the error, its gradient or a parameter isn't finite.
    /// Afterwards nothing fails: a step to where the error isn't finite isn't taken.
    pub fn fit(&mut self, net: &mut N, samples: &impl SamplesFor<N::Input, N::Output>) -> Result<History, Error>
    where
        Mse: Loss<N::Output, N::Head, Target = N::Output>,
    {
        let samples = samples.samples();
        self.limits.check("LevenbergMarquardt's tolerance")?;
        Loss::<N::Output, N::Head>::check(&Mse, &samples).map_err(Error::Loss)?;
        let mut losses = Losses::with_capacity(self.limits.iterations);
        let loss = blocks::loss::<N, N::Head, Mse>(net, &samples, &Mse);
        self.linearize(net, &samples);
        if !loss.is_finite() || !all_finite(self.equations.b()) || !all_finite(net.parameters()) {
            return Err(Error::NotFinite { loss });
        }
        self.best.copy_from(net);
        let (mut loss, mut lowest, mut lambda) = (loss, loss, 0.1);
        let mut window = [loss; WINDOW];
        // The gradient is 2 b.
        while losses.len() < self.limits.iterations
            && self.equations.b().iter().any(|b| 2.0 * b.abs() > self.limits.tolerance)
        {
            let highest = window.iter().copied().fold(loss, Real::max);
            let Some((after, gain)) = self.step(net, &samples, &mut lambda, loss, highest) else { break };
            // Below the rounding of f64, λ changes nothing.
            lambda = Real::max(
                lambda
                    * if gain > 0.75 {
                        0.1
                    } else if gain > 0.25 {
                        0.5
                    } else {
                        2.0
                    },
                1e-16,
            );
            loss = after;
            window[losses.len() % WINDOW] = loss;
            if loss < lowest {
                lowest = loss;
                self.best.copy_from(net);
            }
            losses.push(lowest);
            if losses.len() < self.limits.iterations {
                self.linearize(net, &samples);
            }
        }
        net.copy_from(&self.best);
        Ok(losses.history())
    }

    /// Takes a step to where the loss is below `highest`, with the first λ that leads there, each twice as many times the one
    /// before as that. Returns the loss, and the share of the predicted decrease that it has. `None` if no step leads there.
    fn step(
        &mut self,
        net: &mut N,
        samples: &Samples<'_, N::Input, N::Output>,
        lambda: &mut f64,
        loss: f64,
        highest: f64,
    ) -> Option<(f64, f64)>
    where
        Mse: Loss<N::Output, N::Head, Target = N::Output>,
    {
        self.start.copy_from(net);
        let mut growth = 2.0;
        // Beyond that, a step is lost in the rounding of the parameters.
        while *lambda < 1e16 {
            if let Some((step, predicted)) = self.equations.solve(*lambda) {
                for ((p, start), by) in net.parameters_mut().iter_mut().zip(self.start.parameters()).zip(step) {
                    *p = N::Scalar::from_f64(start.to_f64() + by);
                }
                let after = blocks::loss::<N, N::Head, Mse>(net, samples, &Mse);
                if after < highest && all_finite(net.parameters()) {
                    return Some((after, (loss - after) / predicted));
                }
            }
            *lambda *= growth;
            growth *= 2.0;
        }
        None
    }

    /// Makes the equations of the network as it is. Each residual is divided by the root of what the loss divides its square by.
    fn linearize(&mut self, net: &N, samples: &Samples<'_, N::Input, N::Output>) {
        self.equations.clear();
        let total = samples.total_weight() * N::OUTPUTS as f64;
        for (place, (input, target)) in samples.iter().enumerate() {
            let weight = samples.weight(place) / total;
            // The quotient is NaN if all weights are 0.
            if weight <= 0.0 || weight.is_nan() {
                continue;
            }
            let output = net.forward(input, &mut self.tape);
            for (column, (y, t)) in N::as_slice(&output).iter().zip(N::as_slice(target)).enumerate() {
                let mut selected = flat::zeros::<N::Output>();
                flat::scalars_mut(&mut selected)[column] = N::Scalar::ONE;
                self.gradient.clear();
                net.backward(&self.tape, &selected, &mut self.gradient);
                let derivatives = self.gradient.parameters().iter().map(|g| g.to_f64());
                self.equations.add(derivatives, y.to_f64() - t.to_f64(), weight);
            }
        }
    }
}
