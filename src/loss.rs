//! How wrong a network's outputs are: one number, and its derivatives with respect to the outputs.
//!
//! | loss | of one sample, with outputs y, targets t | last stage | target |
//! |---|---|---|---|
//! | [`Mse`] | mean of (y - t)² | any | `[scalar; N]` |
//! | [`Mae`] | mean of \|y - t\| | any | `[scalar; N]` |
//! | [`Huber`] | mean of e² / 2 where \|e\| <= delta, else delta (\|e\| - delta / 2), e = y - t | any | `[scalar; N]` |
//! | [`LogCosh`] | mean of ln cosh(y - t) | any | `[scalar; N]` |
//! | [`Quantile`] | mean of q (t - y) where y < t, else (1 - q) (y - t) | any | `[scalar; N]` |
//! | [`Hinge`] | mean of max(0, 1 - t y) | any | `[scalar; N]`, each -1 or 1 |
//! | [`CrossEntropy`] | -ln p of the right class, p = softmax z | linear (z = y) or softmax | [`Class<N>`](crate::Class) |
//! | [`BinaryCrossEntropy`] | mean of -t ln p - (1 - t) ln(1 - p), p = sigmoid z | linear (z = y) or sigmoid | `[scalar; N]`, 0 to 1 |
//! | [`KlDivergence`] | sum of t ln(t / p), p = softmax z | linear (z = y) or softmax | `[scalar; N]`, summing to 1 |
//!
//! The loss of many samples is the mean of theirs. The two cross-entropies and the divergence start from z, what goes
//! into the last activation, whichever of their two heads the network has: no digit is lost to a probability near 0 or
//! 1, and the derivative is p - t, for the binary one divided by N.

mod binary_cross_entropy;
mod cross_entropy;
mod hinge;
mod huber;
mod kl_divergence;
mod log_cosh;
mod mae;
mod mse;
mod quantile;

pub use binary_cross_entropy::BinaryCrossEntropy;
pub use cross_entropy::CrossEntropy;
pub use hinge::Hinge;
pub use huber::Huber;
pub use kl_divergence::KlDivergence;
pub use log_cosh::LogCosh;
pub use mae::Mae;
pub use mse::Mse;
pub use quantile::Quantile;

use crate::activation::{Linear, Sigmoid, Softmax};
use crate::flat::{self, Flat};
use crate::kernels::compiled::Processor;
use crate::rows::{Rows, RowsMut};
use crate::number::Number;
use crate::scalar::Scalar;
use crate::simd::portable::Portable;

/// A loss for networks with this `Output` whose last activation is `Head`.
///
/// One for every head is an `impl<H>`; one's own is a method:
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
    note = "`Mse`, `Mae`, `Huber`, `LogCosh`, `Quantile` and `Hinge` take any last stage",
    note = "the number of `Huber` and `Quantile` has the network's scalar, f32 or f64"
)]
pub trait Loss<Output: Flat, Head> {
    /// What one sample's output is compared to.
    type Target: Copy;

    /// Whether `sample` is given what goes into the last activation instead of what comes out; its derivatives are then
    /// with respect to that.
    const FROM_LOGITS: bool = false;

    /// The loss of one sample; its derivatives with respect to `output` are left in `gradient`, whose content doesn't
    /// matter before. The library averages over the samples.
    fn sample(&self, output: &Output, target: &Self::Target, gradient: &mut Output) -> Output::Scalar;

    /// The sum of the losses of many samples, and their derivatives times `share`: by `sample`, unless there is a
    /// kernel.
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

/// The last activations that the loss `L`, which is over classes, fuses with: softmax; or none, for outputs that are
/// logits.
///
/// ```
/// use staticnn::activation::{Linear, Softmax};
/// use staticnn::loss::{ClassHead, CrossEntropy};
///
/// fn fuses<H: ClassHead<CrossEntropy>>() {}
/// fuses::<Linear>();
/// fuses::<Softmax>();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{L}` needs a last stage that is linear or softmax, and this network's is `{Self}`",
    label = "the last stage is `{Self}`",
    note = "declare the last stage as `-> 10` or `-> 10 softmax`, with your number of classes"
)]
pub trait ClassHead<L> {}

impl<L> ClassHead<L> for Linear {}
impl<L> ClassHead<L> for Softmax {}

/// The last activations that the loss `L`, which is over yes and no, fuses with: sigmoid; or none, for outputs that are
/// logits.
///
/// ```
/// use staticnn::activation::{Linear, Sigmoid};
/// use staticnn::loss::{BinaryCrossEntropy, BinaryHead};
///
/// fn fuses<H: BinaryHead<BinaryCrossEntropy>>() {}
/// fuses::<Linear>();
/// fuses::<Sigmoid>();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{L}` needs a last stage that is linear or sigmoid, and this network's is `{Self}`",
    label = "the last stage is `{Self}`",
    note = "declare the last stage as `-> 1` or `-> 1 sigmoid`, with your number of outputs"
)]
pub trait BinaryHead<L> {}

impl<L> BinaryHead<L> for Linear {}
impl<L> BinaryHead<L> for Sigmoid {}

/// `Loss::sample` for a loss that has a kernel: a block of one.
fn sample<L: Loss<[T; N], H, Target = Target>, H, T: Scalar, Target: Copy, const N: usize>(
    loss: &L,
    output: &[T; N],
    target: &Target,
    gradient: &mut [T; N],
) -> T {
    let (output, gradient) = (Rows::new(output, N), RowsMut::new(gradient, N));
    loss.rows(Portable, output, core::slice::from_ref(target), gradient, T::ONE)
}

/// Writes the `impl Loss` of a loss that looks at each output by itself, for any last stage: from the loss to its
/// [`EachValue`](crate::kernels::losses::EachValue).
macro_rules! each_value {
    ($Loss:ty, |$loss:pat_param| $formula:expr) => {
        impl<T: $crate::scalar::Scalar, H, const N: usize> $crate::loss::Loss<[T; N], H> for $Loss {
            type Target = [T; N];

            fn sample(&self, output: &[T; N], target: &[T; N], gradient: &mut [T; N]) -> T {
                $crate::loss::sample::<_, H, _, _, N>(self, output, target, gradient)
            }

            #[inline(always)]
            fn rows<S: $crate::kernels::compiled::Processor>(
                &self,
                _: S,
                y: $crate::rows::Rows<'_, T>,
                targets: &[[T; N]],
                gradients: $crate::rows::RowsMut<'_, T>,
                share: T,
            ) -> T {
                let ($loss, sizes) = (self, [targets.len(), N]);
                let targets = targets.as_flattened();
                $crate::kernels::losses::each_value::<$crate::scalar::LanesOf<T, S>>(
                    y, targets, gradients, sizes, share, $formula,
                )
            }
        }
    };
}

use each_value;
