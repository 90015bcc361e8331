//! Points coloured by a value.

use alloc::string::String;
use alloc::vec::Vec;

use plotters::prelude::*;

use crate::chart::axis::Axis;
use crate::chart::canvas::{Canvas, Pixel, Result};
use crate::chart::colormap::VIRIDIS;
use crate::chart::text::printable;

/// Points with a value each, and the name of the values.
#[derive(Clone, Debug)]
pub(super) struct Colored {
    pub(super) name: String,
    /// Points and their values, all finite.
    pub(super) points: Vec<((f64, f64), f64)>,
}

impl Colored {
    /// Names points with their values, all finite.
    pub(super) fn new(name: &str, points: Vec<((f64, f64), f64)>) -> Self {
        Self { name: printable(name), points }
    }
}

impl<B: DrawingBackend> Canvas<B> {
    /// Draws the points.
    pub(super) fn colored(&self, points: &[(Pixel, f64)], axis: &Axis) -> Result<B> {
        points.iter().try_for_each(|(position, value)| self.dot(*position, VIRIDIS.color(axis.share(*value))))
    }
}
