//! What charts are drawn on, by any of plotters' backends. Positions are in pixels as drawn, from the upper left corner.

use alloc::vec;
use alloc::vec::Vec;
use core::mem;
use std::sync::Once;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::register_font;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Charts are drawn this many times as large as they are seen, because plotters draws on whole pixels.
pub(super) const SCALE: u32 = 4;

/// The name of the embedded font. SVG viewers use their own fonts: the other names are for them.
const FONT: &str = "DejaVu Sans, Verdana, sans-serif";

/// Heights of text, in pixels as seen.
pub(super) const TITLE: f64 = 24.0;
pub(super) const NAME: f64 = 17.0;
pub(super) const LABEL: f64 = 15.0;

const TEXT: RGBColor = RGBColor(38, 38, 38);
pub(super) const GRID: RGBColor = RGBColor(222, 222, 222);

/// A position: x and y.
pub(super) type Pixel = (i32, i32);
pub(super) type Result<B> = core::result::Result<(), DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>>;

/// Converts pixels as seen to pixels as drawn.
pub(super) const fn px(seen: i32) -> i32 {
    seen * SCALE as i32
}

fn font(height: f64) -> TextStyle<'static> {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(|| {
        // If this failed, drawing the first text would too, and `save` would return that error.
        let _ = register_font(FONT, FontStyle::Normal, include_bytes!("../../assets/DejaVuSans-subset.ttf"));
    });
    TextStyle::from((FONT, height * f64::from(SCALE)).into_font()).color(&TEXT)
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
    /// Returns the width of a text.
    pub(super) fn width(&self, text: &str, height: f64) -> i32 {
        self.root.estimate_text_size(text, &font(height)).map_or(0, |(width, _)| width as i32)
    }

    /// Draws a text from a position on its base line.
    pub(super) fn text(&self, text: &str, height: f64, position: Pixel, anchor: HPos) -> Result<B> {
        if text.is_empty() {
            return Ok(());
        }
        let style = font(height).pos(Pos::new(anchor, VPos::Top));
        self.root.draw_text(text, &style, (position.0, position.1 - self.above_base_line(height)))
    }

    /// Draws a text that reads upwards, with the middle of its base line at a position.
    pub(super) fn upright_text(&self, text: &str, height: f64, position: Pixel) -> Result<B> {
        if text.is_empty() {
            return Ok(());
        }
        let style = font(height).pos(Pos::new(HPos::Center, VPos::Top)).transform(FontTransform::Rotate270);
        self.root.draw_text(text, &style, (position.0 - self.above_base_line(height), position.1))
    }

    /// Returns the distance from the top of a text to its base line, as the backend places it.
    fn above_base_line(&self, height: f64) -> i32 {
        let share = if self.vector { 0.76 / 1.24 } else { 0.5 };
        (share * height * f64::from(SCALE)).round() as i32
    }

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

    /// Draws a line through these positions.
    pub(super) fn stroke(&self, path: &[Pixel], color: RGBColor) -> Result<B> {
        let width = SCALE * 2;
        if self.vector {
            return self.root.draw(&PathElement::new(path, color.stroke_width(width)));
        }
        // Drawn as one path, a wide line has holes at sharp turns.
        for part in path.windows(2) {
            self.root.draw(&PathElement::new(part, color.stroke_width(width)))?;
        }
        path.iter().try_for_each(|position| self.root.draw(&Circle::new(*position, width / 2, color.filled())))
    }
}

/// Returns `height`, reduced so that a text of this width fits into `room`.
pub(super) fn fitted(height: f64, width: i32, room: i32) -> f64 {
    if width > room { height * f64::from(room) / f64::from(width) } else { height }
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
