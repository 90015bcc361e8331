//! Labels of classes.

use core::fmt;

use crate::kernels::losses;
use crate::rows::RowsMut;
use crate::scalar::{LanesOf, Scalar};
use crate::simd::portable::Portable;

/// One of N classes: a label below N, four bytes.
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
    /// The class with this label.
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
        #[allow(clippy::cast_possible_truncation, reason = "just checked")]
        Ok(Self(label as u32))
    }

    /// Its label: 0 to N - 1.
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

    /// The class with the largest of a network's outputs; the first of them where several are equal. NaN is never the
    /// largest.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// assert_eq!(Class::most_likely(&[0.1, 0.7, 0.2]).index(), 1);
    /// ```
    #[must_use]
    pub fn most_likely<T: Scalar>(output: &[T; N]) -> Self {
        const { assert!(N > 0 && N <= u32::MAX as usize, "there is no class to choose") };
        let mut best: Option<(usize, T)> = None;
        for (label, value) in output.iter().enumerate() {
            if !value.to_f64().is_nan() && best.is_none_or(|(_, largest)| *value > largest) {
                best = Some((label, *value));
            }
        }
        #[allow(clippy::cast_possible_truncation, reason = "below N, which was checked")]
        Self(best.map_or(0, |(label, _)| label) as u32)
    }
}

/// The probabilities that logits z stand for: exp(z) / sum of exp(z).
///
/// For a network with a linear last stage that was trained by [`CrossEntropy`](crate::loss::CrossEntropy).
///
/// ```
/// use staticnn::prelude::*;
///
/// assert_eq!(softmax(&[0.0, 0.0]), [0.5, 0.5]);
/// assert_eq!(softmax(&[0.0_f32, 1000.0]), [0.0, 1.0]);
/// ```
#[must_use]
pub fn softmax<T: Scalar, const N: usize>(logits: &[T; N]) -> [T; N] {
    let mut probabilities = *logits;
    losses::softmax::<LanesOf<T, Portable>>(RowsMut::new(&mut probabilities, N), [1, N]);
    probabilities
}

/// What can be wrong with a label.
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
    /// There is no such class.
    OutOfRange {
        /// The label.
        label: usize,
        /// How many classes there are.
        classes: usize,
    },
}

/// The sentence of `Display`: it is what `unwrap` and a `main` that returns the error print.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

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
