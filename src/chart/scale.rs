//! Points whose colour stands for a value.

use alloc::string::String;
use alloc::vec::Vec;

use plotters::prelude::*;

use super::axis::{Axis, bounds};
use super::drawing::{Canvas, Frame, Result, px};
use super::{Chart, drawable};

/// The colours from the least value to the largest: equal steps look equally large, also to the colour-blind. Source: the
/// scale viridis by van der Walt and Smith, "A Better Default Colormap for Matplotlib", 2015, at eleven places.
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

/// Points and what their colours stand for.
#[derive(Clone, Debug)]
pub(super) struct Colored {
    name: String,
    /// Places with their values, all finite.
    pub(super) points: Vec<((f64, f64), f64)>,
}

impl Chart {
    /// Adds points whose colour stands for a third value, from dark blue for the least to yellow for the largest, with
    /// the scale of colours at the right, under this name. There is one such set in a picture: the last that was added.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let data = [(0.0, 0.0, 1.0), (1.0, 0.0, 2.0), (0.0, 1.0, 3.0)]; // x, y, value
    /// let path = std::env::temp_dir().join("staticnn-colored.svg");
    /// Chart::new("").axes("x1", "x2").colored("y", data).save(&path)?;
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn colored(mut self, name: &str, places: impl IntoIterator<Item = (f64, f64, f64)>) -> Self {
        let finite = |(x, y, value): &(f64, f64, f64)| [x, y, value].into_iter().all(|value| drawable(*value));
        let points = places.into_iter().filter(finite).map(|(x, y, value)| ((x, y), value)).collect();
        self.colored = Some(Colored { name: name.into(), points });
        self
    }
}

impl Colored {
    /// The axis of the values, with about so many ticks.
    pub(super) fn axis(&self, ticks: u32) -> Axis {
        Axis::exactly(bounds(self.points.iter().map(|point| point.1)), ticks)
    }
}

/// The colour at a place of the scale, from 0 to 1.
fn color(share: f64) -> RGBColor {
    let steps = (SCALE.len() - 1) as f64;
    let place = (share * steps).clamp(0.0, steps);
    let below = (place as usize).min(SCALE.len() - 2);
    let rest = place - below as f64;
    let part = |channel: usize| {
        let [low, high] = [below, below + 1].map(|at| f64::from(SCALE[at][channel]));
        (low + rest * (high - low)).round() as u8
    };
    RGBColor(part(0), part(1), part(2))
}

impl<B: DrawingBackend> Canvas<B> {
    /// The points, each in its colour.
    pub(super) fn colored(&self, points: &[((i32, i32), f64)], axis: &Axis) -> Result<B> {
        points.iter().try_for_each(|(place, value)| self.dot(*place, color(axis.share(*value))))
    }

    /// The scale, right of the frame.
    pub(super) fn scale(&self, frame: Frame, colored: &Colored, axis: &Axis) -> Result<B> {
        let bar = Frame { left: frame.right + px(24), right: frame.right + px(40), ..frame };
        for y in bar.top..=bar.bottom {
            let share = f64::from(bar.bottom - y) / f64::from(bar.bottom - bar.top).max(1.0);
            let row = Rectangle::new([(bar.left, y), (bar.right, y + 1)], color(share).filled());
            if !self.vector || (y - bar.top) % px(1) == 0 {
                let tall = Rectangle::new([(bar.left, y), (bar.right, y + px(1))], color(share).filled());
                self.root.draw(if self.vector { &tall } else { &row })?;
            }
        }
        for (share, label) in &axis.ticks {
            self.label(label, (bar.right + px(8), bar.y(*share) + px(5)))?;
        }
        self.name(&colored.name, (bar.left, frame.top - px(12)))
    }
}
