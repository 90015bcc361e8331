//! Schedules that are powers.

use crate::bounds::Bounds;
use crate::schedule::contract::Schedule;
use crate::schedule::error::{Error, check_length, check_number};

/// start · factor^t: the rate falls by the same factor each time.
///
/// ```
/// use staticnn::schedule::{Exponential, Schedule};
///
/// assert_eq!(Exponential::new(0.5).rate(0.8, 3), 0.1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exponential {
    factor: f64,
}

impl Exponential {
    /// Creates the schedule with a factor that is finite and above 0; 0.9 to 0.999 is usual.
    #[must_use]
    pub const fn new(factor: f64) -> Self {
        Self { factor }
    }
}

impl Schedule for Exponential {
    fn rate(&self, start: f64, t: usize) -> f64 {
        start * power(self.factor, t)
    }

    fn check(&self) -> Result<(), Error> {
        check_number("Exponential's factor", self.factor, Bounds::FiniteAboveZero)
    }
}

/// start · factor^(t / every), rounded down: the rate falls by a factor every so many epochs or steps.
///
/// ```
/// use staticnn::schedule::{Schedule, Step};
///
/// let schedule = Step::new(30, 0.5);
/// assert_eq!([0, 29, 30, 60].map(|t| schedule.rate(0.8, t)), [0.8, 0.8, 0.4, 0.2]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    every: usize,
    factor: f64,
}

impl Step {
    /// Creates the schedule: `every` is at least 1, the factor finite and above 0.
    #[must_use]
    pub const fn new(every: usize, factor: f64) -> Self {
        Self { every, factor }
    }
}

impl Schedule for Step {
    fn rate(&self, start: f64, t: usize) -> f64 {
        start * power(self.factor, t / self.every.max(1))
    }

    fn check(&self) -> Result<(), Error> {
        check_length("Step's interval", self.every)?;
        check_number("Step's factor", self.factor, Bounds::FiniteAboveZero)
    }
}

/// start · (1 - t / length)^power, and 0 from t = length on.
///
/// ```
/// use staticnn::schedule::{Polynomial, Schedule};
///
/// let schedule = Polynomial::new(4, 2.0);
/// assert_eq!([0, 2, 4, 5].map(|t| schedule.rate(0.8, t)), [0.8, 0.2, 0.0, 0.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Polynomial {
    length: usize,
    power: f64,
}

impl Polynomial {
    /// Creates the schedule: a length of at least 1, and a power that is finite and above 0. With 1 it is a line.
    #[must_use]
    pub const fn new(length: usize, power: f64) -> Self {
        Self { length, power }
    }
}

impl Schedule for Polynomial {
    #[allow(clippy::cast_precision_loss, reason = "no training has 2^53 steps")]
    fn rate(&self, start: f64, t: usize) -> f64 {
        if t >= self.length {
            return 0.0;
        }
        start * libm::pow(1.0 - t as f64 / self.length as f64, self.power)
    }

    fn check(&self) -> Result<(), Error> {
        check_length("Polynomial's length", self.length)?;
        check_number("Polynomial's power", self.power, Bounds::FiniteAboveZero)
    }
}

/// factor^times.
#[allow(clippy::cast_precision_loss, reason = "no training has 2^53 steps")]
pub(super) fn power(factor: f64, times: usize) -> f64 {
    libm::pow(factor, times as f64)
}
