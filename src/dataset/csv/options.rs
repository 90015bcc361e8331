//! The text of a file, and how it is to be read.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::dataset::csv::error::Error;
use crate::dataset::csv::refusal::Refusal;
use crate::disk;

/// The text, without a byte-order mark, and the settings.
#[derive(Clone, Debug)]
pub(super) struct Options {
    /// What messages call the file.
    pub(super) file: PathBuf,
    pub(super) text: String,
    pub(super) separator: char,
    pub(super) decimal_comma: bool,
    /// Whether the first line has the names of the columns.
    pub(super) header: bool,
    /// What stands for a missing value, beside nothing.
    pub(super) missing: Vec<String>,
    /// Whether rows with missing values are left out.
    pub(super) drop_missing: bool,
}

impl Options {
    pub(super) fn new(file: &Path, text: String) -> Self {
        let text = text.strip_prefix('\u{feff}').map(String::from).unwrap_or(text);
        let (separator, missing) = (',', Vec::new());
        Self { file: file.into(), text, separator, decimal_comma: false, header: true, missing, drop_missing: false }
    }

    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let bytes = disk::read(path).map_err(|source| Error::Read { file: path.into(), source })?;
        Self::decode(path, bytes)
    }

    pub(super) fn from_reader(mut reader: impl Read) -> Result<Self, Error> {
        let (file, mut bytes) = (Path::new("text"), Vec::new());
        reader.read_to_end(&mut bytes).map_err(|source| Error::Read { file: file.into(), source })?;
        Self::decode(file, bytes)
    }

    /// The error that the text as a whole is refused.
    pub(super) fn refused(&self, refusal: Refusal) -> Error {
        Error::Refused { file: self.file.clone(), line: None, column: None, refusal: Box::new(refusal) }
    }

    fn decode(file: &Path, bytes: Vec<u8>) -> Result<Self, Error> {
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self::new(file, text)),
            Err(error) => {
                let (bytes, valid) = (error.as_bytes(), error.utf8_error().valid_up_to());
                let utf_16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
                let refusal = Box::new(Refusal::Encoding { utf_16 });
                Err(Error::Refused { file: file.into(), line: Some(line(&bytes[..valid])), column: None, refusal })
            }
        }
    }
}

/// Returns the line after these bytes; the first is 1. A line ends in LF, CR LF or CR.
pub(super) fn line(before: &[u8]) -> u64 {
    let ends = before.iter().enumerate();
    let ends = ends.filter(|(at, byte)| **byte == b'\n' || **byte == b'\r' && before.get(at + 1) != Some(&b'\n'));
    1 + ends.count() as u64
}
