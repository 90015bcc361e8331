//! Softsign.

use crate::activation::formula::{Activation, FromOutput};
use crate::real::Real;

/// y = z / (1 + |z|): an S curve that approaches its bounds slowly.
///
/// f'(z) = 1 / (1 + |z|)² = (1 - |y|)². Range: -1 to 1.
/// Source: Turian, Bergstra and Bengio, "Quadratic Features and Deep Architectures for Chunking", 2009.
///
#[doc = include_str!("../../docs/images/activations/softsign.svg")]
///
/// ```
/// use staticnn::activation::{Activation, Softsign};
///
/// assert_eq!(Softsign::value(-3.0), -0.75);
/// assert_eq!(Softsign::derivative(-0.75), 0.0625);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Softsign;

impl Activation for Softsign {
    type Derivative = FromOutput;
    const NAME: &'static str = "softsign";
    const FINITE_AT_ZERO: bool = true;

    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        z / (R::from_f64(1.0) + z.abs())
    }
    #[inline(always)]
    fn derivative<R: Real>(y: R) -> R {
        let rest = R::from_f64(1.0) - y.abs();
        rest * rest
    }
}
