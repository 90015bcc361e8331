//! A declaration as text, a line for each stage: `layer1: dense 3 -> 12 relu`.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use crate::layer::dimensions::Dimensions;
use crate::layer::stage::Stage;
use crate::layer::stage_path::StagePath;

/// The lines of all stages of a network, those of a stage's own stages after its own.
pub(crate) fn lines(network: &Stage) -> Vec<String> {
    let mut lines = Vec::new();
    add_lines(network, &StagePath::NETWORK, &mut lines);
    lines
}

fn add_lines(network: &Stage, path: &StagePath<'_>, lines: &mut Vec<String>) {
    for stage in network.stages {
        let path = StagePath::stage(path, stage.name);
        lines.push(Line(&path, stage).to_string());
        add_lines(stage, &path, lines);
    }
}

/// The line of one stage.
struct Line<'a>(&'a StagePath<'a>, &'a Stage);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(path, Stage { kind, input, output, activation, attributes, .. }) = self;
        write!(f, "{path}: {kind} {} -> {}", Dimensions(input), Dimensions(output))?;
        if activation.name != Stage::EMPTY.activation.name {
            write!(f, " {activation}")?;
        }
        attributes.iter().try_for_each(|attribute| write!(f, " {}={}", attribute.name, attribute.value))
    }
}
