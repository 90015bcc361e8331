//! The picture itself, by any of plotters' backends. Places are in drawn pixels, from the upper left corner.

use alloc::vec;
use alloc::vec::Vec;
use core::mem;
use std::sync::Once;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::register_font;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::axis::{Axis, bounds};
use super::{Chart, Curve, Form};

/// plotters draws on whole pixels: everything is drawn this many times as large as it is seen.
pub(super) const SCALE: u32 = 4;

/// The embedded font's name; in an SVG, where fonts are the viewer's, also what may stand in for it.
const FONT: &str = "DejaVu Sans, Verdana, sans-serif";

/// Heights of text, seen.
const TITLE: f64 = 24.0;
const NAME: f64 = 17.0;
pub(super) const LABEL: f64 = 15.0;

const TEXT: RGBColor = RGBColor(38, 38, 38);
const AXIS: RGBColor = RGBColor(120, 120, 120);
pub(super) const GRID: RGBColor = RGBColor(222, 222, 222);
const FINE_GRID: RGBColor = RGBColor(240, 240, 240);

pub(super) type Place = (i32, i32);
pub(super) type Result<B> = core::result::Result<(), DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>>;

/// So many seen pixels in drawn ones.
pub(super) const fn px(seen: i32) -> i32 {
    seen * SCALE as i32
}

fn font(height: f64) -> TextStyle<'static> {
    static KNOWN: Once = Once::new();
    KNOWN.call_once(|| {
        // A file that isn't a font would be refused, and then every text, which `save` reports.
        let _ = register_font(FONT, FontStyle::Normal, include_bytes!("../../assets/DejaVuSans-subset.ttf"));
    });
    TextStyle::from((FONT, height * f64::from(SCALE)).into_font()).color(&TEXT)
}

/// The edges of the place for the curves.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    pub(super) left: i32,
    pub(super) right: i32,
    pub(super) top: i32,
    pub(super) bottom: i32,
}

impl Frame {
    pub(super) fn x(self, share: f64) -> i32 {
        self.left + (share * f64::from(self.right - self.left)).round() as i32
    }

    pub(super) fn y(self, share: f64) -> i32 {
        self.bottom - (share * f64::from(self.bottom - self.top)).round() as i32
    }

    /// With an edge around.
    pub(super) fn wider(self, by: i32) -> Self {
        Self { left: self.left - by, right: self.right + by, top: self.top - by, bottom: self.bottom + by }
    }

    pub(super) fn contains(self, (x, y): Place) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }
}

/// Where everything goes.
pub(super) struct Layout {
    pub(super) frame: Frame,
    x: Axis,
    y: Axis,
    /// The axis of the coloured points' values.
    values: Option<Axis>,
    /// The curves' places.
    pub(super) paths: Vec<Vec<Place>>,
}

/// What is drawn on.
pub(super) struct Canvas<B: DrawingBackend> {
    pub(super) root: DrawingArea<B, Shift>,
    /// Whether lines stay lines and letters letters.
    pub(super) vector: bool,
}

impl Chart {
    /// Draws everything.
    pub(super) fn draw<B: DrawingBackend>(&self, canvas: &Canvas<B>) -> Result<B> {
        let (width, height) = (px(self.size.0 as i32), px(self.size.1 as i32));
        // A single curve without a name goes without a legend, and so do lines and points without names.
        let named = self.curves.iter().any(|curve| !curve.name.is_empty());
        let several = self.curves.len() > 1 && self.only_trainings();
        let legend = (named || several).then(|| canvas.legend_of(&self.curves));
        let mut layout = self.layout(canvas, 0.0);
        let mut place = legend.as_ref().map(|legend| legend.place(&layout, &self.curves));
        if let (Some(legend), Some((_, 1..)), None, false) = (&legend, place, &self.regions, self.only_trainings()) {
            // No corner is free: the axis gets longer until one is.
            let room = f64::from(layout.frame.bottom - layout.frame.top);
            let share = f64::from(legend.height + px(16)) / room;
            layout = self.layout(canvas, share / (1.0 - share).max(0.25));
            place = Some(legend.place(&layout, &self.curves));
        }
        let Layout { frame, x, y, values, paths } = layout;

        canvas.root.fill(&WHITE)?;
        let title = fitted(TITLE, canvas.width(&self.title, TITLE), width - px(40));
        canvas.text(&self.title, title, (width / 2, px(42)), HPos::Center)?;
        if let Some(regions) = &self.regions {
            canvas.regions(frame, regions)?;
        }
        canvas.axes(frame, &x, &y)?;
        let names = self.names.clone().unwrap_or_else(|| {
            if self.only_trainings() { ["epoch".into(), "loss".into()] } else { Default::default() }
        });
        canvas.text(&names[0], NAME, ((frame.left + frame.right) / 2, height - px(18)), HPos::Center)?;
        canvas.upright_text(&names[1], NAME, (px(28), (frame.top + frame.bottom) / 2))?;

        if let (Some(colored), Some(axis)) = (&self.colored, &values) {
            let place = |(across, upwards): &(f64, f64)| (frame.x(x.share(*across)), frame.y(y.share(*upwards)));
            let points: Vec<_> = colored.points.iter().map(|(point, value)| (place(point), *value)).collect();
            canvas.colored(&points, axis)?;
            canvas.scale(frame, colored, axis)?;
        }
        for (curve, path) in self.curves.iter().zip(&paths) {
            canvas.curve(curve, path)?;
        }
        match (legend, place) {
            (Some(legend), Some((area, _))) => canvas.legend(&legend, area, &self.curves),
            _ => Ok(()),
        }
    }

    /// Where everything goes, if the axis upwards is longer than its values by this share of them.
    fn layout<B: DrawingBackend>(&self, canvas: &Canvas<B>, headroom: f64) -> Layout {
        let (width, height) = (px(self.size.0 as i32), px(self.size.1 as i32));
        let (x, y) = self.axes_of(headroom);
        let values = self.colored.as_ref().map(|colored| colored.axis(self.size.1 / 75));
        let widest = |axis: &Axis| axis.ticks.iter().map(|(_, label)| canvas.width(label, LABEL)).max().unwrap_or(0);
        let top = if self.title.is_empty() { px(24) } else { px(64) };
        let right = width - px(28) - values.as_ref().map_or(0, |axis| px(36) + widest(axis));
        let frame = Frame { left: px(52) + widest(&y), right, top, bottom: height - px(64) };
        let place = |(across, upwards): &(f64, f64)| (frame.x(x.share(*across)), frame.y(y.share(*upwards)));
        let path = |curve: &Curve| -> Vec<Place> {
            let mut places: Vec<_> = curve.points.iter().map(place).collect();
            if curve.form != Form::Points {
                return thinned(&places);
            }
            // Regions may end before the points do.
            places.retain(|place| frame.contains(*place));
            places
        };
        let paths = self.curves.iter().map(path).collect();
        Layout { frame, x, y, values, paths }
    }

    fn only_trainings(&self) -> bool {
        let training = |curve: &Curve| matches!(curve.form, Form::Training | Form::Validation);
        self.colored.is_none() && self.regions.is_none() && self.curves.iter().all(training)
    }

    /// From left to right, and upwards.
    fn axes_of(&self, headroom: f64) -> (Axis, Axis) {
        let (across, upwards) = (self.size.0 / 100, self.size.1 / 75);
        let points = || {
            let colored = self.colored.iter().flat_map(|colored| colored.points.iter().map(|(place, _)| *place));
            self.curves.iter().flat_map(|curve| curve.points.iter().copied()).chain(colored)
        };
        let (x, y) = (points().map(|point| point.0), points().map(|point| point.1));
        match &self.regions {
            Some(regions) => (Axis::exactly(regions.x, across), Axis::exactly(regions.y, upwards)),
            None if self.only_trainings() => (Axis::epochs(x, across), Axis::losses(y, upwards)),
            None => {
                let (low, high) = bounds(y.clone());
                let more = (headroom > 0.0).then_some(high + headroom * (high - low));
                (Axis::values(x, across), Axis::values(y.chain(more), upwards))
            }
        }
    }
}

impl<B: DrawingBackend> Canvas<B> {
    /// How wide a text will be.
    pub(super) fn width(&self, text: &str, height: f64) -> i32 {
        self.root.estimate_text_size(text, &font(height)).map_or(0, |(width, _)| width as i32)
    }

    /// A text, from this place of its base line.
    pub(super) fn text(&self, text: &str, height: f64, place: Place, anchor: HPos) -> Result<B> {
        if text.is_empty() {
            return Ok(());
        }
        let style = font(height).pos(Pos::new(anchor, VPos::Top));
        self.root.draw_text(text, &style, (place.0, place.1 - self.above_base_line(height)))
    }

    /// A text that reads upwards; the place is the middle of its base line.
    fn upright_text(&self, text: &str, height: f64, place: Place) -> Result<B> {
        if text.is_empty() {
            return Ok(());
        }
        let style = font(height).pos(Pos::new(HPos::Center, VPos::Top)).transform(FontTransform::Rotate270);
        self.root.draw_text(text, &style, (place.0 - self.above_base_line(height), place.1))
    }

    /// How far above the base line each backend sees the top of a text.
    fn above_base_line(&self, height: f64) -> i32 {
        let share = if self.vector { 0.76 / 1.24 } else { 0.5 };
        (share * height * f64::from(SCALE)).round() as i32
    }

    fn axes(&self, frame: Frame, x: &Axis, y: &Axis) -> Result<B> {
        let Frame { left, right, top, bottom } = frame;
        for share in &y.fine {
            self.thin_line((left, frame.y(*share)), (right, frame.y(*share)), FINE_GRID)?;
        }
        for (share, label) in &x.ticks {
            self.thin_line((frame.x(*share), top), (frame.x(*share), bottom), GRID)?;
            self.text(label, LABEL, (frame.x(*share), bottom + px(22)), HPos::Center)?;
        }
        for (share, label) in &y.ticks {
            self.thin_line((left, frame.y(*share)), (right, frame.y(*share)), GRID)?;
            self.text(label, LABEL, (left - px(9), frame.y(*share) + px(5)), HPos::Right)?;
        }
        self.thin_line((left, top), (left, bottom), AXIS)?;
        self.thin_line((left, bottom), (right, bottom), AXIS)
    }

    /// A line along an axis, on whole seen pixels: so it is sharp.
    fn thin_line(&self, from: Place, to: Place, color: RGBColor) -> Result<B> {
        let whole = |place: i32| place - place.rem_euclid(px(1));
        let end = if self.vector { px(1) } else { px(1) - 1 };
        let corners = [(whole(from.0), whole(from.1)), (whole(to.0) + end, whole(to.1) + end)];
        self.root.draw(&Rectangle::new(corners, color.filled()))
    }

    pub(super) fn curve(&self, curve: &Curve, path: &[Place]) -> Result<B> {
        let dashed = curve.form == Form::Validation;
        match path {
            path if curve.form == Form::Points => path.iter().try_for_each(|place| self.dot(*place, curve.color)),
            [place] => {
                self.root.draw(&Circle::new(*place, px(5), curve.color.filled()))?;
                if dashed { self.root.draw(&Circle::new(*place, px(3), WHITE.filled())) } else { Ok(()) }
            }
            path if dashed => dashes(path).iter().try_for_each(|dash| self.stroke(dash, curve.color)),
            path => self.stroke(path, curve.color),
        }
    }

    /// A point, with a rim that sets it apart from its neighbours.
    pub(super) fn dot(&self, place: Place, color: RGBColor) -> Result<B> {
        self.root.draw(&Circle::new(place, px(4), WHITE.filled()))?;
        self.root.draw(&Circle::new(place, px(3), color.filled()))
    }

    /// The label of a tick, from this place of its base line to the right.
    pub(super) fn label(&self, text: &str, place: Place) -> Result<B> {
        self.text(text, LABEL, place, HPos::Left)
    }

    /// The name of an axis that has no side of its own, likewise.
    pub(super) fn name(&self, text: &str, place: Place) -> Result<B> {
        self.text(text, NAME, place, HPos::Left)
    }

    /// A line through these places.
    fn stroke(&self, path: &[Place], color: RGBColor) -> Result<B> {
        let width = SCALE * 2;
        if self.vector {
            return self.root.draw(&PathElement::new(path, color.stroke_width(width)));
        }
        // As a whole, a wide line would have holes where it turns sharply.
        for part in path.windows(2) {
            self.root.draw(&PathElement::new(part, color.stroke_width(width)))?;
        }
        path.iter().try_for_each(|place| self.root.draw(&Circle::new(*place, width / 2, color.filled())))
    }
}

/// A text's height, or less if it would be wider than its room.
pub(super) fn fitted(height: f64, width: i32, room: i32) -> f64 {
    if width > room { height * f64::from(room) / f64::from(width) } else { height }
}

/// What is seen of a path: of places above one another the first, the extremes and the last.
fn thinned(path: &[Place]) -> Vec<Place> {
    let mut seen = Vec::new();
    for column in path.chunk_by(|one, next| one.0 == next.0) {
        let (first, last) = (column[0], column[column.len() - 1]);
        let (low, high) = column.iter().fold((first, first), |(low, high), place| (low.min(*place), high.max(*place)));
        seen.extend([first, low, high, last]);
    }
    seen.dedup();
    seen
}

/// A path in dashes.
pub(super) fn dashes(path: &[Place]) -> Vec<Vec<Place>> {
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
