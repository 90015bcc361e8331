//! The mean absolute error.

use crate::flat::{self, Flat};
use crate::metric::implement::metric;
use crate::metric::sum::{Mean, mean};
use crate::number::Number;
use crate::scalar::Scalar;

/// The mean of |y - t|, in the unit of the targets, less is better; scikit-learn's `mean_absolute_error`.
///
/// Outputs and targets are arrays of one to three dimensions; the value is the mean over outputs and samples. A NaN in a prediction makes it NaN. The prelude
/// has the loss of this name, so write `metric::Mae`.
///
/// ```
/// use staticnn::metric::{self, Metric};
///
/// let mut mae = metric::Mae::new();
/// mae.add(&[1.0, 2.0], &[1.5, 0.0]);
/// assert_eq!(mae.value(), (0.5 + 2.0) / 2.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mae {
    mean: Mean,
}

mean!(Mae);

metric! {
    [A: Flat<Scalar: Scalar>] Mae: A, A => |mae, y, t| {
        let errors = flat::scalars(y).iter().zip(flat::scalars(t)).map(|(y, t)| (y.to_f64() - t.to_f64()).abs());
        mae.mean.add(errors.sum::<f64>() / A::COUNT as f64);
    };
}
