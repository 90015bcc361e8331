//! The cross-entropy of a class.

use crate::class::Class;
use crate::flat::Elements;
use crate::kernels::compiled::Processor;
use crate::kernels::cross_entropy::cross_entropy;
use crate::loss::contract::{Loss, check_samples, single_row};
use crate::loss::error::Error;
use crate::loss::heads::{ClassHead, starts_from_logits};
use crate::loss::steps::mean_of_steps;
use crate::rows::{Rows, RowsMut};
use crate::samples::Samples;
use crate::scalar::{LanesOf, Scalar};

/// -ln p of the target class, where p = softmax z: for choosing one of N classes.
///
/// The last stage is softmax, or linear: its outputs are then the logits z. Both start from z, as
/// ln(sum of exp z) - z of the target class. The derivative is p - 1 at the target class and p elsewhere. Unit: nats;
/// equal probabilities cost ln N. Source: Good, "Rational Decisions", 1952; with softmax: Bridle, "Probabilistic
/// Interpretation of Feedforward Classification Network Outputs, with Relationships to Statistical Pattern
/// Recognition", 1990.
///
/// Of a series, `[[T; N]; S]` with the target `[Class<N>; S]`, it is the mean over the S steps;
/// [`Masked`](crate::loss::Masked) leaves steps out.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Classifier< 4 -> 8 relu -> 3 softmax >; }
///
/// let (x, labels) = ([[1.0, 2.0, 3.0, 4.0]], [Class::new(2)?]);
/// let samples = Samples::from((&x, &labels));
/// let loss = Classifier::zeros().loss(&samples, &CrossEntropy);
/// assert!((loss - 3.0_f32.ln()).abs() < 1e-6);
/// # Ok::<(), staticnn::class::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CrossEntropy;

impl CrossEntropy {
    /// Checks that every input is finite; there is no class that the loss refuses.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] with the first sample whose input isn't.
    ///
    /// ```
    /// use staticnn::loss::Error;
    /// use staticnn::prelude::*;
    ///
    /// let (x, labels) = ([[0.0], [f32::INFINITY]], [Class::<3>::new(2)?; 2]);
    /// let error = CrossEntropy.check(&Samples::from((&x, &labels))).unwrap_err();
    /// assert_eq!(error, Error::Input { sample: 1, column: 0, value: f64::INFINITY });
    /// # Ok::<(), staticnn::class::Error>(())
    /// ```
    pub fn check<Input, Target, const N: usize>(&self, samples: &Samples<'_, Input, Target>) -> Result<(), Error>
    where
        Input: Elements,
        Target: Elements<Element = Class<N>>,
    {
        check_samples(samples, |_, _| Ok(()))
    }
}

impl<T: Scalar, H: ClassHead<Self>, const N: usize> Loss<[T; N], H> for CrossEntropy {
    type Target = Class<N>;
    const FROM_LOGITS: bool = true;

    fn sample(&self, output: &[T; N], target: &Class<N>, gradient: &mut [T; N]) -> T {
        starts_from_logits!(H as ClassHead<Self>);
        single_row::<_, H, _, _>(self, output, target, gradient)
    }

    #[inline(always)]
    fn rows<S: Processor>(&self, _: S, z: Rows<'_, T>, targets: &[Class<N>], gradients: RowsMut<'_, T>, share: T) -> T {
        let (sizes, class) = ([targets.len(), N], |row: usize| targets.get(row).map_or(0, |class| class.index()));
        cross_entropy::<LanesOf<T, S>>(z, class, gradients, sizes, share)
    }
}

impl<T: Scalar, H: ClassHead<Self>, const N: usize, const S: usize> Loss<[[T; N]; S], H> for CrossEntropy {
    type Target = [Class<N>; S];
    const FROM_LOGITS: bool = true;

    fn sample(&self, output: &[[T; N]; S], target: &[Class<N>; S], gradient: &mut [[T; N]; S]) -> T {
        starts_from_logits!(H as ClassHead<Self>);
        single_row::<_, H, _, _>(self, output, target, gradient)
    }

    #[inline(always)]
    fn rows<P: Processor>(
        &self,
        _: P,
        z: Rows<'_, T>,
        targets: &[[Class<N>; S]],
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
                let class = |step: usize| targets[sample].get(step).map_or(0, |class| class.index());
                cross_entropy::<LanesOf<T, P>>(z, class, gradients, [S, N], share)
            },
        )
    }
}
