//! Regions of the plane, coloured by a function.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::RangeInclusive;

use plotters::prelude::*;

use crate::chart::axis::are_ends;
use crate::chart::canvas::{Canvas, Frame, Pixel, Result, px};
use crate::chart::point::Region;
use crate::chart::series::COLORS;

/// The number of cells of the first grid, in each direction.
const COLUMNS: usize = 240;
const ROWS: usize = 160;

/// The cells at borders are divided this many times, each time in four, as long as there are at most so many new cells.
const DIVISIONS: usize = 3;
const MOST_DIVIDED: usize = 120_000;

/// A border between two cells is located by at most so many bisections: to less than a hundredth of a pixel.
const BISECTIONS: usize = 6;

/// A colour for every cell of a rectangle of the plane.
#[derive(Clone, Debug)]
pub(super) struct Regions {
    /// The edges of the rectangle, the lower one first.
    pub(super) x: (f64, f64),
    pub(super) y: (f64, f64),
    grid: Grid,
}

/// Indices of colours, row by row from the bottom.
#[derive(Clone, Debug)]
struct Grid {
    columns: usize,
    colors: Vec<u8>,
    /// Where the colour changes between the middles of neighbouring cells of a row, in columns from the left; row by
    /// row.
    changes: Vec<f64>,
}

/// Neighbouring rows with the same colours in the same order.
struct Strip {
    /// The lowest row.
    first: usize,
    colors: Vec<u8>,
    /// Where each row's colours end, in columns from the left.
    ends: Vec<Vec<f64>>,
}

impl Regions {
    /// Evaluates `class` at the middle of every cell. If a range isn't one, it isn't called.
    pub(super) fn new<R: Region>(
        x: RangeInclusive<f64>,
        y: RangeInclusive<f64>,
        mut class: impl FnMut(f64, f64) -> R,
    ) -> Self {
        let (x, y) = (sorted(x), sorted(y));
        let mut regions = Self { x, y, grid: Grid { columns: COLUMNS, colors: Vec::new(), changes: Vec::new() } };
        if refused(x, y).is_none() {
            let middle = |(low, high): (f64, f64), share: f64| low + (high - low) * share;
            let mut color = |across, up| (class(middle(x, across), middle(y, up)).region() % COLORS.len()) as u8;
            regions.grid = Grid::new(&mut color);
        }
        regions
    }
}

/// Returns the ends of a range, the lower one first.
pub(super) fn sorted(range: RangeInclusive<f64>) -> (f64, f64) {
    let (start, end) = range.into_inner();
    if end < start { (end, start) } else { (start, end) }
}

/// Returns the axis and the range that can't be drawn, if any.
pub(super) fn refused(x: (f64, f64), y: (f64, f64)) -> Option<(&'static str, (f64, f64))> {
    [("x", x), ("y", y)].into_iter().find(|(_, (low, high))| !are_ends(*low, *high))
}

impl Grid {
    /// Evaluates `color`, a function of shares of the width and the height, in a grid whose cells are divided at
    /// borders.
    fn new(color: &mut dyn FnMut(f64, f64) -> u8) -> Self {
        let mut at = |column: usize, row: usize, columns: usize| {
            let share = |cell: usize, cells: usize| (cell as f64 + 0.5) / cells as f64;
            color(share(column, columns), share(row, columns / COLUMNS * ROWS))
        };
        let cells = (0..ROWS).flat_map(|row| (0..COLUMNS).map(move |column| (column, row)));
        let colors = cells.map(|(column, row)| at(column, row, COLUMNS)).collect();
        let mut grid = Self { columns: COLUMNS, colors, changes: Vec::new() };
        let mut left = MOST_DIVIDED;
        for _ in 0..DIVISIONS {
            let at_border = grid.at_border();
            let new = 4 * at_border.iter().filter(|at_border| **at_border).count();
            if new == 0 || new > left {
                break;
            }
            left -= new;
            let columns = 2 * grid.columns;
            let mut colors = Vec::with_capacity(4 * grid.colors.len());
            for row in 0..2 * grid.rows() {
                for column in 0..columns {
                    let cell = row / 2 * grid.columns + column / 2;
                    colors.push(if at_border[cell] { at(column, row, columns) } else { grid.colors[cell] });
                }
            }
            grid = Self { columns, colors, changes: Vec::new() };
        }
        grid.locate_changes(color, left);
        grid
    }

    /// Finds out where the colours change between the middles of neighbouring cells, with at most `calls` calls.
    fn locate_changes(&mut self, color: &mut dyn FnMut(f64, f64) -> u8, calls: usize) {
        let (columns, rows) = (self.columns, self.rows());
        let change = |&cell: &usize| cell % columns > 0 && self.colors[cell - 1] != self.colors[cell];
        let changes: Vec<usize> = (0..self.colors.len()).filter(change).collect();
        let bisections = (calls / changes.len().max(1)).min(BISECTIONS);
        let locate = |cell: &usize| {
            let (column, row) = ((cell % columns) as f64, cell / columns);
            let (mut low, mut high) = (column - 0.5, column + 0.5);
            for _ in 0..bisections {
                let middle = low.midpoint(high);
                let same = color(middle / columns as f64, (row as f64 + 0.5) / rows as f64) == self.colors[cell - 1];
                *(if same { &mut low } else { &mut high }) = middle;
            }
            low.midpoint(high)
        };
        self.changes = changes.iter().map(locate).collect();
    }

    fn rows(&self) -> usize {
        self.colors.len() / self.columns
    }

    /// Returns for each cell whether one of its eight neighbours has another colour.
    fn at_border(&self) -> Vec<bool> {
        let mut at_border = vec![false; self.colors.len()];
        for row in 0..self.rows() {
            for column in 0..self.columns {
                let rows = row.saturating_sub(1)..(row + 2).min(self.rows());
                let columns = column.saturating_sub(1)..(column + 2).min(self.columns);
                let color = self.colors[row * self.columns + column];
                at_border[row * self.columns + column] = rows
                    .into_iter()
                    .any(|row| self.colors[row * self.columns..][columns.clone()].iter().any(|other| *other != color));
            }
        }
        at_border
    }

    /// Returns the rows as strips, from the bottom.
    fn strips(&self) -> Vec<Strip> {
        let mut strips: Vec<Strip> = Vec::new();
        let mut changes = &self.changes[..];
        for (row, colors) in self.colors.chunks(self.columns).enumerate() {
            let colors: Vec<u8> = colors.chunk_by(|one, next| one == next).map(|run| run[0]).collect();
            let (of_row, others) = changes.split_at(colors.len() - 1);
            changes = others;
            let ends: Vec<f64> = of_row.iter().copied().chain([self.columns as f64]).collect();
            match strips.last_mut() {
                Some(strip) if strip.colors == colors && overlap(&strip.ends[strip.ends.len() - 1], &ends) => {
                    strip.ends.push(ends);
                }
                _ => strips.push(Strip { first: row, colors, ends: vec![ends] }),
            }
        }
        strips
    }
}

/// Whether each run of a row overlaps the one with its number in the next row.
fn overlap(ends: &[f64], next: &[f64]) -> bool {
    let runs = |ends: &[f64]| [0.0].into_iter().chain(ends.iter().copied()).collect::<Vec<_>>();
    let (these, others) = (runs(ends), runs(next));
    these.windows(2).zip(others.windows(2)).all(|(this, other)| this[0].max(other[0]) < this[1].min(other[1]))
}

impl Strip {
    /// Returns the column where a run ends at a height in rows: between the middles of rows, borders are straight.
    fn end(&self, run: usize, height: f64) -> f64 {
        let last = self.ends.len() - 1;
        let position = (height - self.first as f64 - 0.5).clamp(0.0, last as f64);
        let below = position as usize;
        let [low, high] = [below, (below + 1).min(last)].map(|row| self.ends[row][run]);
        low + (position - below as f64) * (high - low)
    }
}

impl<B: DrawingBackend> Canvas<B> {
    /// Draws the regions from the top. Each shape reaches a little below the next one to the right and the next one
    /// below, so that no white shines through between them.
    pub(super) fn regions(&self, frame: Frame, regions: &Regions) -> Result<B> {
        let (columns, rows) = (regions.grid.columns as f64, regions.grid.rows() as f64);
        for strip in regions.grid.strips().iter().rev() {
            let (low, high) = (strip.first as f64, (strip.first + strip.ends.len()) as f64);
            let (bottom, top) = (frame.y(low / rows), frame.y(high / rows));
            // The positions of a border from the top, at these heights.
            let border = |run: Option<usize>, heights: &[f64]| -> Vec<Pixel> {
                let column = |height: f64| run.map_or(0.0, |run| strip.end(run, height));
                heights.iter().map(|height| (frame.x(column(*height) / columns), frame.y(height / rows))).collect()
            };
            let heights: Vec<f64> = if self.vector {
                let middles = (0..strip.ends.len()).rev().map(|row| low + row as f64 + 0.5);
                [high].into_iter().chain(middles).chain([low]).collect()
            } else {
                let share = |y: i32| f64::from(frame.bottom - y) / f64::from(frame.bottom - frame.top).max(1.0);
                (top..bottom).map(|y| share(y) * rows).collect()
            };
            for (run, color) in strip.colors.iter().enumerate() {
                let color = pale(COLORS[usize::from(*color)]);
                let (left, right) = (border(run.checked_sub(1), &heights), border(Some(run), &heights));
                if self.vector {
                    let beyond = |(x, y): &Pixel| ((*x + px(1)).min(frame.right), *y);
                    let below = |(x, _): Pixel| (x, (bottom + px(1)).min(frame.bottom));
                    let foot = [left[left.len() - 1], beyond(&right[right.len() - 1])].map(below);
                    let outline = left.iter().copied().chain(foot).chain(right.iter().rev().map(beyond));
                    self.root.draw(&Polygon::new(straightened(outline.collect()), color.filled()))?;
                    continue;
                }
                for ((left, y), (right, _)) in left.iter().zip(&right) {
                    self.root.draw(&Rectangle::new([(*left, *y), (*right, y + 1)], color.filled()))?;
                }
            }
        }
        Ok(())
    }
}

/// Leaves out the positions that are on the straight line between their neighbours.
fn straightened(outline: Vec<Pixel>) -> Vec<Pixel> {
    let mut kept: Vec<Pixel> = Vec::with_capacity(outline.len());
    for position in outline {
        if let [.., one, two] = kept[..] {
            let (to, on) = ((two.0 - one.0, two.1 - one.1), (position.0 - two.0, position.1 - two.1));
            let straight = i64::from(to.0) * i64::from(on.1) == i64::from(to.1) * i64::from(on.0);
            if straight && to.0 * on.0 >= 0 && to.1 * on.1 >= 0 {
                kept.pop();
            }
        }
        kept.push(position);
    }
    kept
}

fn pale(RGBColor(red, green, blue): RGBColor) -> RGBColor {
    let mixed = |value: u8| 255 - (255 - value) / 4;
    RGBColor(mixed(red), mixed(green), mixed(blue))
}
