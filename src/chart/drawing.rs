//! Draws a chart.

use alloc::vec::Vec;
use std::path::Path;

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use crate::chart::axis::Axis;
use crate::chart::canvas::{AXIS, Canvas, Frame, GRID, Result, px};
use crate::chart::colormap::VIRIDIS;
use crate::chart::contents::Chart;
use crate::chart::errors::Error;
use crate::chart::file::{self, Picture};
use crate::chart::layout::Layout;
use crate::chart::regions;
use crate::chart::series::Kind;
use crate::chart::text::NAME;
use crate::chart::turns::turns;

const FINE_GRID: RGBColor = RGBColor(240, 240, 240);

impl Chart {
    /// Draws the chart to a `.png` or `.svg` file, by the extension of the path. Missing directories are created. An
    /// existing file is replaced, or left unchanged if there is an error. If the path is a symbolic link, the link
    /// stays and the file that it points to is written.
    ///
    /// # Errors
    ///
    /// [`Error::Extension`], [`Error::Size`], [`Error::Range`], [`Error::Empty`], [`Error::LogarithmicRectangle`] or
    /// [`Error::NothingPositive`] before anything is written; [`Error::Write`] if the file can't be written.
    ///
    /// ```
    /// use staticnn::chart::Error;
    /// use staticnn::prelude::*;
    ///
    /// let nothing = History::default();
    /// let result = Chart::new("Loss").curve("", &nothing).save("loss.svg");
    /// assert!(matches!(result, Err(Error::Empty { .. })));
    /// ```
    pub fn save(&self, path: impl AsRef<Path>) -> core::result::Result<(), Error> {
        file::save(self, path.as_ref())
    }
}

impl Picture for Chart {
    fn pixels(&self) -> (u32, u32) {
        self.size
    }

    fn refused(&self, path: &Path) -> Option<Error> {
        let rectangle = self.rectangle();
        if let Some((axis, (low, high))) = rectangle.and_then(|(x, y)| regions::refused(x, y)) {
            return Some(Error::Range { axis, low, high });
        }
        if rectangle.is_some() && self.logarithmic.contains(&Some(true)) {
            return Some(Error::LogarithmicRectangle);
        }
        if self.surface.as_ref().is_some_and(|surface| surface.values.finite().next().is_some()) {
            return None;
        }
        let colored = self.colored.iter().flat_map(|colored| colored.points.iter().map(|(point, _)| point));
        let data = self.series.iter().filter(|series| series.kind != Kind::Mark);
        let mut points = data.flat_map(|series| &series.points).chain(colored).peekable();
        if points.peek().is_none() {
            return Some(Error::Empty { path: path.into() });
        }
        let hidden = !points.any(|point| self.shown(point));
        hidden.then(|| Error::NothingPositive { path: path.into() })
    }

    fn draw<B: DrawingBackend>(&self, canvas: &Canvas<B>) -> Result<B> {
        let (width, height) = (px(self.size.0 as i32), px(self.size.1 as i32));
        // Without names there is a legend only for several trainings.
        let named = self.series.iter().any(|series| !series.name.is_empty());
        let several = self.series.len() > 1 && self.only_trainings();
        let placed = |layout: &Layout| {
            let legend = canvas.legend_of(&self.series, layout.frame);
            let (area, hidden) = legend.place(layout.frame, &layout.paths, &self.series);
            (legend, area, hidden)
        };
        let mut layout = self.layout(canvas, 0.0);
        let mut legend = (named || several).then(|| placed(&layout));
        if let (Some((legend_then, _, 1..)), None, false) = (&legend, self.rectangle(), self.only_trainings()) {
            // No corner is free, so the y axis is extended to make one.
            let room = f64::from(layout.frame.bottom - layout.frame.top);
            let share = f64::from(legend_then.height + px(16)) / room;
            layout = self.layout(canvas, share / (1.0 - share).max(0.5));
            legend = Some(placed(&layout));
        }
        let Layout { frame, x, y, values, paths, rings, colored } = layout;

        let (title_end, _) = canvas.title(&self.title, width)?;
        if let (Some(surface), Some((axis, _))) = (&self.surface, &values) {
            canvas.cells(frame, &surface.values, px(6), |value| VIRIDIS.color(axis.share(value)))?;
        }
        if let Some(regions) = &self.regions {
            canvas.regions(frame, regions)?;
        }
        canvas.axes(frame, &x, &y)?;
        let names = self.names.as_ref().or(self.usual_names.as_ref()).cloned().unwrap_or_default();
        let middle = ((frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2);
        // A name is centred at the middle of its axis, and may be longer than the axis.
        let room = |middle: i32, first: i32, last: i32| 2 * (middle - first).min(last - middle);
        let (name, name_height) = canvas.fit(&names[0], NAME, room(middle.0, px(8), width - px(8)));
        canvas.text(&name, name_height, (middle.0, height - px(18)), HPos::Center)?;
        let top = if self.title.is_empty() { px(8) } else { px(52) };
        let (name, name_height) = canvas.fit(&names[1], NAME, room(middle.1, top, height - px(40)));
        canvas.upright_text(&name, name_height, (px(28), middle.1))?;

        if let Some((axis, labels)) = &values {
            canvas.colored(&colored, axis)?;
            let names =
                [self.surface.as_ref().map(|surface| &surface.name), self.colored.as_ref().map(|points| &points.name)];
            let name = names.into_iter().flatten().find(|name| !name.is_empty()).map_or("", |name| name);
            canvas.scale(frame, (name, VIRIDIS), (axis, *labels), (title_end, width - px(8)))?;
        }
        for (series, path) in self.series.iter().zip(&paths) {
            canvas.series(series, path)?;
        }
        let lines: Vec<_> = self.series.iter().zip(&paths).filter(|(series, _)| series.kind.is_solid()).collect();
        for (number, part) in turns(&lines.iter().map(|(_, path)| &path[..]).collect::<Vec<_>>()) {
            canvas.stroke(&part, lines[number].0.color)?;
        }
        for (series, ring) in self.series.iter().zip(rings) {
            ring.map_or(Ok(()), |position| canvas.ring(position, series.color))?;
        }
        match legend {
            Some((legend, area, _)) => canvas.legend(&legend, area, &self.series),
            None => Ok(()),
        }
    }
}

impl<B: DrawingBackend> Canvas<B> {
    /// Draws the axes with their grid and labels.
    fn axes(&self, frame: Frame, (x, x_labels): &(Axis, f64), (y, y_labels): &(Axis, f64)) -> Result<B> {
        let Frame { left, right, top, bottom } = frame;
        for share in &y.fine {
            self.thin_line((left, frame.y(*share)), (right, frame.y(*share)), FINE_GRID)?;
        }
        for share in &x.fine {
            self.thin_line((frame.x(*share), top), (frame.x(*share), bottom), FINE_GRID)?;
        }
        for (share, label) in &x.ticks {
            self.thin_line((frame.x(*share), top), (frame.x(*share), bottom), GRID)?;
            self.text(label, *x_labels, (frame.x(*share), bottom + px(22)), HPos::Center)?;
        }
        for (share, label) in &y.ticks {
            self.thin_line((left, frame.y(*share)), (right, frame.y(*share)), GRID)?;
            self.text(label, *y_labels, (left - px(9), frame.y(*share) + px(5)), HPos::Right)?;
        }
        self.thin_line((left, top), (left, bottom), AXIS)?;
        self.thin_line((left, bottom), (right, bottom), AXIS)
    }
}
