//! The weights that a declaration takes from a file.

use proc_macro2::Span;

/// A file that a declaration names.
pub(crate) struct File {
    /// The path, as it is written: relative to the folder of Cargo.toml.
    pub(crate) path: String,
    /// Where it is written.
    pub(crate) span: Span,
    /// What is in it, once it is read.
    pub(crate) weights: Option<Weights>,
}

/// The content of a file.
pub(crate) struct Weights {
    /// The whole path.
    pub(crate) absolute: String,
    pub(crate) layout: Layout,
    /// The numbers of all tensors as the network's scalars, each with its lowest byte first.
    pub(crate) bytes: Vec<u8>,
}

/// Which numbers are where.
#[cfg_attr(not(feature = "pretrained"), allow(dead_code, reason = "no file is read"))]
pub(crate) enum Layout {
    /// They are those of tensors with names, of a network that the compiler compares with the declaration.
    Named {
        /// What the file says of each stage, if the library wrote it.
        stages: Option<Vec<Stage>>,
        tensors: Vec<Tensor>,
    },
    /// They are the parameters in the order of the network's slice: the stages are those of the file, too.
    InOrder,
}

/// What a file says of a stage.
#[derive(Debug, PartialEq)]
pub(crate) struct Stage {
    pub(crate) path: String,
    /// What follows the path: `dense 3 -> 12 leaky_relu(0.01)`.
    pub(crate) text: String,
    /// The text, with `#` for each number between parentheses or behind `=`.
    pub(crate) pattern: String,
    /// These numbers.
    pub(crate) numbers: Vec<f64>,
}

/// A tensor of a file.
pub(crate) struct Tensor {
    pub(crate) name: String,
    pub(crate) shape: Vec<usize>,
    /// Where its numbers start in `bytes`.
    pub(crate) start: usize,
    /// Where its numbers start once more, for a tensor that PyTorch wrote: in the order of a layer whose tensors PyTorch has
    /// in this order.
    pub(crate) reordered: Option<(&'static [usize], usize)>,
    /// Whether it is one whole number, of which nothing is in `bytes`.
    pub(crate) is_counter: bool,
}
