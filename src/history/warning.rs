//! What may spoil a training.

use core::fmt;

#[cfg(feature = "serde")]
use ::serde::{Deserialize, Serialize};

/// What may spoil a training, in words by `{}`: [`History::warnings`](crate::History::warnings) returns these.
///
/// Data is far from unit scale if a column has a mean beyond ±10 or a standard deviation above 10, or if no column has a
/// deviation of at least 0.01 although some vary. Gradient descent is slow on such data, or diverges; for data that was scaled
/// these numbers are about 0 and 1. They are measured on up to 1000 samples, evenly spaced.
///
/// ```
/// use staticnn::history::Warning;
/// use staticnn::prelude::*;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let samples = Samples::from((&[[100.0], [300.0]], &[[1.0], [2.0]]));
/// let mut rng = ChaCha8Rng::seed_from_u64(42);
/// let history = Trainer::new(Mse, Sgd::new(1e-6)).epochs(1).fit(&mut Line::zeros(), &samples, &mut rng)?;
/// let [warning @ Warning::Inputs(scale)] = history.warnings() else { panic!() };
/// assert_eq!((scale.column, scale.mean, scale.deviation), (0, 200.0, 100.0));
/// assert!(warning.to_string().starts_with(
///     "the inputs are far from unit scale: input 0 has mean 200 and deviation 100; "
/// ));
/// # Ok::<(), staticnn::trainer::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
#[non_exhaustive]
pub enum Warning {
    /// The inputs are far from unit scale.
    Inputs(Scale),
    /// The targets are far from unit scale.
    Targets(Scale),
}

/// The column that is furthest from unit scale.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize), serde(deny_unknown_fields))]
pub struct Scale {
    /// Its index, from 0.
    pub column: usize,
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation.
    pub deviation: f64,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, one, Scale { column, mean, deviation }) = match self {
            Self::Inputs(scale) => ("inputs", "input", scale),
            Self::Targets(scale) => ("targets", "target", scale),
        };
        let (mean, deviation) = (Rounded(*mean), Rounded(*deviation));
        write!(
            f,
            "the {what} are far from unit scale: {one} {column} has mean {mean} and deviation {deviation}; with such numbers a \
             training is slow or diverges: scale them by `scaler::Standardizer`"
        )
    }
}

/// A number with some four digits.
struct Rounded(f64);

impl fmt::Display for Rounded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.abs();
        if self.0 == 0.0 {
            f.write_str("0")
        } else if !(0.01..1e6).contains(&size) {
            write!(f, "{:.3e}", self.0)
        } else if size >= 100.0 {
            write!(f, "{:.0}", self.0)
        } else {
            write!(f, "{:.2}", self.0)
        }
    }
}
