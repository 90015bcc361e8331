//! Networks in ONNX files: which stages they have, and with which weights.
//!
//! The file is read where it lies, by a reader of this crate: one that makes a tree of the file's messages allocates up to a
//! hundred times the size of a file of empty ones.

mod axes;
mod chain;
mod constant;
mod elementwise;
mod formula;
mod grid;
mod layers;
mod means;
mod message;
mod norms;
mod root_mean_square;
mod shapes;
mod stages;
mod values;
mod walk;
mod windows;
mod wire;

#[cfg(test)]
pub(crate) use formula::ACTIVATIONS;
use message::{Model, Problem};
pub(crate) use stages::{Network, Stage, Window};

/// The first version of ONNX's operators that is read: in earlier ones Gemm and Add broadcast by an attribute.
const FIRST_OPSET: i64 = 7;

/// Reads a file. A message says what isn't as expected.
pub(crate) fn read(bytes: &[u8]) -> Result<Network, String> {
    if bytes.is_empty() {
        return Err("it is empty".to_owned());
    }
    let model = Model::read(bytes).map_err(|problem| match problem {
        Problem::Broken => "it isn't an ONNX file, or was cut short".to_owned(),
        Problem::Parts => "it has more parts than a network of this library".to_owned(),
    })?;
    let (Some(graph), Some(opset)) = (&model.graph, model.opset) else {
        return Err(
            "it isn't an ONNX file, or was cut short: it has no graph, or no version of its operators".to_owned()
        );
    };
    if opset < FIRST_OPSET {
        return Err(format!("it is of opset {opset}: write it with opset {FIRST_OPSET} or later"));
    }
    // A number has at least 4 bytes: what is computed takes at most eight times the memory that the file does.
    walk::follow(graph, bytes.len())
}
