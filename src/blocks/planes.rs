//! Images at the ends of a network: the arrays of programs have a plane for each channel, rows have the channels of each pixel
//! together.

use core::ops::Range;

use crate::blocks::division::gather;
use crate::flat;
use crate::layer::contract::Outputs;
use crate::layer::model::Model;
use crate::rows::RowsMut;
use crate::samples::Samples;
use crate::shape::{Shape, Size, filled};

/// Whether the two orders of a shape differ: an image of several channels and pixels.
pub(super) const fn differ<S: Shape>() -> bool {
    match S::DIMENSIONS {
        [channels, height, width] => *channels > 1 && *height * *width > 1,
        _ => false,
    }
}

/// From planes to rows of pixels.
fn to_pixels<T: Copy>(planes: &[T], channels: usize, row: &mut [T]) {
    let pixels = (planes.len() / channels.max(1)).max(1);
    for (channel, plane) in planes.chunks_exact(pixels).enumerate() {
        for (pixel, value) in row.chunks_exact_mut(channels.max(1)).zip(plane) {
            if let Some(place) = pixel.get_mut(channel) {
                *place = *value;
            }
        }
    }
}

/// From rows of pixels to planes.
fn to_planes<T: Copy>(row: &[T], channels: usize, planes: &mut [T]) {
    let pixels = (planes.len() / channels.max(1)).max(1);
    for (channel, plane) in planes.chunks_exact_mut(pixels).enumerate() {
        for (place, pixel) in plane.iter_mut().zip(row.chunks_exact(channels.max(1))) {
            if let Some(value) = pixel.get(channel) {
                *place = *value;
            }
        }
    }
}

/// An input as the layers read it; `room` is for a copy.
#[inline(always)]
pub(super) fn input<'b, N: Model>(input: &'b N::Input, room: &'b mut Option<N::Input>) -> &'b N::Input {
    if const { !differ::<N::InputShape>() } {
        return input;
    }
    let copy = room.insert(*input);
    to_pixels(flat::scalars(input), channels::<N::InputShape>(), flat::scalars_mut(copy));
    copy
}

/// Calls `f` with room for `R` inputs, where they have to be copied; with none otherwise.
#[inline(always)]
pub(super) fn with_room<N: Model, R: Size, T>(f: impl FnOnce(&mut [N::Input]) -> T) -> T {
    if const { differ::<N::InputShape>() } { in_room::<N, R, T>(f) } else { f(&mut []) }
}

/// [`with_room`] with the room on the stack, in a function of its own.
#[inline(never)]
fn in_room<N: Model, R: Size, T>(f: impl FnOnce(&mut [N::Input]) -> T) -> T {
    f(&mut filled::<N::Input, R>(flat::zeros()))
}

/// Several inputs as the layers read them: in place, or copied into `room`, which is large enough.
#[inline(always)]
pub(super) fn inputs<'b, N: Model>(inputs: &'b [N::Input], room: &'b mut [N::Input]) -> &'b [N::Input] {
    if const { !differ::<N::InputShape>() } {
        return inputs;
    }
    for (input, place) in inputs.iter().zip(room.iter_mut()) {
        to_pixels(flat::scalars(input), channels::<N::InputShape>(), flat::scalars_mut(place));
    }
    room.get(..inputs.len()).unwrap_or(&[])
}

/// The inputs of a block of samples as the layers read them: in place, or copied into `room`, which is large enough.
#[inline(always)]
pub(super) fn gathered<'b, N: Model, Target>(
    samples: &Samples<'b, N::Input, Target>,
    block: Range<usize>,
    room: &'b mut [N::Input],
) -> &'b [N::Input] {
    if const { !differ::<N::InputShape>() } {
        return gather(samples.inputs(), samples.indices(), block, room);
    }
    let count = block.len();
    for (place, sample) in room.iter_mut().zip(block) {
        if let Some((input, _)) = samples.get(sample) {
            to_pixels(flat::scalars(input), channels::<N::InputShape>(), flat::scalars_mut(place));
        }
    }
    room.get(..count).unwrap_or(&[])
}

/// Writes a row of the last stage to an output.
#[inline(always)]
pub(super) fn write_output<N: Model>(row: &[N::Float], output: &mut N::Output) {
    let output = flat::scalars_mut(output);
    if const { differ::<N::OutputShape>() } {
        to_planes(row, channels::<N::OutputShape>(), output);
    } else {
        output.copy_from_slice(row);
    }
}

/// The derivative with respect to an input, from the row that the layers have written in its place.
#[inline(always)]
pub(super) fn input_gradient<N: Model>(row: N::Input) -> N::Input {
    let mut planes = row;
    if const { differ::<N::InputShape>() } {
        to_planes(flat::scalars(&row), channels::<N::InputShape>(), flat::scalars_mut(&mut planes));
    }
    planes
}

/// Brings the first `count` rows of outputs into the order of a loss's targets.
#[inline(always)]
pub(super) fn outward<N: Model, R: Size>(y: &mut Outputs<N, R>, count: usize) {
    if const { differ::<N::OutputShape>() } {
        each::<N>(y.rows_mut(), count, to_planes);
    }
}

/// Brings the first `count` rows, in the order of a loss's targets, back into the order of the layers.
#[inline(always)]
pub(super) fn inward<N: Model, R: Size>(rows: &mut Outputs<N, R>, count: usize) {
    if const { differ::<N::OutputShape>() } {
        each::<N>(rows.rows_mut(), count, to_pixels);
    }
}

fn each<N: Model>(
    mut rows: RowsMut<'_, N::Float>,
    count: usize,
    reorder: impl Fn(&[N::Float], usize, &mut [N::Float]),
) {
    for row in rows.iter_mut().take(count) {
        let copy: N::Output = *flat::view(row);
        reorder(flat::scalars(&copy), channels::<N::OutputShape>(), row);
    }
}

/// The channels of an image.
const fn channels<S: Shape>() -> usize {
    match S::DIMENSIONS {
        [channels, ..] => *channels,
        [] => 1,
    }
}
