//! Sums that lose no digits.

/// A compensated sum, by Neumaier's method: its error is that of one rounding, however many terms there are. A plain sum of a
/// million terms has lost three of sixteen digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sum {
    total: f64,
    /// What roundings have taken from `total`.
    lost: f64,
}

impl Sum {
    pub(super) const ZERO: Self = Self { total: 0.0, lost: 0.0 };

    pub(super) fn add(&mut self, term: f64) {
        let total = self.total + term;
        let (larger, smaller) = if self.total.abs() < term.abs() { (term, self.total) } else { (self.total, term) };
        self.lost += (larger - total) + smaller;
        self.total = total;
    }

    pub(super) fn value(&self) -> f64 {
        // An infinite total leaves a NaN in `lost`.
        if self.total.is_finite() { self.total + self.lost } else { self.total }
    }
}

/// part / whole; NaN for 0 / 0.
#[allow(clippy::cast_precision_loss, reason = "no program counts to 2^53")]
pub(super) fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}

/// The mean of numbers; NaN of none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mean {
    sum: Sum,
    count: u64,
}

impl Mean {
    pub(super) const EMPTY: Self = Self { sum: Sum::ZERO, count: 0 };

    pub(super) fn add(&mut self, number: f64) {
        self.sum.add(number);
        self.count += 1;
    }

    #[allow(clippy::cast_precision_loss, reason = "no program counts to 2^53")]
    pub(super) fn value(&self) -> f64 {
        self.sum.value() / self.count as f64
    }

    #[cfg(feature = "serde")]
    pub(super) fn check(&self) -> Result<(), &'static str> {
        check_count(self.count)
    }
}

/// The most that a count that was read can be: counting on from it doesn't overflow.
#[cfg(feature = "serde")]
const MOST: u64 = 1 << 53;

/// Checks counts that were read, which are of different samples.
#[cfg(feature = "serde")]
pub(super) fn check_counts<'a>(counts: impl IntoIterator<Item = &'a u64>) -> Result<(), &'static str> {
    let sum = counts.into_iter().try_fold(0_u64, |sum, count| sum.checked_add(*count));
    if sum.is_some_and(|sum| sum <= MOST) { Ok(()) } else { Err("a metric of more than 2^53 predictions") }
}

/// Checks counts that were read, of which the first is a part of the second.
#[cfg(feature = "serde")]
pub(super) fn check_part(hits: u64, samples: u64) -> Result<(), &'static str> {
    if hits > samples {
        return Err("a metric with more hits than predictions");
    }
    check_count(samples)
}

#[cfg(feature = "serde")]
pub(super) fn check_count(count: u64) -> Result<(), &'static str> {
    check_counts([&count])
}

#[cfg(feature = "serde")]
impl crate::serde::field::Field for Sum {
    fn write<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        [self.total, self.lost].write(serializer)
    }

    fn read<'de, D: ::serde::Deserializer<'de>>(&mut self, deserializer: D) -> Result<(), D::Error> {
        let mut parts = [0.0; 2];
        parts.read(deserializer)?;
        [self.total, self.lost] = parts;
        Ok(())
    }
}

#[cfg(feature = "serde")]
crate::serde::field::stored! {
    [] Mean { sum, count } from Self::EMPTY
}

/// Defines what metrics that are a mean of numbers have in common.
macro_rules! mean {
    ($Metric:ident) => {
        impl $Metric {
            /// Creates a metric of no samples.
            #[must_use]
            pub const fn new() -> Self {
                Self { mean: Mean::EMPTY }
            }

            /// Forgets all samples.
            pub fn clear(&mut self) {
                *self = Self::new();
            }

            /// Returns the mean; NaN before the first sample.
            #[must_use]
            pub fn value(&self) -> f64 {
                self.mean.value()
            }

            #[cfg(feature = "serde")]
            fn check(&self) -> Result<(), &'static str> {
                self.mean.check()
            }
        }

        impl Default for $Metric {
            fn default() -> Self {
                Self::new()
            }
        }

        #[cfg(feature = "serde")]
        crate::serde::field::stored! {
            [] $Metric { mean } from Self::new()
        }
    };
}

pub(super) use mean;
