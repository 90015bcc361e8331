//! The dimensions of a shape.

use core::fmt;

/// The dimensions of a shape, as a declaration writes them: `1x28x28`.
pub(crate) struct Dimensions<'a>(pub(crate) &'a [usize]);

impl fmt::Display for Dimensions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, size) in self.0.iter().enumerate() {
            write!(f, "{}{size}", if index > 0 { "x" } else { "" })?;
        }
        Ok(())
    }
}

/// How many values these dimensions hold.
#[must_use]
pub const fn product(dimensions: &[usize]) -> usize {
    let (mut product, mut index) = (1, 0);
    while index < dimensions.len() {
        product *= dimensions[index];
        index += 1;
    }
    product
}
