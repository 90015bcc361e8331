//! Class labels, their names, and the probabilities of classes.

mod label;
#[cfg(feature = "alloc")]
mod labels;
#[cfg(feature = "alloc")]
mod names;

#[cfg(feature = "alloc")]
pub use labels::{LabelError, from_labels};
#[cfg(feature = "alloc")]
pub use names::{NameError, Names};

use crate::kernels::losses;
pub use crate::label::{Class, Error};
use crate::rows::RowsMut;
use crate::scalar::{LanesOf, Scalar};
use crate::simd::portable::Portable;

/// Returns the probabilities of logits z: exp(z) / sum of exp(z). Logits are the numbers before a softmax, of any size
/// and sign: the outputs of a classifier whose last stage is linear.
///
/// Use it on the outputs of a network with a linear last stage that was trained with
/// [`CrossEntropy`](crate::loss::CrossEntropy).
///
/// ```
/// use staticnn::prelude::*;
///
/// assert_eq!(softmax(&[0.0, 0.0]), [0.5, 0.5]);
/// assert_eq!(softmax(&[0.0_f32, 1000.0]), [0.0, 1.0]);
/// ```
#[must_use]
pub fn softmax<T: Scalar, const N: usize>(logits: &[T; N] /* a Vec: x[..].try_into()? */) -> [T; N] {
    let mut probabilities = *logits;
    losses::softmax::<LanesOf<T, Portable>>(RowsMut::new(&mut probabilities, N), 1);
    probabilities
}
