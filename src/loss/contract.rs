//! The trait that every loss implements.

use core::slice;

use crate::flat::{self, Elements, Flat};
use crate::kernels::compiled::Processor;
use crate::loss::error::Error;
use crate::number::Number;
use crate::rows::{Rows, RowsMut};
use crate::samples::Samples;
use crate::scalar::Scalar;
use crate::shape::Element;
use crate::simd::portable::Portable;

/// A loss for networks with this `Output` whose last activation is `Head`.
///
/// A custom loss implements [`sample`](Self::sample). A loss for every last activation is an `impl<H>`:
///
/// ```
/// use staticnn::prelude::*;
///
/// /// The fourth power of the error.
/// struct Quartic;
///
/// impl<H> Loss<[f32; 1], H> for Quartic {
///     type Target = [f32; 1];
///
///     fn sample(&self, [y]: &[f32; 1], [t]: &[f32; 1], [gradient]: &mut [f32; 1]) -> f32 {
///         let error = y - t;
///         *gradient = 4.0 * error.powi(3);
///         error.powi(4)
///     }
/// }
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let samples = Samples::from((&[[1.0]], &[[2.0]]));
/// assert_eq!(Line::zeros().loss(&samples, &Quartic), 16.0);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't a loss for outputs `{Output}` of a last stage `{Head}`",
    label = "not a loss for this network",
    note = "arguments swapped? the order is `Trainer::new(loss, optimizer)`, `net.loss(&samples, &loss)`, `net.gradient(&samples, &loss, &mut gradient)`",
    note = "`Mse`, `Mae`, `Huber::new(1.0)`, `LogCosh`, `Quantile::new(0.9)` and `Hinge` take any last stage",
    note = "the number of `Huber` and `Quantile` has the network's scalar, f32 or f64"
)]
pub trait Loss<Output: Flat, Head> {
    /// The value that one sample's output is compared with.
    type Target: Copy;

    /// Whether `output` holds the logits, the input of the last activation, instead of the network's output. The
    /// derivatives are then with respect to the logits.
    const FROM_LOGITS: bool = false;

    /// Returns the loss of one sample and writes its derivatives with respect to `output` to `gradient`, whose previous
    /// content is ignored. The library averages over the samples.
    ///
    /// `CrossEntropy`, `KlDivergence` and `BinaryCrossEntropy` start from logits. For a network that ends in softmax or sigmoid,
    /// whose outputs are probabilities, their `sample` doesn't compile; use
    /// [`Network::backward_loss`](crate::Network::backward_loss):
    ///
    /// ```compile_fail,E0080
    /// use staticnn::activation::Softmax;
    /// use staticnn::prelude::*;
    ///
    /// let (probabilities, target) = ([0.2, 0.8], Class::new(1).unwrap());
    /// Loss::<[f32; 2], Softmax>::sample(&CrossEntropy, &probabilities, &target, &mut [0.0; 2]);
    /// ```
    fn sample(&self, output: &Output, target: &Self::Target, gradient: &mut Output) -> Output::Scalar;

    /// Checks the target of the sample with index `sample`, and the numbers that the loss was created with. The default
    /// accepts everything. `Trainer::fit` checks every sample before the first step,
    /// by [`check`](Self::check).
    ///
    /// # Errors
    ///
    /// Why the loss refuses the target or a number of its own.
    ///
    /// ```
    /// use staticnn::loss::Error;
    /// use staticnn::prelude::*;
    ///
    /// /// The squared difference of the square roots.
    /// struct Roots;
    ///
    /// impl<H> Loss<[f32; 1], H> for Roots {
    ///     type Target = [f32; 1];
    ///
    ///     fn sample(&self, [y]: &[f32; 1], [t]: &[f32; 1], [gradient]: &mut [f32; 1]) -> f32 {
    ///         let error = y.sqrt() - t.sqrt();
    ///         *gradient = error / y.sqrt();
    ///         error * error
    ///     }
    ///
    ///     fn check_target(&self, sample: usize, [t]: &[f32; 1]) -> Result<(), Error> {
    ///         if *t >= 0.0 {
    ///             return Ok(());
    ///         }
    ///         Err(Error::Target { sample, column: 0, value: f64::from(*t), allowed: "at least 0" })
    ///     }
    /// }
    ///
    /// let samples = Samples::from((&[[1.0_f32], [2.0]], &[[4.0], [-9.0]]));
    /// let error = Loss::<[f32; 1], staticnn::activation::Linear>::check(&Roots, &samples).unwrap_err();
    /// assert!(error.to_string().starts_with("sample 1: target 0 is -9.0, but must be at least 0; "));
    /// ```
    fn check_target(&self, sample: usize, target: &Self::Target) -> Result<(), Error> {
        let _ = (sample, target);
        Ok(())
    }

    /// The values of a target that the loss compares outputs with by their difference, so that their scale matters; none by
    /// default.
    #[doc(hidden)]
    fn differs_by<'t>(&self, target: &'t Self::Target) -> &'t [Output::Scalar] {
        let _ = target;
        &[]
    }

    /// Checks that every input is finite, as a class is, and every target by [`check_target`](Self::check_target). The library's losses
    /// have this as a method of their own too, which needs no type: `Mse.check(&samples)`.
    ///
    /// # Errors
    ///
    /// The first sample that isn't finite or that the loss refuses.
    ///
    /// ```
    /// use staticnn::loss::Error;
    /// use staticnn::prelude::*;
    ///
    /// let samples = Samples::from((&[[1.0_f32], [f32::NAN]], &[[4.0], [9.0]]));
    /// assert!(matches!(Mse.check(&samples), Err(Error::Input { sample: 1, column: 0, .. })));
    /// ```
    fn check<Input: Elements>(&self, samples: &Samples<'_, Input, Self::Target>) -> Result<(), Error> {
        check_samples(samples, |sample, target| self.check_target(sample, target))
    }

    /// Returns the sum of the losses of several samples and writes their derivatives, times `share`. The default calls
    /// `sample` per row; the library's losses call a kernel.
    #[doc(hidden)]
    #[inline(always)]
    fn rows<S: Processor>(
        &self,
        _: S,
        outputs: Rows<'_, Output::Scalar>,
        targets: &[Self::Target],
        mut gradients: RowsMut<'_, Output::Scalar>,
        share: Output::Scalar,
    ) -> Output::Scalar {
        let mut sum = Output::Scalar::ZERO;
        for (row, target) in targets.iter().enumerate() {
            let gradient = gradients.row_mut(row);
            sum += self.sample(flat::view(outputs.row(row)), target, flat::view_mut(gradient));
            for g in gradient {
                *g *= share;
            }
        }
        sum
    }
}

/// Checks that every input is finite, and every target by `check_target`.
pub(super) fn check_samples<Input: Elements, Target>(
    samples: &Samples<'_, Input, Target>,
    check_target: impl Fn(usize, &Target) -> Result<(), Error>,
) -> Result<(), Error> {
    for (sample, (input, target)) in samples.iter().enumerate() {
        let input = flat::elements_of(slice::from_ref(input));
        // Without an early exit, the compiler vectorizes it: it is as fast as the samples can be read.
        if !input.iter().fold(true, |usable, x| usable & x.is_usable())
            && let Some((column, value)) = input.iter().enumerate().find(|(_, x)| !x.is_usable())
        {
            return Err(Error::Input { sample, column, value: value.shown() });
        }
        check_target(sample, target)?;
    }
    Ok(())
}

/// [`Loss::sample`] of a loss that has a kernel: [`Loss::rows`] with one row.
pub(super) fn single_row<L: Loss<Output, H, Target = Target>, H, Output: Flat<Scalar: Scalar>, Target: Copy>(
    loss: &L,
    output: &Output,
    target: &Target,
    gradient: &mut Output,
) -> Output::Scalar {
    let output = Rows::new(flat::scalars(output), Output::COUNT);
    let gradient = RowsMut::new(flat::scalars_mut(gradient), Output::COUNT);
    loss.rows(Portable, output, slice::from_ref(target), gradient, Output::Scalar::ONE)
}
