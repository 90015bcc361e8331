//! The errors of a network's methods.

use core::fmt;

use crate::debug_by_display::debug_by_display;

/// An error of a network's methods.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let error = Line::zeros().predict_batch(&[[1.0], [2.0]], &mut [[0.0]]).unwrap_err();
/// assert_eq!(error.to_string(), "2 inputs need 2 places for their outputs, but there is 1");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The slices of inputs and outputs have different lengths.
    Lengths {
        /// The number of inputs.
        inputs: usize,
        /// The number of outputs that there is room for.
        outputs: usize,
    },
    /// There are more samples than a block holds, whose states a gradient keeps.
    CarriedSamples {
        /// How many a block holds.
        most: usize,
        /// How many there are.
        found: usize,
    },
    /// A slice doesn't have the length of an input.
    InputLength {
        /// The number of values of an input.
        expected: usize,
        /// The length of the slice.
        found: usize,
    },
    /// A slice of bytes doesn't have the size of the network.
    ByteLength {
        /// The bytes of the network.
        expected: usize,
        /// The length of the slice.
        found: usize,
    },
}

impl Error {
    /// Checks that there are as many bytes as a network has.
    pub(crate) fn check_bytes<N>(bytes: &[u8]) -> Result<(), Self> {
        let (expected, found) = (size_of::<N>(), bytes.len());
        if expected == found { Ok(()) } else { Err(Self::ByteLength { expected, found }) }
    }
}

debug_by_display!(Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Lengths { inputs, outputs } => {
                write!(f, "{inputs} inputs need {inputs} places for their outputs, but there ")?;
                write!(f, "{} {outputs}", if outputs == 1 { "is" } else { "are" })
            }
            Self::CarriedSamples { most, found } => {
                write!(f, "states are carried for at most {most} samples, a block, and there are {found}: ")?;
                write!(f, "take fewer, or write `#[block({found})]` above the network's `struct`")
            }
            Self::InputLength { expected, found } => {
                write!(f, "an input of this network has {expected} values, but the slice has {found}")
            }
            Self::ByteLength { expected, found } => {
                write!(f, "this network has {expected} bytes, but the slice has {found}")
            }
        }
    }
}

impl core::error::Error for Error {}
