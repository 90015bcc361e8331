//! Draws a network.

use alloc::vec::Vec;
use std::path::Path;

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use crate::chart::canvas::{Canvas, Frame, Pixel, Result, px};
use crate::chart::diagram::{Column, Diagram};
use crate::chart::errors::Error;
use crate::chart::file::Picture;
use crate::chart::series::COLORS;
use crate::chart::text::{LABEL, NAME};

/// A stage with more units than the first shows so many at each end.
const SHOWN: usize = 10;
const AT_ENDS: usize = 4;

const EDGE: RGBColor = RGBColor(205, 205, 205);
const GROUND: RGBColor = RGBColor(243, 243, 243);
const INPUT: RGBColor = RGBColor(110, 110, 110);

/// The room for the texts below the units, and between two of their base lines.
const TEXTS: i32 = px(84);
const LINE: i32 = px(21);

/// The largest distance between units, and the largest radius of one.
const DISTANCE: i32 = px(40);
const RADIUS: i32 = px(11);

impl Picture for Diagram {
    fn pixels(&self) -> (u32, u32) {
        self.pixels()
    }

    fn refused(&self, _: &Path) -> Option<Error> {
        None
    }

    fn draw<B: DrawingBackend>(&self, canvas: &Canvas<B>) -> Result<B> {
        let (width, height) = (px(self.pixels().0 as i32), px(self.pixels().1 as i32));
        let (_, top) = canvas.title(&self.title, width)?;
        let headings = if self.groups.is_empty() { 0 } else { px(30) };
        let frame = Frame { left: px(12), right: width - px(12), top: top + headings, bottom: height - TEXTS };
        let room = (frame.right - frame.left) / self.columns.len() as i32;
        let x = |number: usize| frame.left + room / 2 + room * number as i32;

        for (name, first, last) in &self.groups {
            let corners = [(x(*first) - room / 2 + px(3), top), (x(*last) + room / 2 - px(3), height - px(8))];
            canvas.root.draw(&Rectangle::new(corners, GROUND.filled()))?;
            let (name, name_height) = canvas.fit(name, NAME, corners[1].0 - corners[0].0 - px(8));
            canvas.text(&name, name_height, ((corners[0].0 + corners[1].0) / 2, top + px(22)), HPos::Center)?;
        }

        let most = self.columns.iter().map(slots).max().unwrap_or(1) as i32;
        let distance = ((frame.bottom - frame.top) / most.max(1)).min(DISTANCE);
        let radius = (distance * 2 / 5).min(room / 6).min(RADIUS);
        let middle = (frame.top + frame.bottom) / 2;
        let units: Vec<Vec<Pixel>> = (0..self.columns.len())
            .map(|number| {
                let slots = slots(&self.columns[number]);
                let y = |slot: usize| middle + distance * (2 * slot as i32 + 1 - slots as i32) / 2;
                let hidden = |slot: &usize| self.columns[number].width > SHOWN && *slot == AT_ENDS;
                (0..slots).filter(|slot| !hidden(slot)).map(|slot| (x(number), y(slot))).collect()
            })
            .collect();

        for (number, column) in self.columns.iter().enumerate().skip(1) {
            let (before, after) = (&units[number - 1], &units[number]);
            if !column.mixes && before.len() == after.len() {
                for (from, to) in before.iter().zip(after) {
                    canvas.fine_line(*from, *to, EDGE)?;
                }
                continue;
            }
            for from in before {
                for to in after {
                    canvas.fine_line(*from, *to, EDGE)?;
                }
            }
        }
        for (number, (column, units)) in self.columns.iter().zip(&units).enumerate() {
            let color = match number {
                0 => INPUT,
                _ if number + 1 == self.columns.len() => COLORS[1],
                _ => COLORS[0],
            };
            for unit in units {
                canvas.root.draw(&Circle::new(*unit, radius + px(1), WHITE.filled()))?;
                canvas.root.draw(&Circle::new(*unit, radius, color.filled()))?;
            }
            if column.width > SHOWN {
                for step in -1..=1 {
                    let dot = (x(number), middle + step * distance / 4);
                    canvas.root.draw(&Circle::new(dot, px(2), color.filled()))?;
                }
            }
            for (line, text) in column.texts.iter().enumerate() {
                let (text, text_height) = canvas.fit(text, LABEL, room - px(10));
                let base_line = frame.bottom + px(27) + LINE * line as i32;
                canvas.text(&text, text_height, (x(number), base_line), HPos::Center)?;
            }
        }
        Ok(())
    }
}

/// How many places a column has: for units and, between them, for dots.
fn slots(column: &Column) -> usize {
    if column.width > SHOWN { 2 * AT_ENDS + 1 } else { column.width }
}
