//! How far a training is, shown while it runs.

use alloc::format;
use alloc::string::String;
use core::cell::Cell;
use core::fmt::Write as _;
use std::io::{Write, stderr};
use std::time::{Duration, Instant};

use indicatif::{FormattedDuration, ProgressBar, ProgressState, ProgressStyle};

use crate::digits::SixDigits;
use crate::history::History;

/// How a trainer shows its progress, on standard error.
///
/// Both forms show the epoch, the loss, the validation loss if there is one, the samples per second and the time left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// A bar in the last line of the terminal. Nothing is shown where standard error isn't a terminal.
    Bar,
    /// Plain lines, for files and for programs that read them: at the end of an epoch, if a second has passed since the line
    /// before, and at the end of the training.
    Lines,
}

/// The line of the bar.
const TEMPLATE: &str = "{msg} {wide_bar} {rate} samples/s, {eta_precise} left";

/// The progress of one training.
pub(super) struct Bar {
    bar: ProgressBar,
    progress: Progress,
    epochs: usize,
    /// Samples that were trained on before, by a training that this one resumes.
    before: u64,
    start: Instant,
    /// When the last line was written.
    written: Cell<Option<Instant>>,
}

impl Bar {
    /// Starts to show the progress of so many epochs over so many samples, after the epochs of a history.
    pub(super) fn new(progress: Progress, epochs: usize, samples: usize, history: &History) -> Self {
        let before = (history.training().len() as u64).saturating_mul(samples as u64);
        let total = (epochs as u64).saturating_mul(samples as u64);
        let bar = match progress {
            Progress::Bar => ProgressBar::new(total).with_position(before),
            Progress::Lines => ProgressBar::hidden(),
        };
        if progress == Progress::Lines {
            bar.set_length(total);
            bar.set_position(before);
        }
        bar.reset_eta();
        // The template is correct, as a test shows; otherwise the default is used.
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style.with_key("rate", |state: &ProgressState, out: &mut dyn core::fmt::Write| {
                let _ = write!(out, "{:.0}", state.per_sec());
            }));
        }
        bar.set_message(format!("epoch 0 of {epochs}"));
        Self { bar, progress, epochs, before, start: Instant::now(), written: Cell::new(None) }
    }

    /// A batch of so many samples is done.
    pub(super) fn batch(&self, samples: usize) {
        self.bar.inc(samples as u64);
    }

    /// An epoch is done.
    pub(super) fn epoch(&self, history: &History) {
        let message = self.message(history);
        match self.progress {
            Progress::Bar => self.bar.set_message(message),
            Progress::Lines => {
                let due = self.written.get().is_none_or(|written| written.elapsed() >= Duration::from_secs(1));
                if due || history.training().len() >= self.epochs {
                    self.line(&message);
                }
            }
        }
    }

    /// The training has ended.
    pub(super) fn end(&self, history: &History) {
        if self.progress == Progress::Lines && history.training().len() < self.epochs {
            self.line(&self.message(history));
        }
        // The bar stays as it is.
        self.bar.abandon();
    }

    fn message(&self, history: &History) -> String {
        let loss = SixDigits(history.last().unwrap_or(f64::NAN));
        let mut message = format!("epoch {} of {}: loss {loss}", history.training().len(), self.epochs);
        if let Some(validation) = history.validation().last() {
            let _ = write!(message, ", validation {}", SixDigits(*validation));
        }
        message
    }

    /// Writes a line.
    #[allow(clippy::cast_precision_loss, reason = "a rate that people read")]
    fn line(&self, message: &str) {
        let (done, seconds) = ((self.bar.position() - self.before) as f64, self.start.elapsed().as_secs_f64());
        let rate = done / seconds.max(1e-9);
        let left = self.bar.length().unwrap_or(0).saturating_sub(self.bar.position()) as f64 / rate;
        let left = FormattedDuration(Duration::try_from_secs_f64(left).unwrap_or_default());
        // An error of standard error shouldn't end a training.
        let _ = writeln!(stderr(), "{message}, {rate:.0} samples/s, {left} left");
        self.written.set(Some(Instant::now()));
    }
}

#[cfg(test)]
mod tests {
    use indicatif::ProgressStyle;

    use super::TEMPLATE;

    #[test]
    fn the_template_is_correct() {
        assert!(ProgressStyle::with_template(TEMPLATE).is_ok());
    }
}
