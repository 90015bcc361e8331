//! One of several classes.

mod error;

#[cfg(feature = "serde")]
use ::serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

pub use error::Error;

use crate::shape::Element;

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
#[repr(transparent)]
pub struct Class<const N: usize>(pub(crate) u32);

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
}

/// A class has no derivative.
impl<const N: usize> Element for Class<N> {
    type Gradient = ();
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
