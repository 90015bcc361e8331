//! The gradient of the weights of windows that move over each channel by itself, for one sample. Lanes are channels.

use core::ops::Range;

use crate::kernels::channelwise::{THREE, TILE};
use crate::kernels::taps::{Taps, load, store};
use crate::kernels::weight_gradient::GradientPtr;
use crate::simd::lanes::Lanes;

/// How many sums of dL/db hide the latency of an addition.
const CHAINS: usize = 4;

/// dw = the sums of x d and db = that of d, over the outputs of one sample, written or added.
///
/// # Safety
///
/// All operands have the sizes that `taps` says.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn tap_gradient<V: Lanes>(
    x: *const V::Scalar,
    d: *const V::Scalar,
    to: GradientPtr<V::Scalar>,
    taps: &Taps,
) {
    let mut channel = 0;
    while channel < taps.channels {
        let count = taps.channels - channel;
        // SAFETY: the operands have `count` channels from this one on.
        unsafe {
            let (x, d) = (x.add(channel), d.add(channel));
            let bias = if to.bias.is_null() { to.bias } else { to.bias.add(channel) };
            let to = GradientPtr { weight: to.weight.add(channel), bias, add: to.add };
            if count >= V::COUNT {
                channel_gradient::<V, false>(x, d, to, taps, V::COUNT);
            } else {
                channel_gradient::<V, true>(x, d, to, taps, count);
            }
        }
        channel += V::COUNT;
    }
}

/// [`tap_gradient`] for a vector of channels, at which the operands start.
///
/// # Safety
///
/// As for [`tap_gradient`].
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn channel_gradient<V: Lanes, const PART: bool>(
    x: *const V::Scalar,
    d: *const V::Scalar,
    to: GradientPtr<V::Scalar>,
    taps: &Taps,
    count: usize,
) {
    if !to.bias.is_null() {
        // SAFETY: d has these outputs.
        let at = |output: usize| unsafe { load::<V, PART>(d.add(output * taps.channels), count) };
        let (outputs, mut sums) = (taps.output[0] * taps.output[1], [V::from_f64(0.0); CHAINS]);
        let whole = outputs - outputs % CHAINS;
        for output in (0..whole).step_by(CHAINS) {
            for chain in 0..CHAINS {
                sums[chain] = sums[chain] + at(output + chain);
            }
        }
        for output in whole..outputs {
            sums[0] = sums[0] + at(output);
        }
        // SAFETY: the bias has these channels.
        unsafe { put::<V, PART>((sums[0] + sums[1]) + (sums[2] + sums[3]), to.bias, count, to.add) };
    }
    for down in 0..taps.window[0] {
        if [taps.window[1], taps.stride[1], taps.dilation[1]] == [THREE, 1, 1] {
            // SAFETY: the window has this row.
            unsafe { three_gradient::<V, PART>(x, d, to, taps, down, count) };
            continue;
        }
        let mut right = 0;
        while right < taps.window[1] {
            // SAFETY: the window has these taps.
            right += unsafe {
                match taps.window[1] - right {
                    1 => row_gradient::<V, PART, 1>(x, d, to, taps, [down, right], count),
                    2 => row_gradient::<V, PART, 2>(x, d, to, taps, [down, right], count),
                    4 => row_gradient::<V, PART, 4>(x, d, to, taps, [down, right], count),
                    _ => row_gradient::<V, PART, 3>(x, d, to, taps, [down, right], count),
                }
            };
        }
    }
}

/// The gradient of a row of the window, where it has three taps and moves by one. Each pixel is loaded once for all taps.
///
/// # Safety
///
/// As for [`tap_gradient`], with a vector of channels at which the operands start; the window has this row.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn three_gradient<V: Lanes, const PART: bool>(
    x: *const V::Scalar,
    d: *const V::Scalar,
    to: GradientPtr<V::Scalar>,
    taps: &Taps,
    down: usize,
    count: usize,
) {
    let (channels, columns, outputs) = (taps.channels, taps.input[1] as isize, taps.output[1]);
    let mut sums = [V::from_f64(0.0); THREE];
    for row in 0..taps.output[0] {
        let from = taps.first(0, row) + (down * taps.dilation[0]) as isize;
        if from < 0 || from >= taps.input[0] as isize {
            continue;
        }
        let x = x.wrapping_offset(from * columns * channels as isize);
        // SAFETY: d has this row.
        let d = unsafe { d.add(row * outputs * channels) };
        let mut right = 0;
        while right < outputs {
            let first = taps.first(1, right);
            let x = x.wrapping_offset(first * channels as isize);
            // SAFETY: d has these outputs; the taps' columns are inside the input, or they are left out.
            unsafe {
                let d = d.add(right * channels);
                let whole = right + TILE <= outputs && 0 <= first && first + ((TILE + THREE - 2) as isize) < columns;
                sums = if whole {
                    tile_gradient::<V, PART, false>(x, d, [0..columns, 0..TILE as isize], channels, sums, count)
                } else {
                    let outputs = 0..(outputs - right) as isize;
                    tile_gradient::<V, PART, true>(x, d, [-first..columns - first, outputs], channels, sums, count)
                };
            }
            right += TILE;
        }
    }
    for (tap, sum) in sums.into_iter().enumerate() {
        // SAFETY: the window has this tap.
        unsafe { put::<V, PART>(sum, to.weight.add((down * THREE + tap) * channels), count, to.add) };
    }
}

/// Adds a tile of outputs to the sums of three taps. At an `EDGE`, only these columns and outputs are there, counted from `x` and `d`.
///
/// # Safety
///
/// The operands have the tile's columns and outputs, or those that are said to be there.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn tile_gradient<V: Lanes, const PART: bool, const EDGE: bool>(
    x: *const V::Scalar,
    d: *const V::Scalar,
    [columns, outputs]: [Range<isize>; 2],
    channels: usize,
    mut sums: [V; THREE],
    count: usize,
) -> [V; THREE] {
    let mut d_tile = [V::from_f64(0.0); TILE];
    for (output, value) in d_tile.iter_mut().enumerate() {
        if !EDGE || outputs.contains(&(output as isize)) {
            // SAFETY: d has this output.
            *value = unsafe { load::<V, PART>(d.add(output * channels), count) };
        }
    }
    for column in 0..TILE + THREE - 1 {
        if EDGE && !columns.contains(&(column as isize)) {
            continue;
        }
        // SAFETY: x has this column.
        let x = unsafe { load::<V, PART>(x.wrapping_add(column * channels), count) };
        for tap in 0..THREE {
            let output = column.wrapping_sub(tap);
            if output < TILE && (!EDGE || outputs.contains(&(output as isize))) {
                sums[tap] = x.mul_add(d_tile[output], sums[tap]);
            }
        }
    }
    sums
}

/// The gradient of N taps in a row of the window. Returns N.
///
/// # Safety
///
/// As for [`tap_gradient`], with a vector of channels at which the operands start; the window has these taps.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn row_gradient<V: Lanes, const PART: bool, const N: usize>(
    x: *const V::Scalar,
    d: *const V::Scalar,
    to: GradientPtr<V::Scalar>,
    taps: &Taps,
    [down, right]: [usize; 2],
    count: usize,
) -> usize {
    let (channels, pixel) = (taps.channels, taps.channels * taps.dilation[1]);
    let apart = channels * taps.stride[1];
    let whole = taps.whole(right..right + N);
    let mut sums = [V::from_f64(0.0); N];
    for row in 0..taps.output[0] {
        let from = taps.first(0, row) + (down * taps.dilation[0]) as isize;
        if from < 0 || from >= taps.input[0] as isize {
            continue;
        }
        let column = taps.start[1] + (right * taps.dilation[1]) as isize;
        let x = x.wrapping_offset((from * taps.input[1] as isize + column) * channels as isize);
        // SAFETY: d has this row.
        let d = unsafe { d.add(row * taps.output[1] * channels) };
        for output in whole.clone() {
            // SAFETY: d has this output, and x all N taps.
            unsafe {
                let d = load::<V, PART>(d.add(output * channels), count);
                for (tap, sum) in sums.iter_mut().enumerate() {
                    *sum = load::<V, PART>(x.wrapping_add(output * apart + tap * pixel), count).mul_add(d, *sum);
                }
            }
        }
        for output in (0..whole.start).chain(whole.end..taps.output[1]) {
            let inside = taps.inside(1, taps.first(1, output));
            for (tap, sum) in sums.iter_mut().enumerate() {
                if inside.contains(&(right + tap)) {
                    // SAFETY: d has this output, and x this tap.
                    unsafe {
                        let d = load::<V, PART>(d.add(output * channels), count);
                        let x = load::<V, PART>(x.wrapping_add(output * apart + tap * pixel), count);
                        *sum = x.mul_add(d, *sum);
                    }
                }
            }
        }
    }
    for (tap, sum) in sums.into_iter().enumerate() {
        // SAFETY: the window has this tap.
        unsafe {
            let place = to.weight.add((down * taps.window[1] + right + tap) * channels);
            put::<V, PART>(sum, place, count, to.add);
        }
    }
    N
}

/// Writes a sum, or adds it to what is there.
///
/// # Safety
///
/// There are `count` values.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn put<V: Lanes, const PART: bool>(sum: V, place: *mut V::Scalar, count: usize, add: bool) {
    // SAFETY: the same obligation.
    unsafe {
        let sum = if add { load::<V, PART>(place, count) + sum } else { sum };
        store::<V, PART>(sum, place, count);
    }
}
