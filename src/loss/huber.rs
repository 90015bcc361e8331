//! The Huber loss.

use crate::bounds::Bounds;
use crate::kernels::losses::EachValue;
use crate::loss::each_output::each_output;
use crate::real::Real;
use crate::scalar::Scalar;

/// The mean over a sample's N outputs of e² / 2 where |e| <= delta, else delta (|e| - delta / 2), with e = y - t:
/// squared for small errors, linear for outliers.
///
/// Derivative: e / N, clamped to ±delta / N. The unit is that of the targets, squared. delta is finite, above 0 and has
/// the unit of the targets; with any other delta, loss and derivative are NaN. Any last stage. Source: Huber, "Robust
/// Estimation of a Location Parameter", 1964.
///
/// ```
/// use staticnn::activation::Linear;
/// use staticnn::prelude::*;
///
/// let mut gradient = [0.0; 2];
/// let loss = Loss::<[f64; 2], Linear>::sample(&Huber::new(1.0), &[1.5, 0.0], &[1.0, 10.0], &mut gradient);
/// assert_eq!(loss, (0.125 + 9.5) / 2.0);
/// assert_eq!(gradient, [0.25, -0.5]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Huber<T> {
    delta: T,
}

impl<T: Scalar> Huber<T> {
    /// Creates a loss that squares errors up to `delta`, which is finite and above 0. 1 is usual for targets of standard deviation 1.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0]], &[[3.0]]));
    /// assert_eq!(Line::zeros().loss(&samples, &Huber::new(2.0)), 2.0 * (3.0 - 1.0));
    /// ```
    #[must_use]
    pub const fn new(delta: T) -> Self {
        Self { delta }
    }
}

each_output!(
    Huber<T>, "Huber::new(1.0)";
    targets: Bounds::Finite, "Huber's delta": delta in Bounds::FiniteAboveZero;
    |loss| Robust { delta: loss.delta.to_f64() }
);

/// The loss of one error and its derivative, the clamped error.
struct Robust {
    delta: f64,
}

impl<R: Real> EachValue<R> for Robust {
    #[inline(always)]
    fn of(&self, y: R, t: R) -> (R, R) {
        let (error, delta) = (y - t, R::from_f64(self.delta));
        // `min` and `max` return their argument if either value is NaN, so NaN propagates.
        let clamped = delta.min((-delta).max(error));
        // e² / 2 if nothing is clamped, else delta² / 2 plus delta times the excess.
        (clamped * (error - clamped * R::from_f64(0.5)), clamped)
    }

    #[inline(always)]
    fn scale(&self) -> f64 {
        if Bounds::FiniteAboveZero.contain(self.delta) { 1.0 } else { f64::NAN }
    }
}
