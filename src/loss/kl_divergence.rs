//! The Kullback-Leibler divergence.

use crate::bounds::Bounds;
use crate::kernels::compiled::Processor;
use crate::kernels::losses;
use crate::loss::check::{check_samples, check_values};
use crate::loss::contract::{Loss, single_row};
use crate::loss::error::Error;
use crate::loss::heads::{ClassHead, starts_from_logits};
use crate::loss::steps::mean_of_steps;
use crate::rows::{Rows, RowsMut};
use crate::scalar::{LanesOf, Scalar};

/// The Kullback-Leibler divergence, the sum of t ln(t / p) over a sample's N classes, where p = softmax z: for targets
/// that are distributions, such as another network's probabilities or smoothed labels.
///
/// The last stage is softmax, or linear: its outputs are then the logits z. Both start from z, and the derivative is
/// p - t. It is computed as the sum of t ln(t / p) - t + p, whose terms are at least 0 and keep the digits of a small
/// divergence.
///
/// Targets are at least 0 and sum to 1; a class with t = 0 has the term p. A sum S within 1e-3 of 1 passes as rounded:
/// the loss is then S times the divergence of t / S, and the derivative S p - t. Of other targets loss and derivative are
/// NaN. Of a series, `[[T; N]; S]`, it is the mean over the S steps. Unit: nats; 0 where p = t. Source: Kullback and Leibler, "On Information and Sufficiency", 1951.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Student< 4 -> 8 relu -> 2 softmax >; }
///
/// let samples = Samples::from((&[[1.0, 2.0, 3.0, 4.0]], &[[0.25, 0.75]]));
/// let loss = Student::zeros().loss(&samples, &KlDivergence); // p is 0.5 and 0.5
/// let expected = 0.25 * (0.25_f32 / 0.5).ln() + 0.75 * (0.75_f32 / 0.5).ln();
/// assert!((loss - expected).abs() < 1e-6);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct KlDivergence;

impl KlDivergence {
    check_samples!("KlDivergence");
}

impl<T: Scalar, H: ClassHead<Self>, const N: usize> Loss<[T; N], H> for KlDivergence {
    type Target = [T; N];
    const FROM_LOGITS: bool = true;

    fn check_target(&self, sample: usize, target: &[T; N]) -> Result<(), Error> {
        check_values(sample, target, Bounds::FiniteFromZero)?;
        let sum = target.iter().map(|t| t.to_f64()).sum::<f64>();
        if (sum - 1.0).abs() <= losses::MASS_TOLERANCE { Ok(()) } else { Err(Error::Sum { sample, sum }) }
    }

    fn sample(&self, output: &[T; N], target: &[T; N], gradient: &mut [T; N]) -> T {
        starts_from_logits!(H as ClassHead<Self>);
        single_row::<_, H, _, _>(self, output, target, gradient)
    }

    #[inline(always)]
    fn rows<S: Processor>(&self, _: S, z: Rows<'_, T>, targets: &[[T; N]], gradients: RowsMut<'_, T>, share: T) -> T {
        let (sizes, targets) = ([targets.len(), N], targets.as_flattened());
        losses::kl_divergence::<LanesOf<T, S>>(z, targets, gradients, sizes, share)
    }
}

impl<T: Scalar, H: ClassHead<Self>, const N: usize, const S: usize> Loss<[[T; N]; S], H> for KlDivergence {
    type Target = [[T; N]; S];
    const FROM_LOGITS: bool = true;

    fn check_target(&self, sample: usize, target: &[[T; N]; S]) -> Result<(), Error> {
        target.iter().enumerate().try_for_each(|(step, target)| {
            Loss::<[T; N], H>::check_target(self, sample, target).map_err(|error| error.at_step(step))
        })
    }

    fn sample(&self, output: &[[T; N]; S], target: &[[T; N]; S], gradient: &mut [[T; N]; S]) -> T {
        starts_from_logits!(H as ClassHead<Self>);
        single_row::<_, H, _, _>(self, output, target, gradient)
    }

    #[inline(always)]
    fn rows<P: Processor>(
        &self,
        _: P,
        z: Rows<'_, T>,
        targets: &[[[T; N]; S]],
        gradients: RowsMut<'_, T>,
        share: T,
    ) -> T {
        mean_of_steps(
            z,
            gradients,
            [targets.len(), S, N],
            share,
            #[inline(always)]
            |sample, z, gradients, share| {
                losses::kl_divergence::<LanesOf<T, P>>(z, targets[sample].as_flattened(), gradients, [S, N], share)
            },
        )
    }
}
