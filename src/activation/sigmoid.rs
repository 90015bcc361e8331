//! The logistic function.

use crate::activation::formula::{Activation, FromOutput};
use crate::real::Real;

/// y = 1 / (1 + exp(-z)): the logistic function, which maps any number to a probability.
///
/// f'(z) = y (1 - y). Range: 0 to 1. `BinaryCrossEntropy` fuses with it in the last stage.
/// Source: Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors", 1986.
///
#[doc = include_str!("../../docs/images/activations/sigmoid.svg")]
///
/// ```
/// use staticnn::activation::{Activation, Sigmoid};
///
/// assert_eq!(Sigmoid::value(0.0), 0.5);
/// assert_eq!(Sigmoid::value(-1000.0), 0.0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Sigmoid;

impl Activation for Sigmoid {
    type Derivative = FromOutput;
    const NAME: &'static str = "sigmoid";
    const FINITE_AT_ZERO: bool = true;

    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        z.sigmoid()
    }
    #[inline(always)]
    fn derivative<R: Real>(y: R) -> R {
        y * (R::from_f64(1.0) - y)
    }
}
