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
        // Φ is 0 for z = -infinity, and infinity times 0 is NaN: z is bounded first.
        R::from_f64(-40.0).max(z) * z.normal_cdf()
    }
    #[inline(always)]
    fn derivative<R: Real>(z: R) -> R {
        let density = (z * z * R::from_f64(-0.5)).exp() * R::from_f64(0.398_942_280_401_432_7);
        // φ is 0 for infinite z, and infinity times 0 is NaN: z is bounded first.
        let near = R::from_f64(40.0).min(R::from_f64(-40.0).max(z));
        near.mul_add(density, z.normal_cdf())
    }
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
        // The sigmoid is 0 for z = -infinity, and infinity times 0 is NaN: z is bounded first.
        R::from_f64(-40.0).max(z) * twice_u(z).sigmoid()
    }
    #[inline(always)]
    fn derivative<R: Real>(z: R) -> R {
        // Beyond these bounds the derivative is 0 or 1 in every digit, and z³ may overflow.
        let z = R::from_f64(20.0).min(R::from_f64(-20.0).max(z));
        let (u, one) = (twice_u(z), R::from_f64(1.0));
        let slope = R::from_f64(C * 3.0 * 0.044_715).mul_add(z * z, R::from_f64(C));
        // σ(2u) (1 - σ(2u)) from both sigmoids: 1 minus a number near 1 loses digits.
        let e = (-u.abs()).exp();
        (z * slope).mul_add(e / ((one + e) * (one + e)), u.sigmoid())
    }
}

/// 2 sqrt(2 / π)
const C: f64 = 1.595_769_121_605_731;

#[inline(always)]
fn twice_u<R: Real>(z: R) -> R {
    z * R::from_f64(C * 0.044_715).mul_add(z * z, R::from_f64(C))
}
