//! A stage of a network, or of a network that is a stage.

use core::fmt;

use crate::layer::stage::Stage;
use crate::layer::stage_path::StagePath;

/// A stage of a network, or of a network that is a stage of it. It displays the stage's name, with those of the stages that it is
/// in: `encoder.layer1`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InnerStage {
    network: &'static Stage,
    /// Its number among those that aren't networks, in the order in which samples go through them.
    number: usize,
    pub(super) stage: &'static Stage,
    /// The index of its first parameter among those of the network.
    pub(super) start: usize,
}

impl InnerStage {
    /// Calls `see` with each stage that isn't a network, in order.
    pub(super) fn each(network: &'static Stage, see: &mut dyn FnMut(Self)) {
        let (mut number, mut start) = (0, 0);
        walk(network, &StagePath::NETWORK, &mut |_, stage| {
            see(Self { network, number, stage, start });
            number += 1;
            start += stage.parameters();
        });
    }

    /// What the stage is: `dense`, `batch_norm`, or the name of a custom layer.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.stage.kind
    }
}

/// Calls `see` with each stage that isn't a network, in order, and with its name.
fn walk(network: &'static Stage, path: &StagePath<'_>, see: &mut dyn FnMut(&StagePath<'_>, &'static Stage)) {
    for stage in network.stages {
        let path = StagePath::stage(path, stage.name);
        if stage.kind == "network" { walk(stage, &path, see) } else { see(&path, stage) }
    }
}

impl fmt::Display for InnerStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut number, mut result) = (0, Ok(()));
        walk(self.network, &StagePath::NETWORK, &mut |path, _| {
            if number == self.number {
                result = write!(f, "{path}");
            }
            number += 1;
        });
        result
    }
}
