//! The errors of samples.

use core::fmt;

use crate::debug_by_display::debug_by_display;

/// Why inputs and targets aren't samples.
///
/// ```
/// use staticnn::prelude::*;
/// use staticnn::samples::Error;
///
/// let nothing: [[f32; 3]; 0] = [];
/// assert_eq!(Samples::new(&nothing, &nothing).unwrap_err(), Error::Empty);
/// ```
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// There are no inputs and no targets.
    Empty,
    /// There are no indices of a batch.
    NoIndices,
    /// The numbers of inputs and of targets differ.
    Lengths {
        /// The number of inputs.
        inputs: usize,
        /// The number of targets.
        targets: usize,
    },
    /// The numbers of inputs and of weights differ.
    Weights {
        /// The number of inputs.
        inputs: usize,
        /// The number of weights.
        weights: usize,
    },
    /// A weight is negative, infinite or NaN.
    Weight {
        /// The index of the sample.
        sample: usize,
        /// Its weight.
        weight: f64,
    },
    /// An index of a batch is beyond the last sample.
    Index {
        /// Its place among the indices, counted from 0.
        place: usize,
        /// The index.
        index: usize,
        /// The number of samples.
        samples: usize,
    },
}

debug_by_display!(Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Empty => f.write_str("there are no samples: inputs and targets are empty"),
            Self::NoIndices => f.write_str("a batch of no samples: give it at least one index"),
            Self::Lengths { inputs, targets } => {
                write!(f, "{inputs} inputs but {targets} targets: each input needs its target")
            }
            Self::Weights { inputs, weights } => {
                write!(f, "{inputs} inputs but {weights} weights: each input needs its weight")
            }
            Self::Weight { sample, weight } => {
                write!(f, "the weight of sample {sample} is {weight}: a weight is finite, and at least 0")
            }
            Self::Index { place, index, samples } => {
                let last = samples.saturating_sub(1);
                write!(f, "index {place} of the batch is {index}: {samples} samples have the indices 0 to {last}")
            }
        }
    }
}

impl core::error::Error for Error {}
