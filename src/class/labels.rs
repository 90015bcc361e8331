//! Many labels.

use alloc::vec::Vec;
use core::fmt;

use crate::debug_by_display::debug_by_display;
use crate::label::{Class, Error};

/// Converts labels to classes: `usize`, `u8`, `bool` (for two classes) or one-hot rows.
///
/// [`Names::classes`](crate::class::Names::classes) converts text.
///
/// # Errors
///
/// [`LabelError`] for the first label that isn't a class.
///
/// ```
/// use staticnn::class;
/// use staticnn::prelude::*;
///
/// let classes: Vec<Class<3>> = class::from_labels(&[2_usize, 0])?;
/// assert_eq!(classes[0].index(), 2);
/// assert_eq!(class::from_labels(&[[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])?, classes);
///
/// let error = class::from_labels::<_, 3>(&[2_usize, 0, 3]).unwrap_err();
/// assert_eq!(error.to_string(), "at index 2: label 3 is out of range: 3 classes have the labels 0 to 2");
/// # Ok::<(), class::LabelError>(())
/// ```
pub fn from_labels<L, const N: usize>(labels: &[L]) -> Result<Vec<Class<N>>, LabelError>
where
    L: Copy,
    Class<N>: TryFrom<L, Error: Into<Error>>,
{
    let class = |(index, label): (usize, &L)| {
        Class::try_from(*label).map_err(|error| LabelError { index, error: error.into() })
    };
    labels.iter().enumerate().map(class).collect()
}

/// The first of several labels that isn't a class.
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct LabelError {
    /// The index of the label, counted from 0.
    pub index: usize,
    /// Why it isn't a class.
    pub error: Error,
}

debug_by_display!(LabelError);

impl fmt::Display for LabelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at index {}: {}", self.index, self.error)
    }
}

impl core::error::Error for LabelError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&self.error)
    }
}
