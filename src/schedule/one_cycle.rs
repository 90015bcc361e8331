//! Up once, and down again.

use crate::bounds::Bounds;
use crate::schedule::contract::Schedule;
use crate::schedule::cosine::interpolated;
use crate::schedule::error::{Error, check_length, check_number};

/// From start / 25 up to start within the first 30 % of the length, then down to start / 250000; both along half a cosine.
///
/// The optimizer's rate is the highest, and the length is that of the whole training, usually in steps. PyTorch's `OneCycleLR`
/// moves the momentum, too; this schedule doesn't.
/// Source: Smith and Topin, "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates", 2018.
///
/// ```
/// use staticnn::schedule::{OneCycle, Schedule};
///
/// let schedule = OneCycle::new(101);
/// assert!((schedule.rate(1.0, 0) - 0.04).abs() < 1e-15);
/// assert!(schedule.rate(1.0, 29) > 0.99);
/// assert!((schedule.rate(1.0, 100) - 4e-6).abs() < 1e-15);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OneCycle {
    length: usize,
    rise: f64,
    divisors: [f64; 2],
}

impl OneCycle {
    /// Creates the schedule with a length of at least 1.
    #[must_use]
    pub const fn new(length: usize) -> Self {
        Self { length, rise: 0.3, divisors: [25.0, 1e4] }
    }

    /// Sets the share of the length in which the rate rises: above 0 and below 1. The default is 0.3.
    #[must_use]
    pub const fn rise(mut self, share: f64) -> Self {
        self.rise = share;
        self
    }

    /// Sets what the highest rate is divided by for the first one, and the first one for the last: each finite and above 0. The
    /// defaults are 25 and 10000.
    #[must_use]
    pub const fn divisors(mut self, first: f64, last: f64) -> Self {
        self.divisors = [first, last];
        self
    }
}

impl Schedule for OneCycle {
    #[allow(clippy::cast_precision_loss, reason = "no training has 2^53 steps")]
    fn rate(&self, start: f64, t: usize) -> f64 {
        let first = start / self.divisors[0];
        let last = first / self.divisors[1];
        let end = self.length as f64 - 1.0;
        // The step of the highest rate, which PyTorch computes so.
        let top = self.rise * self.length as f64 - 1.0;
        let t = (t as f64).min(end);
        if t <= top {
            return interpolated(first, start, t / top);
        }
        interpolated(start, last, (t - top) / (end - top))
    }

    fn check(&self) -> Result<(), Error> {
        check_length("OneCycle's length", self.length)?;
        check_number("OneCycle's rise", self.rise, Bounds::BetweenZeroAndOne)?;
        self.divisors
            .iter()
            .try_for_each(|divisor| check_number("a divisor of OneCycle", *divisor, Bounds::FiniteAboveZero))
    }
}
