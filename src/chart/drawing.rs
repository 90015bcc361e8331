//! Draws a chart on a canvas.

use alloc::vec::Vec;

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use crate::chart::axis::Axis;
use crate::chart::canvas::{Canvas, Frame, GRID, LABEL, NAME, Result, TITLE, fitted, px};
use crate::chart::contents::Chart;
use crate::chart::layout::Layout;

const AXIS: RGBColor = RGBColor(120, 120, 120);
const FINE_GRID: RGBColor = RGBColor(240, 240, 240);

impl Chart {
    /// Draws the chart.
    pub(super) fn draw<B: DrawingBackend>(&self, canvas: &Canvas<B>) -> Result<B> {
        let (width, height) = (px(self.size.0 as i32), px(self.size.1 as i32));
        // Without names there is a legend only for several trainings.
        let named = self.series.iter().any(|series| !series.name.is_empty());
        let several = self.series.len() > 1 && self.only_trainings();
        let legend = (named || several).then(|| canvas.legend_of(&self.series));
        let mut layout = self.layout(canvas, 0.0);
        let mut area = legend.as_ref().map(|legend| legend.place(layout.frame, &layout.paths, &self.series));
        if let (Some(legend), Some((_, 1..)), None, false) = (&legend, area, &self.regions, self.only_trainings()) {
            // No corner is free, so the y axis is extended to make one.
            let room = f64::from(layout.frame.bottom - layout.frame.top);
            let share = f64::from(legend.height + px(16)) / room;
            layout = self.layout(canvas, share / (1.0 - share).max(0.25));
            area = Some(legend.place(layout.frame, &layout.paths, &self.series));
        }
        let Layout { frame, x, y, values, paths } = layout;

        canvas.root.fill(&WHITE)?;
        let title = fitted(TITLE, canvas.width(&self.title, TITLE), width - px(40));
        canvas.text(&self.title, title, (width / 2, px(42)), HPos::Center)?;
        if let Some(regions) = &self.regions {
            canvas.regions(frame, regions)?;
        }
        canvas.axes(frame, &x, &y)?;
        let names = self.names.clone().unwrap_or_else(|| {
            if self.only_trainings() { ["epoch".into(), "loss".into()] } else { Default::default() }
        });
        canvas.text(&names[0], NAME, ((frame.left + frame.right) / 2, height - px(18)), HPos::Center)?;
        canvas.upright_text(&names[1], NAME, (px(28), (frame.top + frame.bottom) / 2))?;

        if let (Some(colored), Some(axis)) = (&self.colored, &values) {
            let position = |point: &(f64, f64)| (frame.x(x.share(point.0)), frame.y(y.share(point.1)));
            let points: Vec<_> = colored.points.iter().map(|(point, value)| (position(point), *value)).collect();
            canvas.colored(&points, axis)?;
            canvas.scale(frame, colored, axis)?;
        }
        for (series, path) in self.series.iter().zip(&paths) {
            canvas.series(series, path)?;
        }
        match (legend, area) {
            (Some(legend), Some((area, _))) => canvas.legend(&legend, area, &self.series),
            _ => Ok(()),
        }
    }
}

impl<B: DrawingBackend> Canvas<B> {
    /// Draws the axes with their grid and labels.
    fn axes(&self, frame: Frame, x: &Axis, y: &Axis) -> Result<B> {
        let Frame { left, right, top, bottom } = frame;
        for share in &y.fine {
            self.thin_line((left, frame.y(*share)), (right, frame.y(*share)), FINE_GRID)?;
        }
        for (share, label) in &x.ticks {
            self.thin_line((frame.x(*share), top), (frame.x(*share), bottom), GRID)?;
            self.text(label, LABEL, (frame.x(*share), bottom + px(22)), HPos::Center)?;
        }
        for (share, label) in &y.ticks {
            self.thin_line((left, frame.y(*share)), (right, frame.y(*share)), GRID)?;
            self.text(label, LABEL, (left - px(9), frame.y(*share) + px(5)), HPos::Right)?;
        }
        self.thin_line((left, top), (left, bottom), AXIS)?;
        self.thin_line((left, bottom), (right, bottom), AXIS)
    }
}
