//! Why a metric has no value.

use core::fmt;

use crate::debug_by_display::debug_by_display;

/// Why an area under a curve isn't defined: what [`RocAuc::check`](crate::metric::RocAuc::check) returns.
///
/// ```
/// use staticnn::metric::{Error, Metric, RocAuc, Scored};
///
/// let mut auc = RocAuc::new([Scored::EMPTY; 2]);
/// for score in [0.1, 0.2, 0.3] {
///     auc.add(&[score], &[1.0]);
/// }
/// assert_eq!(auc.check(), Err(Error::Full { room: 2, samples: 3 }));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// There are more samples than the buffer has room for.
    Full {
        /// The room.
        room: usize,
        /// The number of samples.
        samples: u64,
    },
    /// A score is NaN.
    Score,
    /// A target is neither 0 nor 1.
    Target,
    /// There are no samples of one of the two classes.
    OneClass {
        /// The samples with the target 1.
        positive: u64,
        /// The samples with the target 0.
        negative: u64,
    },
}

debug_by_display!(Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Full { room, samples } => {
                write!(
                    f,
                    "{samples} samples for an area under the curve, but its buffer has room for {room}: make it larger"
                )
            }
            Self::Score => f.write_str("a score is NaN, so there is no area under the curve"),
            Self::Target => f.write_str("a target is neither 0 nor 1, so there is no area under the curve"),
            Self::OneClass { positive, negative } => {
                write!(f, "{positive} samples of class 1 and {negative} of class 0: an area under the curve needs both")
            }
        }
    }
}

impl core::error::Error for Error {}
