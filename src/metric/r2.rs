//! The coefficient of determination.

use crate::metric::implement::metric;
use crate::metric::sum::Sum;
use crate::moments;
use crate::scalar::Scalar;

/// R², the coefficient of determination, 1 - sum of (y - t)² / sum of (t - mean t)²: 1 for a perfect prediction, 0 for one as
/// good as the mean of the targets, below 0 for a worse one; scikit-learn's `r2_score`.
///
/// Outputs and targets are `[T; N]`. With N > 1 the value is the mean of R² of each output, scikit-learn's `uniform_average`. If the
/// targets of an output are all equal, its R² is 1 where all predictions equal them, else 0. With fewer than two samples the value
/// is NaN, and a NaN in a prediction makes it NaN.
///
/// The samples are seen once, and the squares are summed up by Welford's method, which loses no digits where the targets are far
/// from 0. Source: Welford, "Note on a method for calculating corrected sums of squares and products", 1962.
///
/// ```
/// use staticnn::metric::{Metric, R2};
///
/// let mut r2 = R2::new();
/// for (y, t) in [(1.0, 1.0), (2.0, 2.0), (4.0, 3.0)] {
///     r2.add(&[y], &[t]);
/// }
/// assert_eq!(r2.value(), 0.5);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct R2<const N: usize> {
    /// Of each output: the sum of (y - t)².
    residuals: [Sum; N],
    /// Of each output: the mean of t.
    means: [f64; N],
    /// Of each output: the sum of (t - mean t)².
    squares: [f64; N],
    samples: u64,
}

impl<const N: usize> R2<N> {
    /// Creates a metric of no samples.
    #[must_use]
    pub const fn new() -> Self {
        Self { residuals: [Sum::ZERO; N], means: [0.0; N], squares: [0.0; N], samples: 0 }
    }

    /// Forgets all samples.
    pub fn clear(&mut self) {
        *self = Self::new();
    }

    /// Returns R²; NaN before the second sample.
    #[must_use]
    pub fn value(&self) -> f64 {
        if self.samples < 2 {
            return f64::NAN;
        }
        let of_output = |(residuals, squares): (&Sum, &f64)| match (residuals.value(), *squares) {
            (0.0, 0.0) => 1.0,
            (residual, 0.0) if !residual.is_nan() => 0.0,
            (residual, squares) => 1.0 - residual / squares,
        };
        self.residuals.iter().zip(&self.squares).map(of_output).sum::<f64>() / N as f64
    }

    #[cfg(feature = "serde")]
    fn check(&self) -> Result<(), &'static str> {
        if self.squares.iter().any(|squares| *squares < 0.0) {
            return Err("a sum of squares below 0");
        }
        crate::metric::sum::check_count(self.samples)
    }
}

impl<const N: usize> Default for R2<N> {
    fn default() -> Self {
        Self::new()
    }
}

metric! {
    [T: Scalar, const N: usize] R2<N>: [T; N], [T; N] => |r2, y, t| {
        r2.samples += 1;
        #[allow(clippy::cast_precision_loss, reason = "no program counts to 2^53")]
        let share = 1.0 / r2.samples as f64;
        for (output, (y, t)) in y.iter().zip(t).enumerate() {
            let (y, t) = (y.to_f64(), t.to_f64());
            r2.residuals[output].add((y - t) * (y - t));
            moments::add(&mut r2.means[output], &mut r2.squares[output], t, share);
        }
    };
}

#[cfg(feature = "serde")]
crate::serde::field::stored! {
    [const N: usize] R2<N> { residuals, means, squares, samples } from Self::new()
}
