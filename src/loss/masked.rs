//! A loss at some steps of a series.

use crate::kernels::compiled::Processor;
use crate::loss::contract::Loss;
use crate::loss::error::Error;
use crate::rows::{Rows, RowsMut};
use crate::scalar::Scalar;

/// The mean of a loss over the steps of a series that have a target: for series of different lengths, padded to that of the network.
///
/// The output is `[[T; N]; S]`, and the target is `[Option<U>; S]`, where `L` compares the outputs of one step, `[T; N]`, with a `U`:
/// `[Option<[T; N]>; S]` for `Masked(Mse)`, `[Option<Class<N>>; S]` for `Masked(CrossEntropy)`. A step whose target is `None` doesn't
/// count: its derivatives are 0 whatever the output, even NaN. A sample whose targets are all `None` has a loss of 0. The last stage is
/// one that `L` takes.
///
/// The mean of several samples is that of their losses: a step of a short series weighs more than one of a long series. For a mean over
/// all steps of all samples, give each sample the number of its steps as its weight
/// ([`Samples::weighted`](crate::Samples::weighted)).
///
/// An input has a value at every step, also where the target is `None`: take 0, and not NaN, which a stage with a state would carry
/// on to later steps, and into its derivatives.
///
/// ```
/// use staticnn::loss::Masked;
/// use staticnn::prelude::*;
///
/// network! { struct Line< 3x1 -> 1 >; }
///
/// // A series of three steps, and one of two, padded.
/// let x = [[[1.0], [2.0], [3.0]], [[4.0], [5.0], [0.0]]];
/// let t = [[Some([1.0]), Some([2.0]), Some([3.0])], [Some([4.0]), Some([6.0]), None]];
/// let loss = Line::zeros().loss(&Samples::from((&x, &t)), &Masked(Mse));
/// let expected: f32 = ((1.0 + 4.0 + 9.0) / 3.0 + (16.0 + 36.0) / 2.0) / 2.0;
/// assert!((loss - expected).abs() < 1e-5);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Masked<L>(pub L);

impl<T: Scalar, H, L: Loss<[T; N], H>, const N: usize, const S: usize> Loss<[[T; N]; S], H> for Masked<L> {
    type Target = [Option<L::Target>; S];
    const FROM_LOGITS: bool = L::FROM_LOGITS;

    fn sample(&self, output: &[[T; N]; S], target: &Self::Target, gradient: &mut [[T; N]; S]) -> T {
        let (mut sum, share) = (T::ZERO, share_of_step(target));
        for ((y, target), gradient) in output.iter().zip(target).zip(gradient) {
            let Some(target) = target else {
                *gradient = [T::ZERO; N];
                continue;
            };
            sum += self.0.sample(y, target, gradient);
            gradient.iter_mut().for_each(|g| *g *= share);
        }
        sum * share
    }

    fn check_target(&self, sample: usize, target: &Self::Target) -> Result<(), Error> {
        let mut steps = target.iter().enumerate().filter_map(|(step, target)| Some((step, target.as_ref()?)));
        steps.try_for_each(|(step, target)| self.0.check_target(sample, target).map_err(|error| error.at_step(step)))
    }

    #[inline(always)]
    fn rows<P: Processor>(
        &self,
        isa: P,
        outputs: Rows<'_, T>,
        targets: &[Self::Target],
        mut gradients: RowsMut<'_, T>,
        share: T,
    ) -> T {
        let mut total = T::ZERO;
        for (sample, target) in targets.iter().enumerate() {
            let (y, gradient) = (outputs.row(sample), gradients.row_mut(sample));
            let Some(any) = target.iter().flatten().next() else {
                gradient.fill(T::ZERO);
                continue;
            };
            let (mut sum, one, mut step) = (T::ZERO, share_of_step(target), 0);
            while step < S {
                // The steps from here on that count: as many rows at once as adjoin.
                let mut run = [*any; S];
                let mut length = 0;
                for (place, target) in run.iter_mut().zip(target[step..].iter().map_while(Option::as_ref)) {
                    *place = *target;
                    length += 1;
                }
                if length == 0 {
                    gradient[step * N..][..N].fill(T::ZERO);
                    step += 1;
                    continue;
                }
                let values = step * N..(step + length) * N;
                let (y, gradient) = (Rows::new(&y[values.clone()], N), RowsMut::new(&mut gradient[values], N));
                sum += self.0.rows(isa, y, &run[..length], gradient, share * one);
                step += length;
            }
            total += sum * one;
        }
        total
    }
}

/// 1 / the number of steps that count; 0 without any.
fn share_of_step<T: Scalar, U>(target: &[Option<U>]) -> T {
    let count = target.iter().flatten().count();
    if count == 0 { T::ZERO } else { T::ONE / T::from_f64(count as f64) }
}
