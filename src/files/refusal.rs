//! Why the content of a file isn't loaded.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::debug_by_display::debug_by_display;
use crate::files::archive::Broken;
use crate::layer::dimensions::Dimensions;
use crate::layer::order::is_reordered;

/// Why a network doesn't take the content of a file. The network is as it was.
///
/// ```
/// use staticnn::files::Refusal;
/// use staticnn::prelude::*;
///
/// network! {
///     struct Narrow< 3 -> 12 relu -> 1 >;
///     struct Wide< 3 -> 16 relu -> 1 >;
/// }
///
/// let file = Narrow::zeros().to_safetensors();
/// let refusal = Wide::zeros().load_safetensors(&file).unwrap_err();
/// assert!(matches!(&refusal, Refusal::Misfits(misfits) if misfits.len() == 4));
/// assert_eq!(refusal.to_string(), "it doesn't fit the network:
///     stage `layer1` is `dense 3 -> 12 relu` in the file, and `dense 3 -> 16 relu` in the network
///     `layer1.weight` is 3x12 in the file, and the network takes 3x16
///     `layer1.bias` is 12 in the file, and the network takes 16
///     `layer2.weight` is 12x1 in the file, and the network takes 16x1");
/// ```
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Refusal {
    /// It isn't a safetensors file, or not a whole one.
    Unreadable(Unreadable),
    /// Another program than this library wrote it, so it may hold weights in another order: those of PyTorch are outputs x
    /// inputs.
    Foreign,
    /// This library wrote it for itself, and not for PyTorch.
    NotPyTorch,
    /// It holds another network: everything that doesn't fit.
    Misfits(Vec<Misfit>),
}

/// Why bytes aren't a safetensors file: a sentence.
#[derive(Clone, PartialEq)]
pub struct Unreadable(String);

/// What doesn't fit between a file and a network.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Misfit {
    /// The first stage in which the declarations differ.
    Stage {
        /// The name of the stage, with those of the stages that it is in.
        stage: String,
        /// What it is in the file, if it is there.
        found: Option<String>,
        /// What it is in the network, if it is there.
        expected: Option<String>,
    },
    /// A tensor of the network isn't in the file.
    Missing {
        /// Its name in such a file.
        tensor: String,
        /// Its dimensions in such a file, outermost first.
        shape: Vec<usize>,
    },
    /// A tensor of the file isn't in the network.
    Unknown {
        /// Its name.
        tensor: String,
        /// Its dimensions, outermost first.
        shape: Vec<usize>,
    },
    /// A tensor has other dimensions.
    Shape {
        /// Its name in the file.
        tensor: String,
        /// Its dimensions in the file, outermost first.
        found: Vec<usize>,
        /// Those that the network takes.
        expected: Vec<usize>,
    },
    /// A tensor has numbers of another type.
    Type {
        /// Its name in the file.
        tensor: String,
        /// The type in the file, as the format calls it: `I64`.
        found: String,
        /// The types that the network takes.
        expected: &'static str,
    },
    /// A number is infinite or NaN, and a [`Loader`](crate::files::Loader) takes finite ones only.
    NotFinite {
        /// The name of the tensor in the file.
        tensor: String,
        /// The index of the first such number, in the order of the file.
        index: usize,
        /// The number.
        value: f64,
    },
}

debug_by_display!(Refusal);
debug_by_display!(Unreadable);
debug_by_display!(Misfit);

impl From<Broken> for Refusal {
    fn from(broken: Broken) -> Self {
        Self::Unreadable(Unreadable(alloc::format!("{broken}")))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(why) => why.fmt(f),
            Self::Foreign => f.write_str(
                "it has no description by staticnn, so the order of its weights isn't known: `load_pytorch` loads one of \
                 PyTorch's",
            ),
            Self::NotPyTorch => f.write_str("staticnn's `save` wrote it: `load` loads it, and `save_pytorch` writes PyTorch's"),
            Self::Misfits(misfits) => {
                f.write_str("it doesn't fit the network:")?;
                match &misfits[..] {
                    [misfit] => write!(f, " {misfit}"),
                    several => several.iter().try_for_each(|misfit| write!(f, "\n    {misfit}")),
                }
            }
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stage { stage, found: Some(found), expected: Some(expected) } => {
                write!(f, "stage `{stage}` is `{found}` in the file, and `{expected}` in the network")
            }
            Self::Stage { stage, found, expected } => {
                let (place, text) = match (found, expected) {
                    (Some(found), _) => ("file", found.as_str()),
                    (_, expected) => ("network", expected.as_deref().unwrap_or("")),
                };
                write!(f, "stage `{stage}`, `{text}`, is in the {place} only")
            }
            Self::Missing { tensor, shape } => write!(f, "`{tensor}`, {}, is missing in the file", Shape(shape)),
            Self::Unknown { tensor, shape } => write!(f, "`{tensor}`, {}, is in the file only", Shape(shape)),
            Self::Shape { tensor, found, expected } => {
                write!(f, "`{tensor}` is {} in the file, and the network takes {}", Shape(found), Shape(expected))?;
                f.write_str(match found.len() {
                    2 if is_reordered(found, expected) => ": the file has the transpose",
                    _ if is_reordered(found, expected) => ": the file has the dimensions in another order",
                    _ => "",
                })
            }
            Self::Type { tensor, found, expected } => {
                write!(f, "`{tensor}` has numbers of type {found} in the file, and the network takes {expected}")
            }
            Self::NotFinite { tensor, index, value } => {
                write!(f, "number {index} of `{tensor}` is {value}, and only finite ones are taken")
            }
        }
    }
}

/// The dimensions of a tensor.
struct Shape<'a>(&'a [usize]);

impl fmt::Display for Shape<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { f.write_str("without dimensions") } else { Dimensions(self.0).fmt(f) }
    }
}

impl core::error::Error for Refusal {}

impl core::error::Error for Misfit {}
