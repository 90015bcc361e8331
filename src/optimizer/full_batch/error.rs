//! Why a full-batch optimizer doesn't start.

use core::fmt;

use crate::debug_by_display::debug_by_display;
use crate::loss;
use crate::optimizer::error;

/// Why a full-batch optimizer doesn't start. The network is unchanged.
///
/// ```
/// use staticnn::optimizer::LevenbergMarquardt;
/// use staticnn::prelude::*;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [f32::NAN]]));
/// let error = LevenbergMarquardt::new().fit(&mut Line::zeros(), &samples).unwrap_err();
/// assert!(error.to_string().starts_with("sample 1: target 0 is NaN, but must be finite"));
/// ```
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// A number of the optimizer is out of range.
    Optimizer(error::Error),
    /// A number of the loss is out of range, a sample has an input that isn't finite, or the loss refuses a target.
    Loss(loss::Error),
    /// The loss of the network, its gradient or a parameter isn't finite at the start.
    NotFinite {
        /// The loss.
        loss: f64,
    },
}

debug_by_display!(Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Optimizer(error) => error.fmt(f),
            Self::Loss(error) => error.fmt(f),
            Self::NotFinite { loss } => write!(
                f,
                "the loss at the start is {loss:.6e}, and it, its gradient or a parameter isn't finite: start from finite \
                 parameters, and scale inputs and targets to about unit size",
            ),
        }
    }
}

impl core::error::Error for Error {}
