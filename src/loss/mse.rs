//! The mean squared error.

use crate::loss::Loss;
use crate::scalar::Scalar;

/// The mean of (y - t)² over a sample's N outputs: for regression.
///
/// Derivative: 2 (y - t) / N. The unit is that of the targets, squared. Any last stage.
///
/// ```
/// use staticnn::prelude::*;
///
/// let mut gradient = [0.0; 2];
/// let loss = Loss::<[f64; 2], Linear>::sample(&Mse, &[1.0, 2.0], &[1.0, 4.0], &mut gradient);
/// assert_eq!(loss, 2.0);
/// assert_eq!(gradient, [0.0, -2.0]);
/// # use staticnn::activation::Linear;
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mse;

impl<T: Scalar, H, const N: usize> Loss<[T; N], H> for Mse {
    type Target = [T; N];

    #[inline]
    fn sample(&self, output: &[T; N], target: &[T; N], gradient: &mut [T; N]) -> T {
        let share = T::from_f64(1.0 / N as f64);
        let mut sum = T::ZERO;
        for ((y, t), g) in output.iter().zip(target).zip(gradient) {
            let error = *y - *t;
            *g = (error + error) * share;
            sum += error * error;
        }
        sum * share
    }
}
