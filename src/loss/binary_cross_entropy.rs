//! The binary cross-entropy.

use crate::bounds::Bounds;
use crate::kernels::losses::EachValue;
use crate::loss::each_output::each_output;
use crate::loss::heads::BinaryHead;
use crate::real::Real;

/// The mean of -t ln p - (1 - t) ln(1 - p) over a sample's N outputs, where p = sigmoid z: for N independent yes-or-no
/// questions.
///
/// The last stage is sigmoid, or linear: its outputs are then the logits z. Both start from z, as
/// w |z| + ln(1 + exp(-|z|)) with w = 1 - t for z >= 0, else t. The derivative is (p - t) / N, as the difference of the
/// probabilities of the less likely answer, which keeps the digits of a p near 0 or 1. An infinite logit costs 0 if its
/// answer is certain in the target too, else infinity. Targets are probabilities, 0 to 1; of another number loss and
/// derivative are NaN. Unit: nats; p = 0.5 for every question costs ln 2. Source: Good, "Rational Decisions", 1952.
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

each_output!(
    BinaryCrossEntropy, "BinaryCrossEntropy", H: BinaryHead<Self>, FROM_LOGITS = true;
    targets: Bounds::FromZeroToOne;
    |_| FromLogit
);

/// The loss of one logit and its derivative.
struct FromLogit;

impl<R: Real> EachValue<R> for FromLogit {
    #[inline(always)]
    fn of(&self, z: R, t: R) -> (R, R) {
        let (zero, one, nan) = (R::from_f64(0.0), R::from_f64(1.0), R::from_f64(f64::NAN));
        let (size, no) = (z.abs(), one - t);
        // The probability of the less likely answer: by the target, NaN if that is no probability, and by the logit.
        let expected = t.min(no).if_less(zero, nan, z.if_less(zero, t, no));
        let e = (-size).exp();
        let found = e / (one + e);
        // Infinity times 0 is 0 here: the answer is right. NaN propagates.
        let wrong = zero.if_less(expected, size * expected, expected);
        (wrong + e.ln_1p(), z.if_less(zero, found - expected, expected - found))
    }
}
