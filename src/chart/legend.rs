//! The legend: the names of the series, in a corner.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use crate::chart::canvas::{Canvas, Frame, GRID, Pixel, Result, dashes, px};
use crate::chart::series::{Kind, Series};
use crate::chart::text::LABEL;

/// The width of a key and the height of a row.
const KEY: i32 = px(30);
const ROW: i32 = px(23);

/// The room for a name in a frame that is too narrow for a legend.
const LEAST_ROOM: i32 = px(24);

/// A legend has this many rows, if they fit, before it takes a second column.
const FEW_ROWS: i32 = 3;

/// The names, and where they stand.
pub(super) struct Legend {
    /// The index and the name of each series.
    entries: Vec<(usize, String)>,
    /// What stands below the names: how many more there are.
    more: Option<String>,
    rows: usize,
    /// The height of the text, and the room for a name.
    text: f64,
    room: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

impl Legend {
    /// Returns the corner where the legend hides the least of the series, and how many positions it hides there.
    pub(super) fn place(&self, frame: Frame, paths: &[Vec<Vec<Pixel>>], series: &[Series]) -> (Frame, usize) {
        let (left, top) = (frame.left + px(12), frame.top + px(8));
        let (right, bottom) = (frame.right - px(12) - self.width, frame.bottom - px(12) - self.height);
        let corners = [(right, top), (left, top), (right, bottom), (left, bottom)];
        let boxes = corners.map(|(left, top)| Frame { left, right: left + self.width, top, bottom: top + self.height });
        let visible = |(series, path): (&Series, &Vec<Vec<Pixel>>)| match series.kind {
            Kind::Points => path.concat(),
            _ => path.iter().flat_map(|part| dashes(part).concat()).collect(),
        };
        let positions: Vec<_> = series.iter().zip(paths).flat_map(visible).collect();
        let hidden = |area: &Frame| positions.iter().filter(|position| area.wider(px(5)).contains(**position)).count();
        let area = boxes.into_iter().min_by_key(hidden).unwrap_or(frame);
        (area, hidden(&area))
    }
}

impl<B: DrawingBackend> Canvas<B> {
    /// Creates the legend of these series, for a frame. It takes as many columns of up to half the frame's height as it
    /// needs. If so many don't fit, the columns are as high as the frame, and the last row says how many names are left
    /// out.
    pub(super) fn legend_of(&self, series: &[Series], frame: Frame) -> Legend {
        let name = |series: &Series| match (series.kind, &series.name[..]) {
            (Kind::Training, "") => Some("training".into()),
            (_, "") => None,
            (_, name) => Some(name.into()),
        };
        let named = |(index, series): (usize, &Series)| name(series).map(|name| (index, name));
        let mut entries: Vec<(usize, String)> = series.iter().enumerate().filter_map(named).collect();

        let (width, height) = (frame.right - frame.left - px(24), frame.bottom - frame.top - px(16));
        let most = ((height - px(12)) / ROW).max(1);
        let usual = ((height / 2 - px(12)) / ROW).max(FEW_ROWS).min(most);
        let more = |left_out: usize| format!("and {left_out} more");
        let last = (entries.len() > usual as usize).then(|| more(entries.len()));
        let names = entries.iter().map(|(_, name)| name).chain(&last);
        let widest = names.map(|name| self.width(name, LABEL)).max().unwrap_or(0);
        let room = (width - KEY - px(32)).max(LEAST_ROOM);
        let text = self.height_for(widest, LABEL, room);
        let room = room.min((f64::from(widest) * text / LABEL).ceil() as i32);
        let column = KEY + room + px(32);

        let fitting = (width / column).max(1) as usize;
        let (usual, most) = (usual as usize, most as usize);
        let (rows, columns) = match entries.len() {
            names if names <= usual * fitting => {
                let columns = names.div_ceil(usual).max(1);
                (names.div_ceil(columns), columns)
            }
            names => (names.div_ceil(fitting).min(most), fitting),
        };
        let left_out = match entries.len() {
            names if names > rows * columns => names + 1 - rows * columns,
            _ => 0,
        };
        entries.truncate(entries.len() - left_out);
        Legend {
            entries,
            more: (left_out > 0).then(|| more(left_out)),
            rows,
            text,
            room,
            width: column * columns as i32,
            height: ROW * rows as i32 + px(12),
        }
    }

    /// Draws the legend in this area.
    pub(super) fn legend(&self, legend: &Legend, area: Frame, series: &[Series]) -> Result<B> {
        let Frame { left, right, top, bottom } = area;
        self.root.draw(&Rectangle::new([(left, top), (right, bottom)], WHITE.mix(0.85).filled()))?;
        let edge = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
        self.root.draw(&PathElement::new(edge, GRID.stroke_width(px(1) as u32)))?;
        // The left end and the middle of the key with this number.
        let place = |number: usize| {
            let (column, row) = ((number / legend.rows) as i32, (number % legend.rows) as i32);
            (left + px(10) + column * (KEY + legend.room + px(32)), top + px(6) + ROW * row + ROW / 2)
        };
        for (number, (index, name)) in legend.entries.iter().enumerate() {
            let (series, (x, y)) = (&series[*index], place(number));
            let key = if series.kind == Kind::Points { vec![(x + KEY / 2, y)] } else { vec![(x, y), (x + KEY, y)] };
            self.series(series, &[key])?;
            if series.ring.is_some() {
                self.ring((x + KEY / 2, y), series.color)?;
            }
            let name = self.cut(name, legend.text, legend.room);
            self.text(&name, legend.text, (x + KEY + px(10), y + px(5)), HPos::Left)?;
        }
        let (x, y) = place(legend.entries.len());
        let more = self.cut(legend.more.as_deref().unwrap_or_default(), legend.text, legend.room);
        self.text(&more, legend.text, (x + KEY + px(10), y + px(5)), HPos::Left)
    }
}
