//! The binary cross-entropy.

use crate::kernels::losses::EachValue;
use crate::loss::each_output::each_output;
use crate::loss::heads::BinaryHead;
use crate::real::Real;

/// The mean of -t ln p - (1 - t) ln(1 - p) over a sample's N outputs, where p = sigmoid z: for N independent yes-or-no
/// questions.
///
/// The last stage is sigmoid, or linear: its outputs are then the logits z. Both start from z, as
/// max(z, 0) - t z + ln(1 + exp(-|z|)), and the derivative is (p - t) / N. Targets are probabilities, 0 to 1. Unit:
/// nats; p = 0.5 for every question costs ln 2. Source: Good, "Rational Decisions", 1952.
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

each_output!(BinaryCrossEntropy, H: BinaryHead<Self>, FROM_LOGITS = true, |_| FromLogit);

/// The loss of one logit and its derivative.
struct FromLogit;

impl<R: Real> EachValue<R> for FromLogit {
    #[inline(always)]
    fn of(&self, z: R, t: R) -> (R, R) {
        let loss = R::from_f64(0.0).max(z) - t * z + (-z.abs()).exp().ln_1p();
        (loss, z.sigmoid() - t)
    }
}
