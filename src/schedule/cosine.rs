//! Half a cosine, once or again and again.

use core::f64::consts::PI;

use crate::bounds::Bounds;
use crate::schedule::contract::Schedule;
use crate::schedule::error::{Error, check_length, check_number};

/// least + (start - least) (1 + cos(π t / length)) / 2: the rate falls slowly, then fast, then slowly.
///
/// From t = length on it stays at the least rate; with [`restarts`](Self::restarts) it starts again from the top.
/// Source: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017.
///
/// ```
/// use staticnn::schedule::{Cosine, Schedule};
///
/// let schedule = Cosine::new(100).least(0.01);
/// assert_eq!(schedule.rate(0.1, 0), 0.1);
/// assert!((schedule.rate(0.1, 50) - 0.055).abs() < 1e-15);
/// assert_eq!(schedule.rate(0.1, 100), 0.01);
/// assert_eq!(schedule.rate(0.1, 1000), 0.01);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cosine {
    length: usize,
    least: f64,
    /// What a period's length is multiplied by for the next one; `None` without restarts.
    growth: Option<usize>,
}

impl Cosine {
    /// Creates the schedule: a length of at least 1, and a least rate of 0.
    #[must_use]
    pub const fn new(length: usize) -> Self {
        Self { length, least: 0.0, growth: None }
    }

    /// Sets the least rate, finite and at least 0.
    #[must_use]
    pub const fn least(mut self, rate: f64) -> Self {
        self.least = rate;
        self
    }

    /// Starts again from the top after each period. Each one is `growth` times as long as the one before; `growth` is at
    /// least 1.
    ///
    /// ```
    /// use staticnn::schedule::{Cosine, Schedule};
    ///
    /// let schedule = Cosine::new(10).restarts(2); // periods of 10, 20, 40, ...
    /// assert_eq!([0, 10, 30, 70].map(|t| schedule.rate(0.1, t)), [0.1; 4]);
    /// assert!((schedule.rate(0.1, 20) - 0.05).abs() < 1e-15);
    /// ```
    #[must_use]
    pub const fn restarts(mut self, growth: usize) -> Self {
        self.growth = Some(growth);
        self
    }

    /// The counter within its period, and the period's length.
    fn place(&self, t: usize) -> (usize, usize) {
        let (mut place, mut length) = (t, self.length.max(1));
        match self.growth {
            None => (place.min(length), length),
            Some(0 | 1) => (place % length, length),
            Some(growth) => {
                while place >= length {
                    place -= length;
                    length = length.saturating_mul(growth);
                }
                (place, length)
            }
        }
    }
}

impl Schedule for Cosine {
    #[allow(clippy::cast_precision_loss, reason = "no training has 2^53 steps")]
    fn rate(&self, start: f64, t: usize) -> f64 {
        let (place, length) = self.place(t);
        interpolated(start, self.least, place as f64 / length as f64)
    }

    fn check(&self) -> Result<(), Error> {
        check_length("Cosine's length", self.length)?;
        check_length("the growth of Cosine's restarts", self.growth.unwrap_or(1))?;
        check_number("Cosine's least rate", self.least, Bounds::FiniteFromZero)
    }
}

/// From `from` to `to` along half a cosine, at a share from 0 to 1 of the way.
pub(super) fn interpolated(from: f64, to: f64, share: f64) -> f64 {
    // The ends are exact: the cosine of the rounded π is -1.
    to + (from - to) * (1.0 + libm::cos(PI * share)) / 2.0
}
