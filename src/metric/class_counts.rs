//! Precision, recall and F1, from counts per class.

use crate::class::Class;
use crate::metric::average::Average;

/// Counts of one class: how often it was predicted where it is the target, how often it was predicted, and how often it is the
/// target.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) hits: f64,
    pub(super) predicted: f64,
    pub(super) actual: f64,
}

/// A score of a class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Score {
    Precision,
    Recall,
    F1,
}

impl Score {
    /// The score; 0 where it is 0 / 0, as in scikit-learn.
    fn of(self, Counts { hits, predicted, actual }: Counts) -> f64 {
        let (part, whole) = match self {
            Self::Precision => (hits, predicted),
            Self::Recall => (hits, actual),
            Self::F1 => (2.0 * hits, predicted + actual),
        };
        if whole == 0.0 { 0.0 } else { part / whole }
    }

    /// The score as the average asks for it; NaN if there is nothing.
    pub(super) fn average<const N: usize>(self, average: Average<N>, counts: impl Fn(usize) -> Counts) -> f64 {
        let (mut all, mut sum, mut classes) = (Counts::default(), 0.0, 0.0);
        for class in 0..N {
            let counts = counts(class);
            all.hits += counts.hits;
            all.predicted += counts.predicted;
            all.actual += counts.actual;
            if counts.predicted + counts.actual > 0.0 {
                sum += self.of(counts);
                classes += 1.0;
            }
        }
        if all.actual == 0.0 {
            return f64::NAN;
        }
        match average {
            Average::Class(class) => self.of(counts(class.index())),
            Average::Macro => sum / classes,
            Average::Micro => self.of(all),
        }
    }
}

/// The counts of every class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ClassCounts<const N: usize> {
    pub(super) hits: [u64; N],
    pub(super) predicted: [u64; N],
    pub(super) actual: [u64; N],
}

impl<const N: usize> ClassCounts<N> {
    pub(super) const ZERO: Self = Self { hits: [0; N], predicted: [0; N], actual: [0; N] };

    /// Counts a sample; `None` for a prediction of no class.
    pub(super) fn add(&mut self, predicted: Option<Class<N>>, actual: Class<N>) {
        self.actual[actual.index()] += 1;
        if let Some(predicted) = predicted {
            self.predicted[predicted.index()] += 1;
            self.hits[actual.index()] += u64::from(predicted == actual);
        }
    }

    pub(super) fn average(&self, score: Score, average: Average<N>) -> f64 {
        #[allow(clippy::cast_precision_loss, reason = "no program counts to 2^53")]
        let counts = |class: usize| Counts {
            hits: self.hits[class] as f64,
            predicted: self.predicted[class] as f64,
            actual: self.actual[class] as f64,
        };
        score.average(average, counts)
    }
}

#[cfg(feature = "serde")]
impl<const N: usize> ClassCounts<N> {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        crate::metric::sum::check_counts(&self.actual)?;
        crate::metric::sum::check_counts(&self.predicted)?;
        let known = self.predicted.iter().zip(&self.actual);
        if self.hits.iter().zip(known).any(|(hits, (predicted, actual))| hits > predicted || hits > actual) {
            return Err("a metric with more hits than predictions");
        }
        Ok(())
    }
}

#[cfg(feature = "serde")]
crate::serde::field::stored! {
    [const N: usize] ClassCounts<N> { hits, predicted, actual } from Self::ZERO
}

/// Defines a metric of classes by its score: its creation, its value, and the trait.
macro_rules! class_score {
    ($Metric:ident) => {
        impl<const N: usize> $Metric<N> {
            /// Creates a metric of no samples, for one class or for all.
            #[must_use]
            pub const fn new(average: Average<N>) -> Self {
                Self { average, counts: ClassCounts::ZERO }
            }

            /// Forgets all samples.
            pub fn clear(&mut self) {
                self.counts = ClassCounts::ZERO;
            }

            /// Returns the score; NaN before the first sample.
            #[must_use]
            pub fn value(&self) -> f64 {
                self.counts.average(Score::$Metric, self.average)
            }

            #[cfg(feature = "serde")]
            fn check(&self) -> Result<(), &'static str> {
                self.counts.check()
            }
        }

        metric! {
            [T: Scalar, const N: usize] $Metric<N>: [T; N], Class<N> => |metric, y, class| {
                metric.counts.add(decision::largest(y), *class);
            };
        }

        #[cfg(feature = "serde")]
        crate::serde::field::stored! {
            [const N: usize] $Metric<N> { average, counts } from Self::new(Average::Micro)
        }
    };
}

pub(super) use class_score;
