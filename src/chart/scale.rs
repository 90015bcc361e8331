//! Points coloured by a value, and their colour scale.

use alloc::string::String;
use alloc::vec::Vec;

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use crate::chart::axis::{Axis, bounds, drawable};
use crate::chart::canvas::{Canvas, Frame, Pixel, Result, px};
use crate::chart::text::{NAME, printable};

/// The colours from the smallest value to the largest: eleven steps of viridis, which is perceptually uniform, also for
/// colour-blind readers. Source: van der Walt and Smith, "A Better Default Colormap for Matplotlib", 2015.
const SCALE: [[u8; 3]; 11] = [
    [68, 1, 84],
    [72, 35, 116],
    [64, 67, 135],
    [52, 94, 141],
    [41, 120, 142],
    [32, 144, 140],
    [34, 167, 132],
    [68, 190, 112],
    [121, 209, 81],
    [189, 222, 38],
    [253, 231, 36],
];

/// Points with a value each, and the name of the values.
#[derive(Clone, Debug)]
pub(super) struct Colored {
    pub(super) name: String,
    /// Points and their values, all finite.
    pub(super) points: Vec<((f64, f64), f64)>,
}

impl Colored {
    /// Keeps the points that can be drawn.
    pub(super) fn new(name: &str, points: impl IntoIterator<Item = (f64, f64, f64)>) -> Self {
        let finite = |(x, y, value): &(f64, f64, f64)| [x, y, value].into_iter().all(|value| drawable(*value));
        let points = points.into_iter().filter(finite).map(|(x, y, value)| ((x, y), value)).collect();
        Self { name: printable(name), points }
    }

    /// Returns the axis of the values, with at most about `ticks` ticks.
    pub(super) fn axis(&self, ticks: u32) -> Axis {
        Axis::without_margin(bounds(self.points.iter().map(|point| point.1)), ticks)
    }
}

/// Returns the colour of a share of the scale, from 0 to 1.
fn color(share: f64) -> RGBColor {
    let steps = (SCALE.len() - 1) as f64;
    let position = (share * steps).clamp(0.0, steps);
    let below = (position as usize).min(SCALE.len() - 2);
    let rest = position - below as f64;
    let part = |channel: usize| {
        let [low, high] = [below, below + 1].map(|at| f64::from(SCALE[at][channel]));
        (low + rest * (high - low)).round() as u8
    };
    RGBColor(part(0), part(1), part(2))
}

impl<B: DrawingBackend> Canvas<B> {
    /// Draws the points.
    pub(super) fn colored(&self, points: &[(Pixel, f64)], axis: &Axis) -> Result<B> {
        points.iter().try_for_each(|(position, value)| self.dot(*position, color(axis.share(*value))))
    }

    /// Draws the scale to the right of the frame, with labels of this height. Its name may take the room above the frame
    /// from `start` to `end`.
    pub(super) fn scale(
        &self,
        frame: Frame,
        colored: &Colored,
        (axis, height): (&Axis, f64),
        (start, end): (i32, i32),
    ) -> Result<B> {
        let bar = Frame { left: frame.right + px(24), right: frame.right + px(40), ..frame };
        let step = if self.vector { px(1) } else { 1 };
        for y in (bar.top..=bar.bottom).step_by(step as usize) {
            let share = f64::from(bar.bottom - y) / f64::from(bar.bottom - bar.top).max(1.0);
            self.root.draw(&Rectangle::new([(bar.left, y), (bar.right, y + step)], color(share).filled()))?;
        }
        for (share, label) in &axis.ticks {
            self.text(label, height, (bar.right + px(8), bar.y(*share) + px(5)), HPos::Left)?;
        }
        let base_line = frame.top - px(12);
        if bar.left + self.width(&colored.name, NAME) <= end {
            return self.text(&colored.name, NAME, (bar.left, base_line), HPos::Left);
        }
        let (name, height) = self.fit(&colored.name, NAME, end - start.min(bar.left));
        self.text(&name, height, (end, base_line), HPos::Right)
    }
}
