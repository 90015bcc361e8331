//! The quantile loss.

use crate::bounds::Bounds;
use crate::kernels::losses::EachValue;
use crate::loss::each_output::each_output;
use crate::real::Real;
use crate::scalar::Scalar;

/// The mean over a sample's N outputs of q (t - y) where y < t, else (1 - q) (y - t). It is least where y is the
/// q-quantile of the targets, the value that a share q of them is below.
///
/// Derivative: -q / N where y < t, (1 - q) / N where y > t, 0 where y = t. The unit is that of the targets. Any last
/// stage. q = 0.5 gives half of the mean absolute error. q is above 0 and below 1; with any other q, loss and derivative are
/// NaN. Source: Koenker and Bassett, "Regression Quantiles", 1978.
///
/// ```
/// use staticnn::activation::Linear;
/// use staticnn::prelude::*;
///
/// let mut gradient = [0.0; 2];
/// let loss = Loss::<[f64; 2], Linear>::sample(&Quantile::new(0.75), &[1.0, 1.0], &[3.0, -1.0], &mut gradient);
/// assert_eq!(loss, (0.75 * 2.0 + 0.25 * 2.0) / 2.0);
/// assert_eq!(gradient, [-0.75 / 2.0, 0.25 / 2.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantile<T> {
    q: T,
}

impl<T: Scalar> Quantile<T> {
    /// Creates the loss for the quantile `q`, above 0 and below 1: with 0.9, nine of ten targets are below the prediction.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Level< 1 -> 1 no_bias >; }
    ///
    /// // The 0.7-quantile of 1, 2, 3, 4 and 5 is 4.
    /// let (x, y) = ([[1.0]; 5], [[1.0], [2.0], [3.0], [4.0], [5.0]]);
    /// let samples = Samples::from((&x, &y));
    /// let mut level = Level::zeros();
    /// let mut gradient = Gradient::<Level>::new();
    /// for _ in 0..1000 {
    ///     level.gradient(&samples, &Quantile::new(0.7), &mut gradient);
    ///     Sgd::new(0.05).step(&mut level, &gradient);
    /// }
    /// assert!((level.layer1.weight[0][0] - 4.0).abs() < 0.02);
    /// ```
    #[must_use]
    pub const fn new(q: T) -> Self {
        Self { q }
    }
}

each_output!(
    Quantile<T>, "Quantile::new(0.9)";
    targets: Bounds::Finite, "Quantile's q": q in Bounds::BetweenZeroAndOne;
    |loss| Pinball { q: loss.q.to_f64() }
);

/// The loss of one error and its derivative.
struct Pinball {
    q: f64,
}

impl<R: Real> EachValue<R> for Pinball {
    #[inline(always)]
    fn of(&self, y: R, t: R) -> (R, R) {
        let (error, zero) = (y - t, R::from_f64(0.0));
        let (below, above) = (R::from_f64(-self.q), R::from_f64(1.0 - self.q));
        // The slope at 0 is 0; NaN propagates.
        let slope = error.if_less(zero, below, zero.if_less(error, above, error));
        (error * slope, slope)
    }

    #[inline(always)]
    fn scale(&self) -> f64 {
        if Bounds::BetweenZeroAndOne.contain(self.q) { 1.0 } else { f64::NAN }
    }
}
