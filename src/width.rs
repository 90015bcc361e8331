//! How many characters a cell of a table takes.

use core::fmt::{self, Display, Write};

/// Counts the characters that are written to it.
struct Width(usize);

impl Write for Width {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 += text.chars().count();
        Ok(())
    }
}

/// Returns the number of characters of a cell.
pub(crate) fn width(cell: &dyn Display) -> Result<usize, fmt::Error> {
    let mut width = Width(0);
    write!(width, "{cell}")?;
    Ok(width.0)
}
