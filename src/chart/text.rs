//! Text on a canvas: which characters are drawn, how wide they are, and how a long text fits.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use std::sync::Once;

use plotters::prelude::*;
use plotters::style::register_font;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::chart::canvas::{Canvas, Pixel, Result, SCALE, px};

/// The name of the embedded font. SVG viewers use their own fonts: the other names are for them.
const FONT: &str = "DejaVu Sans, Verdana, sans-serif";

/// Heights of text, in pixels as seen.
pub(super) const TITLE: f64 = 24.0;
pub(super) const NAME: f64 = 17.0;
pub(super) const LABEL: f64 = 15.0;

/// Long texts are drawn down to this share of their height, and then cut.
const SMALLEST: f64 = 0.7;

const COLOR: RGBColor = RGBColor(38, 38, 38);

/// Returns a text without control characters, most of which XML forbids; line breaks and tabs are spaces.
pub(super) fn printable(text: &str) -> String {
    let shown = |c: char| match c {
        '\t' | '\n' | '\r' => Some(' '),
        '\u{FFFE}' | '\u{FFFF}' => None,
        _ => (!c.is_control()).then_some(c),
    };
    text.chars().filter_map(shown).collect()
}

/// Returns `height`, reduced so that a text of this width fits into `room`.
pub(super) fn fitted(height: f64, width: i32, room: i32) -> f64 {
    if width > room { height * f64::from(room) / f64::from(width) } else { height }
}

fn font(height: f64) -> TextStyle<'static> {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(|| {
        // If this failed, drawing the first text would too, and `save` would return that error.
        let _ = register_font(FONT, FontStyle::Normal, include_bytes!("../../assets/DejaVuSans-subset.ttf"));
    });
    TextStyle::from((FONT, height * f64::from(SCALE)).into_font()).color(&COLOR)
}

impl<B: DrawingBackend> Canvas<B> {
    /// Returns the width of a text.
    pub(super) fn width(&self, text: &str, height: f64) -> i32 {
        // The embedded font has no East Asian characters. Those of an SVG viewer are about as wide as a long dash.
        let measured: String = text.chars().map(|c| if c < '\u{2E80}' { c } else { '—' }).collect();
        self.root.estimate_text_size(&measured, &font(height)).map_or(0, |(width, _)| width as i32)
    }

    /// Returns the largest height, up to `height`, at which these texts fit into `room`; at the smallest they are cut.
    pub(super) fn height_for(&self, widest: i32, height: f64, room: i32) -> f64 {
        fitted(height, widest, room).max(SMALLEST * height)
    }

    /// Returns the text, its end replaced by an ellipsis if it is wider than `room`.
    pub(super) fn cut<'a>(&self, text: &'a str, height: f64, room: i32) -> Cow<'a, str> {
        if self.width(text, height) <= room {
            return text.into();
        }
        let cut = |end: usize| format!("{}…", text[..end].trim_end());
        let ends: Vec<usize> = text.char_indices().map(|(index, _)| index).collect();
        let fitting = ends.partition_point(|end| self.width(&cut(*end), height) <= room);
        cut(fitting.checked_sub(1).map_or(0, |last| ends[last])).into()
    }

    /// Returns the text as it fits into `room`, and its height.
    pub(super) fn fit<'a>(&self, text: &'a str, height: f64, room: i32) -> (Cow<'a, str>, f64) {
        let height = self.height_for(self.width(text, height), height, room);
        (self.cut(text, height, room), height)
    }

    /// Draws a text from a position on its base line.
    pub(super) fn text(&self, text: &str, height: f64, position: Pixel, anchor: HPos) -> Result<B> {
        self.text_in(COLOR, text, height, position, anchor)
    }

    /// Draws a text in a colour, from a position on its base line.
    pub(super) fn text_in(&self, color: RGBColor, text: &str, height: f64, position: Pixel, anchor: HPos) -> Result<B> {
        if text.is_empty() {
            return Ok(());
        }
        let style = font(height).color(&color).pos(Pos::new(anchor, VPos::Top));
        self.root.draw_text(text, &style, (position.0, position.1 - self.above_base_line(height)))
    }

    /// Draws the title of a picture of this width. Returns where it ends and what is below begins.
    pub(super) fn title(
        &self,
        title: &str,
        width: i32,
    ) -> core::result::Result<(i32, i32), DrawingAreaErrorKind<B::ErrorType>> {
        if title.is_empty() {
            return Ok((px(8), px(24)));
        }
        let (title, height) = self.fit(title, TITLE, width - px(40));
        self.text(&title, height, (width / 2, px(42)), HPos::Center)?;
        Ok(((width + self.width(&title, height)) / 2 + px(16), px(64)))
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
}
