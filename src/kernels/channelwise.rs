//! Sums over the taps of windows that move over each channel by itself: the kernels of a depthwise convolution, for one sample.
//! Lanes are channels.

use core::marker::PhantomData;
use core::ops::Range;

use crate::activation::{Activation, is_linear};
use crate::kernels::taps::{Filter, Taps, load, store};
use crate::simd::lanes::Lanes;

/// How many pixels of a row are computed at once: with AVX2, their sums are the eight registers that hide the latency of a
/// multiply-add.
pub(super) const TILE: usize = 4;

/// A window's width that has kernels of its own: the most frequent one.
pub(super) const THREE: usize = 3;

/// What is done before and after a sum over the taps.
pub(super) trait Ends<V: Lanes> {
    /// The initial value of the sums, for `count` channels.
    ///
    /// # Safety
    ///
    /// There are such channels.
    unsafe fn start(&self, channel: usize, count: usize) -> V;
    /// The value to store for `count` values.
    ///
    /// # Safety
    ///
    /// There are such values.
    unsafe fn end(&self, sum: V, place: usize, count: usize) -> V;
}

/// f(bias + sum).
struct Forward<T, F> {
    bias: *const T,
    activation: PhantomData<F>,
}

/// The ends of a forward pass: f(bias + sum). The bias has a value per channel, or is null.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn forward<V: Lanes, F: Activation>(bias: *const V::Scalar) -> impl Ends<V> {
    Forward { bias, activation: PhantomData::<F> }
}

impl<V: Lanes, F: Activation> Ends<V> for Forward<V::Scalar, F> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn start(&self, channel: usize, count: usize) -> V {
        if self.bias.is_null() {
            return V::from_f64(0.0);
        }
        // SAFETY: the bias has a value per channel.
        unsafe { V::load_up_to(self.bias.add(channel), count) }
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn end(&self, sum: V, _: usize, _: usize) -> V {
        F::value(sum)
    }
}

/// The sum times f'.
struct Backward<T, F> {
    kept: *const T,
    activation: PhantomData<F>,
}

/// The ends of a backward pass: the sum times f', which is a function of `kept`, as many values as are stored; none are needed if
/// F is linear.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn backward<V: Lanes, F: Activation>(kept: *const V::Scalar) -> impl Ends<V> {
    Backward { kept, activation: PhantomData::<F> }
}

impl<V: Lanes, F: Activation> Ends<V> for Backward<V::Scalar, F> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn start(&self, _: usize, _: usize) -> V {
        V::from_f64(0.0)
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn end(&self, sum: V, place: usize, count: usize) -> V {
        if const { is_linear::<F>() } {
            return sum;
        }
        // SAFETY: `kept` has so many values there.
        F::backward(sum, unsafe { V::load_up_to(self.kept.add(place), count) })
    }
}

/// y = the sum of w x over the taps, between what `ends` does.
///
/// # Safety
///
/// All operands have the sizes that `taps` says.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn correlate<V: Lanes, E: Ends<V>>(
    x: *const V::Scalar,
    filter: Filter<V::Scalar>,
    y: *mut V::Scalar,
    taps: &Taps,
    ends: E,
) {
    let whole = taps.whole(0..taps.window[1]);
    for down in 0..taps.output[0] {
        // A row of outputs for all channels, so that the rows that it reads stay in the cache.
        let row = Row { down, taps, whole: whole.clone(), inside: taps.inside(0, taps.first(0, down)) };
        let mut channel = 0;
        while channel < taps.channels {
            let count = taps.channels - channel;
            // SAFETY: the operands have `count` channels from this one on.
            unsafe {
                let x = x.add(channel);
                let filter = Filter { first: filter.first.add(channel), ..filter };
                if count >= V::COUNT {
                    correlate_row::<V, E, false>(x, filter, y, &row, &ends, [channel, V::COUNT]);
                } else {
                    correlate_row::<V, E, true>(x, filter, y, &row, &ends, [channel, count]);
                }
            }
            channel += V::COUNT;
        }
    }
}

/// A row of outputs.
struct Row<'a> {
    down: usize,
    taps: &'a Taps,
    /// The outputs whose taps are inside the input, to the left and right.
    whole: Range<usize>,
    /// Which rows of taps are inside the input.
    inside: Range<usize>,
}

/// [`correlate`] for a row of outputs and a vector of channels.
///
/// # Safety
///
/// As for [`correlate`]; `x` and `filter` start at the vector.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn correlate_row<V: Lanes, E: Ends<V>, const PART: bool>(
    x: *const V::Scalar,
    filter: Filter<V::Scalar>,
    y: *mut V::Scalar,
    row: &Row<'_>,
    ends: &E,
    [channel, count]: [usize; 2],
) {
    let (taps, whole) = (row.taps, &row.whole);
    // SAFETY: there are so many channels.
    let start = unsafe { ends.start(channel, count) };
    let line = x.wrapping_offset(taps.first(0, row.down) * (taps.input[1] * taps.channels) as isize);
    if [taps.window[1], taps.stride[1], taps.dilation[1]] == [THREE, 1, 1] {
        // SAFETY: the obligations are the same.
        return unsafe { correlate_row_of_threes::<V, E, PART>(line, filter, y, row, (start, ends), [channel, count]) };
    }
    let mut right = 0;
    while right < taps.output[1] {
        let tiles = whole.contains(&right) && whole.len() >= TILE;
        // The last tile ends where the whole windows do; what it computes again is the same.
        let at = if tiles { right.min(whole.end - TILE) } else { right };
        let first = taps.first(1, at);
        let x = line.wrapping_offset(first * taps.channels as isize);
        let place = (row.down * taps.output[1] + at) * taps.channels + channel;
        // SAFETY: these taps are inside the input, for one output or for a tile of whole windows.
        unsafe {
            if tiles {
                let inside = row.inside.clone();
                let sums = sums::<V, PART, TILE>(x, filter, taps, [inside, 0..taps.window[1]], start, count);
                for (pixel, sum) in sums.into_iter().enumerate() {
                    let place = place + pixel * taps.channels;
                    store::<V, PART>(ends.end(sum, place, count), y.add(place), count);
                }
            } else {
                let inside = [row.inside.clone(), taps.inside(1, first)];
                let [sum] = sums::<V, PART, 1>(x, filter, taps, inside, start, count);
                store::<V, PART>(ends.end(sum, place, count), y.add(place), count);
            }
        }
        right = at + if tiles { TILE } else { 1 };
    }
}

/// A row of outputs, for windows of three taps to the right that move by one.
///
/// # Safety
///
/// As for [`correlate`], with a vector of channels at which `x` and `filter` start.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn correlate_row_of_threes<V: Lanes, E: Ends<V>, const PART: bool>(
    line: *const V::Scalar,
    filter: Filter<V::Scalar>,
    y: *mut V::Scalar,
    row: &Row<'_>,
    (start, ends): (V, &E),
    [channel, count]: [usize; 2],
) {
    let taps = row.taps;
    let (columns, outputs) = (taps.input[1] as isize, taps.output[1]);
    let mut right = 0;
    while right < outputs {
        // The last tile ends where the row does; what it computes again is the same.
        let at = right.min(outputs.saturating_sub(TILE));
        let first = taps.first(1, at);
        let inside = 0 <= first && first + ((TILE + THREE - 2) as isize) < columns;
        // SAFETY: the taps of these rows are inside the input, and so are their columns, or they are left out. There are `TILE`
        // outputs from this one on, or all that a row has.
        unsafe {
            let sums = if inside {
                tile_sums::<V, PART, false>(line, first, filter, taps, row.inside.clone(), start, count)
            } else {
                tile_sums::<V, PART, true>(line, first, filter, taps, row.inside.clone(), start, count)
            };
            let place = (row.down * outputs + at) * taps.channels + channel;
            if outputs >= TILE {
                for (pixel, sum) in sums.into_iter().enumerate() {
                    let place = place + pixel * taps.channels;
                    store::<V, PART>(ends.end(sum, place, count), y.add(place), count);
                }
            } else {
                for (pixel, sum) in sums.into_iter().enumerate().take(outputs) {
                    let place = place + pixel * taps.channels;
                    store::<V, PART>(ends.end(sum, place, count), y.add(place), count);
                }
            }
        }
        right = at + TILE;
    }
}

/// The sums over the taps of these rows for a tile of outputs, of which `first` is the column of the first tap. Each pixel is loaded
/// once for all outputs that read it. At an `EDGE`, the columns outside the input are left out.
///
/// # Safety
///
/// The rows are inside the input, counted from `line`, and so are the columns, unless `EDGE`.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn tile_sums<V: Lanes, const PART: bool, const EDGE: bool>(
    line: *const V::Scalar,
    first: isize,
    filter: Filter<V::Scalar>,
    taps: &Taps,
    rows: Range<usize>,
    start: V,
    count: usize,
) -> [V; TILE] {
    let mut sums = [start; TILE];
    let x = line.wrapping_offset(first * taps.channels as isize);
    for down in rows {
        let x = x.wrapping_add(down * taps.input[1] * taps.channels * taps.dilation[0]);
        let from = filter.first.wrapping_offset((down * THREE) as isize * filter.step);
        let mut w = [start; THREE];
        for (tap, w) in (0..).zip(&mut w) {
            // SAFETY: the weights have these taps.
            *w = unsafe { load::<V, PART>(from.wrapping_offset(tap * filter.step), count) };
        }
        for column in 0..TILE + THREE - 1 {
            let place = first + column as isize;
            if EDGE && (place < 0 || place >= taps.input[1] as isize) {
                continue;
            }
            // SAFETY: this pixel is inside the input.
            let x = unsafe { load::<V, PART>(x.wrapping_add(column * taps.channels), count) };
            for tap in 0..THREE {
                if tap <= column && column - tap < TILE {
                    sums[column - tap] = x.mul_add(w[tap], sums[column - tap]);
                }
            }
        }
    }
    sums
}

/// The sums over these taps for N outputs that follow one another in a row, of which `x` is the first tap, inside or not.
///
/// # Safety
///
/// The taps are inside the input for each of the outputs.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn sums<V: Lanes, const PART: bool, const N: usize>(
    x: *const V::Scalar,
    filter: Filter<V::Scalar>,
    taps: &Taps,
    [rows, columns]: [Range<usize>; 2],
    start: V,
    count: usize,
) -> [V; N] {
    let line = taps.input[1] * taps.channels * taps.dilation[0];
    let (pixel, apart) = (taps.channels * taps.dilation[1], taps.channels * taps.stride[1]);
    let mut sums = [start; N];
    for down in rows {
        let mut x = x.wrapping_add(down * line + columns.start * pixel);
        let tap = (down * taps.window[1] + columns.start) as isize;
        let mut w = filter.first.wrapping_offset(tap * filter.step);
        for _ in columns.clone() {
            // SAFETY: the weights have this tap, and the input has it for each output.
            unsafe {
                let weight = load::<V, PART>(w, count);
                for (output, sum) in sums.iter_mut().enumerate() {
                    *sum = load::<V, PART>(x.wrapping_add(output * apart), count).mul_add(weight, *sum);
                }
            }
            x = x.wrapping_add(pixel);
            w = w.wrapping_offset(filter.step);
        }
    }
    sums
}

/// dx += w d over the taps, output by output: for strides, where a tap of dx has no window of outputs.
///
/// # Safety
///
/// All operands have the sizes that `taps` says.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn scatter<V: Lanes>(d: *const V::Scalar, w: *const V::Scalar, dx: *mut V::Scalar, taps: &Taps) {
    let channels = taps.channels;
    let mut output = 0;
    for down in 0..taps.output[0] {
        let first_row = taps.first(0, down);
        let rows = taps.inside(0, first_row);
        for right in 0..taps.output[1] {
            let first_column = taps.first(1, right);
            let columns = taps.inside(1, first_column);
            let mut channel = 0;
            while channel < channels {
                let count = channels - channel;
                // SAFETY: these taps are inside the input, and every position has `count` channels from this one on.
                unsafe {
                    let d = V::load_up_to(d.add(output + channel), count);
                    for tap_down in rows.clone() {
                        let row = (first_row + (tap_down * taps.dilation[0]) as isize) as usize;
                        for tap_right in columns.clone() {
                            let column = (first_column + (tap_right * taps.dilation[1]) as isize) as usize;
                            let dx = dx.add((row * taps.input[1] + column) * channels + channel);
                            let w = w.add((tap_down * taps.window[1] + tap_right) * channels + channel);
                            let sum = V::load_up_to(w, count).mul_add(d, V::load_up_to(dx, count));
                            sum.store_up_to(dx, count);
                        }
                    }
                }
                channel += V::COUNT;
            }
            output += channels;
        }
    }
}
