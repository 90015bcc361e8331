//! One label.

#[cfg(feature = "serde")]
use ::serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::class::error::Error;
use crate::scalar::Scalar;
#[cfg(all(feature = "serde", feature = "alloc"))]
use crate::serde::Value;

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

    /// Returns the row that has 1 at the class and 0 elsewhere.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let row: [f32; 3] = Class::new(2)?.one_hot();
    /// assert_eq!(row, [0.0, 0.0, 1.0]);
    /// # Ok::<(), staticnn::class::Error>(())
    /// ```
    #[must_use]
    pub fn one_hot<T: Scalar>(self) -> [T; N] {
        let mut row = [T::ZERO; N];
        if let Some(value) = row.get_mut(self.index()) {
            *value = T::ONE;
        }
        row
    }
}

/// Converts a label as [`Class::new`] does.
///
/// ```
/// use staticnn::prelude::*;
///
/// let class: Class<10> = 7_usize.try_into()?;
/// assert_eq!(class.index(), 7);
/// # Ok::<(), staticnn::class::Error>(())
/// ```
impl<const N: usize> TryFrom<usize> for Class<N> {
    type Error = Error;

    fn try_from(label: usize) -> Result<Self, Error> {
        Self::new(label)
    }
}

/// Converts a label as [`Class::new`] does.
///
/// ```
/// use staticnn::prelude::*;
///
/// assert_eq!(Class::<10>::try_from(7_u8)?.index(), 7);
/// # Ok::<(), staticnn::class::Error>(())
/// ```
impl<const N: usize> TryFrom<u8> for Class<N> {
    type Error = Error;

    fn try_from(label: u8) -> Result<Self, Error> {
        Self::new(label.into())
    }
}

/// Converts `false` to class 0 and `true` to class 1.
///
/// ```
/// use staticnn::prelude::*;
///
/// assert_eq!(Class::from(true).index(), 1);
/// ```
impl From<bool> for Class<2> {
    fn from(label: bool) -> Self {
        Self(label.into())
    }
}

/// Converts a one-hot row: 1 at the class, 0 elsewhere.
///
/// For a row of probabilities, [`Class::most_likely`] returns the largest one's class.
///
/// ```
/// use staticnn::prelude::*;
///
/// assert_eq!(Class::try_from([0.0, 1.0, 0.0])?.index(), 1);
/// assert!(Class::try_from([0.0, 0.9, 0.1]).is_err());
/// # Ok::<(), staticnn::class::Error>(())
/// ```
impl<T: Scalar, const N: usize> TryFrom<[T; N]> for Class<N> {
    type Error = Error;

    fn try_from(row: [T; N]) -> Result<Self, Error> {
        let (mut ones, mut label) = (0, 0);
        for (place, value) in row.into_iter().enumerate() {
            if value == T::ONE {
                (ones, label) = (ones + 1, place);
            } else if value != T::ZERO {
                return Err(Error::OneHotValue { place, value: value.to_f64() });
            }
        }
        if ones == 1 { Self::new(label) } else { Err(Error::OneHotCount { ones }) }
    }
}

/// Writes the label as a number.
#[cfg(feature = "serde")]
impl<const N: usize> Serialize for Class<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.0)
    }
}

/// Reads a label, and refuses one that isn't below N.
#[cfg(feature = "serde")]
impl<'de, const N: usize> Deserialize<'de> for Class<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(u32::deserialize(deserializer)? as usize).map_err(D::Error::custom)
    }
}

#[cfg(all(feature = "serde", feature = "alloc"))]
impl<const N: usize> Value for Class<N> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }
}
