//! How the scores of classes become one number.

use crate::class::Class;

/// Which number a [`Precision`](crate::metric::Precision), a [`Recall`](crate::metric::Recall) or an
/// [`F1`](crate::metric::F1) of `N` classes is.
///
/// ```
/// use staticnn::metric::Average;
/// use staticnn::prelude::*;
///
/// assert_eq!(Average::POSITIVE, Average::Class(Class::<2>::new(1)?));
/// # Ok::<(), staticnn::class::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Average<const N: usize> {
    /// That of one class.
    Class(Class<N>),
    /// The mean over the classes that occur among the targets or the predictions: each counts the same, however rare.
    Macro,
    /// That of all classes together: each sample counts the same. Precision, recall and F1 are then all the accuracy, if no
    /// prediction has a NaN.
    Micro,
}

impl Average<2> {
    /// That of the class 1: of yes, where 0 is no.
    pub const POSITIVE: Self = match Class::new(1) {
        Ok(class) => Self::Class(class),
        Err(_) => Self::Micro,
    };
}

#[cfg(feature = "serde")]
impl<const N: usize> crate::serde::field::Field for Average<N> {
    fn write<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let stored = match self {
            Self::Class(class) => Stored::Class(class.index() as u64),
            Self::Macro => Stored::Macro,
            Self::Micro => Stored::Micro,
        };
        ::serde::Serialize::serialize(&stored, serializer)
    }

    fn read<'de, D: ::serde::Deserializer<'de>>(&mut self, deserializer: D) -> Result<(), D::Error> {
        *self = match <Stored as ::serde::Deserialize>::deserialize(deserializer)? {
            Stored::Class(label) => {
                let class = Class::new(usize::try_from(label).unwrap_or(usize::MAX));
                Self::Class(class.map_err(::serde::de::Error::custom)?)
            }
            Stored::Macro => Self::Macro,
            Stored::Micro => Self::Micro,
        };
        Ok(())
    }
}

/// How formats hold it.
#[cfg(feature = "serde")]
#[derive(::serde::Serialize, ::serde::Deserialize)]
#[serde(rename = "Average")]
enum Stored {
    Class(u64),
    Macro,
    Micro,
}
