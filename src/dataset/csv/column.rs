//! How a column is chosen.

use alloc::string::String;
use core::fmt;

use crate::dataset::csv::shown::Shown;

/// A column: its name in the header line, or its index, counted from 0.
///
/// ```
/// use staticnn::dataset::csv::Column;
///
/// assert_eq!(Column::from("quality"), Column::Name("quality".into()));
/// assert_eq!(Column::from(11), Column::Index(11));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// The name in the header line.
    Name(String),
    /// The index, counted from 0.
    Index(usize),
}

impl From<&str> for Column {
    fn from(name: &str) -> Self {
        Self::Name(name.into())
    }
}

impl From<String> for Column {
    fn from(name: String) -> Self {
        Self::Name(name)
    }
}

impl From<usize> for Column {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// As messages name it: `` column `quality` ``, or `column 11 (counted from 0)`.
impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => write!(f, "column `{}`", Shown(name)),
            Self::Index(index) => write!(f, "column {index} (counted from 0)"),
        }
    }
}
