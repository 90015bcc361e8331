//! The line that is printed for an epoch.

use std::io::{Write, stdout};

use crate::digits::SixDigits;

/// Prints the losses of an epoch.
pub(super) fn report(epoch: usize, training: f64, validation: Option<f64>) {
    let training = SixDigits(training);
    // `println!` would panic on a closed pipe, and the training should go on.
    let _ = match validation.map(SixDigits) {
        None => writeln!(stdout(), "epoch {epoch:>5}: loss {training}"),
        Some(validation) => writeln!(stdout(), "epoch {epoch:>5}: loss {training}, validation {validation}"),
    };
}
