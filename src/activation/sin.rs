//! The sine.

use crate::activation::formula::{Activation, FromInput};
use crate::real::Real;

/// y = sin z: for what repeats itself, such as sound, or an image as a function of its places.
///
/// f'(z) = cos z. Range: -1 to 1. y doesn't tell z, so the tape keeps f'(z). From |z| = 100000 on, in f64 from 1000000,
/// it is NaN: so large an angle says nothing of its sine.
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
