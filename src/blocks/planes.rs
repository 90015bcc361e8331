//! Images at the ends of a network: the arrays of programs have a plane for each channel, rows have the channels of each pixel
//! together.

use core::ops::Range;
use core::slice;

use crate::blocks::division::gather;
use crate::flat::{self, Elements, Flat};
use crate::kernels::compiled::Processor;
use crate::kernels::flatten;
use crate::layer::contract::Outputs;
use crate::layer::model::Model;
use crate::rows::{Rows, RowsMut};
use crate::samples::Samples;
use crate::scalar::Scalar;
use crate::shape::{Shape, Size, filled};

/// The channels and the pixels of an image; none of any other shape.
const fn sizes<S: Shape>() -> [usize; 2] {
    match S::DIMENSIONS {
        [channels, height, width] => [*channels, *height * *width],
        _ => [0, 0],
    }
}

/// Whether the two orders of a shape differ: an image of several channels and pixels.
pub(super) const fn differ<S: Shape>() -> bool {
    let [channels, pixels] = sizes::<S>();
    channels > 1 && pixels > 1
}

/// From planes to rows of pixels, where the values are floats `T`: those of an image are.
#[inline(always)]
fn to_pixels<I: Processor, S: Shape, T: Scalar, A: Elements>(isa: I, planes: &[A], pixels: &mut [A]) {
    transpose::<I, T>(isa, sizes::<S>(), flat::floats_of(planes), flat::floats_of_mut(pixels));
}

/// From rows of pixels to planes.
#[inline(always)]
fn to_planes<I: Processor, S: Shape, T: Scalar>(isa: I, pixels: &[T], planes: &mut [T]) {
    let [channels, count] = sizes::<S>();
    transpose(isa, [count, channels], pixels, planes);
}

/// Transposes as many matrices as there are.
#[inline(always)]
fn transpose<I: Processor, T: Scalar>(isa: I, sizes: [usize; 2], from: &[T], to: &mut [T]) {
    let length = sizes[0] * sizes[1];
    let count = from.len() / length;
    flatten::transpose_rows(isa, count, sizes, Rows::new(from, length), RowsMut::new(to, length), false);
}

/// An input as the layers read it; `room` is for a copy.
#[inline(always)]
pub(super) fn input<'b, I: Processor, N: Model>(
    isa: I,
    input: &'b N::Input,
    room: &'b mut Option<N::Input>,
) -> &'b N::Input {
    frame::<I, N::InputShape, N::Float, _>(isa, input, room)
}

/// A frame of a shape as the layers read it; `room` is for a copy.
#[inline(always)]
pub(super) fn frame<'b, I: Processor, S: Shape, T: Scalar, A: Elements + Copy>(
    isa: I,
    frame: &'b A,
    room: &'b mut Option<A>,
) -> &'b A {
    if const { !differ::<S>() } {
        return frame;
    }
    let copy = room.insert(*frame);
    to_pixels::<I, S, T, _>(isa, slice::from_ref(frame), slice::from_mut(copy));
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
pub(super) fn inputs<'b, I: Processor, N: Model>(
    isa: I,
    inputs: &'b [N::Input],
    room: &'b mut [N::Input],
) -> &'b [N::Input] {
    if const { !differ::<N::InputShape>() } {
        return inputs;
    }
    let count = inputs.len().min(room.len());
    to_pixels::<I, N::InputShape, N::Float, _>(isa, &inputs[..count], &mut room[..count]);
    &room[..count]
}

/// The inputs of a block of samples as the layers read them: in place, or copied into `room`, which is large enough.
#[inline(always)]
pub(super) fn gathered<'b, I: Processor, N: Model, Target>(
    isa: I,
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
            to_pixels::<I, N::InputShape, N::Float, _>(isa, slice::from_ref(input), slice::from_mut(place));
        }
    }
    room.get(..count).unwrap_or(&[])
}

/// An output, from a row of the last stage.
#[inline(always)]
pub(super) fn output<I: Processor, N: Model>(isa: I, row: &[N::Float]) -> N::Output {
    frame_output::<I, N::OutputShape, _>(isa, row)
}

/// A frame of a shape, from a row.
#[inline(always)]
pub(super) fn frame_output<I: Processor, S: Shape, A: Flat<Scalar: Scalar> + Copy>(isa: I, row: &[A::Scalar]) -> A {
    let row: &A = flat::view(row);
    let mut output = *row;
    if const { differ::<S>() } {
        to_planes::<I, S, _>(isa, flat::scalars(row), flat::scalars_mut(&mut output));
    }
    output
}

/// Brings the derivative with respect to an input from the row that the layers have written in its place into the order of the input.
#[inline(always)]
pub(super) fn input_gradient<I: Processor, N: Model>(isa: I, gradient: &mut <N::Input as Elements>::Gradient) {
    if const { differ::<N::InputShape>() }
        && let Some(planes) = flat::gradient_mut::<N::Float, N::Input>(gradient)
    {
        let mut row = flat::zeros::<N::Input>();
        let row = flat::floats_of_mut(slice::from_mut(&mut row));
        row.copy_from_slice(planes);
        to_planes::<I, N::InputShape, _>(isa, row, planes);
    }
}

/// Brings the first `count` rows of outputs into the order of a loss's targets.
#[inline(always)]
pub(super) fn outward<I: Processor, N: Model, R: Size>(isa: I, y: &mut Outputs<N, R>, count: usize) {
    if const { differ::<N::OutputShape>() } {
        for row in y.rows_mut().iter_mut().take(count) {
            let place: &mut N::Output = flat::view_mut(row);
            to_planes::<I, N::OutputShape, _>(isa, flat::scalars(&{ *place }), flat::scalars_mut(place));
        }
    }
}

/// Brings the first `count` rows, in the order of a loss's targets, back into the order of the layers.
#[inline(always)]
pub(super) fn inward<I: Processor, N: Model, R: Size>(isa: I, rows: &mut Outputs<N, R>, count: usize) {
    if const { differ::<N::OutputShape>() } {
        for row in rows.rows_mut().iter_mut().take(count) {
            let place: &mut N::Output = flat::view_mut(row);
            to_pixels::<I, N::OutputShape, N::Float, _>(isa, slice::from_ref(&{ *place }), slice::from_mut(place));
        }
    }
}

/// Calls `judge`, which compares the first `count` rows of y with targets and writes their derivatives to d, with both in the order
/// of the targets.
#[inline(always)]
pub(super) fn judged<I: Processor, N: Model, R: Size, V>(
    isa: I,
    count: usize,
    [y, d]: [&mut Outputs<N, R>; 2],
    judge: impl FnOnce(&Outputs<N, R>, &mut Outputs<N, R>) -> V,
) -> V {
    outward::<I, N, R>(isa, y, count);
    let value = judge(y, d);
    inward::<I, N, R>(isa, y, count);
    inward::<I, N, R>(isa, d, count);
    value
}
