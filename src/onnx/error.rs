//! The errors of writing an ONNX file.

use alloc::string::String;
use core::fmt;

use crate::debug_by_display::debug_by_display;
use crate::onnx::{activations, layers};

/// Why a network can't be written as an ONNX file.
///
/// ```
/// use staticnn::activation::{Activation, FromOutput, Real};
/// use staticnn::prelude::*;
///
/// struct Square;
///
/// impl Activation for Square {
///     type Derivative = FromOutput;
///     const NAME: &'static str = "Square";
///
///     fn value<R: Real>(z: R) -> R {
///         z * z.abs()
///     }
///     fn derivative<R: Real>(y: R) -> R {
///         R::from_f64(2.0) * y.abs().sqrt()
///     }
/// }
///
/// network! { struct Mine< 2 -> hidden: 3 Square -> 1 >; }
///
/// let error = Mine::zeros().to_onnx().unwrap_err();
/// assert!(error.to_string().starts_with("stage `hidden` ends in `Square`, which has no operators in ONNX files: "));
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A stage is a layer for which the library knows no operators of ONNX: one of your own.
    Layer {
        /// The stage, with those that it is in: `encoder.layer1`.
        stage: String,
        /// The kind of the layer, as its `STAGE` says it.
        kind: &'static str,
    },
    /// A stage ends in an activation for which the library knows no operators of ONNX: one of your own.
    Activation {
        /// The stage, with those that it is in: `encoder.layer1`.
        stage: String,
        /// The activation, as its `NAME` says it.
        activation: &'static str,
    },
    /// A stage has the kind of one of the library's layers, but not its shapes, its tensors or its numbers.
    Tensors {
        /// The stage, with those that it is in: `encoder.layer1`.
        stage: String,
        /// The kind of the layer, as its `STAGE` says it.
        kind: &'static str,
    },
    /// The file would be longer than the 2 GiB less a byte to which the format, protocol buffers, limits it.
    Length {
        /// How many bytes the file would have.
        bytes: usize,
    },
}

debug_by_display!(Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Layer { stage, kind } => {
                write!(f, "stage `{stage}` is a layer of the kind `{kind}`, which has no operators in ONNX files: ")?;
                f.write_str("they are known for ")?;
                list(f, layers::KINDS.iter().map(|(kind, _)| *kind))?;
                f.write_str(", and for networks of them")
            }
            Self::Activation { stage, activation } => {
                write!(f, "stage `{stage}` ends in `{activation}`, which has no operators in ONNX files: ")?;
                f.write_str("they are known for ")?;
                list(f, activations::WORDS.iter().map(|(word, _)| *word))
            }
            Self::Tensors { stage, kind } => {
                write!(
                    f,
                    "stage `{stage}` says that its kind is `{kind}`, but its shapes, tensors or numbers aren't "
                )?;
                write!(f, "those of the library's `{kind}`: give a layer of your own another kind")
            }
            Self::Length { bytes } => {
                write!(f, "an ONNX file of {bytes} bytes: the format ends at {}", i32::MAX)
            }
        }
    }
}

/// Writes `a, b and c`.
fn list<'a>(f: &mut fmt::Formatter<'_>, words: impl ExactSizeIterator<Item = &'a str>) -> fmt::Result {
    let last = words.len().saturating_sub(1);
    for (index, word) in words.enumerate() {
        let before = if index == 0 {
            ""
        } else if index == last {
            " and "
        } else {
            ", "
        };
        write!(f, "{before}{word}")?;
    }
    Ok(())
}

impl core::error::Error for Error {}
