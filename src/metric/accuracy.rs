//! The share of correct classes.

use crate::class::Class;
use crate::metric::decision;
use crate::metric::implement::metric;
use crate::metric::sum::ratio;
use crate::scalar::Scalar;

/// The share of samples whose largest output is that of their class, from 0 to 1: scikit-learn's `accuracy_score`.
///
/// Outputs are logits or probabilities, `[T; N]`, and targets `Class<N>`. The first of equal outputs counts as the largest. A
/// prediction with a NaN is wrong. For one-hot targets, take `Class::most_likely(&target)`; for yes or no as 0 or 1, a
/// [`Binary`](crate::metric::Binary).
///
/// Of a series, `[[T; N]; S]` with targets `[Class<N>; S]`, every step counts. Where some steps have no class, as with
/// [`Masked`](crate::loss::Masked), add the others one by one: each is a `[T; N]` with a `Class<N>`.
///
/// ```
/// use staticnn::metric::{Accuracy, Metric};
/// use staticnn::prelude::*;
///
/// let mut accuracy = Accuracy::new();
/// accuracy.add(&[0.1, 0.7, 0.2], &Class::new(1)?);
/// accuracy.add(&[0.1, 0.7, 0.2], &Class::new(2)?);
/// assert_eq!(accuracy.value(), 0.5);
/// # Ok::<(), staticnn::class::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Accuracy {
    hits: u64,
    samples: u64,
}

impl Accuracy {
    /// Creates an accuracy of no samples.
    #[must_use]
    pub const fn new() -> Self {
        Self { hits: 0, samples: 0 }
    }

    /// Forgets all samples.
    pub fn clear(&mut self) {
        *self = Self::new();
    }

    /// Returns the share of correct classes; NaN before the first sample.
    #[must_use]
    pub fn value(&self) -> f64 {
        ratio(self.hits, self.samples)
    }

    fn judge<T: Scalar, const N: usize>(&mut self, y: &[T; N], class: Class<N>) {
        self.hits += u64::from(decision::largest(y) == Some(class));
        self.samples += 1;
    }

    #[cfg(feature = "serde")]
    fn check(&self) -> Result<(), &'static str> {
        crate::metric::sum::check_part(self.hits, self.samples)
    }
}

metric! {
    [T: Scalar, const N: usize] Accuracy: [T; N], Class<N> => |accuracy, y, class| {
        accuracy.judge(y, *class);
    };
    [T: Scalar, const N: usize, const S: usize] Accuracy: [[T; N]; S], [Class<N>; S] => |accuracy, y, classes| {
        y.iter().zip(classes).for_each(|(y, class)| accuracy.judge(y, *class));
    };
}

#[cfg(feature = "serde")]
crate::serde::field::stored! {
    [] Accuracy { hits, samples } from Self::new()
}
