//! How long a training may take.

use std::time::{Duration, Instant};

/// The end of the time that a training may take, if it is limited.
pub(super) struct Clock(Option<Instant>);

impl Clock {
    /// Starts the clock. The seconds are finite and above 0; more than the clock can count is no limit.
    pub(super) fn new(seconds: Option<f64>) -> Self {
        let duration = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        Self(duration.and_then(|duration| Instant::now().checked_add(duration)))
    }

    /// Whether the time is over.
    pub(super) fn is_over(&self) -> bool {
        self.0.is_some_and(|end| Instant::now() >= end)
    }
}
