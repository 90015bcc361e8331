//! Colours for numbers.

use plotters::prelude::*;

/// Colours at equal distances, from the smallest number to the largest.
#[derive(Clone, Copy, Debug)]
pub(super) struct ColorMap(&'static [[u8; 3]]);

/// Eleven steps of viridis, which is perceptually uniform, also for colour-blind readers. Source: van der Walt and
/// Smith, "A Better Default Colormap for Matplotlib", 2015.
pub(super) const VIRIDIS: ColorMap = ColorMap(&[
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
]);

/// From white to dark blue, for shares: `Blues`. Source: Harrower and Brewer, "ColorBrewer.org", 2003, as the next.
pub(super) const BLUES: ColorMap = ColorMap(&[
    [255, 255, 255],
    [222, 235, 247],
    [198, 219, 239],
    [158, 202, 225],
    [107, 174, 214],
    [66, 146, 198],
    [33, 113, 181],
    [8, 81, 156],
    [8, 48, 107],
]);

/// From blue by white, for 0, to red: `RdBu`, reversed.
pub(super) const DIVERGING: ColorMap = ColorMap(&[
    [5, 48, 97],
    [33, 102, 172],
    [67, 147, 195],
    [146, 197, 222],
    [209, 229, 240],
    [255, 255, 255],
    [253, 219, 199],
    [244, 165, 130],
    [214, 96, 77],
    [178, 24, 43],
    [103, 0, 31],
]);

/// From black to white, for pictures.
pub(super) const GREYS: ColorMap = ColorMap(&[[0, 0, 0], [255, 255, 255]]);

impl ColorMap {
    /// Returns the colour of a share, from 0 to 1.
    pub(super) fn color(self, share: f64) -> RGBColor {
        let last = self.0.len() - 1;
        let position = (share * last as f64).clamp(0.0, last as f64);
        let below = (position as usize).min(last - 1);
        let rest = position - below as f64;
        let part = |channel: usize| {
            let [low, high] = [below, below + 1].map(|at| f64::from(self.0[at][channel]));
            (low + rest * (high - low)).round() as u8
        };
        RGBColor(part(0), part(1), part(2))
    }
}

/// Returns the colour of text on a ground: white on a dark one. The brightness weighs the channels as ITU-R BT.601
/// does.
pub(super) fn ink_on(RGBColor(red, green, blue): RGBColor) -> RGBColor {
    let brightness = 0.299 * f64::from(red) + 0.587 * f64::from(green) + 0.114 * f64::from(blue);
    if brightness < 140.0 { WHITE } else { RGBColor(38, 38, 38) }
}
