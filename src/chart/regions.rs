//! Regions of the plane, coloured by a function.

use alloc::vec::Vec;
use core::ops::RangeInclusive;

use plotters::prelude::*;

use crate::chart::canvas::{Canvas, Frame, Result};
use crate::chart::series::COLORS;

/// The number of cells in each direction.
const COLUMNS: usize = 240;
const ROWS: usize = 160;

/// A number for every cell of a rectangle of the plane.
#[derive(Clone, Debug)]
pub(super) struct Regions {
    /// The edges of the rectangle.
    pub(super) x: (f64, f64),
    pub(super) y: (f64, f64),
    /// Row by row, from the bottom.
    numbers: Vec<usize>,
}

impl Regions {
    /// Evaluates `number` at the middle of every cell.
    pub(super) fn new(
        x: RangeInclusive<f64>,
        y: RangeInclusive<f64>,
        mut number: impl FnMut(f64, f64) -> usize,
    ) -> Self {
        let ends = |range: RangeInclusive<f64>| (*range.start(), *range.end());
        let (x, y) = (ends(x), ends(y));
        let middle = |(low, high): (f64, f64), cell: usize, cells: usize| {
            low + (high - low) * (cell as f64 + 0.5) / cells as f64
        };
        let rows = (0..ROWS).flat_map(|row| (0..COLUMNS).map(move |column| (column, row)));
        let numbers = rows.map(|(column, row)| number(middle(x, column, COLUMNS), middle(y, row, ROWS))).collect();
        Self { x, y, numbers }
    }
}

impl<B: DrawingBackend> Canvas<B> {
    /// Draws the regions row by row, each run of equal numbers as one rectangle.
    pub(super) fn regions(&self, frame: Frame, regions: &Regions) -> Result<B> {
        for (row, numbers) in regions.numbers.chunks(COLUMNS).enumerate() {
            let [bottom, top] = [row, row + 1].map(|row| frame.y(row as f64 / ROWS as f64));
            let mut column = 0;
            for run in numbers.chunk_by(|one, next| one == next) {
                let [left, right] = [column, column + run.len()].map(|column| frame.x(column as f64 / COLUMNS as f64));
                let color = pale(COLORS[run[0] % COLORS.len()]);
                self.root.draw(&Rectangle::new([(left, top), (right, bottom)], color.filled()))?;
                column += run.len();
            }
        }
        Ok(())
    }
}

fn pale(RGBColor(red, green, blue): RGBColor) -> RGBColor {
    let mixed = |value: u8| 255 - (255 - value) / 4;
    RGBColor(mixed(red), mixed(green), mixed(blue))
}
