//! L-BFGS: Newton's method, with the curvature seen along the last steps.

use alloc::boxed::Box;
use core::array;

use crate::blocks;
use crate::gradient::Gradient;
use crate::history::History;
use crate::loss::Loss;
use crate::network::Network;
use crate::number::Number;
use crate::optimizer::full_batch::error::Error;
use crate::optimizer::full_batch::line_search::{Point, search};
use crate::optimizer::full_batch::steps::{Limits, Losses, all_finite, dot, limits};
use crate::real::Real;
use crate::samples::{Samples, SamplesFor};

/// L-BFGS, for any loss: all samples in each step, along the gradient times an estimate of the inverse Hessian from the last `M`
/// steps, 10 by default.
///
/// The step is p += t d with d = -H g. H is the product of two loops over pairs of s, the change of the parameters, and y, the
/// change of the gradient, in a step. The line search tries t = 1 first, and shortens or lengthens it until the loss has decreased enough (Wolfe's
/// conditions), so that there is no rate and the loss never rises. The products are sums of f64, also for a network of f32,
/// whose rounding stops it earlier: after about 7 digits of the loss.
/// Source: Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", 1989; the line search: Lewis and
/// Overton, "Nonsmooth Optimization via Quasi-Newton Methods", 2013.
///
/// ```
/// use staticnn::optimizer::Lbfgs;
/// use staticnn::prelude::*;
///
/// network! { #[scalar(f64)] struct Curve< 1 -> 6 tanh -> 1 >; }
///
/// let x: Vec<[f64; 1]> = (0..40).map(|i| [f64::from(i) / 20.0 - 1.0]).collect();
/// let y: Vec<[f64; 1]> = x.iter().map(|[x]| [(3.0 * x).sin()]).collect();
/// let samples = Samples::new(&x, &y)?;
/// let mut net = Curve::init(&mut ChaCha8Rng::seed_from_u64(42));
/// let history = Lbfgs::new(Mse).iterations(200).fit(&mut net, &samples)?;
/// assert!(net.loss(&samples, &Mse) < 1e-5);
/// assert!(history.training().is_sorted_by(|one, next| next <= one));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Lbfgs<N: Network, L, const M: usize = 10> {
    loss: L,
    limits: Limits,
    gradient: Box<Gradient<N>>,
    start: Box<N>,
    start_gradient: Box<N>,
    direction: Box<N>,
    /// The first `kept` are in use; the oldest of these is at `oldest`.
    pairs: [Pair<N>; M],
    kept: usize,
    oldest: usize,
}

/// A step as it was.
struct Pair<N> {
    /// The change of the parameters.
    s: Box<N>,
    /// The change of the gradient.
    y: Box<N>,
    /// s · y, above 0.
    curvature: f64,
    /// The coefficient of the first loop.
    alpha: f64,
}

impl<N: Network, L> Lbfgs<N, L> {
    /// Creates L-BFGS for this loss, with at most 100 iterations, a tolerance of 1e-6 and 10 remembered steps. The state is on
    /// the heap: 23 networks and a [`Gradient`].
    ///
    /// ```
    /// use staticnn::optimizer::Lbfgs;
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0], [3.0]], &[[1.0], [3.0], [9.0]]));
    /// let mut line = Line::zeros();
    /// Lbfgs::new(Mae).fit(&mut line, &samples)?; // the line through two of the points
    /// assert!((line.loss(&samples, &Mae) - 2.0 / 3.0).abs() < 1e-3);
    /// # Ok::<(), staticnn::optimizer::full_batch::Error>(())
    /// ```
    #[must_use]
    pub fn new(loss: L) -> Self {
        Self::with(loss, Limits::new())
    }
}

impl<N: Network, L, const M: usize> Lbfgs<N, L, M> {
    fn with(loss: L, limits: Limits) -> Self {
        let pair = |_| Pair { s: N::boxed(), y: N::boxed(), curvature: 0.0, alpha: 0.0 };
        Self {
            loss,
            limits,
            gradient: Gradient::boxed(),
            start: N::boxed(),
            start_gradient: N::boxed(),
            direction: N::boxed(),
            pairs: array::from_fn(pair),
            kept: 0,
            oldest: 0,
        }
    }

    /// Remembers `K` steps instead, at least 1: 3 to 20 are usual. The state is made anew.
    ///
    /// ```
    /// use staticnn::optimizer::Lbfgs;
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut optimizer: Lbfgs<Line, Mse, 3> = Lbfgs::new(Mse).memory::<3>();
    /// # let _ = &mut optimizer;
    /// ```
    #[must_use]
    pub fn memory<const K: usize>(self) -> Lbfgs<N, L, K> {
        const { assert!(K > 0, "L-BFGS remembers at least 1 step") };
        Lbfgs::with(self.loss, self.limits)
    }

    limits!(Lbfgs, "Lbfgs::new(Mse)");

    /// Minimizes the mean loss of the samples, by their weights, and returns the loss after each step. It ends when the limit of
    /// iterations or the tolerance is reached, or when no step lowers the loss any more. Earlier steps of another `fit` aren't
    /// remembered. A boxed network is passed as `&mut *net`.
    ///
    /// # Errors
    ///
    /// Before the first step, with the network unchanged: [`Error::Optimizer`] for a tolerance out of range, [`Error::Loss`] if
    /// the loss refuses a sample or a number of its own, and [`Error::NotFinite`] if the loss, its gradient or a parameter isn't
    /// finite. Afterwards nothing fails: a step to where the loss isn't finite is shortened.
    pub fn fit(&mut self, net: &mut N, samples: &impl SamplesFor<N::Input, L::Target>) -> Result<History, Error>
    where
        L: Loss<N::Output, N::Head>,
    {
        let samples = samples.samples();
        self.limits.check("Lbfgs's tolerance")?;
        self.loss.check(&samples).map_err(Error::Loss)?;
        let mut loss = self.evaluate(net, &samples);
        if !loss.is_finite() || !all_finite(self.gradient.parameters()) || !all_finite(net.parameters()) {
            return Err(Error::NotFinite { loss });
        }
        let mut losses = Losses::with_capacity(self.limits.iterations);
        (self.kept, self.oldest) = (0, 0);
        while losses.len() < self.limits.iterations && !self.limits.reached(self.gradient.parameters()) {
            match self.step(net, &samples, loss) {
                Some(lower) => {
                    loss = lower;
                    losses.push(loss);
                }
                // Along the gradient itself, before it gives up.
                None if self.kept > 0 => self.kept = 0,
                None => break,
            }
        }
        Ok(losses.history())
    }

    /// The loss of the network; `gradient` is its gradient then.
    fn evaluate(&mut self, net: &N, samples: &Samples<'_, N::Input, L::Target>) -> f64
    where
        L: Loss<N::Output, N::Head>,
    {
        blocks::gradient_without_noise::<N, N::Head, L>(net, samples, &self.loss, &mut self.gradient)
    }

    /// Takes one step, and returns the loss after it. If none lowers the loss, network and gradient are as they were.
    fn step(&mut self, net: &mut N, samples: &Samples<'_, N::Input, L::Target>, loss: f64) -> Option<f64>
    where
        L: Loss<N::Output, N::Head>,
    {
        self.start.copy_from(net);
        self.start_gradient.copy_from(&self.gradient);
        self.point_downwards();
        let slope = dot(self.direction.parameters(), self.start_gradient.parameters());
        let found = if slope < 0.0 && slope.is_finite() {
            // The first step has no curvature to go by: it moves by at most 1.
            let t = if self.kept > 0 { 1.0 } else { Real::min(1.0, 1.0 / Real::sqrt(-slope)) };
            search(Point { t: 0.0, loss, slope }, t, |t| {
                self.move_to(net, t);
                let loss = self.evaluate(net, samples);
                let finite = all_finite(net.parameters()) && all_finite(self.gradient.parameters());
                let slope = dot(self.direction.parameters(), self.gradient.parameters());
                Point { t, loss, slope: if finite { slope } else { f64::NAN } }
            })
        } else {
            None
        };
        match found {
            Some(point) => {
                self.remember(net);
                Some(point.loss)
            }
            None => {
                net.copy_from(&self.start);
                self.gradient.parameters_mut().copy_from_slice(self.start_gradient.parameters());
                None
            }
        }
    }

    /// net = start + t direction
    fn move_to(&self, net: &mut N, t: f64) {
        let t = N::Scalar::from_f64(t);
        let from = self.start.parameters().iter().zip(self.direction.parameters());
        for (p, (start, direction)) in net.parameters_mut().iter_mut().zip(from) {
            *p = *start + t * *direction;
        }
    }

    /// direction = -H gradient
    fn point_downwards(&mut self) {
        let Self { pairs, kept, oldest, direction, gradient, .. } = self;
        let (kept, oldest) = (*kept, *oldest);
        let direction = direction.parameters_mut();
        for (d, g) in direction.iter_mut().zip(gradient.parameters()) {
            *d = -*g;
        }
        for age in (0..kept).rev() {
            let pair = &mut pairs[(oldest + age) % M];
            pair.alpha = dot(pair.s.parameters(), direction) / pair.curvature;
            add(direction, -pair.alpha, pair.y.parameters());
        }
        if kept > 0 {
            let newest = &pairs[(oldest + kept - 1) % M];
            let y = newest.y.parameters();
            let scale = N::Scalar::from_f64(newest.curvature / dot(y, y));
            for d in direction.iter_mut() {
                *d *= scale;
            }
        }
        for age in 0..kept {
            let pair = &pairs[(oldest + age) % M];
            let beta = dot(pair.y.parameters(), direction) / pair.curvature;
            add(direction, pair.alpha - beta, pair.s.parameters());
        }
    }

    /// Keeps the step from `start` to the network, in place of the oldest one, if the curvature along it is above 0.
    fn remember(&mut self, net: &N) {
        let place = (self.oldest + self.kept) % M;
        let pair = &mut self.pairs[place];
        difference(pair.s.parameters_mut(), net.parameters(), self.start.parameters());
        difference(pair.y.parameters_mut(), self.gradient.parameters(), self.start_gradient.parameters());
        let (s, y) = (pair.s.parameters(), pair.y.parameters());
        pair.curvature = dot(s, y);
        if pair.curvature > f64::EPSILON * dot(y, y) {
            if self.kept < M {
                self.kept += 1;
            } else {
                self.oldest = (self.oldest + 1) % M;
            }
        } else if self.kept == M {
            // The oldest was overwritten.
            (self.kept, self.oldest) = (M - 1, (self.oldest + 1) % M);
        }
    }
}

/// to += factor from
fn add<T: Number>(to: &mut [T], factor: f64, from: &[T]) {
    let factor = T::from_f64(factor);
    for (to, from) in to.iter_mut().zip(from) {
        *to += factor * *from;
    }
}

/// to = a - b
fn difference<T: Number>(to: &mut [T], a: &[T], b: &[T]) {
    for (to, (a, b)) in to.iter_mut().zip(a.iter().zip(b)) {
        *to = *a - *b;
    }
}
