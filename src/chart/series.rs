//! The series of a chart: a training's losses, a line, or points.

use alloc::string::String;
use alloc::vec::Vec;

use plotters::prelude::*;

use crate::chart::canvas::{Canvas, Pixel, Result, dashes, px};

/// The colours of Okabe and Ito without their yellow, which is hard to see on white.
pub(super) const COLORS: [RGBColor; 7] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(0, 0, 0),
];

#[derive(Clone, Debug)]
pub(super) struct Series {
    pub(super) name: String,
    pub(super) color: RGBColor,
    pub(super) kind: Kind,
    /// Epochs and losses, or x and y, all finite.
    pub(super) points: Vec<(f64, f64)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Training,
    Validation,
    Line,
    Points,
}

/// Keeps the points that can be drawn.
pub(super) fn drawable_points(points: impl IntoIterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
    points.into_iter().filter(|(x, y)| drawable(*x) && drawable(*y)).collect()
}

/// Whether a value is finite and below 1e300: the span of an axis could overflow beyond.
pub(super) fn drawable(value: f64) -> bool {
    value.abs() < 1e300
}

impl<B: DrawingBackend> Canvas<B> {
    /// Draws a series along a path.
    pub(super) fn series(&self, series: &Series, path: &[Pixel]) -> Result<B> {
        let dashed = series.kind == Kind::Validation;
        match path {
            path if series.kind == Kind::Points => {
                path.iter().try_for_each(|position| self.dot(*position, series.color))
            }
            [position] => {
                self.root.draw(&Circle::new(*position, px(5), series.color.filled()))?;
                if dashed { self.root.draw(&Circle::new(*position, px(3), WHITE.filled())) } else { Ok(()) }
            }
            path if dashed => dashes(path).iter().try_for_each(|dash| self.stroke(dash, series.color)),
            path => self.stroke(path, series.color),
        }
    }
}
