//! The errors of labels.

use core::convert::Infallible;
use core::fmt;

use crate::debug_by_display::debug_by_display;
use crate::digits::Shortest;

/// Why a label isn't a class.
///
/// ```
/// use staticnn::class::Error;
/// use staticnn::prelude::*;
///
/// assert_eq!(Class::<3>::new(7), Err(Error::OutOfRange { label: 7, classes: 3 }));
/// ```
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The label isn't below the number of classes.
    OutOfRange {
        /// The label.
        label: usize,
        /// The number of classes.
        classes: usize,
    },
    /// A value of a one-hot row is neither 0 nor 1.
    OneHotValue {
        /// The place of the value, counted from 0.
        place: usize,
        /// The value.
        value: f64,
    },
    /// A one-hot row doesn't have one 1.
    OneHotCount {
        /// How many values are 1.
        ones: usize,
    },
}

debug_by_display!(Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::OutOfRange { label, classes: 0 } => write!(f, "label {label} is out of range: there are no classes"),
            Self::OutOfRange { label, classes } => {
                write!(f, "label {label} is out of range: {classes} classes have the labels 0 to {}", classes - 1)
            }
            Self::OneHotValue { place, value } => {
                let value = Shortest(value);
                write!(f, "value {place} of a one-hot row is {value}, but must be 0 or 1 (counted from 0)")
            }
            Self::OneHotCount { ones } => {
                write!(f, "{ones} values of a one-hot row are 1, but one of them must be: the class's")
            }
        }
    }
}

impl core::error::Error for Error {}

/// No conversion of `bool` fails.
impl From<Infallible> for Error {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
