//! A loss at every step of a series.

use crate::rows::{Rows, RowsMut};
use crate::scalar::Scalar;

/// The sum over samples of the mean loss over their steps. `of_steps` is called for each sample, with its number, its steps as rows,
/// the rows of their derivatives, and what these are multiplied by; it returns the sum of the losses of the steps.
#[inline(always)]
pub(super) fn mean_of_steps<T: Scalar>(
    y: Rows<'_, T>,
    mut gradients: RowsMut<'_, T>,
    [samples, steps, width]: [usize; 3],
    share: T,
    mut of_steps: impl FnMut(usize, Rows<'_, T>, RowsMut<'_, T>, T) -> T,
) -> T {
    let one = T::ONE / T::from_f64(steps as f64);
    let mut sum = T::ZERO;
    for sample in 0..samples {
        let (y, gradients) = (Rows::new(y.row(sample), width), RowsMut::new(gradients.row_mut(sample), width));
        sum += of_steps(sample, y, gradients, share * one);
    }
    sum * one
}
