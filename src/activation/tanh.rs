//! The hyperbolic tangent.

use crate::activation::formula::{Activation, FromOutput};
use crate::real::Real;

/// y = tanh z: an S curve through the origin.
///
/// f'(z) = 1 - y². Range: -1 to 1.
/// Source: LeCun, Bottou, Orr and Müller, "Efficient BackProp", 1998, which scales it.
///
#[doc = include_str!("../../docs/images/activations/tanh.svg")]
///
/// ```
/// use staticnn::activation::{Activation, Tanh};
///
/// assert_eq!(Tanh::value(0.0), 0.0);
/// assert_eq!(Tanh::derivative(0.0), 1.0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Tanh;

impl Activation for Tanh {
    type Derivative = FromOutput;
    const NAME: &'static str = "tanh";
    const FINITE_AT_ZERO: bool = true;

    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        z.tanh()
    }
    #[inline(always)]
    fn derivative<R: Real>(y: R) -> R {
        R::from_f64(1.0) - y * y
    }
}
