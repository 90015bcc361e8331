//! The layout of a chart: its axes, and the positions of everything on it.

use alloc::vec::Vec;

use plotters::prelude::*;

use crate::chart::axis::{Axis, bounds};
use crate::chart::canvas::{Canvas, Frame, LABEL, Pixel, px};
use crate::chart::contents::Chart;
use crate::chart::series::{Kind, Series};

pub(super) struct Layout {
    /// The edges of the area for the series.
    pub(super) frame: Frame,
    pub(super) x: Axis,
    pub(super) y: Axis,
    /// The axis of the values of the coloured points.
    pub(super) values: Option<Axis>,
    /// The path of each series.
    pub(super) paths: Vec<Vec<Pixel>>,
}

impl Chart {
    /// Lays the chart out, with the y axis extended upwards by this share of its span.
    pub(super) fn layout<B: DrawingBackend>(&self, canvas: &Canvas<B>, headroom: f64) -> Layout {
        let (width, height) = (px(self.size.0 as i32), px(self.size.1 as i32));
        let (x, y) = self.axes_of(headroom);
        let values = self.colored.as_ref().map(|colored| colored.axis(self.size.1 / 75));
        let widest = |axis: &Axis| axis.ticks.iter().map(|(_, label)| canvas.width(label, LABEL)).max().unwrap_or(0);
        let top = if self.title.is_empty() { px(24) } else { px(64) };
        let right = width - px(28) - values.as_ref().map_or(0, |axis| px(36) + widest(axis));
        let frame = Frame { left: px(52) + widest(&y), right, top, bottom: height - px(64) };
        let position = |point: &(f64, f64)| (frame.x(x.share(point.0)), frame.y(y.share(point.1)));
        let path = |series: &Series| -> Vec<Pixel> {
            let mut path: Vec<_> = series.points.iter().map(position).collect();
            if series.kind != Kind::Points {
                return thinned(&path);
            }
            // Points may lie outside the regions, where the axes end.
            path.retain(|position| frame.contains(*position));
            path
        };
        let paths = self.series.iter().map(path).collect();
        Layout { frame, x, y, values, paths }
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

/// Returns the visible positions of a path: per column of pixels the first, the extremes and the last.
fn thinned(path: &[Pixel]) -> Vec<Pixel> {
    let mut seen = Vec::new();
    for column in path.chunk_by(|one, next| one.0 == next.0) {
        let (first, last) = (column[0], column[column.len() - 1]);
        let (low, high) =
            column.iter().fold((first, first), |(low, high), position| (low.min(*position), high.max(*position)));
        seen.extend([first, low, high, last]);
    }
    seen.dedup();
    seen
}
