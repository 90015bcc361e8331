//! The share of classes among the k largest outputs.

use crate::class::Class;
use crate::metric::implement::metric;
use crate::metric::sum::ratio;
use crate::scalar::Scalar;

/// The share of samples whose class is among the k largest outputs, from 0 to 1: scikit-learn's `top_k_accuracy_score`.
///
/// Outputs are logits or probabilities, `[T; N]`, and targets `Class<N>`. Of equal outputs the first counts as larger, as in
/// [`Accuracy`](crate::metric::Accuracy), which is `TopK::new(1)`; in scikit-learn the last does. A prediction with a NaN is wrong.
/// With k = 0 the value is 0, with k >= N it is 1.
///
/// ```
/// use staticnn::metric::{Metric, TopK};
/// use staticnn::prelude::*;
///
/// let mut top_two = TopK::new(2);
/// for label in 0..3 {
///     top_two.add(&[0.1, 0.7, 0.2], &Class::new(label)?);
/// }
/// assert_eq!(top_two.value(), 2.0 / 3.0);
/// # Ok::<(), staticnn::class::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TopK {
    k: u64,
    hits: u64,
    samples: u64,
}

impl TopK {
    /// Creates a metric for the `k` largest outputs.
    #[must_use]
    pub const fn new(k: usize) -> Self {
        Self { k: k as u64, hits: 0, samples: 0 }
    }

    /// Forgets all samples.
    pub fn clear(&mut self) {
        (self.hits, self.samples) = (0, 0);
    }

    /// Returns the share of classes among the k largest outputs; NaN before the first sample.
    #[must_use]
    pub fn value(&self) -> f64 {
        ratio(self.hits, self.samples)
    }

    #[cfg(feature = "serde")]
    fn check(&self) -> Result<(), &'static str> {
        crate::metric::sum::check_part(self.hits, self.samples)
    }
}

metric! {
    [T: Scalar, const N: usize] TopK: [T; N], Class<N> => |metric, y, class| {
        let of_class = y[class.index()];
        let larger = |(label, value): (usize, &T)| {
            *value > of_class || *value == of_class && label < class.index()
        };
        let rank = y.iter().enumerate().map(|value| u64::from(larger(value))).sum::<u64>();
        let is_number = y.iter().all(|value| !value.to_f64().is_nan());
        metric.hits += u64::from(is_number && rank < metric.k);
        metric.samples += 1;
    };
}

#[cfg(feature = "serde")]
crate::serde::field::stored! {
    [] TopK { k, hits, samples } from Self::new(0)
}
