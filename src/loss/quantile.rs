//! The quantile loss.

use crate::kernels::losses::EachValue;
use crate::loss::each_value;
use crate::real::Real;
use crate::scalar::Scalar;

/// The mean over a sample's N outputs of q (t - y) where y is too low, else (1 - q) (y - t): the network that makes it
/// least predicts the q-quantile, which a share q of the targets is below.
///
/// Derivative: -q / N where y < t, (1 - q) / N where y > t, 0 where they are equal. The unit is that of the targets.
/// Any last stage. q = 0.5 is half of the mean absolute error. Source: Koenker and Bassett, "Regression Quantiles",
/// 1978.
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
    /// The loss of the quantile `q`, which is between 0 and 1: 0.9 for a bound that nine of ten targets stay below.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Level< 1 -> 1 no_bias >; }
    ///
    /// // What is least for the targets 1 to 5 is, for q = 0.7, at the fourth of them.
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

each_value!(Quantile<T>, |loss| Pinball { q: loss.q.to_f64() });

/// The loss of one value, and its slope on either side.
struct Pinball {
    q: f64,
}

impl<R: Real> EachValue<R> for Pinball {
    #[inline(always)]
    fn of(&self, y: R, t: R) -> (R, R) {
        let (error, zero) = (y - t, R::from_f64(0.0));
        let (below, above) = (R::from_f64(-self.q), R::from_f64(1.0 - self.q));
        // 0 has the slope 0, and NaN is its own.
        let slope = error.if_less(zero, below, zero.if_less(error, above, error));
        (error * slope, slope)
    }
}
