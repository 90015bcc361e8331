//! The plane in regions: what a classifier says at every place.

use alloc::vec::Vec;
use core::ops::RangeInclusive;

use plotters::prelude::*;

use super::drawing::{Canvas, Frame, Result};
use super::{COLORS, Chart};

/// How many places are asked about, from left to right and upwards.
const COLUMNS: usize = 240;
const ROWS: usize = 160;

/// A number for every place of a part of the plane.
#[derive(Clone, Debug)]
pub(super) struct Regions {
    pub(super) x: (f64, f64),
    pub(super) y: (f64, f64),
    /// Row by row, from the lowest.
    numbers: Vec<usize>,
}

impl Chart {
    /// Colours a part of the plane by what a function says there: the number of the set of points, in the order in which
    /// these are added, whose colour it has, in pale. The axes end where that part ends.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let path = std::env::temp_dir().join("staticnn-regions.svg");
    /// Chart::new("Below and above")
    ///     .regions(0.0..=1.0, 0.0..=1.0, |x, y| usize::from(y > x))
    ///     .points("below", [(0.6, 0.2)]) // number 0
    ///     .points("above", [(0.3, 0.7)]) // number 1
    ///     .save(&path)?;
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn regions(
        mut self,
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
        self.regions = Some(Regions { x, y, numbers });
        self
    }
}

impl<B: DrawingBackend> Canvas<B> {
    /// The regions, row by row, each run of one number as one rectangle.
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
