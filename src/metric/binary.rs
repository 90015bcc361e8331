//! Yes or no, by a threshold.

use crate::class::Class;
use crate::metric::contract::Metric;
use crate::metric::decision;
use crate::metric::implement::metric;
use crate::scalar::Scalar;

/// A metric of classes for outputs that say yes or no: an output of at least the threshold is a prediction of class 1, any
/// other one of class 0. scikit-learn's classifiers decide so, too.
///
/// Outputs and targets are `[T; N]`, and a target is 0 or 1; with N > 1, each output is a prediction of its own. The
/// threshold is in the unit of the outputs: 0.5 for probabilities, 0 for logits, which is the same decision. The inner metric is
/// any of two classes:
///
/// | metric | |
/// |---|---|
/// | `Binary::new(0.5, Accuracy::new())` | the share of right answers |
/// | `Binary::new(0.5, F1::new(Average::POSITIVE))` | F1 of yes; so, too, `Precision` and `Recall` |
/// | `Binary::new(0.5, ConfusionMatrix::<2>::new())` | all four counts |
///
/// An output that is NaN is wrong, as in the inner metric. A target that is neither 0 nor 1, or a threshold that is NaN, makes the
/// value NaN.
///
/// ```
/// use staticnn::metric::{Accuracy, Binary, Metric};
///
/// let mut accuracy = Binary::new(0.5, Accuracy::new());
/// accuracy.add(&[0.9, 0.2], &[1.0, 0.0]);
/// accuracy.add(&[0.9, 0.5], &[0.0, 0.0]);
/// assert_eq!(accuracy.value(), 0.5);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(::serde::Serialize, ::serde::Deserialize), serde(deny_unknown_fields))]
pub struct Binary<M> {
    threshold: f64,
    metric: M,
    /// Whether there was a target that is neither 0 nor 1.
    undefined: bool,
}

impl<M> Binary<M> {
    /// Creates a metric that decides by `threshold` and judges by `metric`.
    #[must_use]
    pub const fn new(threshold: f64, metric: M) -> Self {
        Self { threshold, metric, undefined: false }
    }

    /// Returns the inner metric, such as the confusion matrix.
    ///
    /// ```
    /// use staticnn::metric::{Binary, ConfusionMatrix, Metric};
    ///
    /// let mut matrix = Binary::new(0.5, ConfusionMatrix::<2>::new());
    /// matrix.add(&[0.9], &[0.0]);
    /// assert_eq!(matrix.metric().counts(), &[[0, 1], [0, 0]]); // a false alarm
    /// ```
    #[must_use]
    pub const fn metric(&self) -> &M {
        &self.metric
    }
}

impl<M: Metric<[f64; 2], Class<2>>> Binary<M> {
    /// Forgets all predictions.
    pub fn clear(&mut self) {
        self.metric.clear();
        self.undefined = false;
    }

    /// Returns the value of the inner metric; NaN before the first prediction.
    #[must_use]
    pub fn value(&self) -> f64 {
        if self.undefined || self.threshold.is_nan() { f64::NAN } else { self.metric.value() }
    }
}

metric! {
    [T: Scalar, M: Metric<[f64; 2], Class<2>>, const N: usize] Binary<M>: [T; N], [T; N] => |binary, y, t| {
        for (y, t) in y.iter().zip(t) {
            let y = y.to_f64();
            // As outputs of two classes: the larger one is the decision.
            let outputs = match y >= binary.threshold {
                _ if y.is_nan() => [y, y],
                true => [0.0, 1.0],
                false => [1.0, 0.0],
            };
            match decision::is_one(*t).map(|is_one| Class::new(usize::from(is_one))) {
                Some(Ok(class)) => binary.metric.add(&outputs, &class),
                _ => binary.undefined = true,
            }
        }
    };
}
