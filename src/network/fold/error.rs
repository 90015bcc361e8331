//! Why a batch_norm isn't folded.

use core::fmt;

use crate::debug_by_display::debug_by_display;
use crate::network::fold::inner_stage::InnerStage;

/// Why [`Network::fold_batch_norm`](crate::Network::fold_batch_norm) can't fold a batch_norm. The network is unchanged then.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Net< 3 -> 4 relu -> norm: batch_norm -> 1 >; }
///
/// let error = Net::zeros().fold_batch_norm().unwrap_err();
/// assert!(error.to_string().starts_with("stage `layer1`, before the batch_norm `norm`, ends in `relu`"));
/// ```
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The batch_norm is the network's first stage.
    First {
        /// The batch_norm.
        stage: InnerStage,
    },
    /// The stage before isn't a convolution or a dense layer.
    Layer {
        /// The batch_norm.
        stage: InnerStage,
        /// The stage before it.
        before: InnerStage,
    },
    /// The stage before has an activation.
    Activation {
        /// The batch_norm.
        stage: InnerStage,
        /// The stage before it.
        before: InnerStage,
    },
    /// The stage before has no bias, which takes in what the batch_norm subtracts and adds.
    Bias {
        /// The batch_norm.
        stage: InnerStage,
        /// The stage before it.
        before: InnerStage,
    },
    /// The batch_norm is inside of a custom layer.
    Inside {
        /// The custom layer.
        stage: InnerStage,
    },
    /// A weight or a bias of the stage before wouldn't be finite.
    Fold {
        /// The batch_norm.
        stage: InnerStage,
        /// The stage before it.
        before: InnerStage,
    },
}

debug_by_display!(Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::First { stage } => write!(
                f,
                "the batch_norm `{stage}` has no stage before it: it folds into a linear conv, depthwise or dense stage; leave it \
                 as it is, and predict with it"
            ),
            Self::Layer { stage, before } => write!(
                f,
                "stage `{before}`, before the batch_norm `{stage}`, is a layer of the kind `{}`, and a batch_norm folds into a \
                 linear conv, depthwise or dense stage: leave it as it is, and predict with it",
                before.kind()
            ),
            Self::Activation { stage, before } => write!(
                f,
                "stage `{before}`, before the batch_norm `{stage}`, ends in `{}`, and a batch_norm folds into a linear stage: \
                 leave it as it is, and predict with it",
                before.stage.activation
            ),
            Self::Bias { stage, before } => write!(
                f,
                "stage `{before}`, before the batch_norm `{stage}`, has no bias, and what the batch_norm subtracts and adds goes \
                 there: declare it without `no_bias`, and set the bias to 0"
            ),
            Self::Inside { stage } => write!(
                f,
                "stage `{stage}`, a layer of the kind `{}`, has a batch_norm inside, and what comes before it there isn't known: \
                 leave it as it is, and predict with it",
                stage.kind()
            ),
            Self::Fold { stage, before } => write!(
                f,
                "stage `{before}` would have a weight or a bias that isn't finite with the batch_norm `{stage}` in it: look for a \
                 variance below 0, and for parameters that aren't finite"
            ),
        }
    }
}

impl core::error::Error for Error {}
