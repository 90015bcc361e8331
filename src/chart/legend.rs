//! The curves' names, in a corner.

use alloc::string::String;
use alloc::vec::Vec;

use plotters::prelude::*;

use super::drawing::{Canvas, Frame, GRID, LABEL, Layout, Place, Result, dashes, fitted, px};
use super::{Curve, Form};

/// How wide a key is, and how high a row.
const KEY: i32 = px(30);
const ROW: i32 = px(23);

/// The names, and the room that they take.
pub(super) struct Legend {
    /// Which curves they are of.
    entries: Vec<(usize, String)>,
    /// How wide the longest name is at the usual height.
    widest: i32,
    pub(super) height: i32,
}

impl Legend {
    /// The corner where it hides the least of the curves, and how much of them it hides.
    pub(super) fn place(&self, layout: &Layout, curves: &[Curve]) -> (Frame, usize) {
        let frame = layout.frame;
        let (width, height) = (self.text_width(frame) + KEY + px(32), self.height);
        let (left, top) = (frame.left + px(12), frame.top + px(8));
        let (right, bottom) = (frame.right - px(12) - width, frame.bottom - px(12) - height);
        let corners = [(right, top), (left, top), (right, bottom), (left, bottom)];
        let boxes = corners.map(|(left, top)| Frame { left, right: left + width, top, bottom: top + height });
        let seen = |(curve, path): (&Curve, &Vec<Place>)| match curve.form {
            Form::Points => path.clone(),
            _ => dashes(path).concat(),
        };
        let along: Vec<_> = curves.iter().zip(&layout.paths).flat_map(seen).collect();
        let hidden = |area: &Frame| along.iter().filter(|place| area.wider(px(5)).contains(**place)).count();
        let area = boxes.into_iter().min_by_key(hidden).unwrap_or(frame);
        (area, hidden(&area))
    }

    fn text_width(&self, frame: Frame) -> i32 {
        self.widest.min(frame.right - frame.left - KEY - px(56))
    }
}

impl<B: DrawingBackend> Canvas<B> {
    /// What the legend of these curves holds.
    pub(super) fn legend_of(&self, curves: &[Curve]) -> Legend {
        let name = |curve: &Curve| match (curve.form, &curve.name[..]) {
            (Form::Training, "") => Some("training".into()),
            (_, "") => None,
            (_, name) => Some(name.into()),
        };
        let named = |(at, curve): (usize, &Curve)| name(curve).map(|name| (at, name));
        let entries: Vec<(usize, String)> = curves.iter().enumerate().filter_map(named).collect();
        let widest = entries.iter().map(|(_, name)| self.width(name, LABEL)).max().unwrap_or(0);
        Legend { height: ROW * entries.len() as i32 + px(12), entries, widest }
    }

    /// The legend, in this area.
    pub(super) fn legend(&self, legend: &Legend, area: Frame, curves: &[Curve]) -> Result<B> {
        let Frame { left, right, top, bottom } = area;
        let text = fitted(LABEL, legend.widest, right - left - KEY - px(32));
        self.root.draw(&Rectangle::new([(left, top), (right, bottom)], WHITE.mix(0.85).filled()))?;
        let edge = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
        self.root.draw(&PathElement::new(edge, GRID.stroke_width(px(1) as u32)))?;
        for ((at, name), line) in legend.entries.iter().zip(0..) {
            let curve = &curves[*at];
            let (x, y) = (left + px(10), top + px(6) + ROW * line + ROW / 2);
            let sign = if curve.form == Form::Points { &[(x + KEY / 2, y)][..] } else { &[(x, y), (x + KEY, y)] };
            self.curve(curve, sign)?;
            self.text(name, text, (x + KEY + px(10), y + px(5)), plotters::style::text_anchor::HPos::Left)?;
        }
        Ok(())
    }
}
