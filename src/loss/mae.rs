//! The mean absolute error.

use crate::bounds::Bounds;
use crate::kernels::losses::EachValue;
use crate::loss::each_output::each_output;
use crate::real::Real;

/// The mean of |y - t| over a sample's N outputs: for regression with outliers.
///
/// Derivative: sign(y - t) / N, and 0 where y = t. The unit is that of the targets. Any last stage. Source: Laplace,
/// "Sur quelques points du système du monde", 1793, after Boscovich.
///
/// ```
/// use staticnn::prelude::*;
///
/// let mut gradient = [0.0; 2];
/// let loss = Loss::<[f64; 2], Linear>::sample(&Mae, &[1.0, 2.0], &[1.0, 4.0], &mut gradient);
/// assert_eq!(loss, 1.0);
/// assert_eq!(gradient, [0.0, -0.5]);
/// # use staticnn::activation::Linear;
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mae;

each_output!(Mae, "Mae"; targets: Bounds::Finite; |_| AbsoluteError);

/// |y - t| and its derivative, the sign of y - t.
struct AbsoluteError;

impl<R: Real> EachValue<R> for AbsoluteError {
    #[inline(always)]
    fn of(&self, y: R, t: R) -> (R, R) {
        let (error, zero, one) = (y - t, R::from_f64(0.0), R::from_f64(1.0));
        // sign(0) = 0; NaN propagates.
        (error.abs(), zero.if_less(error, one, error.if_less(zero, -one, error)))
    }
}
