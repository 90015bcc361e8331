//! The first and the last stage of a network.

use core::fmt;

use crate::layer::stage::{ActivationName, Stage};

/// The first or the last stage of a network, or of the network that this stage is. It displays the stage's name, with those of
/// the stages that it is in: `encoder.layer1`.
///
/// ```
/// use staticnn::prelude::*;
/// use staticnn::scaler::{Error, Standardizer};
///
/// network! { struct Normalized< 1 -> first: layer_norm -> 1 >; }
///
/// let scaler = Standardizer::fit(&[[1.0], [2.0]])?;
/// let Err(Error::Layer { stage }) = scaler.fold_into(&mut Normalized::zeros()) else { panic!() };
/// assert_eq!(stage.to_string(), "first");
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EndStage {
    network: &'static Stage,
    is_first: bool,
}

impl EndStage {
    pub(super) const fn first(network: &'static Stage) -> Self {
        Self { network, is_first: true }
    }

    pub(super) const fn last(network: &'static Stage) -> Self {
        Self { network, is_first: false }
    }

    pub(super) fn is_first(&self) -> bool {
        self.is_first
    }

    /// What a program calls where the scaler isn't folded in.
    pub(super) fn method(&self) -> &'static str {
        if self.is_first { "apply" } else { "invert" }
    }

    pub(super) fn kind(&self) -> &'static str {
        self.stage().kind
    }

    pub(super) fn activation(&self) -> ActivationName {
        self.stage().activation
    }

    /// The stage's description.
    pub(super) fn stage(&self) -> &'static Stage {
        let mut stage = self.network;
        while let Some(inner) = self.inner(stage) {
            stage = inner;
        }
        stage
    }

    /// The index of its first parameter among those of the network.
    pub(super) fn start(&self) -> usize {
        if !self.is_first {
            return self.network.parameters() - self.stage().parameters();
        }
        let (mut start, mut stage) = (0, self.network);
        while let Some(inner) = self.inner(stage) {
            start += stage.tensors.iter().map(|tensor| tensor.len()).sum::<usize>();
            stage = inner;
        }
        start
    }

    /// The first or last stage of a stage that is a network, in which the stages follow one another.
    fn inner(&self, stage: &Stage) -> Option<&'static Stage> {
        let stages = if stage.kind == "network" { stage.stages } else { &[] };
        if self.is_first { stages.first() } else { stages.last() }.copied()
    }
}

impl fmt::Display for EndStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut stage, mut dot) = (self.network, "");
        while let Some(inner) = self.inner(stage) {
            write!(f, "{dot}{}", inner.name)?;
            (stage, dot) = (inner, ".");
        }
        Ok(())
    }
}
