//! A linear rise in front of a schedule.

use crate::bounds::Bounds;
use crate::schedule::contract::Schedule;
use crate::schedule::error::{Error, check_number};

/// A linear rise of the rate, followed by another schedule. [`Schedule::after_warm_up`] makes it and has an example.
///
/// For t below the length n: the following schedule's first rate, times share + (1 - share) t / n. That is PyTorch's
/// `LinearLR` within `SequentialLR`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WarmUp<S> {
    length: usize,
    share: f64,
    then: S,
}

impl<S: Schedule> WarmUp<S> {
    pub(super) const fn new(length: usize, then: S) -> Self {
        Self { length, share: 1.0 / 3.0, then }
    }

    /// Sets the share of the rate that the rise starts from: from 0 to 1. The default is a third, as PyTorch's.
    #[must_use]
    pub fn from(mut self, share: f64) -> Self {
        self.share = share;
        self
    }
}

impl<S: Schedule> Schedule for WarmUp<S> {
    #[allow(clippy::cast_precision_loss, reason = "no training has 2^53 steps")]
    fn rate(&self, start: f64, t: usize) -> f64 {
        if t >= self.length {
            return self.then.rate(start, t - self.length);
        }
        self.then.rate(start, 0) * (self.share + (1.0 - self.share) * t as f64 / self.length as f64)
    }

    fn observe(&mut self, loss: f64) {
        self.then.observe(loss);
    }

    fn restart(&mut self) {
        self.then.restart();
    }

    fn check(&self) -> Result<(), Error> {
        check_number("WarmUp's share", self.share, Bounds::FromZeroToOne)?;
        self.then.check()
    }
}
