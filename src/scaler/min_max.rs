//! Columns from 0 to 1.

use crate::bounds::Bounds;
use crate::network::Network;
use crate::scalar::Scalar;
use crate::scaler::column::Column;
use crate::scaler::error::Error;
use crate::scaler::fold;
use crate::scaler::methods::methods;

/// Scales each of `N` columns to the range from 0 to 1: x becomes (x - minimum) / (maximum - minimum).
///
/// Minimum and maximum are those of the data that the scaler was fitted to, in the unit of the column; values beyond them become
/// less than 0 or more than 1. They are equal for a [constant column](crate::scaler#constant-columns). One value that is far from
/// all others moves these together: a [`Standardizer`](crate::scaler::Standardizer) suffers less from it.
///
/// ```
/// use staticnn::scaler::MinMax;
///
/// let scaler = MinMax::fit(&[[1.0, 7.0], [5.0, 7.0]])?;
/// assert_eq!((scaler.minima(), scaler.maxima()), (&[1.0, 7.0], &[5.0, 7.0]));
/// assert_eq!(scaler.apply(&[4.0, 7.0]), [0.75, 0.0]);
/// # Ok::<(), staticnn::scaler::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MinMax<const N: usize, T = f32> {
    minima: [T; N],
    maxima: [T; N],
}

impl<const N: usize, T: Scalar> MinMax<N, T> {
    /// Fits a scaler to rows: inputs, or targets.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] if there are no rows, [`Error::Value`] for the first value that isn't finite, and [`Error::Spread`] if
    /// a range isn't finite.
    ///
    /// ```
    /// use staticnn::scaler::{Error, MinMax};
    ///
    /// assert_eq!(MinMax::<2>::fit(&[]), Err(Error::Empty));
    /// ```
    pub fn fit(rows: &[[T; N]]) -> Result<Self, Error> {
        let Some(first) = rows.first() else { return Err(Error::Empty) };
        let mut scaler = Self { minima: *first, maxima: *first };
        for (index, row) in rows.iter().enumerate() {
            for (column, value) in row.iter().enumerate() {
                if !value.is_finite() {
                    return Err(Error::Value { row: index, column, value: value.to_f64() });
                }
                scaler.minima[column] = value.min(scaler.minima[column]);
                scaler.maxima[column] = value.max(scaler.maxima[column]);
            }
        }
        scaler.check_ranges()?;
        Ok(scaler)
    }

    /// Creates a scaler from the numbers of another one, or from the known limits of the data.
    ///
    /// # Errors
    ///
    /// [`Error::Part`] for a number that isn't finite, [`Error::Order`] for a maximum below its minimum, and [`Error::Spread`]
    /// if a range isn't finite.
    ///
    /// ```
    /// use staticnn::scaler::MinMax;
    ///
    /// let pixels = MinMax::from_parts([0.0; 2], [255.0; 2])?;
    /// assert_eq!(pixels.apply(&[51.0, 255.0]), [0.2, 1.0]);
    /// # Ok::<(), staticnn::scaler::Error>(())
    /// ```
    pub fn from_parts(minima: [T; N], maxima: [T; N]) -> Result<Self, Error> {
        let scaler = Self { minima, maxima };
        scaler.check()?;
        Ok(scaler)
    }

    fn check(&self) -> Result<(), Error> {
        Error::check("minimum", &self.minima, Bounds::Finite)?;
        Error::check("maximum", &self.maxima, Bounds::Finite)?;
        for (column, (minimum, maximum)) in self.minima.iter().zip(&self.maxima).enumerate() {
            if maximum < minimum {
                return Err(Error::Order { column, minimum: minimum.to_f64(), maximum: maximum.to_f64() });
            }
        }
        self.check_ranges()
    }

    fn check_ranges(&self) -> Result<(), Error> {
        match (0..N).find(|column| !(self.maxima[*column] - self.minima[*column]).is_finite()) {
            Some(column) => Err(Error::Spread { column }),
            None => Ok(()),
        }
    }

    /// Returns the minimum of each column, in its unit.
    #[must_use]
    pub const fn minima(&self) -> &[T; N] {
        &self.minima
    }

    /// Returns the maximum of each column, in its unit.
    #[must_use]
    pub const fn maxima(&self) -> &[T; N] {
        &self.maxima
    }

    fn column(&self, index: usize) -> Column {
        let (minimum, maximum) = (self.minima[index].to_f64(), self.maxima[index].to_f64());
        Column { center: minimum, spread: maximum - minimum }
    }
}

methods!(MinMax, low: "0.0", high: "1.0", what: "(x - minimum) / (maximum - minimum), and 0 for a constant column");

#[cfg(feature = "serde")]
crate::serde::field::stored! {
    [const N: usize, T: Scalar] MinMax<N, T> { minima, maxima } from Self { minima: [T::ZERO; N], maxima: [T::ZERO; N] }
}
