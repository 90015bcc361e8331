//! The layout of a chart: its axes, and the positions of everything on it.

use alloc::vec;
use alloc::vec::Vec;

use plotters::prelude::*;

use crate::chart::axis::{Axis, bounds};
use crate::chart::canvas::{Canvas, Frame, Pixel, px};
use crate::chart::contents::Chart;
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

        let values = colored.map(|colored| labelled(colored.axis(self.size.1 / 75), width / 6));
        let (y, y_width) = labelled(y, width / 6);
        // The last label of the x axis may stand at the right end.
        let half_label = widest(&x).min(width / 4) / 2 + px(6);
        let right = match &values {
            Some((_, values_width)) => width - px(64) - values_width,
            None => width - half_label.max(px(28)),
        };
        let top = if self.title.is_empty() { px(24) } else { px(64) };
        let frame = Frame { left: px(52) + y_width, right, top, bottom: height - px(64) };
        let between = match x.ticks[..] {
            [(first, _), (second, _), ..] => frame.x(second) - frame.x(first),
            _ => frame.right - frame.left,
        };
        let (x, _) = labelled(x, between - px(8));

        let shares = |point: &(f64, f64)| (x.0.share(point.0), y.0.share(point.1));
        let position = |(x, y)| (frame.x(x), frame.y(y));
        let path = |series: &Series| self.path(series, frame, &shares, &position);
        let paths = self.series.iter().map(path).collect();
        let points = colored.iter().flat_map(|colored| &colored.points);
        let points = points.map(|(point, value)| (shares(point), *value)).filter(|(shares, _)| is_within(*shares));
        let colored = on_top(points.map(|(shares, value)| (position(shares), value)).collect(), |dot| dot.0, frame);
        Layout { frame, x, y, values: values.map(|(values, _)| values), paths, colored }
    }

    /// Returns the visible parts of a series' path.
    fn path(
        &self,
        series: &Series,
        frame: Frame,
        shares: &impl Fn(&(f64, f64)) -> (f64, f64),
        position: &impl Fn((f64, f64)) -> Pixel,
    ) -> Vec<Vec<Pixel>> {
        let points = series.points.iter().map(shares);
        if series.kind == Kind::Points {
            // Points may lie outside the regions, where the axes end.
            let dots = points.filter(|shares| is_within(*shares)).map(position);
            return vec![on_top(dots.collect(), |dot| dot, frame)];
        }
        let parts = match &self.regions {
            Some(_) => within(&points.collect::<Vec<_>>()),
            None => vec![points.collect()],
        };
        let parts = parts.into_iter().map(|part| thinned(&part.into_iter().map(position).collect::<Vec<_>>()));
        parts.flat_map(|part| uncovered(part, frame)).collect()
    }

    /// Whether the chart shows losses only, and no other data.
    pub(super) fn only_trainings(&self) -> bool {
        let training = |series: &Series| matches!(series.kind, Kind::Training | Kind::Validation);
        self.colored.is_none() && self.regions.is_none() && self.series.iter().all(training)
    }

    /// Returns the x axis and the y axis.
    fn axes_of(&self, headroom: f64) -> (Axis, Axis) {
        let (x_ticks, y_ticks) = (self.size.0 / 100, self.size.1 / 75);
        let points = || {
            let colored = self.colored.iter().flat_map(|colored| colored.points.iter().map(|(point, _)| *point));
            self.series.iter().flat_map(|series| series.points.iter().copied()).chain(colored)
        };
        let (x, y) = (points().map(|point| point.0), points().map(|point| point.1));
        match &self.regions {
            Some(regions) => (Axis::without_margin(regions.x, x_ticks), Axis::without_margin(regions.y, y_ticks)),
            None if self.only_trainings() => (Axis::epochs(x, x_ticks), Axis::losses(y, y_ticks)),
            None => {
                let (low, high) = bounds(y.clone());
                let more = (headroom > 0.0).then_some(high + headroom * (high - low));
                (Axis::values(x, x_ticks), Axis::values(y.chain(more), y_ticks))
            }
        }
    }
}
