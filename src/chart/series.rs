//! The series of a chart: a training's losses, a line, points, or a line for reference.

use alloc::string::String;
use alloc::vec::Vec;

use plotters::prelude::*;

use crate::chart::axis::drawable;
use crate::chart::canvas::{Canvas, Pixel, Result, dashes, px};
use crate::chart::point::Point;

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

/// The colour of lines for reference.
pub(super) const REFERENCE: RGBColor = RGBColor(110, 110, 110);

#[derive(Clone, Debug)]
pub(super) struct Series {
    pub(super) name: String,
    pub(super) color: RGBColor,
    pub(super) kind: Kind,
    /// Epochs and losses, or x and y, all finite.
    pub(super) points: Vec<(f64, f64)>,
    /// The point with a ring: the best epoch.
    pub(super) ring: Option<(f64, f64)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Training,
    Validation,
    /// A metric over the epochs.
    Metric,
    /// A learning rate over the epochs.
    Rate,
    Line,
    Points,
    /// The line y = x.
    Diagonal,
    /// The line y = 0.
    Zero,
    /// An upright line at the x of its only point.
    Mark,
}

impl Kind {
    /// Whether it is drawn from edge to edge, for reference.
    pub(super) fn is_reference(self) -> bool {
        matches!(self, Self::Diagonal | Self::Zero | Self::Mark)
    }

    /// Whether x is an epoch.
    pub(super) fn is_of_epochs(self) -> bool {
        matches!(self, Self::Training | Self::Validation | Self::Metric | Self::Rate)
    }

    /// Whether its values suit a logarithmic axis.
    pub(super) fn is_of_losses(self) -> bool {
        matches!(self, Self::Training | Self::Validation | Self::Rate)
    }

    /// Whether it is drawn in dashes.
    fn is_dashed(self) -> bool {
        self == Self::Validation || self.is_reference()
    }

    /// Whether it is a solid line.
    pub(super) fn is_solid(self) -> bool {
        self != Self::Points && !self.is_dashed()
    }
}

/// Keeps the points that can be drawn.
pub(super) fn drawable_points(points: impl IntoIterator<Item: Point<2>>) -> Vec<(f64, f64)> {
    let points = points.into_iter().map(|point| point.coordinates().into());
    points.filter(|(x, y)| drawable(*x) && drawable(*y)).collect()
}

impl<B: DrawingBackend> Canvas<B> {
    /// Draws a series along the parts of its path, a single position as a large dot.
    pub(super) fn series(&self, series: &Series, path: &[Vec<Pixel>]) -> Result<B> {
        let dashed = series.kind.is_dashed();
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
