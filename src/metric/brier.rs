//! The squared error of probabilities.

use crate::class::Class;
use crate::metric::decision;
use crate::metric::implement::metric;
use crate::metric::sum::{Mean, mean};
use crate::scalar::Scalar;

/// The mean squared error of probabilities: 0 for certainty, less is better; scikit-learn's `brier_score_loss`.
///
/// Outputs are probabilities, those of a softmax or a sigmoid, and targets:
///
/// - `[T; N]` of 0 or 1: the mean of (p - t)² over outputs and samples, from 0 to 1.
/// - `Class<N>`: the mean over the samples of the sum of (p - t)² over the classes, with t = 1 for the sample's class, else 0;
///   from 0 to 2. For N = 2 it is half of that, which is the mean of (p - t)² of either class.
///
/// An output that is NaN or not from 0 to 1, or a target that is neither 0 nor 1, makes the value NaN: for logits, take
/// [`softmax`](crate::softmax) first.
///
/// ```
/// use staticnn::metric::{Brier, Metric};
///
/// let mut brier = Brier::new();
/// brier.add(&[0.75], &[1.0]);
/// assert_eq!(brier.value(), 0.0625);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Brier {
    mean: Mean,
}

mean!(Brier);

metric! {
    [T: Scalar, const N: usize] Brier: [T; N], Class<N> => |brier, y, class| {
        let errors = y.iter().enumerate().map(|(label, y)| {
            let error = decision::probability(*y) - if label == class.index() { 1.0 } else { 0.0 };
            error * error
        });
        brier.mean.add(errors.sum::<f64>() * if N < 3 { 0.5 } else { 1.0 });
    };
    [T: Scalar, const N: usize] Brier: [T; N], [T; N] => |brier, y, t| {
        let errors = y.iter().zip(t).map(|(y, t)| match decision::is_one(*t) {
            Some(_) => {
                let error = decision::probability(*y) - t.to_f64();
                error * error
            }
            None => f64::NAN,
        });
        brier.mean.add(errors.sum::<f64>() / N as f64);
    };
}
