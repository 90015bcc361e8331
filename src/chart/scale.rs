//! The scale of colours beside a frame.

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use crate::chart::axis::Axis;
use crate::chart::canvas::{Canvas, Frame, Result, px};
use crate::chart::colormap::ColorMap;
use crate::chart::text::NAME;

/// The height of the upper end of a scale at which its name fits above.
pub(super) const BELOW_NAME: i32 = px(36);

/// Returns about how many ticks the scale of a picture of this height has.
pub(super) fn scale_ticks(height: u32) -> u32 {
    (height.saturating_sub(130) / 45).clamp(2, 9)
}

impl<B: DrawingBackend> Canvas<B> {
    /// Draws the colours to the right of the frame, with labels of this height. Their name may take the room above the
    /// frame from `start` to `end`.
    pub(super) fn scale(
        &self,
        frame: Frame,
        (name, map): (&str, ColorMap),
        (axis, height): (&Axis, f64),
        (start, end): (i32, i32),
    ) -> Result<B> {
        let bar = Frame { left: frame.right + px(24), right: frame.right + px(40), ..frame };
        let step = if self.vector { px(1) } else { 1 };
        for y in (bar.top..=bar.bottom).step_by(step as usize) {
            let share = f64::from(bar.bottom - y) / f64::from(bar.bottom - bar.top).max(1.0);
            self.root.draw(&Rectangle::new([(bar.left, y), (bar.right, y + step)], map.color(share).filled()))?;
        }
        for (share, label) in &axis.ticks {
            self.text(label, height, (bar.right + px(8), bar.y(*share) + px(5)), HPos::Left)?;
        }
        let base_line = frame.top - px(12);
        if bar.left + self.width(name, NAME) <= end {
            return self.text(name, NAME, (bar.left, base_line), HPos::Left);
        }
        let (name, height) = self.fit(name, NAME, end - start.min(bar.left));
        self.text(&name, height, (end, base_line), HPos::Right)
    }
}
