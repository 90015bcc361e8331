//! Why a training stopped.

#[cfg(feature = "checkpoint")]
use alloc::boxed::Box;
use core::fmt;

use crate::debug_by_display::debug_by_display;
use crate::digits::Shortest;
use crate::history::History;
#[cfg(feature = "checkpoint")]
use crate::trainer::checkpoint::error as checkpoint;
use crate::{loss, optimizer, schedule};

/// Why a training stopped.
///
/// ```
/// use staticnn::prelude::*;
/// use staticnn::trainer::Error;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let samples = Samples::from((&[[1.0], [2.0]], &[[2.0], [4.0]]));
/// let mut net = Line::zeros();
/// let mut rng = ChaCha8Rng::seed_from_u64(42);
/// let result = Trainer::new(Mse, Sgd::new(1e9)).full_batch().fit(&mut net, &samples, &mut rng);
///
/// let Err(Error::Diverged { epoch, history, .. }) = result else { panic!("a rate of 1e9 is far too high") };
/// assert!(epoch > 1 && history.training().len() == epoch - 1);
/// assert!(net.parameters().iter().all(|p| p.is_finite())); // restored
/// ```
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The batch size is 0.
    EmptyBatch,
    /// A batch that continues the one before has more samples than a block holds.
    CarriedBatch {
        /// How many a block holds.
        most: usize,
        /// How many a batch has.
        found: usize,
    },
    /// A step is to take 0 batches.
    NoBatches,
    /// The patience is 0.
    NoPatience,
    /// The least improvement is negative, infinite or NaN.
    MinImprovement {
        /// Its value.
        value: f64,
    },
    /// The seconds that the training may take are negative, 0 or NaN.
    Seconds {
        /// Their value.
        value: f64,
    },
    /// The optimizer's learning rate is 0.
    ZeroRate,
    /// There is a schedule, and the optimizer has no rate to set.
    FixedRate,
    /// A number of the schedule is out of range. Nothing was trained.
    Schedule(schedule::Error),
    /// The schedule returned a rate that is negative, infinite or NaN. The network is restored to its state after the last
    /// epoch.
    ScheduledRate {
        /// The rate.
        rate: f64,
        /// What t counts: `epoch` or `step`.
        of: &'static str,
        /// The epoch or the step, counted from 0.
        t: usize,
        /// The record of the previous epochs.
        history: History,
    },
    /// The range of learning rates to try doesn't rise, or its start isn't above 0, or its end isn't finite.
    RateRange {
        /// The lowest rate.
        start: f64,
        /// The highest rate.
        end: f64,
    },
    /// A checkpoint can't be written or read. [`history`](Self::history) is the record of the previous epochs.
    #[cfg(feature = "checkpoint")]
    Checkpoint {
        /// Why.
        error: Box<checkpoint::Error>,
        /// The record of the previous epochs.
        history: History,
    },
    /// A number of the optimizer is out of range. Nothing was trained.
    Optimizer(optimizer::Error),
    /// A number of the loss is out of range. Nothing was trained.
    Loss(loss::Error),
    /// A training sample has an input that isn't finite, or a target that the loss refuses. Nothing was trained.
    Training(loss::Error),
    /// A validation sample has an input that isn't finite, or a target that the loss refuses. Nothing was trained.
    Validation(loss::Error),
    /// The loss of a batch or a parameter stopped being finite. The network is restored to its state after the last epoch whose
    /// losses and parameters were all finite, or to its initial state. The optimizer isn't restored: create a
    /// new one.
    Diverged {
        /// The number of the epoch; the first is 1.
        epoch: usize,
        /// The last finite loss of a batch; NaN if there was none.
        last_loss: f64,
        /// The losses of the previous epochs.
        history: History,
    },
    /// The validation loss stopped being finite, while the parameters and the training losses were. The network is
    /// restored as for [`Diverged`](Self::Diverged).
    ValidationDiverged {
        /// The number of the epoch; the first is 1.
        epoch: usize,
        /// The training loss of the last batch.
        last_loss: f64,
        /// The losses of the previous epochs.
        history: History,
    },
}

impl Error {
    /// Returns the record of the epochs before the error, if it came during the training.
    #[must_use]
    pub fn history(&self) -> Option<&History> {
        match self {
            Self::Diverged { history, .. }
            | Self::ValidationDiverged { history, .. }
            | Self::ScheduledRate { history, .. } => Some(history),
            #[cfg(feature = "checkpoint")]
            Self::Checkpoint { history, .. } => Some(history),
            _ => None,
        }
    }

    /// The error of a check of samples, which finds the loss's own numbers too.
    pub(super) fn samples(error: loss::Error, of: fn(loss::Error) -> Self) -> Self {
        if matches!(error, loss::Error::Number { .. }) { Self::Loss(error) } else { of(error) }
    }
}

debug_by_display!(Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyBatch => f.write_str("a batch of 0 samples: a batch needs 1 or more"),
            Self::CarriedBatch { most, found } => {
                write!(f, "a batch of {found} samples can't continue the one before: `carry` keeps the states of at most {most}, a ")?;
                write!(f, "block; take fewer, or write `#[block({found})]` above the network's `struct`")
            }
            Self::NoBatches => f.write_str("a step of 0 batches: `accumulate` needs 1 or more"),
            Self::NoPatience => f.write_str("a patience of 0 epochs: `early_stopping` needs 1 or more"),
            Self::MinImprovement { value } => {
                write!(f, "the least improvement is {}, but must be finite and at least 0", Shortest(*value))
            }
            Self::Seconds { value } => write!(f, "`max_seconds` is {}, but must be above 0", Shortest(*value)),
            Self::ZeroRate => f.write_str("the learning rate is 0, so nothing would be learnt: create the optimizer with a rate above 0"),
            Self::FixedRate => f.write_str(
                "the optimizer has no rate for the schedule to set: implement `Optimizer::rate` and `Optimizer::set_rate`, or \
                 leave the schedule out",
            ),
            Self::Schedule(error) => error.fmt(f),
            Self::ScheduledRate { rate, of, t, .. } => write!(
                f,
                "the schedule's rate for {of} {t}, counted from 0, is {}, but must be finite and at least 0",
                Shortest(*rate)
            ),
            Self::RateRange { start, end } => write!(
                f,
                "the range of learning rates is {}..={}, but must rise from above 0 to a finite end: `1e-6..=1.0`",
                Shortest(*start),
                Shortest(*end)
            ),
            #[cfg(feature = "checkpoint")]
            Self::Checkpoint { error, .. } => error.fmt(f),
            Self::Optimizer(error) => error.fmt(f),
            Self::Loss(error) => error.fmt(f),
            Self::Training(error) => write!(f, "training {error}"),
            Self::Validation(error) => write!(f, "validation {error}"),
            Self::Diverged { last_loss, history, .. } if last_loss.is_nan() => {
                f.write_str(
                    "the loss isn't finite before the first step: look for infinite or NaN parameters, and scale inputs \
                     and targets to about unit size",
                )?;
                write_warning(f, history)
            }
            Self::Diverged { epoch, last_loss, history } => {
                write!(
                    f,
                    "the training diverged in epoch {epoch}: the last finite loss was {last_loss:.6e}; try a lower learning \
                     rate, inputs and targets scaled to about unit size, or `ClipNorm` around the optimizer",
                )?;
                write_warning(f, history)
            }
            Self::ValidationDiverged { epoch, last_loss, .. } => write!(
                f,
                "the validation loss stopped being finite in epoch {epoch}, while the training loss was \
                 {last_loss:.6e}: scale the validation samples as the training samples are, to about unit size, or try a \
                 lower learning rate",
            ),
        }
    }
}

/// Writes the first warning of a training, if there is one.
fn write_warning(f: &mut fmt::Formatter<'_>, history: &History) -> fmt::Result {
    match history.warnings() {
        [] => Ok(()),
        [warning, ..] => write!(f, "; {warning}"),
    }
}

impl core::error::Error for Error {}
