//! The cross-entropy of yes and no.

use crate::activation::{Activation, Linear, Sigmoid};
use crate::loss::Loss;
use crate::scalar::Scalar;

/// The mean of -t ln p - (1 - t) ln(1 - p) over a sample's N outputs, where p = sigmoid z: for N questions of yes or no.
///
/// The last stage is sigmoid, or linear: then its outputs are the logits z. Either way the loss starts from z, as
/// max(z, 0) - t z + ln(1 + exp(-|z|)), and the derivative is (p - t) / N. Targets are probabilities, 0 to 1. Unit: nats;
/// ln 2 is what blind guessing costs.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Spam< 2 -> 1 sigmoid >; }
///
/// let samples = Samples::from((&[[1.0, 2.0]], &[[1.0]]));
/// let loss = Spam::zeros().loss(&samples, &BinaryCrossEntropy);
/// assert!((loss - 2.0_f32.ln()).abs() < 1e-6);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BinaryCrossEntropy;

#[inline]
fn from_logits<T: Scalar, const N: usize>(z: &[T; N], target: &[T; N], gradient: &mut [T; N]) -> T {
    let share = T::from_f64(1.0 / N as f64);
    let mut sum = T::ZERO;
    for ((z, t), g) in z.iter().zip(target).zip(gradient) {
        *g = (Sigmoid::value(*z) - *t) * share;
        let positive = if *z <= T::ZERO { T::ZERO } else { *z };
        sum += positive - *t * *z + (-z.abs()).exp().ln_1p();
    }
    sum * share
}

impl<T: Scalar, const N: usize> Loss<[T; N], Linear> for BinaryCrossEntropy {
    type Target = [T; N];
    const FROM_LOGITS: bool = true;

    #[inline]
    fn sample(&self, output: &[T; N], target: &[T; N], gradient: &mut [T; N]) -> T {
        from_logits(output, target, gradient)
    }
}

impl<T: Scalar, const N: usize> Loss<[T; N], Sigmoid> for BinaryCrossEntropy {
    type Target = [T; N];
    const FROM_LOGITS: bool = true;

    #[inline]
    fn sample(&self, output: &[T; N], target: &[T; N], gradient: &mut [T; N]) -> T {
        from_logits(output, target, gradient)
    }
}
