//! Why data aren't fitted, or a scaler isn't folded in.

use core::fmt;

use crate::bounds::Bounds;
use crate::debug_by_display::debug_by_display;
use crate::digits::Shortest;
use crate::number::Number;
use crate::scaler::end_stage::EndStage;

/// Why a scaler refuses data or numbers, or can't be folded into a network. Rows and columns are counted from 0.
///
/// ```
/// use staticnn::scaler::{Error, Standardizer};
///
/// let error = Standardizer::fit(&[[1.0], [f32::INFINITY]]).unwrap_err();
/// assert_eq!(error, Error::Value { row: 1, column: 0, value: f64::INFINITY });
/// ```
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// There are no rows.
    Empty,
    /// A value isn't finite.
    Value {
        /// The index of the row.
        row: usize,
        /// The index of the value in the row.
        column: usize,
        /// The value: NaN, or infinity with its sign.
        value: f64,
    },
    /// The values of a column are so far apart that their deviation or their range isn't finite.
    Spread {
        /// The index of the column.
        column: usize,
    },
    /// A number of `from_parts`, or of what serde read, is out of range.
    Part {
        /// Its name.
        name: &'static str,
        /// The index of the column.
        column: usize,
        /// The number.
        value: f64,
        /// What it must be, in words.
        allowed: &'static str,
    },
    /// The maximum of a column is below its minimum.
    Order {
        /// The index of the column.
        column: usize,
        /// The minimum.
        minimum: f64,
        /// The maximum.
        maximum: f64,
    },
    /// The stage isn't a dense layer.
    Layer {
        /// The stage.
        stage: EndStage,
    },
    /// The stage has no bias, which takes in what the scaler subtracts or adds.
    Bias {
        /// The stage.
        stage: EndStage,
    },
    /// The last stage has an activation, after which a scaler can't be folded in.
    Activation {
        /// The stage.
        stage: EndStage,
    },
    /// A weight or a bias isn't finite after the scaler has been folded in.
    Fold {
        /// The stage.
        stage: EndStage,
    },
}

debug_by_display!(Error);

impl Error {
    /// Checks a number per column of a scaler.
    pub(super) fn check<T: Number>(name: &'static str, parts: &[T], bounds: Bounds) -> Result<(), Self> {
        match parts.iter().position(|part| !bounds.contain(part.to_f64())) {
            Some(column) => Err(Self::Part { name, column, value: parts[column].to_f64(), allowed: bounds.words() }),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Empty => f.write_str("there are no rows to fit a scaler to"),
            Self::Value { row, column, value } => write!(
                f,
                "row {row}: column {column} is {}, but must be finite; correct it or leave the row out (both are counted \
                 from 0)",
                Shortest(value)
            ),
            Self::Spread { column } => write!(
                f,
                "the values of column {column} are too far apart: their spread isn't finite; look for a wrong value \
                 (columns are counted from 0)"
            ),
            Self::Part { name, column, value, allowed } => write!(
                f,
                "the {name} of column {column} is {}, but must be {allowed} (columns are counted from 0)",
                Shortest(value)
            ),
            Self::Order { column, minimum, maximum } => write!(
                f,
                "the maximum of column {column} is {}, but its minimum is {} (columns are counted from 0)",
                Shortest(maximum),
                Shortest(minimum)
            ),
            Self::Layer { stage } => write!(
                f,
                "stage `{stage}` is a layer of the kind `{}`, and a scaler is folded into a dense layer: scale by hand, \
                 with `{}`",
                stage.kind(),
                stage.method()
            ),
            Self::Bias { stage } => write!(
                f,
                "stage `{stage}` has no bias, and what the scaler {} goes there: declare it without `no_bias`, or scale \
                 by hand, with `{}`",
                if stage.is_first() { "subtracts" } else { "adds" },
                stage.method()
            ),
            Self::Activation { stage } => write!(
                f,
                "stage `{stage}` ends in `{}`, and a scaler is folded into a linear last stage: declare it without an \
                 activation, or scale by hand, with `{}`",
                stage.activation(),
                stage.method()
            ),
            Self::Fold { stage } => write!(
                f,
                "stage `{stage}` would have a weight or a bias that isn't finite: look for parameters that aren't, and \
                 for a column whose spread is tiny or huge; the network is unchanged"
            ),
        }
    }
}

impl core::error::Error for Error {}
