//! Normal rectifiers.

use crate::activation::formula::{Activation, FromInput, Start};
use crate::real::Real;

/// y = z Φ(z), where Φ(z) is the standard normal distribution function: a smooth relu that dips below 0.
///
/// f'(z) = Φ(z) + z φ(z), with φ(z) = exp(-z² / 2) / sqrt(2π). Range: -0.17 and above. f' is no function of y, so the
/// tape keeps f'(z). Error in f32: at most 3 units in the last place of y, or of z / 1024 where that is larger.
/// Source: Hendrycks and Gimpel, "Gaussian Error Linear Units (GELUs)", 2016.
///
#[doc = include_str!("../../docs/images/activations/gelu.svg")]
///
/// ```
/// use staticnn::activation::{Activation, Gelu};
///
/// assert!((Gelu::value(1.0_f64) - 0.8413447460685429).abs() < 1e-15);
/// assert_eq!(Gelu::derivative(0.0), 0.5);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Gelu;

impl Activation for Gelu {
    type Derivative = FromInput;
    const NAME: &'static str = "gelu";
    const START: Start = Start::He;

    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        // max(0, z) - |z| Φ(-|z|), where -0 stays -0.
        bounded_minus(z).mul_add(z.normal_tail(), R::from_f64(-0.0).max(z))
    }
    #[inline(always)]
    fn derivative<R: Real>(z: R) -> R {
        // f'(-|z|), and f'(|z|) = 1 - f'(-|z|).
        let below = bounded_minus(z).mul_add(z.normal_pdf(), z.normal_tail());
        z.if_less(R::from_f64(0.0), below, R::from_f64(1.0) - below)
    }
}

/// -|z|, bounded where f and f' of it are 0: infinity times 0 is NaN.
#[inline(always)]
fn bounded_minus<R: Real>(z: R) -> R {
    R::from_f64(-40.0).max(-z.abs())
}

/// y = z (1 + tanh u) / 2 with u = sqrt(2 / π) (z + 0.044715 z³): an approximation of [`Gelu`] with an error of at most
/// 5e-4, as GPT-2 and others use it.
///
/// f'(z) = (1 + tanh u) / 2 + z (1 - tanh² u) u' / 2, with u' = sqrt(2 / π) (1 + 0.134145 z²). Range: -0.17 and above. f'
/// is no function of y, so the tape keeps f'(z). (1 + tanh u) / 2 is computed as the sigmoid of 2 u.
/// Source: Hendrycks and Gimpel, "Gaussian Error Linear Units (GELUs)", 2016.
///
#[doc = include_str!("../../docs/images/activations/gelu_tanh.svg")]
///
/// ```
/// use staticnn::activation::{Activation, Gelu, GeluTanh};
///
/// assert!((GeluTanh::value(-1.5_f64) - Gelu::value(-1.5)).abs() < 5e-4);
/// assert_eq!(GeluTanh::derivative(0.0), 0.5);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct GeluTanh;

impl Activation for GeluTanh {
    type Derivative = FromInput;
    const NAME: &'static str = "gelu_tanh";
    const START: Start = Start::He;

    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        // max(0, z) - |z| σ(-2|u|), where -0 stays -0.
        bounded_minus(z).mul_add((-twice_u(z).abs()).sigmoid(), R::from_f64(-0.0).max(z))
    }
    #[inline(always)]
    fn derivative<R: Real>(z: R) -> R {
        // f'(-|z|) from s = σ(-2|u|), which keeps its digits, and f'(|z|) = 1 - f'(-|z|).
        let (s, minus, one) = ((-twice_u(z).abs()).sigmoid(), bounded_minus(z), R::from_f64(1.0));
        let slope = R::from_f64(C * 3.0 * 0.044_715).mul_add(minus * minus, R::from_f64(C));
        let below = s * (minus * slope).mul_add(one - s, one);
        z.if_less(R::from_f64(0.0), below, one - below)
    }
}

/// 2 sqrt(2 / π)
const C: f64 = 1.595_769_121_605_731;

#[inline(always)]
fn twice_u<R: Real>(z: R) -> R {
    z * R::from_f64(C * 0.044_715).mul_add(z * z, R::from_f64(C))
}
