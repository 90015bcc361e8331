//! No activation.

use crate::activation::formula::{Activation, FromOutput, Fused};
use crate::real::Real;

/// y = z: no activation.
///
/// f'(z) = 1. Range: all numbers. For the last stage of a regression, and of a classification that is
/// trained from logits.
///
#[doc = include_str!("../../docs/images/activations/linear.svg")]
///
/// ```
/// use staticnn::activation::{Activation, Linear};
///
/// assert_eq!(Linear::value(-2.5), -2.5);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Linear;

impl Activation for Linear {
    type Derivative = FromOutput;
    const NAME: &'static str = "linear";
    const FINITE_AT_ZERO: bool = true;
    const HEAVY: bool = false;
    const FUSED: Option<Fused> = Some(Fused::Linear);

    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        z
    }
    #[inline(always)]
    fn derivative<R: Real>(_: R) -> R {
        R::from_f64(1.0)
    }
    #[inline(always)]
    fn backward<R: Real>(gradient: R, _: R) -> R {
        gradient
    }
}
