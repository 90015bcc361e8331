//! The sine.

use crate::activation::formula::{Activation, FromInput};
use crate::real::Real;

/// y = sin z: for periodic functions, such as sound, or an image as a function of the position.
///
/// f'(z) = cos z. Range: -1 to 1. f' is no function of y, so the tape keeps f'(z). NaN for |z| >= 100000, in f64 for
/// |z| >= 1000000, where the angle modulo 2π has no digits left.
/// Source: Sitzmann, Martel, Bergman, Lindell and Wetzstein, "Implicit Neural Representations with Periodic Activation
/// Functions", 2020.
///
#[doc = include_str!("../../docs/images/activations/sin.svg")]
///
/// ```
/// use staticnn::activation::{Activation, Sin};
///
/// assert_eq!(Sin::value(0.0), 0.0);
/// assert_eq!(Sin::derivative(0.0), 1.0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Sin;

impl Activation for Sin {
    type Derivative = FromInput;
    const NAME: &'static str = "sin";

    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        z.sin()
    }
    #[inline(always)]
    fn derivative<R: Real>(z: R) -> R {
        z.cos()
    }
}
