//! The errors of CSV files.

use alloc::boxed::Box;
use core::fmt;
use std::io;
use std::path::PathBuf;

use crate::dataset::csv::column::Column;
use crate::dataset::csv::refusal::Refusal;
use crate::debug_by_display::debug_by_display;

/// Why a CSV file isn't a data set.
///
/// ```
/// use staticnn::dataset::csv::{Csv, Error};
///
/// let error = Csv::from_text("a,b\n1,2\n\n3,tall\n").inputs(["a"]).target::<f32>("b").unwrap_err();
/// assert!(matches!(error, Error::Refused { line: Some(4), .. }));
/// assert_eq!(error.to_string(), "text, line 4, column `b`: `tall` isn't a number");
/// ```
#[non_exhaustive]
pub enum Error {
    /// The file can't be read.
    Read {
        /// The path that was given.
        file: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// The text isn't one that the program takes.
    Refused {
        /// The path that was given, or `text`.
        file: PathBuf,
        /// The line of what is refused, counted from 1; of a row with line breaks between quotes, the line on which it
        /// begins.
        line: Option<u64>,
        /// The column of what is refused.
        column: Option<Column>,
        /// Why.
        refusal: Box<Refusal>,
    },
}

debug_by_display!(Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { file, source } => write!(f, "`{}` can't be read: {source}", file.display()),
            Self::Refused { file, line, column, refusal } => {
                write!(f, "{}", file.display())?;
                line.map_or(Ok(()), |line| write!(f, ", line {line}"))?;
                column.as_ref().map_or(Ok(()), |column| write!(f, ", {column}"))?;
                write!(f, ": {refusal}")
            }
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Read { source, .. } => Some(source),
            Self::Refused { refusal, .. } => Some(refusal),
        }
    }
}
