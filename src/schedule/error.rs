//! Why a schedule is refused.

use core::fmt;

use crate::bounds::Bounds;
use crate::debug_by_display::debug_by_display;
use crate::digits::Shortest;

/// A number that a schedule was created with is out of range.
///
/// ```
/// use staticnn::schedule::{Exponential, Schedule};
///
/// let error = Exponential::new(-0.5).check().unwrap_err();
/// assert_eq!(error.to_string(), "Exponential's factor is -0.5, but must be finite and above 0");
/// ```
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// A number is out of range.
    Number {
        /// Its name.
        name: &'static str,
        /// The number.
        value: f64,
        /// What it must be, in words.
        allowed: &'static str,
    },
    /// A length is 0.
    Length {
        /// Its name.
        name: &'static str,
    },
}

debug_by_display!(Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Number { name, value, allowed } => write!(f, "{name} is {}, but must be {allowed}", Shortest(value)),
            Self::Length { name } => write!(f, "{name} is 0, but must be at least 1"),
        }
    }
}

impl core::error::Error for Error {}

pub(super) fn check_number(name: &'static str, value: f64, bounds: Bounds) -> Result<(), Error> {
    if bounds.contain(value) { Ok(()) } else { Err(Error::Number { name, value, allowed: bounds.words() }) }
}

pub(super) fn check_length(name: &'static str, length: usize) -> Result<(), Error> {
    if length > 0 { Ok(()) } else { Err(Error::Length { name }) }
}
