//! Which class is taken for which.

use crate::class::Class;
use crate::metric::average::Average;
use crate::metric::class_counts::{Counts, Score};
use crate::metric::decision;
use crate::metric::implement::metric;
use crate::metric::table::Table;
use crate::scalar::Scalar;

/// Counts how often each of `N` classes was predicted for each: scikit-learn's `confusion_matrix`, with accuracy, precision, recall
/// and F1. It prints as a table.
///
/// Outputs are logits or probabilities, `[T; N]`, and targets `Class<N>`; for yes or no as 0 or 1, put it in a
/// [`Binary`](crate::metric::Binary). The predicted class is that of the largest output. A prediction with a NaN is one of no
/// class: [`undecided`](Self::undecided) counts it, and it is wrong. As a metric, its value is the accuracy.
///
/// It has N (N + 1) numbers of 8 bytes, on the stack unless it is in a box; [`F1`](crate::metric::F1) and its relatives have 3 N.
///
/// ```
/// use staticnn::metric::{Average, ConfusionMatrix, Metric};
/// use staticnn::prelude::*;
///
/// let mut matrix = ConfusionMatrix::new();
/// for (output, label) in [([5.0, 1.0], 0), ([4.0, 3.0], 1), ([0.0, 2.0], 1)] {
///     matrix.add(&output, &Class::new(label)?);
/// }
/// assert_eq!(matrix.counts(), &[[1, 0], [1, 1]]);
/// assert_eq!(matrix.recall(Average::POSITIVE), 0.5);
/// assert_eq!(matrix.with_names(&["cat", "dog"]).to_string(), "\
/// true \\ predicted  cat  dog
/// cat                 1    0
/// dog                 1    1
/// ");
/// # Ok::<(), staticnn::class::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ConfusionMatrix<const N: usize> {
    counts: [[u64; N]; N],
    undecided: [u64; N],
}

impl<const N: usize> ConfusionMatrix<N> {
    /// Creates a matrix of no samples.
    #[must_use]
    pub const fn new() -> Self {
        Self { counts: [[0; N]; N], undecided: [0; N] }
    }

    /// Creates a matrix with these counts: a row for each true class, a column for each predicted one.
    ///
    /// ```
    /// use staticnn::metric::ConfusionMatrix;
    ///
    /// assert_eq!(ConfusionMatrix::from_counts([[8, 2], [1, 9]]).accuracy(), 0.85);
    /// ```
    #[must_use]
    pub const fn from_counts(counts: [[u64; N]; N]) -> Self {
        Self { counts, undecided: [0; N] }
    }

    /// Counts one prediction, however it was made.
    ///
    /// ```
    /// use staticnn::metric::ConfusionMatrix;
    /// use staticnn::prelude::*;
    ///
    /// let mut matrix = ConfusionMatrix::<3>::new();
    /// matrix.count(Class::new(2)?, Class::new(0)?);
    /// assert_eq!(matrix.counts()[2][0], 1);
    /// # Ok::<(), staticnn::class::Error>(())
    /// ```
    pub fn count(&mut self, truth: Class<N>, predicted: Class<N>) {
        let count = &mut self.counts[truth.index()][predicted.index()];
        *count = count.saturating_add(1);
    }

    /// Forgets all samples.
    pub fn clear(&mut self) {
        self.counts.as_flattened_mut().fill(0);
        self.undecided.fill(0);
    }

    /// Returns the accuracy, as [`accuracy`](Self::accuracy) does.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.accuracy()
    }

    /// Returns the counts: row by true class, column by predicted class.
    #[must_use]
    pub const fn counts(&self) -> &[[u64; N]; N] {
        &self.counts
    }

    /// Returns how many predictions had a NaN, by true class.
    #[must_use]
    pub const fn undecided(&self) -> &[u64; N] {
        &self.undecided
    }

    /// Returns the share of correct classes, from 0 to 1; NaN before the first sample.
    #[must_use]
    pub fn accuracy(&self) -> f64 {
        Score::Recall.average(Average::<N>::Micro, |class| self.of_class(class))
    }

    /// Returns the [`Precision`](crate::metric::Precision) of a class or of all; NaN before the first sample.
    #[must_use]
    pub fn precision(&self, average: Average<N>) -> f64 {
        Score::Precision.average(average, |class| self.of_class(class))
    }

    /// Returns the [`Recall`](crate::metric::Recall) of a class or of all; NaN before the first sample.
    #[must_use]
    pub fn recall(&self, average: Average<N>) -> f64 {
        Score::Recall.average(average, |class| self.of_class(class))
    }

    /// Returns the [`F1`](crate::metric::F1) of a class or of all; NaN before the first sample.
    #[must_use]
    pub fn f1(&self, average: Average<N>) -> f64 {
        Score::F1.average(average, |class| self.of_class(class))
    }

    /// Returns the table with names of the classes instead of labels, to print. A class without a name has its label.
    #[must_use]
    pub const fn with_names<'a, S: AsRef<str>>(&'a self, names: &'a [S]) -> Table<'a, S, N> {
        Table::new(&self.counts, &self.undecided, names)
    }

    #[allow(clippy::cast_precision_loss, reason = "no program counts to 2^53")]
    fn of_class(&self, class: usize) -> Counts {
        let row = self.counts[class].iter().chain([&self.undecided[class]]);
        Counts {
            hits: self.counts[class][class] as f64,
            predicted: self.counts.iter().map(|row| row[class] as f64).sum(),
            actual: row.map(|count| *count as f64).sum(),
        }
    }

    #[cfg(feature = "serde")]
    fn check(&self) -> Result<(), &'static str> {
        crate::metric::sum::check_counts(self.counts.as_flattened().iter().chain(&self.undecided))
    }
}

impl<const N: usize> Default for ConfusionMatrix<N> {
    fn default() -> Self {
        Self::new()
    }
}

/// Prints the table with labels, 0 to N - 1.
impl<const N: usize> core::fmt::Display for ConfusionMatrix<N> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.with_names::<&str>(&[]).fmt(f)
    }
}

metric! {
    [T: Scalar, const N: usize] ConfusionMatrix<N>: [T; N], Class<N> => |matrix, y, class| {
        match decision::largest(y) {
            Some(predicted) => matrix.count(*class, predicted),
            None => matrix.undecided[class.index()] = matrix.undecided[class.index()].saturating_add(1),
        }
    };
}

#[cfg(feature = "serde")]
crate::serde::field::stored! {
    [const N: usize] ConfusionMatrix<N> { counts, undecided } from Self::new()
}
