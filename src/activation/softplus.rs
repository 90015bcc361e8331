//! The smooth rectifier.

use crate::activation::formula::{Activation, FromOutput};
use crate::real::Real;

/// y = ln(1 + exp(z)): a smooth relu, always above 0.
///
/// f'(z) = 1 / (1 + exp(-z)) = 1 - exp(-y). Range: above 0. In the last stage it predicts positive quantities.
/// Source: Dugas, Bengio, Bélisle, Nadeau and Garcia, "Incorporating Second-Order Functional Knowledge for Better Option
/// Pricing", 2001.
///
#[doc = include_str!("../../docs/images/activations/softplus.svg")]
///
/// ```
/// use staticnn::activation::{Activation, Softplus};
///
/// assert!((Softplus::value(0.0_f64) - 2.0_f64.ln()).abs() < 1e-15);
/// assert!((Softplus::derivative(2.0_f64.ln()) - 0.5).abs() < 1e-15);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Softplus;

impl Activation for Softplus {
    type Derivative = FromOutput;
    const NAME: &'static str = "softplus";
    const FINITE_AT_ZERO: bool = true;

    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        z.softplus()
    }
    #[inline(always)]
    fn derivative<R: Real>(y: R) -> R {
        -(-y).exp_m1()
    }
}
