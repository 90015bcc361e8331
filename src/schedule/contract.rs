//! The trait that every schedule implements, and a rise in front of any.

use crate::bounds::Bounds;
use crate::schedule::error::{Error, check_number};

/// A learning rate over a training.
///
/// A closure from the optimizer's rate and t is a schedule. So is a type with [`rate`](Self::rate):
///
/// ```
/// use staticnn::prelude::*;
/// use staticnn::schedule::Schedule;
///
/// /// The rate falls with the square root of t.
/// struct SquareRoot;
///
/// impl Schedule for SquareRoot {
///     fn rate(&self, start: f64, t: usize) -> f64 {
///         start / (1.0 + t as f64).sqrt()
///     }
/// }
/// let closure = |start: f64, t: usize| start / (1.0 + t as f64).sqrt();
/// assert_eq!(SquareRoot.rate(0.1, 3), 0.05);
/// assert_eq!(closure.rate(0.1, 3), 0.05);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't a schedule",
    note = "a schedule is one of `staticnn::schedule`, or a closure `|start: f64, t: usize| -> f64`"
)]
pub trait Schedule {
    /// Returns the learning rate at t, which counts epochs or steps from 0. `start` is the optimizer's own rate.
    fn rate(&self, start: f64, t: usize) -> f64;

    /// Takes in the loss of an epoch: that of the validation samples if there are some, otherwise the training loss. A trainer
    /// calls it after every epoch. The default does nothing, for a schedule that doesn't depend on losses.
    fn observe(&mut self, loss: f64) {
        let _ = loss;
    }

    /// Forgets the losses taken in. A trainer calls it at the start.
    fn restart(&mut self) {}

    /// Checks the numbers that the schedule was created with; a trainer does so before the first step. The default accepts
    /// everything.
    ///
    /// # Errors
    ///
    /// The first number that is out of range.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    /// Puts a warm-up of `length` epochs or steps in front: the rate rises linearly from a third of this schedule's first rate to
    /// all of it. [`WarmUp::from`] sets another share to start from. This schedule's t starts from 0 after the warm-up.
    ///
    /// ```
    /// use staticnn::schedule::{Constant, Schedule};
    ///
    /// let schedule = Constant.after_warm_up(4).from(0.2);
    /// let rates = [0, 1, 2, 3, 4, 5].map(|t| schedule.rate(1.0, t));
    /// for (rate, expected) in rates.iter().zip([0.2, 0.4, 0.6, 0.8, 1.0, 1.0]) {
    ///     assert!((rate - expected).abs() < 1e-15);
    /// }
    /// ```
    fn after_warm_up(self, length: usize) -> WarmUp<Self>
    where
        Self: Sized,
    {
        WarmUp::new(length, self)
    }

    /// Returns the points (t, rate) for t from 0 to `length` - 1: for `Chart::schedule`, or to print.
    ///
    /// ```
    /// use staticnn::schedule::{Schedule, Step};
    ///
    /// let schedule = Step::new(2, 0.5);
    /// let points = schedule.curve(0.1, 4);
    /// assert!(points.eq([(0.0, 0.1), (1.0, 0.1), (2.0, 0.05), (3.0, 0.05)]));
    /// ```
    #[allow(clippy::cast_precision_loss, reason = "no training has 2^53 steps")]
    fn curve(&self, start: f64, length: usize) -> impl Iterator<Item = (f64, f64)>
    where
        Self: Sized,
    {
        (0..length).map(move |t| (t as f64, self.rate(start, t)))
    }
}

impl<F: Fn(f64, usize) -> f64> Schedule for F {
    fn rate(&self, start: f64, t: usize) -> f64 {
        self(start, t)
    }
}

/// A rate that stays as it is: to put a warm-up in front.
///
/// ```
/// use staticnn::schedule::{Constant, Schedule};
///
/// assert_eq!(Constant.rate(0.1, 1000), 0.1);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Constant;

impl Schedule for Constant {
    fn rate(&self, start: f64, _: usize) -> f64 {
        start
    }
}

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
    const fn new(length: usize, then: S) -> Self {
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
