//! The series of a chart: a training's losses, a line, or points.

use alloc::string::String;
use alloc::vec::Vec;

use plotters::prelude::*;

use crate::chart::axis::drawable;
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

impl<B: DrawingBackend> Canvas<B> {
    /// Draws a series along the parts of its path, a single position as a large dot.
    pub(super) fn series(&self, series: &Series, path: &[Vec<Pixel>]) -> Result<B> {
        let dashed = series.kind == Kind::Validation;
        if series.kind == Kind::Points {
            return path.iter().flatten().try_for_each(|position| self.dot(*position, series.color));
        }
        if let [part] = path
            && let [position] = part[..]
        {
            self.root.draw(&Circle::new(position, px(5), series.color.filled()))?;
            return if dashed { self.root.draw(&Circle::new(position, px(3), WHITE.filled())) } else { Ok(()) };
        }
        path.iter().try_for_each(|part| match dashed {
            true => dashes(part).iter().try_for_each(|dash| self.stroke(dash, series.color)),
            false => self.stroke(part, series.color),
        })
    }
}
