//! Class labels, and the probabilities of classes.

use core::fmt;

use crate::debug_by_display::debug_by_display;
use crate::kernels::losses;
use crate::rows::RowsMut;
use crate::scalar::{LanesOf, Scalar};
use crate::simd::portable::Portable;

/// One of N classes: a label from 0 to N - 1, stored in four bytes.
///
/// ```
/// use staticnn::prelude::*;
///
/// let three = Class::<10>::new(3)?;
/// assert_eq!(three.index(), 3);
/// # Ok::<(), staticnn::class::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Class<const N: usize>(u32);

impl<const N: usize> Class<N> {
    /// Creates the class with this label.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] if the label isn't below N.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let error = Class::<10>::new(10).unwrap_err();
    /// assert_eq!(error.to_string(), "label 10 is out of range: 10 classes have the labels 0 to 9");
    /// ```
    pub const fn new(label: usize) -> Result<Self, Error> {
        if label >= N || label > u32::MAX as usize {
            return Err(Error::OutOfRange { label, classes: N });
        }
        #[allow(clippy::cast_possible_truncation, reason = "at most u32::MAX, checked above")]
        Ok(Self(label as u32))
    }

    /// Returns the label, 0 to N - 1.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let names = ["setosa", "versicolor", "virginica"];
    /// let class = Class::most_likely(&[0.2, 0.1, 0.7]);
    /// assert_eq!(names[class.index()], "virginica");
    /// ```
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// Returns the class with the largest output: the first one if several are equal. NaN is never the largest; if all
    /// outputs are NaN, the class is 0.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// assert_eq!(Class::most_likely(&[0.1, 0.7, 0.2]).index(), 1);
    /// ```
    #[must_use]
    pub fn most_likely<T: Scalar>(output: &[T; N] /* a Vec: x[..].try_into()? */) -> Self {
        const { assert!(N > 0 && N <= u32::MAX as usize, "there is no class to choose") };
        let mut best: Option<(usize, T)> = None;
        for (label, value) in output.iter().enumerate() {
            if !value.to_f64().is_nan() && best.is_none_or(|(_, largest)| *value > largest) {
                best = Some((label, *value));
            }
        }
        #[allow(clippy::cast_possible_truncation, reason = "below N, which is at most u32::MAX")]
        Self(best.map_or(0, |(label, _)| label) as u32)
    }
}

/// Returns the probabilities of logits z: exp(z) / sum of exp(z). Logits are the numbers before a softmax, of any size and
/// sign: the outputs of a classifier whose last stage is linear.
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

/// Why a label isn't a class.
///
/// ```
/// use staticnn::class::Error;
/// use staticnn::prelude::*;
///
/// assert_eq!(Class::<3>::new(7), Err(Error::OutOfRange { label: 7, classes: 3 }));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The label isn't below the number of classes.
    OutOfRange {
        /// The label.
        label: usize,
        /// The number of classes.
        classes: usize,
    },
}

debug_by_display!(Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::OutOfRange { label, classes: 0 } => write!(f, "label {label} is out of range: there are no classes"),
            Self::OutOfRange { label, classes } => {
                write!(f, "label {label} is out of range: {classes} classes have the labels 0 to {}", classes - 1)
            }
        }
    }
}

impl core::error::Error for Error {}
