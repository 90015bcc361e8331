//! Why a network doesn't take a file of RTNeural's.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::debug_by_display::debug_by_display;
use crate::layer::dimensions::Dimensions;

/// Why a network doesn't take the content of a file. The network is as it was.
///
/// ```
/// use staticnn::prelude::*;
/// use staticnn::rtneural::Error;
///
/// network! { struct Amp< 16x1 -> gru 2 -> 1 >; }
///
/// let file = br#"{ "in_shape": [null, null, 1], "layers": [
///     { "type": "dense", "activation": "tanh", "shape": [null, null, 1], "weights": [[[3.0]], [0.5]] }
/// ] }"#;
/// let error = Amp::zeros().load_rtneural_bytes(file).unwrap_err();
/// assert!(matches!(error, Error::Misfit { .. }));
/// assert_eq!(
///     error.to_string(),
///     "layer 1 of the file is `1 tanh`, and stage `layer1` of the network is `gru 2`: declare `16x1 -> 1 tanh` for this file",
/// );
/// ```
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// It isn't JSON, or not in the form that RTNeural reads.
    Unreadable(Unreadable),
    /// A layer is of a type that isn't read, or an activation stands where no stage has one.
    Kind {
        /// Its place in the file, the first is 1.
        layer: usize,
        /// Its type, as the file says it.
        kind: String,
    },
    /// A layer has an activation that isn't read, or a recurrent layer another one than tanh.
    Activation {
        /// The layer's place in the file, the first is 1.
        layer: usize,
        /// The activation, as the file says it.
        activation: String,
    },
    /// The network has a stage that RTNeural has no layer for.
    Stage {
        /// The stage, with those that it is in: `encoder.layer1`.
        stage: String,
        /// The kind of the layer, as its `STAGE` says it.
        kind: &'static str,
    },
    /// The file's model takes another number of inputs at each step.
    Inputs {
        /// That of the file.
        found: usize,
        /// That of the network.
        expected: usize,
    },
    /// A layer of the file isn't the stage of the network at this place, or one of them is missing.
    Misfit {
        /// The layer's place in the file, the first is 1, and the layer as a declaration has it.
        layer: Option<(usize, String)>,
        /// The name of the stage, and the stage as a declaration has it.
        stage: Option<(String, String)>,
        /// The declaration of the file's model.
        declaration: String,
    },
    /// An array of a layer's weights has other dimensions than the layer's size says.
    Weights {
        /// The layer's place in the file, the first is 1.
        layer: usize,
        /// The place of the array in its `weights`, the first is 0.
        index: usize,
        /// Its dimensions, outermost first; none if it is missing.
        found: Option<Vec<usize>>,
        /// Those expected; none if no array is.
        expected: Option<Vec<usize>>,
    },
    /// A weight is beyond the range of the network's scalar.
    Range {
        /// The layer's place in the file, the first is 1.
        layer: usize,
        /// The weight.
        value: f64,
    },
}

/// Why a file isn't one of RTNeural's: a sentence.
#[derive(Clone, PartialEq)]
pub struct Unreadable(String);

debug_by_display!(Error);
debug_by_display!(Unreadable);

impl From<Unreadable> for Error {
    fn from(why: Unreadable) -> Self {
        Self::Unreadable(why)
    }
}

impl Unreadable {
    pub(super) fn new(why: String) -> Self {
        Self(why)
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it isn't a model as RTNeural's `python/model_utils.py` writes it: {}", self.0)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(why) => why.fmt(f),
            Self::Kind { layer, kind } => write!(
                f,
                "layer {layer} of the file is of the type `{kind}`, which isn't read: dense, time-distributed-dense, gru, lstm and conv1d \
                 are, and an activation behind a dense or a conv1d"
            ),
            Self::Activation { layer, activation } => write!(
                f,
                "layer {layer} of the file has the activation `{activation}`, which isn't read: dense and conv1d may have tanh, relu, \
                 sigmoid, softmax or elu, and a gru and an lstm have tanh"
            ),
            Self::Stage { stage, kind } => write!(
                f,
                "stage `{stage}` of the network is of the kind `{kind}`, which RTNeural's files don't have: the network may have dense \
                 stages, gru, lstm, causal conv, dropout and last"
            ),
            Self::Inputs { found, expected } => write!(
                f,
                "the file's model takes {found} values at each step, and the network takes {expected}: declare it with {found}"
            ),
            Self::Misfit { layer, stage, declaration } => {
                match layer {
                    Some((number, found)) => write!(f, "layer {number} of the file is `{found}`, and ")?,
                    None => f.write_str("the file has no layer more, and ")?,
                }
                match stage {
                    Some((stage, expected)) => write!(f, "stage `{stage}` of the network is `{expected}`")?,
                    None => f.write_str("the network has no stage for it")?,
                }
                write!(f, ": declare `{declaration}` for this file")
            }
            Self::Weights { layer, index, found, expected } => {
                write!(f, "array {index} of the weights of layer {layer} is ")?;
                shape(f, found.as_deref(), "missing")?;
                f.write_str(" in the file, and by the layer's size it is ")?;
                shape(f, expected.as_deref(), "not there")?;
                f.write_str(match (found.as_deref(), expected.as_deref()) {
                    (Some(&[one]), Some(&[2, other])) if one == other => {
                        ": a GRU needs two rows of biases; train it in Keras with `reset_after=True`"
                    }
                    _ => ": save the model again",
                })
            }
            Self::Range { layer, value } => {
                write!(f, "layer {layer} of the file has the weight {value:e}, which the network's numbers can't hold")
            }
        }
    }
}

fn shape(f: &mut fmt::Formatter<'_>, shape: Option<&[usize]>, none: &str) -> fmt::Result {
    match shape {
        None => f.write_str(none),
        Some([]) => f.write_str("a single number"),
        Some(shape) => fmt::Display::fmt(&Dimensions(shape), f),
    }
}

impl core::error::Error for Error {}

impl core::error::Error for Unreadable {}
