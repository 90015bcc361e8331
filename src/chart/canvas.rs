//! What charts are drawn on, by any of plotters' backends. Positions are in pixels as drawn, from the upper left
//! corner.

use alloc::vec;
use alloc::vec::Vec;
use core::mem;

use plotters::coord::Shift;
use plotters::prelude::*;

/// Charts are drawn this many times as large as they are seen, because plotters draws on whole pixels.
pub(super) const SCALE: u32 = 4;

pub(super) const AXIS: RGBColor = RGBColor(120, 120, 120);
pub(super) const GRID: RGBColor = RGBColor(222, 222, 222);

/// A position: x and y.
pub(super) type Pixel = (i32, i32);
pub(super) type Result<B> = core::result::Result<(), DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>>;

/// Converts pixels as seen to pixels as drawn.
pub(super) const fn px(seen: i32) -> i32 {
    seen * SCALE as i32
}

/// A rectangle by its edges.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    pub(super) left: i32,
    pub(super) right: i32,
    pub(super) top: i32,
    pub(super) bottom: i32,
}

impl Frame {
    /// Returns the x of a share of the width, from the left edge.
    pub(super) fn x(self, share: f64) -> i32 {
        self.left + (share * f64::from(self.right - self.left)).round() as i32
    }

    /// Returns the y of a share of the height, from the bottom edge.
    pub(super) fn y(self, share: f64) -> i32 {
        self.bottom - (share * f64::from(self.bottom - self.top)).round() as i32
    }

    /// Extends each edge by this many pixels.
    pub(super) fn wider(self, by: i32) -> Self {
        Self { left: self.left - by, right: self.right + by, top: self.top - by, bottom: self.bottom + by }
    }

    pub(super) fn contains(self, (x, y): Pixel) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }
}

/// A drawing area.
pub(super) struct Canvas<B: DrawingBackend> {
    pub(super) root: DrawingArea<B, Shift>,
    /// Whether the backend writes lines and text, as SVG, instead of pixels.
    pub(super) vector: bool,
}

impl<B: DrawingBackend> Canvas<B> {
    /// Draws a line along an axis, aligned to whole pixels as seen, so that it is sharp.
    pub(super) fn thin_line(&self, from: Pixel, to: Pixel, color: RGBColor) -> Result<B> {
        let whole = |value: i32| value - value.rem_euclid(px(1));
        let end = if self.vector { px(1) } else { px(1) - 1 };
        let corners = [(whole(from.0), whole(from.1)), (whole(to.0) + end, whole(to.1) + end)];
        self.root.draw(&Rectangle::new(corners, color.filled()))
    }

    /// Draws a dot with a white rim that separates it from its neighbours.
    pub(super) fn dot(&self, position: Pixel, color: RGBColor) -> Result<B> {
        self.root.draw(&Circle::new(position, px(4), WHITE.filled()))?;
        self.root.draw(&Circle::new(position, px(3), color.filled()))
    }

    /// Draws a ring.
    pub(super) fn ring(&self, position: Pixel, color: RGBColor) -> Result<B> {
        self.root.draw(&Circle::new(position, px(6), color.filled()))?;
        self.root.draw(&Circle::new(position, px(4), WHITE.filled()))
    }

    /// Draws a line through these positions.
    pub(super) fn stroke(&self, path: &[Pixel], color: RGBColor) -> Result<B> {
        if self.vector {
            return self.root.draw(&PathElement::new(path, color.stroke_width(2 * SCALE)));
        }
        // The lines of plotters are slow where they are wide, and have holes at sharp turns.
        match path {
            [position] => self.wide_segment(*position, *position, px(1), color),
            path => path.windows(2).try_for_each(|ends| self.wide_segment(ends[0], ends[1], px(1), color)),
        }
    }

    /// Draws a line of half the width of others.
    pub(super) fn fine_line(&self, from: Pixel, to: Pixel, color: RGBColor) -> Result<B> {
        match self.vector {
            true => self.root.draw(&PathElement::new([from, to], color.stroke_width(SCALE))),
            false => self.wide_segment(from, to, px(1) / 2, color),
        }
    }

    /// Fills the pixels whose middles are within a distance of a segment, row by row.
    fn wide_segment(&self, from: Pixel, to: Pixel, distance: i32, color: RGBColor) -> Result<B> {
        let style = color.filled();
        let reach = f64::from(distance);
        let [(x0, y0), (x1, y1)] = [from, to].map(|(x, y)| (f64::from(x), f64::from(y)));
        let length = (x1 - x0).hypot(y1 - y0);
        let (across, down) = (reach * (y1 - y0) / length, reach * (x0 - x1) / length);
        for y in from.1.min(to.1) - distance..=from.1.max(to.1) + distance {
            let height = f64::from(y);
            let (mut left, mut right) = (f64::INFINITY, f64::NEG_INFINITY);
            let mut include = |x: f64| (left, right) = (left.min(x), right.max(x));
            for (x, y) in [(x0, y0), (x1, y1)] {
                let square = reach * reach - (height - y) * (height - y);
                if square >= 0.0 {
                    include(x - square.sqrt());
                    include(x + square.sqrt());
                }
            }
            for side in [-1.0, 1.0] {
                let share = (height - y0 - side * down) / (y1 - y0);
                if (0.0..=1.0).contains(&share) {
                    include(x0 + side * across + share * (x1 - x0));
                }
            }
            if left <= right {
                let corners = [(left.round() as i32, y), (right.round() as i32 + 1, y + 1)];
                self.root.draw(&Rectangle::new(corners, style))?;
            }
        }
        Ok(())
    }
}

/// Splits a path into dashes.
pub(super) fn dashes(path: &[Pixel]) -> Vec<Vec<Pixel>> {
    const DASH: f64 = 8.0 * SCALE as f64;
    const GAP: f64 = 5.0 * SCALE as f64;
    let Some(start) = path.first() else { return Vec::new() };
    let (mut dashes, mut dash, mut gap, mut left) = (Vec::new(), vec![*start], false, DASH);
    for part in path.windows(2) {
        let [from, to] = [part[0], part[1]].map(|(x, y)| (f64::from(x), f64::from(y)));
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let (length, mut done) = (dx.hypot(dy), 0.0);
        while length - done > left {
            done += left;
            let share = done / length;
            dash.push(((from.0 + share * dx).round() as i32, (from.1 + share * dy).round() as i32));
            if !gap {
                dashes.push(mem::take(&mut dash));
            }
            gap = !gap;
            left = if gap { GAP } else { DASH };
        }
        left -= length - done;
        if !gap {
            dash.push(part[1]);
        }
    }
    if !dash.is_empty() {
        dashes.push(dash);
    }
    dashes
}
