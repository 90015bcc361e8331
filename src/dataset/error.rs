//! The errors of data sets.

use core::fmt;

use crate::debug_by_display::debug_by_display;

/// Why rows aren't a data set, or can't be divided so.
///
/// ```
/// use staticnn::dataset::{Dataset, Error};
///
/// let error = Dataset::<[f32; 3], [f32; 1]>::new(vec![], vec![]).unwrap_err();
/// assert_eq!(error, Error::Empty);
/// ```
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// There are no rows.
    Empty,
    /// The numbers of inputs and of targets differ.
    Lengths {
        /// The number of inputs.
        inputs: usize,
        /// The number of targets.
        targets: usize,
    },
    /// A slice doesn't consist of whole rows.
    Rows {
        /// How many values the slice has.
        values: usize,
        /// How many values a row has.
        row: usize,
    },
    /// No rows are to be taken.
    TakesNone,
    /// The share to hold out isn't between 0 and 1.
    Share {
        /// The share.
        share: f64,
    },
    /// A split would leave a part without rows.
    EmptyPart {
        /// The number of rows.
        rows: usize,
        /// The share to hold out.
        share: f64,
        /// How many rows that is.
        held_out: usize,
    },
    /// There are fewer than 2 folds, or more than rows.
    Folds {
        /// The number of folds.
        folds: usize,
        /// The number of rows.
        rows: usize,
    },
    /// A class has a single row, which can't be in both parts of a split.
    SingleRow {
        /// The label of the class.
        class: usize,
    },
}

debug_by_display!(Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Empty => f.write_str("there are no rows: a data set has at least 1"),
            Self::Lengths { inputs, targets } => {
                write!(f, "{inputs} inputs but {targets} targets: each row has one of each")
            }
            Self::Rows { values, row } => {
                write!(f, "{values} values aren't whole rows of {row}: {} are left over", values % row)
            }
            Self::TakesNone => f.write_str("0 rows are to be taken, but a data set has at least 1"),
            Self::Share { share } => {
                write!(f, "the share to hold out is {share:?}, but must be above 0 and below 1: 0.2 is a fifth")
            }
            Self::EmptyPart { rows, share, held_out } => write!(
                f,
                "a share of {share:?} of {rows} rows is {held_out} to hold out and {} to train on: each part needs at \
                 least 1",
                rows.saturating_sub(held_out)
            ),
            Self::Folds { folds, rows } if folds < 2 => {
                write!(f, "{folds} folds of {rows} rows: there are at least 2, each of which is held out once")
            }
            Self::Folds { folds, rows } => {
                write!(f, "{folds} folds of {rows} rows: each fold needs at least 1 row")
            }
            Self::SingleRow { class } => write!(
                f,
                "class {class} has 1 row, which can't be in both parts: each class needs 2 or more; add rows, leave the \
                 class out, or `split` without regard to classes"
            ),
        }
    }
}

impl core::error::Error for Error {}
