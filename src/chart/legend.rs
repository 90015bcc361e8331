//! The legend: the names of the series, in a corner.

use alloc::string::String;
use alloc::vec::Vec;

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use crate::chart::canvas::{Canvas, Frame, GRID, LABEL, Pixel, Result, dashes, fitted, px};
use crate::chart::series::{Kind, Series};

/// The width of a key and the height of a row.
const KEY: i32 = px(30);
const ROW: i32 = px(23);

/// The names, and their size.
pub(super) struct Legend {
    /// The index and the name of each series.
    entries: Vec<(usize, String)>,
    /// The width of the longest name at the usual height of text.
    widest: i32,
    pub(super) height: i32,
}

impl Legend {
    /// Returns the corner where the legend hides the least of the series, and how many positions it hides there.
    pub(super) fn place(&self, frame: Frame, paths: &[Vec<Pixel>], series: &[Series]) -> (Frame, usize) {
        let (width, height) = (self.text_width(frame) + KEY + px(32), self.height);
        let (left, top) = (frame.left + px(12), frame.top + px(8));
        let (right, bottom) = (frame.right - px(12) - width, frame.bottom - px(12) - height);
        let corners = [(right, top), (left, top), (right, bottom), (left, bottom)];
        let boxes = corners.map(|(left, top)| Frame { left, right: left + width, top, bottom: top + height });
        let visible = |(series, path): (&Series, &Vec<Pixel>)| match series.kind {
            Kind::Points => path.clone(),
            _ => dashes(path).concat(),
        };
        let positions: Vec<_> = series.iter().zip(paths).flat_map(visible).collect();
        let hidden = |area: &Frame| positions.iter().filter(|position| area.wider(px(5)).contains(**position)).count();
        let area = boxes.into_iter().min_by_key(hidden).unwrap_or(frame);
        (area, hidden(&area))
    }

    fn text_width(&self, frame: Frame) -> i32 {
        self.widest.min(frame.right - frame.left - KEY - px(56))
    }
}

impl<B: DrawingBackend> Canvas<B> {
    /// Creates the legend of these series.
    pub(super) fn legend_of(&self, series: &[Series]) -> Legend {
        let name = |series: &Series| match (series.kind, &series.name[..]) {
            (Kind::Training, "") => Some("training".into()),
            (_, "") => None,
            (_, name) => Some(name.into()),
        };
        let named = |(index, series): (usize, &Series)| name(series).map(|name| (index, name));
        let entries: Vec<(usize, String)> = series.iter().enumerate().filter_map(named).collect();
        let widest = entries.iter().map(|(_, name)| self.width(name, LABEL)).max().unwrap_or(0);
        Legend { height: ROW * entries.len() as i32 + px(12), entries, widest }
    }

    /// Draws the legend in this area.
    pub(super) fn legend(&self, legend: &Legend, area: Frame, series: &[Series]) -> Result<B> {
        let Frame { left, right, top, bottom } = area;
        let text = fitted(LABEL, legend.widest, right - left - KEY - px(32));
        self.root.draw(&Rectangle::new([(left, top), (right, bottom)], WHITE.mix(0.85).filled()))?;
        let edge = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
        self.root.draw(&PathElement::new(edge, GRID.stroke_width(px(1) as u32)))?;
        for ((index, name), line) in legend.entries.iter().zip(0..) {
            let series = &series[*index];
            let (x, y) = (left + px(10), top + px(6) + ROW * line + ROW / 2);
            let key = if series.kind == Kind::Points { &[(x + KEY / 2, y)][..] } else { &[(x, y), (x + KEY, y)] };
            self.series(series, key)?;
            self.text(name, text, (x + KEY + px(10), y + px(5)), HPos::Left)?;
        }
        Ok(())
    }
}
