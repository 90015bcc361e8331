//! Leaves out what can't be seen: parts of lines beyond the frame, and segments and dots that others cover.

use alloc::vec;
use alloc::vec::Vec;

use crate::chart::canvas::{Frame, Pixel, px};

/// With more segments or dots than this, those that others cover are left out.
const MANY: usize = 4_000;

/// So few covered segments between others are drawn with them: a new part of the path would take longer.
const FEW: usize = 8;

/// Positions beyond the frame are brought to this many of its widths, so that sums of them are finite.
const FAR: f64 = 1e9;

/// A point, by its shares of the width and the height of the frame.
pub(super) type Shares = (f64, f64);

/// Whether a point lies within the frame.
pub(super) fn is_within((x, y): Shares) -> bool {
    (0.0..=1.0).contains(&x) && (0.0..=1.0).contains(&y)
}

/// Returns the parts of a line that lie within the frame.
///
/// Source: Liang and Barsky, "A New Concept and Method for Line Clipping", 1984.
pub(super) fn within(line: &[Shares]) -> Vec<Vec<Shares>> {
    let near = |(x, y): Shares| (x.clamp(-FAR, FAR), y.clamp(-FAR, FAR));
    let mut parts: Vec<Vec<Shares>> = Vec::new();
    if let [point] = *line {
        return if is_within(point) { vec![vec![point]] } else { parts };
    }
    let mut entered = true;
    for segment in line.windows(2) {
        let [from, to] = [near(segment[0]), near(segment[1])];
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        // The segment is inside for the shares of its length from `start` to `end`.
        let (mut start, mut end) = (0.0_f64, 1.0_f64);
        for (step, room) in [(-dx, from.0), (dx, 1.0 - from.0), (-dy, from.1), (dy, 1.0 - from.1)] {
            match step {
                _ if step == 0.0 && room < 0.0 => end = -1.0,
                _ if step < 0.0 => start = start.max(room / step),
                _ if step > 0.0 => end = end.min(room / step),
                _ => {}
            }
        }
        if start > end {
            entered = true;
            continue;
        }
        let at = |share: f64| (from.0 + share * dx, from.1 + share * dy);
        if entered || start > 0.0 {
            parts.push(vec![at(start)]);
        }
        if let Some(part) = parts.last_mut() {
            part.push(at(end));
        }
        entered = end < 1.0;
    }
    parts
}

/// Returns the visible positions of a path: per column of pixels the first, the extremes and the last.
pub(super) fn thinned(path: &[Pixel]) -> Vec<Pixel> {
    let mut seen = Vec::new();
    for column in path.chunk_by(|one, next| one.0 == next.0) {
        let (first, last) = (column[0], column[column.len() - 1]);
        let (low, high) =
            column.iter().fold((first, first), |(low, high), position| (low.min(*position), high.max(*position)));
        seen.extend([first, low, high, last]);
    }
    seen.dedup();
    seen
}

/// The cells of a frame, which have sides of so many pixels, and which of them are covered.
struct Cells<const SIDE: i32> {
    frame: Frame,
    columns: usize,
    covered: Vec<bool>,
}

impl<const SIDE: i32> Cells<SIDE> {
    fn new(frame: Frame) -> Self {
        let cells = |length: i32| (length.max(0) / SIDE + 1) as usize;
        let (columns, rows) = (cells(frame.right - frame.left), cells(frame.bottom - frame.top));
        Self { frame, columns, covered: vec![false; columns * rows] }
    }

    /// Covers the cell of a position. Returns whether it wasn't covered; positions beyond the frame have no cell.
    fn cover(&mut self, position: Pixel) -> bool {
        if !self.frame.contains(position) {
            return false;
        }
        let index = self.index(position);
        !core::mem::replace(&mut self.covered[index], true)
    }

    fn index(&self, (x, y): Pixel) -> usize {
        let cell = |offset: i32| (offset as u32 / SIDE as u32) as usize;
        cell(y - self.frame.top) * self.columns + cell(x - self.frame.left)
    }

    /// Returns the part of a segment that isn't covered, by the position before and the position after it. Looks at
    /// every second cell and at that of the end.
    fn uncovered(&self, from: Pixel, to: Pixel) -> Option<(Pixel, Pixel)> {
        let positions = || along(from, to, 2 * SIDE).chain([to]);
        let covered = |position| !self.frame.contains(position) || self.covered[self.index(position)];
        let (mut first, mut last) = (None, 0);
        for (number, position) in positions().enumerate() {
            if !covered(position) {
                first = first.or(Some(number));
                last = number;
            }
        }
        let at = |number: usize| positions().nth(number);
        first.map(|first| (at(first.saturating_sub(1)).unwrap_or(from), at(last + 1).unwrap_or(to)))
    }
}

/// Returns positions along a segment, at most so far apart, from its start on.
pub(super) fn along(from: Pixel, to: Pixel, distance: i32) -> impl Iterator<Item = Pixel> {
    let (dx, dy) = (i64::from(to.0 - from.0), i64::from(to.1 - from.1));
    let steps = dx.abs().max(dy.abs()) / i64::from(distance) + 1;
    // In 65536ths of a pixel.
    let (step_x, step_y) = ((dx << 16) / steps, (dy << 16) / steps);
    (0..steps).map(move |step| (from.0 + ((step * step_x) >> 16) as i32, from.1 + ((step * step_y) >> 16) as i32))
}

/// Returns the parts of a path; of one with many segments, those that earlier ones don't cover.
pub(super) fn uncovered(path: Vec<Pixel>, frame: Frame) -> Vec<Vec<Pixel>> {
    // From left to right there are at most four positions per column.
    if path.len() <= MANY || path.is_sorted_by_key(|position| position.0) {
        return vec![path];
    }
    // Steps of less than a pixel as seen can't be seen.
    let mut last = None;
    let far = |last: Pixel, to: Pixel| (to.0 - last.0).abs().max((to.1 - last.1).abs()) >= px(1);
    let mut steps = path;
    steps.retain(|position| {
        let keep = last.is_none_or(|last| far(last, *position));
        last = if keep { Some(*position) } else { last };
        keep
    });

    // A cell is half as wide as a line.
    let mut cells = Cells::<{ px(1) }>::new(frame);
    let mut parts: Vec<Vec<Pixel>> = Vec::new();
    // The last segment, if it is drawn to its end.
    let mut drawn = None;
    for (number, segment) in steps.windows(2).enumerate() {
        let Some((start, end)) = cells.uncovered(segment[0], segment[1]) else { continue };
        along(start, end, px(1)).chain([end]).for_each(|position| _ = cells.cover(position));
        match (parts.last_mut(), drawn) {
            (Some(part), Some(drawn)) if start == segment[0] && number - drawn <= FEW => {
                part.extend(&steps[drawn + 1..=number]);
                part.push(end);
            }
            _ => parts.push(vec![start, end]),
        }
        drawn = (end == segment[1]).then_some(number);
    }
    // All steps may be within a pixel.
    if parts.is_empty() { vec![steps] } else { parts }
}

/// Leaves out of many dots those within a radius of which a later one is drawn.
pub(super) fn on_top<T: Copy>(dots: Vec<T>, position: impl Fn(T) -> Pixel, frame: Frame) -> Vec<T> {
    if dots.len() <= MANY {
        return dots;
    }
    let mut cells = Cells::<{ px(3) }>::new(frame);
    let mut seen: Vec<T> = dots.into_iter().rev().filter(|dot| cells.cover(position(*dot))).collect();
    seen.reverse();
    seen
}
