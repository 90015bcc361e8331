//! The root of the mean squared error.

use crate::metric::implement::metric;
use crate::metric::sum::Sum;
use crate::real::Real;
use crate::scalar::Scalar;

/// The square root of the mean of (y - t)², in the unit of the targets, less is better; scikit-learn's
/// `root_mean_squared_error`.
///
/// Outputs and targets are `[T; N]`. With N > 1 the value is the mean of the roots of each output, scikit-learn's
/// `uniform_average`, and not the root of the mean. A NaN in a prediction makes it NaN.
///
/// ```
/// use staticnn::metric::{Metric, Rmse};
///
/// let mut rmse = Rmse::new();
/// rmse.add(&[1.0, 5.0], &[4.0, 5.0]);
/// rmse.add(&[1.0, 5.0], &[-3.0, 7.0]);
/// assert_eq!(rmse.value(), (12.5_f64.sqrt() + 2.0_f64.sqrt()) / 2.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rmse<const N: usize> {
    squares: [Sum; N],
    samples: u64,
}

impl<const N: usize> Rmse<N> {
    /// Creates a metric of no samples.
    #[must_use]
    pub const fn new() -> Self {
        Self { squares: [Sum::ZERO; N], samples: 0 }
    }

    /// Forgets all samples.
    pub fn clear(&mut self) {
        *self = Self::new();
    }

    /// Returns the root of the mean squared error; NaN before the first sample.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "no program counts to 2^53")]
    pub fn value(&self) -> f64 {
        let roots = self.squares.iter().map(|squares| Real::sqrt(squares.value() / self.samples as f64));
        roots.sum::<f64>() / N as f64
    }

    #[cfg(feature = "serde")]
    fn check(&self) -> Result<(), &'static str> {
        crate::metric::sum::check_count(self.samples)
    }
}

impl<const N: usize> Default for Rmse<N> {
    fn default() -> Self {
        Self::new()
    }
}

metric! {
    [T: Scalar, const N: usize] Rmse<N>: [T; N], [T; N] => |rmse, y, t| {
        for ((y, t), squares) in y.iter().zip(t).zip(&mut rmse.squares) {
            let error = y.to_f64() - t.to_f64();
            squares.add(error * error);
        }
        rmse.samples += 1;
    };
}

#[cfg(feature = "serde")]
crate::serde::field::stored! {
    [const N: usize] Rmse<N> { squares, samples } from Self::new()
}
