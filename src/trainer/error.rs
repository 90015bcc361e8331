//! Why a training stopped.

use core::fmt;

use crate::debug_by_display::debug_by_display;
use crate::history::History;
use crate::{loss, optimizer};

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
    /// A number of the optimizer is out of range. Nothing was trained.
    Optimizer(optimizer::Error),
    /// A number of the loss is out of range. Nothing was trained.
    Loss(loss::Error),
    /// A training sample has an input that isn't finite, or a target that the loss refuses. Nothing was trained.
    Training(loss::Error),
    /// A validation sample has an input that isn't finite, or a target that the loss refuses. Nothing was trained.
    Validation(loss::Error),
    /// The loss of a batch or a parameter stopped being finite. The network is restored to its state after the last epoch whose
    /// losses and parameters were all finite, or to its initial state. An optimizer passed as `&mut optimizer` isn't
    /// restored: create a new one.
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
            Self::Optimizer(error) => error.fmt(f),
            Self::Loss(error) => error.fmt(f),
            Self::Training(error) => write!(f, "training {error}"),
            Self::Validation(error) => write!(f, "validation {error}"),
            Self::Diverged { last_loss, .. } if last_loss.is_nan() => f.write_str(
                "the loss isn't finite before the first step: look for infinite or NaN parameters, and scale inputs and \
                 targets to about unit size",
            ),
            Self::Diverged { epoch, last_loss, .. } => write!(
                f,
                "the training diverged in epoch {epoch}: the last finite loss was {last_loss:.6e}; try a lower learning \
                 rate, inputs and targets scaled to about unit size, or `ClipNorm` around the optimizer",
            ),
            Self::ValidationDiverged { epoch, last_loss, .. } => write!(
                f,
                "the validation loss stopped being finite in epoch {epoch}, while the training loss was \
                 {last_loss:.6e}: scale the validation samples as the training samples are, to about unit size, or try a \
                 lower learning rate",
            ),
        }
    }
}

impl core::error::Error for Error {}
