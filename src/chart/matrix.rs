//! A matrix of numbers, drawn as coloured cells.

use alloc::vec::Vec;

use plotters::prelude::*;

use crate::chart::axis::drawable;
use crate::chart::canvas::{Canvas, Frame, Result, px};
use crate::chart::point::Coordinate;

/// Cells without a number.
const NOTHING: RGBColor = RGBColor(200, 200, 200);

/// Numbers by rows and columns.
#[derive(Clone, Debug)]
pub(super) struct Matrix {
    pub(super) rows: usize,
    pub(super) columns: usize,
    /// Row by row from the top.
    pub(super) values: Vec<f64>,
}

impl Matrix {
    pub(super) fn new([rows, columns]: [usize; 2], values: impl IntoIterator<Item: Coordinate>) -> Self {
        Self { rows, columns, values: values.into_iter().map(Coordinate::coordinate).collect() }
    }

    /// Whether there are as many values as rows and columns say, and at least one.
    pub(super) fn is_whole(&self) -> bool {
        self.rows.checked_mul(self.columns) == Some(self.values.len()) && !self.values.is_empty()
    }

    /// Returns the values that can be drawn.
    pub(super) fn finite(&self) -> impl Iterator<Item = f64> {
        self.values.iter().copied().filter(|value| drawable(*value))
    }

    /// Returns the value of the largest size in some rows and columns, NaN if none is finite.
    fn extreme(&self, rows: [usize; 2], columns: [usize; 2]) -> f64 {
        let rows = self.values.chunks(self.columns).take(rows[1]).skip(rows[0]);
        let values = rows.flat_map(|row| &row[columns[0]..columns[1]]).copied().filter(|value| drawable(*value));
        values.fold(f64::NAN, |most, value| if value.abs() <= most.abs() { most } else { value })
    }
}

/// The part of a length that a cell takes, by the numbers of the cell and of all.
pub(super) fn cell(from: i32, to: i32, number: usize, of: usize) -> i32 {
    from + (i64::from(to - from) * number as i64 / of.max(1) as i64) as i32
}

impl<B: DrawingBackend> Canvas<B> {
    /// Draws a cell for every number. Where they would be smaller than a pixel, or in a vector picture than `least`, a
    /// cell shows the number of the largest size of several.
    pub(super) fn cells(&self, area: Frame, matrix: &Matrix, least: i32, color: impl Fn(f64) -> RGBColor) -> Result<B> {
        let least = if self.vector { least } else { px(1) };
        let count = |length: i32, cells: usize| cells.min((length / least).max(1) as usize);
        let (rows, columns) =
            (count(area.bottom - area.top, matrix.rows), count(area.right - area.left, matrix.columns));
        for row in 0..rows {
            let (top, bottom) = (cell(area.top, area.bottom, row, rows), cell(area.top, area.bottom, row + 1, rows));
            for column in 0..columns {
                let left = cell(area.left, area.right, column, columns);
                let right = cell(area.left, area.right, column + 1, columns);
                let part = |number: usize, of: usize, all: usize| [number * all / of, (number + 1) * all / of];
                let value = matrix.extreme(part(row, rows, matrix.rows), part(column, columns, matrix.columns));
                let color = if value.is_nan() { NOTHING } else { color(value) };
                // A vector picture would show a thin line between cells that only touch.
                let over = if self.vector { 2 } else { 0 };
                let corner = ((right + over).min(area.right), (bottom + over).min(area.bottom));
                self.root.draw(&Rectangle::new([(left, top), corner], color.filled()))?;
            }
        }
        Ok(())
    }

    /// Draws the edge of an area.
    pub(super) fn outline(&self, area: Frame, color: RGBColor) -> Result<B> {
        let Frame { left, right, top, bottom } = area;
        for (from, to) in [
            ((left, top), (right, top)),
            ((left, bottom), (right, bottom)),
            ((left, top), (left, bottom)),
            ((right, top), (right, bottom)),
        ] {
            self.thin_line(from, to, color)?;
        }
        Ok(())
    }
}
