//! A rate that falls where the loss has stopped falling.

use crate::bounds::Bounds;
use crate::schedule::contract::Schedule;
use crate::schedule::error::{Error, check_number};
use crate::schedule::powers::power;

/// start · factor^k, where k counts how often the loss hasn't improved for more than `patience` epochs in a row.
///
/// An epoch improves if its loss is below the best one by more than a ten-thousandth of it, as with PyTorch's defaults.
/// It counts epochs also in `Trainer::schedule_by_step`.
///
/// ```
/// use staticnn::schedule::{Plateau, Schedule};
///
/// let mut schedule = Plateau::new(0.5, 1);
/// for loss in [3.0, 2.0, 2.0, 2.0] {
///     schedule.observe(loss); // the last two don't improve, and the patience is 1
/// }
/// assert_eq!(schedule.rate(0.1, 4), 0.05);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plateau {
    factor: f64,
    patience: usize,
    least: f64,
    best: f64,
    /// Epochs in a row without an improvement.
    bad: usize,
    falls: usize,
}

impl Plateau {
    /// Creates the schedule: a factor above 0 and below 1, and how many epochs in a row may pass without an improvement.
    #[must_use]
    pub const fn new(factor: f64, patience: usize) -> Self {
        Self { factor, patience, least: 0.0, best: f64::INFINITY, bad: 0, falls: 0 }
    }

    /// Sets the least rate, finite and at least 0. The default is 0.
    #[must_use]
    pub const fn least(mut self, rate: f64) -> Self {
        self.least = rate;
        self
    }
}

impl Schedule for Plateau {
    fn rate(&self, start: f64, _: usize) -> f64 {
        let rate = start * power(self.factor, self.falls);
        // Not above `start`, also where that is below the least rate.
        if rate < self.least { self.least.min(start) } else { rate }
    }

    fn observe(&mut self, loss: f64) {
        // PyTorch's threshold, which is meant for losses above 0.
        if loss < self.best * (1.0 - 1e-4) {
            (self.best, self.bad) = (loss, 0);
        } else {
            self.bad += 1;
        }
        if self.bad > self.patience {
            (self.bad, self.falls) = (0, self.falls + 1);
        }
    }

    fn restart(&mut self) {
        (self.best, self.bad, self.falls) = (f64::INFINITY, 0, 0);
    }

    fn check(&self) -> Result<(), Error> {
        check_number("Plateau's factor", self.factor, Bounds::BetweenZeroAndOne)?;
        check_number("Plateau's least rate", self.least, Bounds::FiniteFromZero)
    }
}
