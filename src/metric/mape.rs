//! The mean relative error.

use crate::metric::implement::metric;
use crate::metric::sum::{Mean, mean};
use crate::scalar::Scalar;

/// The mean of |y - t| / |t|, a fraction and not a percentage: 0.1 is an error of a tenth, less is better; scikit-learn's
/// `mean_absolute_percentage_error`.
///
/// Outputs and targets are `[T; N]`; the value is the mean over outputs and samples. |t| is at least 2.2e-16, the machine epsilon of
/// f64, so a target of 0 makes the value huge unless the prediction is 0. A NaN in a prediction makes it NaN.
///
/// ```
/// use staticnn::metric::{Mape, Metric};
///
/// let mut mape = Mape::new();
/// mape.add(&[1.5, 4.0], &[1.0, 8.0]);
/// assert_eq!(mape.value(), 0.5);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mape {
    mean: Mean,
}

mean!(Mape);

metric! {
    [T: Scalar, const N: usize] Mape: [T; N], [T; N] => |mape, y, t| {
        let errors = y.iter().zip(t).map(|(y, t)| {
            let t = t.to_f64();
            // `max` would drop NaN; a target that is NaN makes the error NaN.
            (y.to_f64() - t).abs() / t.abs().max(f64::EPSILON)
        });
        mape.mean.add(errors.sum::<f64>() / N as f64);
    };
}
