//! The log-cosh loss.

use crate::bounds::Bounds;
use crate::kernels::losses::EachValue;
use crate::loss::each_output::each_output;
use crate::real::Real;

/// The mean of ln cosh(y - t) over a sample's N outputs: about e² / 2 for small errors e, about |e| - ln 2 for
/// large ones, and smooth.
///
/// Derivative: tanh(y - t) / N. Targets have no unit: errors below about 1 count as small. Any last stage. Source: Holland and
/// Welsch, "Robust regression using iteratively reweighted least-squares", 1977, where its weights are called logistic.
///
/// ```
/// use staticnn::activation::Linear;
/// use staticnn::prelude::*;
///
/// let mut gradient = [0.0; 2];
/// let loss = Loss::<[f64; 2], Linear>::sample(&LogCosh, &[1.0, 50.0], &[1.0, 0.0], &mut gradient);
/// assert!((loss - (50.0 - 2.0_f64.ln()) / 2.0).abs() < 1e-12);
/// assert_eq!(gradient, [0.0, 0.5]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LogCosh;

each_output!(LogCosh, "LogCosh"; targets: Bounds::Finite; |_| Smooth);

/// ln cosh e and its derivative, tanh e.
struct Smooth;

impl<R: Real> EachValue<R> for Smooth {
    #[inline(always)]
    fn of(&self, y: R, t: R) -> (R, R) {
        let error = y - t;
        let (size, slope, one) = (error.abs(), error.tanh(), R::from_f64(1.0));
        // -ln(1 - tanh² e) / 2 for |e| < 1, which keeps the digits of a small loss; else
        // |e| + ln(1 + exp(-2|e|)) - ln 2.
        let tail = (size * R::from_f64(-2.0)).exp();
        let logarithm = size.if_less(one, -(slope * slope), tail).ln_1p();
        let far = size + logarithm - R::from_f64(core::f64::consts::LN_2);
        (size.if_less(one, logarithm * R::from_f64(-0.5), far), slope)
    }
}
