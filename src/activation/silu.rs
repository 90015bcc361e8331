//! The sigmoid-weighted rectifier.

use crate::activation::formula::{Activation, FromInput, Start};
use crate::real::Real;

/// y = z σ(z) with σ(z) = 1 / (1 + exp(-z)): a smooth relu that dips below 0; also called swish.
///
/// f'(z) = σ(z) (1 + z (1 - σ(z))). Range: -0.2785 and above. f' is no function of y, so the tape keeps
/// f'(z).
/// Source: Elfwing, Uchibe and Doya, "Sigmoid-Weighted Linear Units for Neural Network Function Approximation in
/// Reinforcement Learning", 2018.
///
#[doc = include_str!("../../docs/images/activations/silu.svg")]
///
/// ```
/// use staticnn::activation::{Activation, Silu};
///
/// assert_eq!(Silu::value(0.0), 0.0);
/// assert_eq!(Silu::derivative(0.0), 0.5);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Silu;

impl Activation for Silu {
    type Derivative = FromInput;
    const NAME: &'static str = "silu";
    const START: Start = Start::He;

    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        z.silu()
    }
    #[inline(always)]
    fn derivative<R: Real>(z: R) -> R {
        // f'(-|z|) from s = σ(-|z|), which keeps its digits, and f'(|z|) = 1 - f'(-|z|). Infinity times 0 is NaN: |z| is
        // bounded first.
        let (e, one) = ((-z.abs()).exp(), R::from_f64(1.0));
        let s = e / (one + e);
        let below = s * R::from_f64(-1000.0).max(-z.abs()).mul_add(one - s, one);
        z.if_less(R::from_f64(0.0), below, one - below)
    }
}
