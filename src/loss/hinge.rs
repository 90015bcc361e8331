//! The hinge loss.

use crate::bounds::Bounds;
use crate::kernels::losses::EachValue;
use crate::loss::each_output::each_output;
use crate::real::Real;

/// The mean of max(0, 1 - t y) over a sample's N outputs, for targets of -1 and 1: an output of the right sign and of
/// size 1 or more costs nothing.
///
/// Derivative: -t / N where t y < 1, else 0. For a target other than -1 and 1, loss and derivative are NaN. No unit. Any last
/// stage; linear is usual, and the sign of the output is the predicted class. Source: Cortes and Vapnik, "Support-Vector Networks", 1995.
///
/// ```
/// use staticnn::activation::Linear;
/// use staticnn::prelude::*;
///
/// let mut gradient = [0.0; 2];
/// let loss = Loss::<[f64; 2], Linear>::sample(&Hinge, &[0.5, -3.0], &[1.0, -1.0], &mut gradient);
/// assert_eq!(loss, 0.25);
/// assert_eq!(gradient, [-0.5, 0.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hinge;

each_output!(Hinge, "Hinge"; targets: Bounds::MinusOneOrOne; |_| Margin);

/// How far an output is from the margin of 1, and the derivative.
struct Margin;

impl<R: Real> EachValue<R> for Margin {
    #[inline(always)]
    fn of(&self, y: R, t: R) -> (R, R) {
        let (zero, one, against) = (R::from_f64(0.0), R::from_f64(1.0), -t);
        // 1 - t² is 0 for -1 and 1 only.
        let against = zero.if_less(against.mul_add(t, one).abs(), R::from_f64(f64::NAN), against);
        let missing = against.mul_add(y, one);
        // `max` returns its argument if either value is NaN, so NaN propagates, to the derivative too.
        let loss = zero.max(missing);
        (loss, zero.if_less(missing, against, loss))
    }
}
