//! The mean absolute error.

use crate::loss::Loss;
use crate::scalar::Scalar;

/// The mean of |y - t| over a sample's N outputs: for regression where outliers shouldn't rule.
///
/// Derivative: sign(y - t) / N, and 0 where y = t. The unit is that of the targets. Any last stage.
///
/// ```
/// use staticnn::prelude::*;
///
/// let mut gradient = [0.0; 2];
/// let loss = Loss::<[f64; 2], Linear>::sample(&Mae, &[1.0, 2.0], &[1.0, 4.0], &mut gradient);
/// assert_eq!(loss, 1.0);
/// assert_eq!(gradient, [0.0, -0.5]);
/// # use staticnn::activation::Linear;
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mae;

impl<T: Scalar, H, const N: usize> Loss<[T; N], H> for Mae {
    type Target = [T; N];

    #[inline]
    fn sample(&self, output: &[T; N], target: &[T; N], gradient: &mut [T; N]) -> T {
        let share = T::from_f64(1.0 / N as f64);
        let mut sum = T::ZERO;
        for ((y, t), g) in output.iter().zip(target).zip(gradient) {
            let error = *y - *t;
            *g = if error > T::ZERO {
                share
            } else if error < T::ZERO {
                -share
            } else {
                error // 0, or NaN
            };
            sum += error.abs();
        }
        sum * share
    }
}
