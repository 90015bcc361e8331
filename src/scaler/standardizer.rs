//! Columns with mean 0 and deviation 1.

use crate::bounds::Bounds;
use crate::moments;
use crate::network::Network;
use crate::real::Real;
use crate::scalar::Scalar;
use crate::scaler::column::Column;
use crate::scaler::error::Error;
use crate::scaler::fold;
use crate::scaler::methods::methods;

/// Scales each of `N` columns to mean 0 and standard deviation 1: x becomes (x - mean) / deviation.
///
/// Mean and deviation are those of the data that the scaler was fitted to, in the unit of the column. The deviation is the
/// square root of the mean of (x - mean)²: of all n rows, not n - 1, as in scikit-learn's `StandardScaler`. It is 0 for a
/// [constant column](crate::scaler#constant-columns).
///
/// ```
/// use staticnn::scaler::Standardizer;
///
/// let scaler = Standardizer::fit(&[[1.0, 7.0], [5.0, 7.0]])?;
/// assert_eq!((scaler.means(), scaler.deviations()), (&[3.0, 7.0], &[2.0, 0.0]));
/// assert_eq!(scaler.apply(&[5.0, 7.0]), [1.0, 0.0]);
/// # Ok::<(), staticnn::scaler::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standardizer<const N: usize, T = f32> {
    means: [T; N],
    deviations: [T; N],
}

impl<const N: usize, T: Scalar> Standardizer<N, T> {
    /// Fits a scaler to rows: inputs, or targets. They are read once, and summed up in f64 by Welford's method, which loses no
    /// digits where the mean is far from 0.
    ///
    /// Stack: a few arrays of N numbers of f64.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] if there are no rows, [`Error::Value`] for the first value that isn't finite, and [`Error::Spread`] if
    /// a deviation isn't finite.
    ///
    /// ```
    /// use staticnn::scaler::Standardizer;
    ///
    /// let x = vec![[1.0, 2.0], [3.0, f32::NAN]];
    /// let error = Standardizer::fit(&x).unwrap_err();
    /// assert!(error.to_string().starts_with("row 1: column 1 is NaN, but must be finite"));
    /// ```
    pub fn fit(rows: &[[T; N]]) -> Result<Self, Error> {
        if rows.is_empty() {
            return Err(Error::Empty);
        }
        let (mut means, mut squares) = ([0.0; N], [0.0; N]);
        for (index, row) in rows.iter().enumerate() {
            #[allow(clippy::cast_precision_loss, reason = "no memory holds 2^53 rows")]
            let share = 1.0 / (index + 1) as f64;
            for (column, ((mean, squares), value)) in means.iter_mut().zip(&mut squares).zip(row).enumerate() {
                let value = value.to_f64();
                if !value.is_finite() {
                    return Err(Error::Value { row: index, column, value });
                }
                moments::add(mean, squares, value, share);
            }
        }
        #[allow(clippy::cast_precision_loss, reason = "no memory holds 2^53 rows")]
        let count = rows.len() as f64;
        let deviations = squares.map(|squares| T::from_f64(Real::sqrt(squares / count)));
        match deviations.iter().position(|deviation| !deviation.is_finite()) {
            Some(column) => Err(Error::Spread { column }),
            None => Ok(Self { means: means.map(T::from_f64), deviations }),
        }
    }

    /// Creates a scaler from the numbers of another one, for programs that have them built in.
    ///
    /// # Errors
    ///
    /// [`Error::Part`] for a mean that isn't finite, or a deviation that isn't finite or is below 0.
    ///
    /// ```
    /// use staticnn::scaler::Standardizer;
    ///
    /// let scaler = Standardizer::from_parts([20.0], [10.0])?;
    /// assert_eq!(scaler.apply(&[30.0]), [1.0]);
    /// # Ok::<(), staticnn::scaler::Error>(())
    /// ```
    pub fn from_parts(means: [T; N], deviations: [T; N]) -> Result<Self, Error> {
        let scaler = Self { means, deviations };
        scaler.check()?;
        Ok(scaler)
    }

    fn check(&self) -> Result<(), Error> {
        Error::check("mean", &self.means, Bounds::Finite)?;
        Error::check("deviation", &self.deviations, Bounds::FiniteFromZero)
    }

    /// Returns the mean of each column, in its unit.
    #[must_use]
    pub const fn means(&self) -> &[T; N] {
        &self.means
    }

    /// Returns the standard deviation of each column, in its unit; 0 for a constant one.
    #[must_use]
    pub const fn deviations(&self) -> &[T; N] {
        &self.deviations
    }

    fn column(&self, index: usize) -> Column {
        Column { center: self.means[index].to_f64(), spread: self.deviations[index].to_f64() }
    }
}

methods!(Standardizer, low: "-1.0", high: "1.0", what: "(x - mean) / deviation, and 0 for a constant column");

#[cfg(feature = "serde")]
crate::serde::field::stored! {
    [const N: usize, T: Scalar] Standardizer<N, T> { means, deviations } from Self { means: [T::ZERO; N], deviations: [T::ZERO; N] }
}
