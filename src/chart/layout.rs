//! The layout of a chart: its axes, and the positions of everything on it.

use alloc::vec;
use alloc::vec::Vec;

use plotters::prelude::*;

use crate::chart::axis::{Axis, LARGEST, bounds, is_logarithmic};
use crate::chart::canvas::{Canvas, Frame, Pixel, px};
use crate::chart::contents::{Chart, Reach};
use crate::chart::scale::BELOW_NAME;
use crate::chart::series::{Kind, Series};
use crate::chart::text::{LABEL, fitted};
use crate::chart::thinning::{is_within, on_top, thinned, uncovered, within};

pub(super) struct Layout {
    /// The edges of the area for the series.
    pub(super) frame: Frame,
    /// The axes, and the heights of their labels.
    pub(super) x: (Axis, f64),
    pub(super) y: (Axis, f64),
    /// The axis of the values of the coloured points.
    pub(super) values: Option<(Axis, f64)>,
    /// The parts of each series' path.
    pub(super) paths: Vec<Vec<Vec<Pixel>>>,
    /// The ring of each series, if it has a visible one.
    pub(super) rings: Vec<Option<Pixel>>,
    /// The visible ones of the coloured points, with their values.
    pub(super) colored: Vec<(Pixel, f64)>,
}

impl Chart {
    /// Lays the chart out, with the y axis extended upwards by this share of its span.
    pub(super) fn layout<B: DrawingBackend>(&self, canvas: &Canvas<B>, headroom: f64) -> Layout {
        let (width, height) = (px(self.size.0 as i32), px(self.size.1 as i32));
        let (x, y) = self.axes_of(headroom);
        let colored = self.colored.as_ref().filter(|colored| !colored.points.is_empty());
        let widest = |axis: &Axis| axis.ticks.iter().map(|(_, label)| canvas.width(label, LABEL)).max().unwrap_or(0);
        // Returns an axis with the height of its labels, and their width, which is at most `room`.
        let labelled = |axis: Axis, room: i32| {
            let widest = widest(&axis);
            ((axis, fitted(LABEL, widest, room)), widest.min(room))
        };

        let of_surface = self.surface.iter().flat_map(|surface| surface.values.finite());
        let of_points = colored.iter().flat_map(|colored| colored.points.iter().map(|(_, value)| *value));
        let ends = bounds(of_surface.chain(of_points));
        let values = (ends.0 <= ends.1).then(|| labelled(Axis::without_margin(ends, self.size.1 / 75), width / 6));
        let (y, y_width) = labelled(y, width / 6);
        // The last label of the x axis may stand at the right end.
        let half_label = widest(&x).min(width / 4) / 2 + px(6);
        let right = match &values {
            Some((_, values_width)) => width - px(64) - values_width,
            None => width - half_label.max(px(28)),
        };
        let top = match (&values, self.title.is_empty()) {
            (_, false) => px(64),
            (Some(_), true) => BELOW_NAME,
            (None, true) => px(24),
        };
        let frame = Frame { left: px(52) + y_width, right, top, bottom: height - px(64) };
        let between = match x.ticks[..] {
            [(first, _), (second, _), ..] => frame.x(second) - frame.x(first),
            _ => frame.right - frame.left,
        };
        let (x, _) = labelled(x, between - px(8));

        let shares = |point: &(f64, f64)| (x.0.share(point.0), y.0.share(point.1));
        let position = |(x, y)| (frame.x(x), frame.y(y));
        let path = |series: &Series| match series.kind.is_reference() {
            true => reference(series, &x.0, &y.0).into_iter().map(|ends| ends.map(position).into()).collect(),
            false => self.path(series, frame, &shares, &position),
        };
        let ring = |series: &Series| {
            let ring = series.ring.filter(|point| self.shown(point)).map(|point| shares(&point));
            ring.filter(|ring| is_within(*ring)).map(position)
        };
        let rings = self.series.iter().map(ring).collect();
        let paths = self.series.iter().map(path).collect();
        let points = colored.iter().flat_map(|colored| &colored.points);
        let points = points
            .filter(|(point, _)| self.shown(point))
            .map(|(point, value)| (shares(point), *value))
            .filter(|(shares, _)| is_within(*shares));
        let colored = on_top(points.map(|(shares, value)| (position(shares), value)).collect(), |dot| dot.0, frame);
        Layout { frame, x, y, values: values.map(|(values, _)| values), paths, rings, colored }
    }

    /// Returns the visible parts of a series' path.
    fn path(
        &self,
        series: &Series,
        frame: Frame,
        shares: &impl Fn(&(f64, f64)) -> (f64, f64),
        position: &impl Fn((f64, f64)) -> Pixel,
    ) -> Vec<Vec<Pixel>> {
        let points = series.points.iter().filter(|point| self.shown(point)).map(shares);
        if series.kind == Kind::Points {
            // Points may lie outside the regions, where the axes end.
            let dots = points.filter(|shares| is_within(*shares)).map(position);
            return vec![on_top(dots.collect(), |dot| dot, frame)];
        }
        let parts = match self.rectangle().is_some() {
            true => within(&points.collect::<Vec<_>>()),
            false => vec![points.collect()],
        };
        let parts = parts.into_iter().map(|part| thinned(&part.into_iter().map(position).collect::<Vec<_>>()));
        parts.flat_map(|part| uncovered(part, frame)).collect()
    }

    /// Whether a point can be drawn on the axes.
    pub(super) fn shown(&self, (x, y): &(f64, f64)) -> bool {
        let [x_is_shown, y_is_shown] =
            [(0, x), (1, y)].map(|(axis, value)| self.logarithmic[axis] != Some(true) || is_logarithmic(*value));
        x_is_shown && y_is_shown
    }

    /// Whether the chart shows losses only, and no other data.
    pub(super) fn only_trainings(&self) -> bool {
        self.only(|kind| matches!(kind, Kind::Training | Kind::Validation))
    }

    /// Whether all series but marks are of these kinds, and there is no other data.
    fn only(&self, kinds: impl Fn(Kind) -> bool) -> bool {
        let mut kind = self.series.iter().map(|series| series.kind);
        let plane = self.colored.is_some() || self.regions.is_some() || self.surface.is_some();
        !plane && kind.all(|kind| kind == Kind::Mark || kinds(kind))
    }

    /// Returns the edges of the regions, the surface or the unit square, at which the axes end.
    pub(super) fn rectangle(&self) -> Option<((f64, f64), (f64, f64))> {
        let regions = self.regions.as_ref().map(|regions| (regions.x, regions.y));
        let surface = self.surface.as_ref().map(|surface| (surface.x, surface.y));
        let unit = (self.reach == Reach::Unit).then_some(((0.0, 1.0), (0.0, 1.0)));
        regions.or(surface).or(unit)
    }

    /// Returns the x axis and the y axis.
    fn axes_of(&self, headroom: f64) -> (Axis, Axis) {
        let (x_ticks, y_ticks) = (self.size.0 / 100, self.size.1 / 75);
        if let Some((x, y)) = self.rectangle() {
            return (Axis::without_margin(x, x_ticks), Axis::without_margin(y, y_ticks));
        }
        // Marks have an x only, and the line at 0 a y.
        let is_mark = |series: &&Series| series.kind == Kind::Mark;
        let points = || {
            let series = self.series.iter().filter(|series| !is_mark(series));
            let colored = self.colored.iter().flat_map(|colored| colored.points.iter().map(|(point, _)| *point));
            let points = series.flat_map(|series| series.points.iter().copied()).chain(colored);
            points.filter(|point| self.shown(point))
        };
        let marks = self.series.iter().filter(is_mark).flat_map(|series| series.points.iter().map(|point| point.0));
        let marks = marks.filter(|x| self.shown(&(*x, 1.0)));
        let zero = self.series.iter().any(|series| series.kind == Kind::Zero).then_some(0.0);
        let zero = zero.filter(|zero| self.shown(&(1.0, *zero)));
        let mut x = bounds(points().map(|point| point.0).chain(marks));
        let mut y = bounds(points().map(|point| point.1).chain(zero));
        if self.reach == Reach::Square {
            let both = (x.0.min(y.0), x.1.max(y.1));
            (x, y) = (both, both);
        }
        let log = self.logarithmic.map(|chosen| chosen == Some(true));
        let x_axis = match self.only(Kind::is_of_epochs) {
            _ if log[0] => Axis::logarithmic(x, x_ticks),
            true => Axis::epochs(x, x_ticks),
            false => Axis::values(x, x_ticks),
        };
        let more = |(low, high): (f64, f64)| match log[1] {
            true => (low, (high * (high / low).powf(headroom)).min(LARGEST)),
            false => (low, high + headroom * (high - low)),
        };
        let losses = self.only(Kind::is_of_losses);
        let y_axis = match self.logarithmic[1] {
            Some(true) => Axis::logarithmic(more(y), y_ticks),
            None if losses => Axis::losses(y, y_ticks),
            _ if losses => Axis::linear_losses(y, y_ticks),
            _ => Axis::values(more(y), y_ticks),
        };
        (x_axis, y_axis)
    }
}

/// Returns the ends of a line for reference, as shares.
fn reference(series: &Series, x: &Axis, y: &Axis) -> Option<[(f64, f64); 2]> {
    match (series.kind, series.points.first()) {
        (Kind::Mark, Some((at, _))) => {
            let at = x.share(*at);
            (0.0..=1.0).contains(&at).then_some([(at, 0.0), (at, 1.0)])
        }
        (Kind::Zero, _) => {
            let zero = y.share(0.0);
            (0.0..=1.0).contains(&zero).then_some([(0.0, zero), (1.0, zero)])
        }
        (Kind::Diagonal, _) => {
            let (low, high) = (x.value(0.0).max(y.value(0.0)), x.value(1.0).min(y.value(1.0)));
            (low < high).then(|| [low, high].map(|value| (x.share(value), y.share(value))))
        }
        _ => None,
    }
}
