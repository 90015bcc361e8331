//! Why a loss refuses samples.

use core::fmt;

use crate::debug_by_display::debug_by_display;
use crate::digits::Shortest;

/// Why samples, or the numbers of a loss, are refused. Samples and columns are counted from 0; the columns of an input
/// of several dimensions are counted through.
///
/// ```
/// use staticnn::loss::Error;
/// use staticnn::prelude::*;
///
/// let samples = Samples::from((&[[0.5], [0.25]], &[[1.0], [2.0]]));
/// let error = BinaryCrossEntropy.check(&samples).unwrap_err();
/// assert_eq!(error, Error::Target { sample: 1, column: 0, value: 2.0, allowed: "from 0 to 1" });
/// ```
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// A number that the loss was created with is out of range.
    Number {
        /// Its name.
        name: &'static str,
        /// The number.
        value: f64,
        /// What it must be, in words.
        allowed: &'static str,
    },
    /// An input isn't finite.
    Input {
        /// The index of the sample.
        sample: usize,
        /// The index of the value in the input.
        column: usize,
        /// The value: NaN, or infinity with its sign.
        value: f64,
    },
    /// A value of a target is out of range.
    Target {
        /// The index of the sample.
        sample: usize,
        /// The index of the value in the target.
        column: usize,
        /// The value.
        value: f64,
        /// What it must be, in words.
        allowed: &'static str,
    },
    /// The values of a target, which are probabilities, don't sum to 1 within 1e-3.
    Sum {
        /// The index of the sample.
        sample: usize,
        /// The sum.
        sum: f64,
    },
    /// A value of a target at a step of a series is out of range.
    StepTarget {
        /// The index of the sample.
        sample: usize,
        /// The index of the step.
        step: usize,
        /// The index of the value in the target of the step.
        column: usize,
        /// The value.
        value: f64,
        /// What it must be, in words.
        allowed: &'static str,
    },
    /// The values of a target at a step of a series, which are probabilities, don't sum to 1 within 1e-3.
    StepSum {
        /// The index of the sample.
        sample: usize,
        /// The index of the step.
        step: usize,
        /// The sum.
        sum: f64,
    },
}

impl Error {
    /// The error of a loss at one step, as the error of the loss over a series.
    pub(super) fn at_step(self, step: usize) -> Self {
        match self {
            Self::Target { sample, column, value, allowed } => {
                Self::StepTarget { sample, step, column, value, allowed }
            }
            Self::Sum { sample, sum } => Self::StepSum { sample, step, sum },
            other => other,
        }
    }
}

debug_by_display!(Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Number { name, value, allowed } => write!(f, "{name} is {}, but must be {allowed}", Shortest(value)),
            Self::Input { sample, column, value } => write!(
                f,
                "sample {sample}: input {column} is {}, but must be finite; correct it or leave the sample out (both are \
                 counted from 0)",
                Shortest(value)
            ),
            Self::Target { sample, column, value, allowed } => write!(
                f,
                "sample {sample}: target {column} is {}, but must be {allowed}; correct it or leave the sample out (both \
                 are counted from 0)",
                Shortest(value)
            ),
            Self::Sum { sample, sum } => write!(
                f,
                "sample {sample}: the targets sum to {}, but must sum to 1; divide them by their sum (samples are counted \
                 from 0)",
                Shortest(sum)
            ),
            Self::StepTarget { sample, step, column, value, allowed } => write!(
                f,
                "sample {sample}, step {step}: target {column} is {}, but must be {allowed}; correct it or leave the step \
                 out (all are counted from 0)",
                Shortest(value)
            ),
            Self::StepSum { sample, step, sum } => write!(
                f,
                "sample {sample}, step {step}: the targets sum to {}, but must sum to 1; divide them by their sum (both are \
                 counted from 0)",
                Shortest(sum)
            ),
        }
    }
}

impl core::error::Error for Error {}
