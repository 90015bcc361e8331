//! Why an optimizer can't step.

use core::fmt;

use crate::bounds::Bounds;
use crate::debug_by_display::debug_by_display;
use crate::digits::Shortest;
use crate::number::Number;

/// Why the numbers of an optimizer are refused.
///
/// ```
/// use staticnn::optimizer::Error;
/// use staticnn::prelude::*;
///
/// let error = Sgd::new(-1.0).check().unwrap_err();
/// assert_eq!(
///     error,
///     Error::Number { name: "the learning rate", value: -1.0, allowed: "finite and at least 0" }
/// );
/// assert_eq!(error.to_string(), "the learning rate is -1.0, but must be finite and at least 0");
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
}

debug_by_display!(Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Number { name, value, allowed } = *self;
        write!(f, "{name} is {}, but must be {allowed}", Shortest(value))
    }
}

impl core::error::Error for Error {}

/// Checks a number of an optimizer.
pub(super) fn check_number<T: Number>(name: &'static str, value: T, bounds: Bounds) -> Result<(), Error> {
    let value = value.to_f64();
    if bounds.contain(value) { Ok(()) } else { Err(Error::Number { name, value, allowed: bounds.words() }) }
}

/// Checks a learning rate.
pub(super) fn check_rate<T: Number>(rate: T) -> Result<(), Error> {
    check_number("the learning rate", rate, Bounds::FiniteFromZero)
}

/// The rate, or NaN if the optimizer has a number that is out of range: after a step with it all parameters are NaN.
pub(super) fn rate_or_nan<T: Number>(rate: T, checked: Result<(), Error>) -> T {
    if checked.is_ok() { rate } else { T::from_f64(f64::NAN) }
}
