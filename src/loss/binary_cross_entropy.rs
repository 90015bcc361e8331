//! The cross-entropy of yes and no.

use crate::kernels::compiled::Processor;
use crate::kernels::losses;
use crate::rows::{Rows, RowsMut};
use crate::loss::{BinaryHead, Loss, sample};
use crate::real::Real;
use crate::scalar::{LanesOf, Scalar};

/// The mean of -t ln p - (1 - t) ln(1 - p) over a sample's N outputs, where p = sigmoid z: for N questions of yes or
/// no.
///
/// The last stage is sigmoid, or linear: then its outputs are the logits z. Either way the loss starts from z, as
/// max(z, 0) - t z + ln(1 + exp(-|z|)), and the derivative is (p - t) / N. Targets are probabilities, 0 to 1. Unit:
/// nats; ln 2 is what blind guessing costs. Source: Good, "Rational Decisions", 1952.
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

/// The loss of one value, from its logit.
struct FromLogit;

impl<R: Real> losses::EachValue<R> for FromLogit {
    #[inline(always)]
    fn of(&self, z: R, t: R) -> (R, R) {
        let loss = R::from_f64(0.0).max(z) - t * z + (-z.abs()).exp().ln_1p();
        (loss, z.sigmoid() - t)
    }
}

impl<T: Scalar, H: BinaryHead<Self>, const N: usize> Loss<[T; N], H> for BinaryCrossEntropy {
    type Target = [T; N];
    const FROM_LOGITS: bool = true;

    fn sample(&self, output: &[T; N], target: &[T; N], gradient: &mut [T; N]) -> T {
        sample::<_, H, _, _, N>(self, output, target, gradient)
    }

    #[inline(always)]
    fn rows<S: Processor>(&self, _: S, z: Rows<'_, T>, targets: &[[T; N]], gradients: RowsMut<'_, T>, share: T) -> T {
        let (sizes, targets) = ([targets.len(), N], targets.as_flattened());
        losses::each_value::<LanesOf<T, S>>(z, targets, gradients, sizes, share, FromLogit)
    }
}
