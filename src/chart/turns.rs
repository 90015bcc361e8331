//! Lines that lie on one another take turns, so that each can be seen.

use alloc::vec::Vec;
use std::collections::HashMap;

use crate::chart::canvas::{Pixel, px};
use crate::chart::thinning::along;

/// The length of a turn, over the axis that is nearer to the direction of the line.
const TURN: i32 = px(14);

/// Lines that meet over fewer pixels than this cross each other.
const CROSSING: usize = 10;

/// Lines that are longer than this together, in pixels as seen, are left as they are.
const MOST: usize = 100_000;

/// A position on a line.
#[derive(Clone, Copy)]
struct Step {
    at: Pixel,
    /// The number of its turn.
    turn: i32,
    /// Whether the line has a vertex here.
    vertex: bool,
}

/// Returns the parts of lines to draw once more, above all lines, with the number of the line.
pub(super) fn turns(lines: &[&[Vec<Pixel>]]) -> Vec<(usize, Vec<Pixel>)> {
    let lines: Vec<Vec<Vec<Step>>> = lines.iter().map(|parts| parts.iter().map(|part| steps(part)).collect()).collect();
    let length: usize = lines.iter().flatten().map(Vec::len).sum();
    let mut turns = Vec::new();
    if lines.len() > u64::BITS as usize || length > MOST {
        return turns;
    }

    // The lines in each pixel as seen, a bit for each.
    let cell = |(x, y): Pixel| (x / px(1), y / px(1));
    let mut lines_in: HashMap<Pixel, u64> = HashMap::new();
    for (number, parts) in lines.iter().enumerate() {
        for step in parts.iter().flatten() {
            *lines_in.entry(cell(step.at)).or_default() |= 1 << number;
        }
    }
    let lines_near = |at: Pixel| {
        let (x, y) = cell(at);
        let cells = (-1..=1).flat_map(|right| (-1..=1).map(move |down| (x + right, y + down)));
        cells.fold(0, |lines, cell| lines | lines_in.get(&cell).copied().unwrap_or(0))
    };

    for (number, part) in
        lines.iter().enumerate().flat_map(|(number, parts)| parts.iter().map(move |part| (number, part)))
    {
        let near: Vec<u64> = part.iter().map(|step| lines_near(step.at)).collect();
        let mut first = 0;
        for meeting in near.chunk_by(|one, next| (one.count_ones() > 1) == (next.count_ones() > 1)) {
            let steps = &part[first..first + meeting.len()];
            first += meeting.len();
            if meeting[0].count_ones() < 2 || meeting.len() < CROSSING {
                continue;
            }
            let own = |(step, lines): (&Step, &u64)| {
                let before = lines & ((1 << number) - 1);
                step.turn.rem_euclid(lines.count_ones() as i32) == before.count_ones() as i32
            };
            let own: Vec<bool> = steps.iter().zip(meeting).map(own).collect();
            let mut start = 0;
            for turn in own.chunk_by(|one, next| one == next) {
                let steps = &steps[start..start + turn.len()];
                start += turn.len();
                if turn[0] {
                    let last = steps.len() - 1;
                    let seen = steps.iter().enumerate().filter(|(at, step)| step.vertex || *at == 0 || *at == last);
                    turns.push((number, seen.map(|(_, step)| step.at).collect()));
                }
            }
        }
    }
    turns
}

/// Returns the positions along a path, a pixel as seen apart.
fn steps(path: &[Pixel]) -> Vec<Step> {
    let segment = |ends: &[Pixel]| {
        let (from, to) = (ends[0], ends[1]);
        let level = (to.0 - from.0).abs() >= (to.1 - from.1).abs();
        let step = move |at: Pixel| Step { at, turn: if level { at.0 } else { at.1 } / TURN, vertex: at == from };
        along(from, to, px(1)).map(step).collect::<Vec<_>>()
    };
    path.windows(2).flat_map(segment).collect()
}
