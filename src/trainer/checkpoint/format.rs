//! The bytes of a checkpoint.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::history::History;
use crate::trainer::checkpoint::error::Error;

/// The first line of a file.
const LINE: &[u8] = concat!("staticnn ", env!("CARGO_PKG_VERSION"), " checkpoint\n").as_bytes();

/// The bytes before the content: the line, the length of the content, and its checksum.
const FRONT: usize = LINE.len() + size_of::<u64>() + size_of::<u32>();

/// What comes before the optimizer and the networks. It is written with a borrowed text and a borrowed history.
#[derive(Serialize, Deserialize)]
pub(super) struct Head<Text, Record> {
    /// The declaration, a line for each stage.
    pub(super) network: Text,
    /// How many bytes a parameter has.
    pub(super) scalar: u8,
    /// The optimizer's type.
    pub(super) optimizer: Text,
    pub(super) seed: u64,
    pub(super) step: u64,
    /// The optimizer's rate, which the schedule starts from.
    pub(super) start: f64,
    pub(super) history: Record,
    /// Whether a second network follows, the best one.
    pub(super) best: bool,
}

/// Fills `bytes` with a file: `content` appends what comes after the line, the length and the checksum.
pub(super) fn write(
    bytes: &mut Vec<u8>,
    content: impl FnOnce(&mut Vec<u8>) -> postcard::Result<()>,
) -> Result<(), String> {
    bytes.clear();
    bytes.extend(LINE);
    bytes.resize(FRONT, 0);
    content(bytes).map_err(|error| error.to_string())?;
    let (length, checksum) = ((bytes.len() - FRONT) as u64, crc32fast::hash(&bytes[FRONT..]));
    bytes[LINE.len()..LINE.len() + 8].copy_from_slice(&length.to_le_bytes());
    bytes[LINE.len() + 8..FRONT].copy_from_slice(&checksum.to_le_bytes());
    Ok(())
}

/// Appends a value.
pub(super) fn append<T: Serialize>(bytes: &mut Vec<u8>, value: &T) -> postcard::Result<()> {
    *bytes = postcard::to_extend(value, core::mem::take(bytes))?;
    Ok(())
}

/// Returns the content of a file, after a check of the line, the length and the checksum.
pub(super) fn content<'b>(path: &Path, bytes: &'b [u8]) -> Result<&'b [u8], Error> {
    let (path, found) = (|| path.to_owned(), bytes.len() as u64);
    let Some(rest) = bytes.strip_prefix(LINE) else {
        // Not even the line is whole.
        let cut = LINE.starts_with(bytes) && !bytes.is_empty();
        return Err(match cut {
            true => Error::Length { path: path(), expected: FRONT as u64, found },
            false => Error::Foreign { path: path() },
        });
    };
    let Some((length, rest)) = rest.split_first_chunk::<8>() else {
        return Err(Error::Length { path: path(), expected: FRONT as u64, found });
    };
    let expected = u64::from_le_bytes(*length).saturating_add(FRONT as u64);
    let Some((checksum, content)) = rest.split_first_chunk::<4>().filter(|_| expected == found) else {
        return Err(Error::Length { path: path(), expected, found });
    };
    if crc32fast::hash(content) != u32::from_le_bytes(*checksum) {
        return Err(Error::Damaged { path: path(), what: "its checksum is another one".to_string() });
    }
    Ok(content)
}

/// Reads the head.
pub(super) fn head<'b>(path: &Path, content: &'b [u8]) -> Result<(Head<String, History>, &'b [u8]), Error> {
    postcard::take_from_bytes(content)
        .map_err(|error| Error::Damaged { path: path.to_owned(), what: format!("its head can't be read: {error}") })
}
