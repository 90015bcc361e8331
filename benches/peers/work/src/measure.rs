//! What every Rust peer measures of a row.

use std::hint::black_box;

use crate::clock::median_microseconds;
use crate::process::Answer;
use crate::rows::{CHECKED_STEPS, Row};

/// Checks and measures steps. `start` gets a learning rate and returns a function that makes a step of a new network and
/// returns the loss before it.
pub fn steps<S: FnMut() -> f32>(row: &Row, seconds: f64, start: impl Fn(f32) -> S) -> Answer {
    let mut step = start(row.check_rate);
    let values = (0..CHECKED_STEPS).map(|_| f64::from(step())).collect();
    let mut step = start(row.rate);
    let call = || {
        black_box(step());
    };
    Answer { microseconds: median_microseconds(seconds, || (), call), share: f64::NAN, values }
}

/// Measures predictions, whose outputs are known already.
pub fn predictions<T>(outputs: &[f32], seconds: f64, mut predict: impl FnMut() -> T) -> Answer {
    let call = || {
        black_box(predict());
    };
    let values = outputs.iter().map(|value| f64::from(*value)).collect();
    Answer { microseconds: median_microseconds(seconds, || (), call), share: f64::NAN, values }
}
