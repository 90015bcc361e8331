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
use crate::optimizer::full_batch::steps::{Limits, Losses, all_finite};
use crate::real::Real;
use crate::samples::{Samples, SamplesFor};
use crate::tape::Tape;

/// Levenberg-Marquardt, for [`Mse`]: in each step the network is made linear in its parameters where it is, and the least squares
/// of that are solved. For up to about a thousand parameters.
///
/// With a row of J for each output of each sample, its derivatives with respect to all parameters, and the errors r, the step is
/// p -= (Jᵀ J + λ D)⁻¹ Jᵀ r, where D is the diagonal of Jᵀ J, the largest so far. A small λ makes it a Gauss-Newton step, which
/// converges in a few; a large one makes it a short one against the gradient. A step that lowers the loss lowers λ, by how well it was
/// predicted; one that doesn't isn't taken, and raises λ. J itself is never in memory. The equations are f64, also for a
/// network of f32.
///
/// P parameters take 8 P² bytes and, per step, P² / 2 multiplications for every output of every sample, and P³ / 6 for the
/// equations.
/// Source: Marquardt, "An Algorithm for Least-Squares Estimation of Nonlinear Parameters", 1963; for networks: Hagan and Menhaj,
/// "Training Feedforward Networks with the Marquardt Algorithm", 1994; D: Moré, "The Levenberg-Marquardt algorithm", 1978; λ: Nielsen, "Damping Parameter
/// in Marquardt's Method", 1999.
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
}

impl<N: Network> Default for LevenbergMarquardt<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<N: Network> LevenbergMarquardt<N> {
    /// Creates it with at most 100 iterations and a tolerance of 1e-6. The state is on the heap: 8 P² bytes for P parameters, a
    /// [`Gradient`], a [`Tape`] and a network.
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
        }
    }

    /// Sets the most steps that `fit` takes. A step counts once, however many λ were tried for it. The default is 100; 0 leaves
    /// the network unchanged.
    ///
    /// ```
    /// use staticnn::optimizer::LevenbergMarquardt;
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
    /// let history = LevenbergMarquardt::new().iterations(2).fit(&mut Line::zeros(), &samples)?;
    /// assert_eq!(history.training().len(), 2);
    /// # Ok::<(), staticnn::optimizer::full_batch::Error>(())
    /// ```
    #[must_use]
    pub fn iterations(mut self, iterations: usize) -> Self {
        self.limits.iterations = iterations;
        self
    }

    /// Sets the size of the largest derivative of the loss at which `fit` stops, finite and at least 0, in the unit of the loss
    /// per unit of a parameter. The default is 1e-6; with 0 it goes on while a step lowers the loss.
    ///
    /// ```
    /// use staticnn::optimizer::LevenbergMarquardt;
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
    /// let error = LevenbergMarquardt::new().tolerance(-1.0).fit(&mut Line::zeros(), &samples).unwrap_err();
    /// assert_eq!(error.to_string(), "LevenbergMarquardt's tolerance is -1.0, but must be finite and at least 0");
    /// ```
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.limits.tolerance = tolerance;
        self
    }

    /// Minimizes the mean squared error of the samples, by their weights, and returns it after each step. It ends when the limit
    /// of iterations or the tolerance is reached, or when no step lowers the error any more. A boxed network is passed as
    /// `&mut *net`.
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
        let mut loss = blocks::loss::<N, N::Head, Mse>(net, &samples, &Mse);
        // How much a failed step multiplies λ by, twice as much each time.
        let (mut lambda, mut growth) = (1e-3, 2.0);
        self.equations.reset();
        loop {
            self.linearize(net, &samples);
            if losses.len() == 0
                && !(loss.is_finite() && all_finite(self.equations.b()) && all_finite(net.parameters()))
            {
                return Err(Error::NotFinite { loss });
            }
            // The gradient is 2 b.
            let flat = self.equations.b().iter().all(|b| 2.0 * b.abs() <= self.limits.tolerance);
            if flat || losses.len() == self.limits.iterations {
                return Ok(losses.history());
            }
            self.start.copy_from(net);
            loop {
                let (after, predicted) = match self.equations.solve(lambda) {
                    Some((step, predicted)) => {
                        for ((p, start), by) in net.parameters_mut().iter_mut().zip(self.start.parameters()).zip(step) {
                            *p = N::Scalar::from_f64(start.to_f64() + by);
                        }
                        let finite = all_finite(net.parameters());
                        let after =
                            if finite { blocks::loss::<N, N::Head, Mse>(net, &samples, &Mse) } else { f64::NAN };
                        (after, predicted)
                    }
                    None => (f64::NAN, f64::NAN),
                };
                if after < loss {
                    let gain = (loss - after) / predicted;
                    let surprise = 2.0 * gain - 1.0;
                    lambda *= Real::max(1.0 / 3.0, 1.0 - surprise * surprise * surprise);
                    (loss, growth) = (after, 2.0);
                    losses.push(loss);
                    if losses.len() == self.limits.iterations {
                        return Ok(losses.history());
                    }
                    break;
                }
                // Beyond that, a step is lost in the rounding of the parameters.
                if lambda > 1e16 {
                    net.copy_from(&self.start);
                    return Ok(losses.history());
                }
                lambda *= growth;
                growth *= 2.0;
            }
        }
    }

    /// Makes the equations of the network as it is. Each residual is divided by the root of what the loss divides its square by.
    fn linearize(&mut self, net: &N, samples: &Samples<'_, N::Input, N::Output>) {
        self.equations.clear();
        let total = samples.total_weight() * N::OUTPUTS as f64;
        for (place, (input, target)) in samples.iter().enumerate() {
            let weight = samples.weight(place) / total;
            if !(weight > 0.0) {
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
        self.equations.rescale();
    }
}
