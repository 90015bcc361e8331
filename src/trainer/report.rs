//! The lines that are printed for a training.

use std::io::{Write, stdout};

use crate::digits::SixDigits;
use crate::history::History;

/// Prints the losses and the metrics of the last epoch.
pub(super) fn epoch(history: &History) {
    // `println!` would panic on a closed pipe, and the training should go on.
    let _ = write_epoch(&mut stdout().lock(), history);
}

/// Prints the warnings of a training.
pub(super) fn warnings(history: &History) {
    let mut out = stdout().lock();
    for warning in history.warnings() {
        let _ = writeln!(out, "warning: {warning}");
    }
}

/// Writes the line of the last epoch.
pub(super) fn write_epoch(out: &mut impl Write, history: &History) -> std::io::Result<()> {
    let losses = history.training();
    write!(out, "epoch {:>5}: loss {}", losses.len(), SixDigits(losses.last().copied().unwrap_or(f64::NAN)))?;
    if let Some(validation) = history.validation().last() {
        write!(out, ", validation {}", SixDigits(*validation))?;
    }
    for (name, values) in history.metrics() {
        write!(out, ", {name} {}", SixDigits(values.last().copied().unwrap_or(f64::NAN)))?;
    }
    writeln!(out)
}
