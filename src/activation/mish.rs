//! The self-regularized rectifier.

use crate::activation::formula::{Activation, FromInput, Start};
use crate::real::Real;

/// y = z tanh(softplus z), with softplus z = ln(1 + exp z): a smooth relu that dips below 0.
///
/// With t = tanh(softplus z), f'(z) = t + z (1 - t²) σ(z), where σ(z) = 1 / (1 + exp(-z)). Range: -0.3089 and above. f'
/// is no function of y, so the tape keeps f'(z). With w = e (e + 2) and e = exp z, t is w / (w + 2), without a logarithm.
/// Source: Misra, "Mish: A Self Regularized Non-Monotonic Activation Function", 2020.
///
#[doc = include_str!("../../docs/images/activations/mish.svg")]
///
/// ```
/// use staticnn::activation::{Activation, Mish};
///
/// assert_eq!(Mish::value(0.0), 0.0);
/// assert!((Mish::derivative(0.0_f64) - 0.6).abs() < 1e-15);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Mish;

impl Activation for Mish {
    type Derivative = FromInput;
    const NAME: &'static str = "mish";
    const START: Start = Start::He;

    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        let [_, w] = powers(z);
        // t is 0 for z = -infinity, and infinity times 0 is NaN: z is bounded first.
        R::from_f64(-1000.0).max(z) * (w / (w + R::from_f64(2.0)))
    }
    #[inline(always)]
    fn derivative<R: Real>(z: R) -> R {
        let z = R::from_f64(20.0).min(R::from_f64(-1000.0).max(z));
        let ([e, w], one, two) = (powers(z), R::from_f64(1.0), R::from_f64(2.0));
        let t = w / (w + two);
        // 1 - t², without the cancellation where t is near 1.
        let rest = R::from_f64(4.0) * (w + one) / ((w + two) * (w + two));
        (z * rest).mul_add(e / (one + e), t)
    }
}

/// e = exp z and w = e (e + 2), with z bounded so that they don't overflow: above the bound t is 1 in every digit.
#[inline(always)]
fn powers<R: Real>(z: R) -> [R; 2] {
    let e = R::from_f64(20.0).min(z).exp();
    [e, e * (e + R::from_f64(2.0))]
}
