//! The errors of IDX files.

use alloc::string::String;
use core::fmt;
use std::io;
use std::path::PathBuf;

use crate::debug_by_display::debug_by_display;

/// Why IDX files weren't read.
///
/// ```
/// use staticnn::dataset::idx::{self, Error};
///
/// let error = idx::labels::<10>(std::env::temp_dir()).unwrap_err();
/// assert!(matches!(error, Error::Read { .. }));
/// assert!(error.to_string().ends_with("can't be read: it is a directory; give the path of a file"));
/// ```
#[non_exhaustive]
pub enum Error {
    /// The file can't be read.
    Read {
        /// The path that was given.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// The file isn't one that the program takes.
    Refused {
        /// The path that was given.
        path: PathBuf,
        /// Why.
        refusal: Refusal,
    },
    /// There are more or fewer labels than images.
    Counts {
        /// The file of the images, and how many there are.
        images: (PathBuf, usize),
        /// The file of the labels, and how many there are.
        labels: (PathBuf, usize),
    },
}

debug_by_display!(Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { path, source } => write!(f, "`{}` can't be read: {source}", path.display()),
            Self::Refused { path, refusal } => write!(f, "`{}` isn't read: {refusal}", path.display()),
            Self::Counts { images: (images, inputs), labels: (labels, targets) } => write!(
                f,
                "`{}` has {inputs} images, but `{}` has {targets} labels: give the files of one data set",
                images.display(),
                labels.display()
            ),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Read { source, .. } => Some(source),
            Self::Refused { refusal, .. } => Some(refusal),
            Self::Counts { .. } => None,
        }
    }
}

/// Why bytes aren't an IDX file that the program takes.
///
/// ```
/// use staticnn::dataset::idx::{self, Refusal};
///
/// let refusal = idx::labels_from_bytes::<10>(&[0, 0, 8, 1, 0, 0, 0, 3, 5, 0]).unwrap_err();
/// assert_eq!(refusal, Refusal::Short { expected: 3, found: 2 });
/// assert_eq!(refusal.to_string(), "its header says 3 values, but it has 2: it was cut short");
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// There are no bytes.
    Empty,
    /// The first bytes aren't those of an IDX file.
    Magic {
        /// The first four bytes.
        found: [u8; 4],
    },
    /// The values aren't unsigned bytes.
    Type {
        /// The type: 9 for a signed byte, 11 for i16, 12 for i32, 13 for f32, 14 for f64.
        kind: u8,
    },
    /// The file has another number of dimensions: 3 for images, 1 for labels.
    Dimensions {
        /// How many are taken.
        expected: usize,
        /// How many the file has.
        found: u8,
    },
    /// An image has another size.
    Size {
        /// The rows of an image in the file.
        rows: usize,
        /// The columns of an image in the file.
        columns: usize,
        /// The rows and columns that are taken; 1 row for pixels in one array.
        expected: [usize; 2],
    },
    /// The dimensions are more than any memory has.
    Overflow,
    /// A dimension is 0.
    NoValues,
    /// The file ends within its header.
    Header,
    /// The file has fewer values than its header says.
    Short {
        /// How many it should have.
        expected: usize,
        /// How many it has.
        found: usize,
    },
    /// The file has more values than its header says.
    Long {
        /// How many it should have.
        expected: usize,
        /// How many it has; `None` for a compressed file, of which the rest isn't read.
        found: Option<usize>,
    },
    /// The file can't be decompressed.
    Gzip {
        /// Why.
        message: String,
    },
    /// A label isn't below the number of classes.
    Label {
        /// Its index, counted from 0.
        index: usize,
        /// The label.
        label: u8,
        /// The number of classes.
        classes: usize,
    },
}

debug_by_display!(Refusal);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it is empty"),
            Self::Magic { found: [a, b, c, d] } => write!(
                f,
                "it begins with the bytes {a:02x} {b:02x} {c:02x} {d:02x}: an IDX file of bytes begins with 00 00 08"
            ),
            Self::Type { kind } => {
                let name = ["i8", "", "i16", "i32", "f32", "f64"][usize::from(kind.clamp(&9, &14) - 9)];
                write!(f, "its values are {name} (type {kind}), but unsigned bytes (type 8) are taken")
            }
            Self::Dimensions { expected, found } => {
                let is = |dimensions| match dimensions {
                    1 => "labels have 1",
                    _ => "images have 3",
                };
                write!(f, "it has {found} dimension{}, but {}", if *found == 1 { "" } else { "s" }, is(*expected))?;
                let others = if *expected == 1 { (3, "images") } else { (1, "labels") };
                if *found == others.0 { write!(f, ": it is a file of {}", others.1) } else { Ok(()) }
            }
            Self::Size { rows, columns, expected: [1, pixels] } => {
                write!(f, "its images have {rows} x {columns} pixels, but {pixels} are taken")
            }
            Self::Size { rows, columns, expected: [height, width] } => {
                write!(f, "its images have {rows} x {columns} pixels, but {height} x {width} are taken")
            }
            Self::Overflow => f.write_str("its header says more values than any memory has"),
            Self::NoValues => f.write_str("it has no values: a dimension is 0"),
            Self::Header => f.write_str("it ends within its header: it was cut short"),
            Self::Short { expected, found } => {
                write!(f, "its header says {expected} values, but it has {found}: it was cut short")
            }
            Self::Long { expected, found: Some(found) } => {
                write!(f, "its header says {expected} values, but it has {found}")
            }
            Self::Long { expected, found: None } => write!(f, "its header says {expected} values, but it has more"),
            Self::Gzip { message } => write!(f, "it can't be decompressed: {message}"),
            Self::Label { index, label, classes } => write!(
                f,
                "label {index} (counted from 0) is {label}: {classes} classes have the labels 0 to {}",
                classes.saturating_sub(1)
            ),
        }
    }
}

impl core::error::Error for Refusal {}
