//! A class and the outputs of networks.

#[cfg(all(feature = "serde", feature = "alloc"))]
use ::serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::label::{Class, Error};
use crate::scalar::Scalar;
#[cfg(all(feature = "serde", feature = "alloc"))]
use crate::serde::Value;

impl<const N: usize> Class<N> {
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

#[cfg(all(feature = "serde", feature = "alloc"))]
impl<const N: usize> Value for Class<N> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }
}
