//! How messages show what is in a file.

use alloc::string::String;
use core::fmt;

/// At most so many characters of a cell are shown.
const CHARACTERS: usize = 60;

/// At most so many cells are listed.
const CELLS: usize = 20;

/// The beginning of a cell, on one line.
pub(super) struct Shown<'a>(pub(super) &'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars().take(CHARACTERS) {
            if character.is_control() {
                write!(f, "{}", character.escape_default())?
            } else {
                write!(f, "{character}")?
            }
        }
        f.write_str(if self.0.chars().nth(CHARACTERS).is_some() { ".." } else { "" })
    }
}

/// The first of several cells, with a comma between them.
pub(super) struct List<'a>(pub(super) &'a [String]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, cell) in self.0.iter().take(CELLS).enumerate() {
            write!(f, "{}{}", if index == 0 { "" } else { ", " }, Shown(cell))?;
        }
        match self.0.len().saturating_sub(CELLS) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// The cell that was probably meant.
pub(super) struct Meant<'a>(pub(super) &'a Option<String>);

impl fmt::Display for Meant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |meant| write!(f, "; did you mean `{}`?", Shown(meant)))
    }
}
