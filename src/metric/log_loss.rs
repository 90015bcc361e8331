//! The loss of probabilities.

use crate::class::Class;
use crate::metric::decision;
use crate::metric::implement::metric;
use crate::metric::sum::{Mean, mean};
use crate::real::Real;
use crate::scalar::Scalar;

/// The mean of -ln p over the samples, where p is the probability that the prediction gives to what is true: 0 for certainty,
/// ln N for guessing among N classes, less is better; scikit-learn's `log_loss`.
///
/// Outputs are probabilities, those of a softmax or a sigmoid, and targets:
///
/// - `Class<N>`: p is the output of the class.
/// - `[T; N]` of 0 or 1, each by itself: p is the output where the target is 1, else 1 minus the output. A sample has the mean of
///   its N outputs.
///
/// p is clipped to the range from ε to 1 - ε, with ε the machine epsilon of the outputs (1.2e-7 for f32, 2.2e-16 for f64), so a
/// certain error costs 15.9 or 36. An output that is NaN or not from 0 to 1, or a target that is neither 0 nor 1, makes the value
/// NaN.
///
/// Logits aren't probabilities. For a network with a linear last stage, [`CrossEntropy`](crate::loss::CrossEntropy) or
/// [`BinaryCrossEntropy`](crate::loss::BinaryCrossEntropy) by `net.loss(..)` is this number without clipping;
/// [`softmax`](crate::softmax) makes probabilities of classes.
///
/// ```
/// use staticnn::metric::{LogLoss, Metric};
/// use staticnn::prelude::*;
///
/// let mut loss = LogLoss::new();
/// loss.add(&[0.25, 0.75_f64], &Class::new(1)?);
/// assert!((loss.value() - 0.2877).abs() < 1e-4); // -ln 0.75
/// # Ok::<(), staticnn::class::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogLoss {
    mean: Mean,
}

/// -ln p, with p clipped by the machine epsilon of `T`.
fn cost<T>(p: f64) -> f64 {
    let epsilon = if const { size_of::<T>() == size_of::<f32>() } { f64::from(f32::EPSILON) } else { f64::EPSILON };
    // `clamp` keeps NaN.
    -Real::ln(p.clamp(epsilon, 1.0 - epsilon))
}

mean!(LogLoss);

metric! {
    [T: Scalar, const N: usize] LogLoss: [T; N], Class<N> => |loss, y, class| {
        // Logits are most often found by the others.
        let all_valid = y.iter().all(|output| !decision::probability(*output).is_nan());
        let p = decision::probability(y[class.index()]);
        loss.mean.add(if all_valid { cost::<T>(p) } else { f64::NAN });
    };
    [T: Scalar, const N: usize] LogLoss: [T; N], [T; N] => |loss, y, t| {
        let costs = y.iter().zip(t).map(|(y, t)| match decision::is_one(*t) {
            Some(true) => cost::<T>(decision::probability(*y)),
            Some(false) => cost::<T>(1.0 - decision::probability(*y)),
            None => f64::NAN,
        });
        loss.mean.add(costs.sum::<f64>() / N as f64);
    };
}
