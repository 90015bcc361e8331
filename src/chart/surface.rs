//! A function over a rectangle of the plane, as colours.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::RangeInclusive;

use crate::chart::matrix::Matrix;
use crate::chart::point::Coordinate;
use crate::chart::regions::{refused, sorted};
use crate::chart::text::printable;

/// The number of cells in each direction.
const COLUMNS: u32 = 240;
const ROWS: u32 = 160;

/// A value for every cell of a rectangle of the plane.
#[derive(Clone, Debug)]
pub(super) struct Surface {
    pub(super) name: String,
    /// The edges of the rectangle, the lower one first.
    pub(super) x: (f64, f64),
    pub(super) y: (f64, f64),
    pub(super) values: Matrix,
}

impl Surface {
    /// Evaluates `value` at the middle of every cell. If a range can't be an axis, it isn't called.
    pub(super) fn new<C: Coordinate>(
        name: &str,
        x: RangeInclusive<f64>,
        y: RangeInclusive<f64>,
        mut value: impl FnMut(f64, f64) -> C,
    ) -> Self {
        let (x, y) = (sorted(x), sorted(y));
        let middle = |(low, high): (f64, f64), cell: u32, cells: u32| {
            low + (high - low) * ((f64::from(cell) + 0.5) / f64::from(cells))
        };
        let values: Vec<C> = match refused(x, y) {
            Some(_) => Vec::new(),
            None => {
                let cells = (0..ROWS).rev().flat_map(|row| (0..COLUMNS).map(move |column| (column, row)));
                cells.map(|(column, row)| value(middle(x, column, COLUMNS), middle(y, row, ROWS))).collect()
            }
        };
        let values = Matrix::new([ROWS as usize, COLUMNS as usize], values);
        Self { name: printable(name), x, y, values }
    }
}
