//! The trait that every loss implements.

use crate::flat::{self, Flat};
use crate::kernels::compiled::Processor;
use crate::number::Number;
use crate::rows::{Rows, RowsMut};
use crate::scalar::Scalar;
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
    note = "the order is `Trainer::new(loss, optimizer)`, `net.loss(&samples, &loss)`, `net.gradient(&samples, &loss, &mut gradient)`",
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
    fn sample(&self, output: &Output, target: &Self::Target, gradient: &mut Output) -> Output::Scalar;

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

/// [`Loss::sample`] of a loss that has a kernel: [`Loss::rows`] with one row.
pub(super) fn single_row<L: Loss<[T; N], H, Target = Target>, H, T: Scalar, Target: Copy, const N: usize>(
    loss: &L,
    output: &[T; N],
    target: &Target,
    gradient: &mut [T; N],
) -> T {
    let (output, gradient) = (Rows::new(output, N), RowsMut::new(gradient, N));
    loss.rows(Portable, output, core::slice::from_ref(target), gradient, T::ONE)
}
