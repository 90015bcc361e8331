//! What a file says of the network that it holds: the declaration, a line for each stage.
//!
//! `layer1: dense 3 -> 12 relu`: the stage's path, its kind, its shapes, its activation unless it is
//! linear, and its attributes.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::files::refusal::Misfit;
use crate::layer::stage::Stage;
use crate::layer::stage_lines::lines;

/// The version of the library that writes a file.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The description of a network, with the version of the library in the first line.
pub(crate) fn describe(network: &Stage) -> String {
    let mut text = String::from("version ") + VERSION;
    for line in lines(network) {
        text.push('\n');
        text.push_str(&line);
    }
    text
}

/// The first stage in which the description in a file differs from a network.
pub(crate) fn difference(found: &str, network: &Stage) -> Option<Misfit> {
    let (found, expected) = (found.lines().skip(1), lines(network));
    let mut pairs = Vec::new();
    for (index, line) in found.enumerate() {
        pairs.push((Some(line), expected.get(index).map(String::as_str)));
    }
    pairs.extend(expected.iter().skip(pairs.len()).map(|line| (None, Some(line.as_str()))));
    let (found, expected) = pairs.into_iter().find(|(found, expected)| found != expected)?;
    // Of two stages of different names, the network's is the one to look at.
    let (stage, expected) = expected.map(parts).unzip();
    let (other, found) = found.map(parts).unzip();
    let same = stage.is_none() || other.is_none() || stage == other;
    let whole = |found: &str| if same { found.to_string() } else { [other.unwrap_or(""), ": ", found].concat() };
    Some(Misfit::Stage {
        stage: stage.or(other).unwrap_or("").to_string(),
        found: found.map(whole),
        expected: expected.map(ToString::to_string),
    })
}

/// A line's path, and what follows it.
fn parts(line: &str) -> (&str, &str) {
    line.split_once(": ").unwrap_or(("", line))
}
