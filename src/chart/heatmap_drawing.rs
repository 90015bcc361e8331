//! Draws a heat map.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use std::path::Path;

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use crate::chart::axis::Axis;
use crate::chart::canvas::{AXIS, Canvas, Frame, Result, px};
use crate::chart::colormap::ink_on;
use crate::chart::errors::Error;
use crate::chart::file::Picture;
use crate::chart::heatmap::Heatmap;
use crate::chart::matrix::cell;
use crate::chart::scale::{BELOW_NAME, scale_ticks};
use crate::chart::text::{LABEL, NAME, fitted};

/// The room that a label needs across its direction.
const LINE: i32 = px(16);

/// Text in cells is at most this high, and left out where it would be less high than the second, in pixels as seen.
const LARGEST_TEXT: f64 = 20.0;
const SMALLEST_TEXT: f64 = 8.0;

/// The labels along one side.
struct Labels {
    texts: Vec<String>,
    /// Every how many cells there is a label.
    every: usize,
    /// The room for a label in its direction.
    room: i32,
    upright: bool,
}

impl Heatmap {
    /// Returns the texts of labels, and the width of the widest, for so many cells.
    fn labels<B: DrawingBackend>(&self, canvas: &Canvas<B>, cells: usize) -> (Vec<String>, i32) {
        let texts = match &self.labels {
            Some(names) => names.clone(),
            // The last is the widest.
            None => [cells.saturating_sub(1).to_string()].into(),
        };
        let widest = texts.iter().map(|text| canvas.width(text, LABEL)).max().unwrap_or(0);
        (texts, widest)
    }

    /// Returns every how many cells there is a label, if labels need this room and a cell has that.
    fn every(&self, needed: i32, cell: i32) -> usize {
        let least = (needed.max(1) as usize).div_ceil(cell.max(1) as usize).max(1);
        if self.labels.is_some() {
            return least;
        }
        // Numbers are multiples of 1, 2 or 5 times a power of ten.
        let powers = (0..18).map(|power| 10_usize.pow(power));
        powers.flat_map(|power| [power, 2 * power, 5 * power]).find(|every| *every >= least).unwrap_or(least)
    }
}

impl Picture for Heatmap {
    fn pixels(&self) -> (u32, u32) {
        self.pixels()
    }

    fn refused(&self, path: &Path) -> Option<Error> {
        let (rows, columns) = (self.matrix.rows, self.matrix.columns);
        if !self.matrix.is_whole() && (rows, columns) != (0, 0) {
            return Some(Error::Shape { rows, columns, found: self.matrix.values.len() });
        }
        self.matrix.finite().next().is_none().then(|| Error::Empty { path: path.into() })
    }

    fn draw<B: DrawingBackend>(&self, canvas: &Canvas<B>) -> Result<B> {
        let (width, height) = (px(self.pixels().0 as i32), px(self.pixels().1 as i32));
        let (title_end, top) = canvas.title(&self.title, width)?;
        let top = top.max(BELOW_NAME);

        let axis = Axis::without_margin(self.ends, scale_ticks(self.pixels().1));
        let scale_width = axis.ticks.iter().map(|(_, label)| canvas.width(label, LABEL)).max().unwrap_or(0);
        let scale_height = fitted(LABEL, scale_width, width / 6);
        let right = width - px(64) - scale_width.min(width / 6);

        let (row_texts, row_widest) = self.labels(canvas, self.matrix.rows);
        let row_room = row_widest.min(width / 4);
        let left = row_room + if self.names[1].is_empty() { px(24) } else { px(52) };
        let (column_texts, column_widest) = self.labels(canvas, self.matrix.columns);
        let below = if self.names[0].is_empty() { px(24) } else { px(48) };
        let mut frame = Frame { left, right, top, bottom: height - below - px(24) };
        let cell_width = (frame.right - frame.left) / self.matrix.columns as i32;
        let square = |frame: Frame| (frame.right - frame.left).min(frame.bottom - frame.top);
        let fits = column_widest + px(8)
            <= if self.labels.is_some() { square(frame) / self.matrix.columns as i32 } else { cell_width };
        let upright = self.labels.is_some() && !fits;
        let column_room = if upright { column_widest.min(height / 4) } else { px(16) };
        frame.bottom = height - below - px(8) - column_room;
        if self.labels.is_some() {
            let (side, room) = (square(frame), frame.right - frame.left);
            frame.left += (room - side) / 2;
            frame.right = frame.left + side;
            frame.bottom = frame.top + side;
        }

        canvas.cells(frame, &self.matrix, px(3), |value| self.map.color(axis.share(value)))?;
        canvas.outline(frame, AXIS)?;
        self.texts(canvas, frame, &axis)?;

        let row_height = (frame.bottom - frame.top) / self.matrix.rows as i32;
        let rows = Labels { texts: row_texts, every: self.every(LINE, row_height), room: row_room, upright: false };
        for (number, text) in rows.shown(self.matrix.rows) {
            let y = (cell(frame.top, frame.bottom, number, self.matrix.rows)
                + cell(frame.top, frame.bottom, number + 1, self.matrix.rows))
                / 2;
            let (text, text_height) = canvas.fit(&text, LABEL, rows.room);
            canvas.text(&text, text_height, (frame.left - px(8), y + px(5)), HPos::Right)?;
        }
        let column_width = (frame.right - frame.left) / self.matrix.columns as i32;
        let needed = if upright { LINE } else { column_widest + px(8) };
        let columns = Labels {
            texts: column_texts,
            every: self.every(needed, column_width),
            room: if upright { column_room } else { i32::MAX },
            upright,
        };
        for (number, text) in columns.shown(self.matrix.columns) {
            let x = (cell(frame.left, frame.right, number, self.matrix.columns)
                + cell(frame.left, frame.right, number + 1, self.matrix.columns))
                / 2;
            let (text, text_height) = canvas.fit(&text, LABEL, columns.room);
            if columns.upright {
                let middle = frame.bottom + px(8) + canvas.width(&text, text_height) / 2;
                canvas.upright_text(&text, text_height, (x + px(5), middle))?;
            } else {
                canvas.text(&text, text_height, (x, frame.bottom + px(20)), HPos::Center)?;
            }
        }

        let middle = ((frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2);
        let room = |middle: i32, first: i32, last: i32| 2 * (middle - first).min(last - middle);
        let (name, name_height) = canvas.fit(&self.names[0], NAME, room(middle.0, px(8), width - px(8)));
        let base_line = frame.bottom + px(8) + column_room + px(26);
        canvas.text(&name, name_height, (middle.0, base_line), HPos::Center)?;
        let (name, name_height) = canvas.fit(&self.names[1], NAME, room(middle.1, px(52), height - px(8)));
        canvas.upright_text(&name, name_height, (frame.left - row_room - px(24), middle.1))?;
        canvas.scale(frame, (self.scale, self.map), (&axis, scale_height), (title_end, width - px(8)))
    }
}

impl Heatmap {
    /// Writes the texts of the cells, if they fit.
    fn texts<B: DrawingBackend>(&self, canvas: &Canvas<B>, frame: Frame, axis: &Axis) -> Result<B> {
        let (rows, columns) = (self.matrix.rows, self.matrix.columns);
        let (width, height) = ((frame.right - frame.left) / columns as i32, (frame.bottom - frame.top) / rows as i32);
        let most = (0.5 * f64::from(height) / f64::from(px(1))).min(LARGEST_TEXT);
        let widest = self.texts.iter().map(|text| canvas.width(text, most)).max().unwrap_or(0);
        let text_height = fitted(most, widest, width - px(12));
        if text_height < SMALLEST_TEXT {
            return Ok(());
        }
        for (number, (text, value)) in self.texts.iter().zip(&self.matrix.values).enumerate() {
            let (row, column) = (number / columns, number % columns);
            let [left, right] = [column, column + 1].map(|number| cell(frame.left, frame.right, number, columns));
            let [top, bottom] = [row, row + 1].map(|number| cell(frame.top, frame.bottom, number, rows));
            let ink = ink_on(self.map.color(axis.share(*value)));
            let base_line = (top + bottom) / 2 + (0.36 * text_height * f64::from(px(1))) as i32;
            canvas.text_in(ink, text, text_height, ((left + right) / 2, base_line), HPos::Center)?;
        }
        Ok(())
    }
}

impl Labels {
    /// Returns the labels with the numbers of their cells, of so many.
    fn shown(&self, cells: usize) -> impl Iterator<Item = (usize, String)> {
        let named = self.texts.len() == cells;
        let text = move |number: usize| if named { self.texts[number].clone() } else { number.to_string() };
        (0..cells).step_by(self.every).map(move |number| (number, text(number)))
    }
}
