//! How many samples of a class are found.

use crate::class::Class;
use crate::metric::average::Average;
use crate::metric::class_counts::{ClassCounts, Score, class_score};
use crate::metric::decision;
use crate::metric::implement::metric;
use crate::scalar::Scalar;

/// hits / samples of the class: the share of the samples of a class that are predicted as such, from 0 to 1; scikit-learn's
/// `recall_score`. A class without samples has 0.
///
/// Outputs are logits or probabilities, `[T; N]`, and targets `Class<N>`; for yes or no as 0 or 1, put it in a
/// [`Binary`](crate::metric::Binary). The predicted class is that of the largest output. A prediction with a NaN is one of no
/// class. The [`Average`] says of which class the score is, or how the scores of all become one number.
///
/// ```
/// use staticnn::metric::{Average, Metric, Recall};
/// use staticnn::prelude::*;
///
/// let mut recall = Recall::new(Average::Class(Class::new(1)?));
/// for label in [1, 0] {
///     recall.add(&[0.1, 0.7, 0.2], &Class::new(label)?); // predicted: class 1
/// }
/// assert_eq!(recall.value(), 1.0);
/// # Ok::<(), staticnn::class::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recall<const N: usize> {
    average: Average<N>,
    counts: ClassCounts<N>,
}

class_score!(Recall);
