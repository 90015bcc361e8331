//! Convolutions of a single channel to a few: lanes are neighbouring positions of a row.
//!
//! With lanes for output channels most of a vector would be empty. The outputs are channels last all the same: a block of
//! positions is transposed as it is stored. Measured on a Zen 3, 28x28 to 6 channels by 5x5, with lanes for channels and with
//! those of positions: 8.0 us and 3.5 us.

use crate::activation::Activation;
use crate::kernels::conv::geometry::Sweep;
use crate::number::Number;
use crate::simd::lanes::Lanes;

/// The most output channels: those of one block.
pub(super) const CHANNELS: usize = 8;

/// Whether the kernels of this file compute a convolution, with vectors of so many lanes.
pub(in crate::kernels) fn suits(sweep: &Sweep, lanes: usize) -> bool {
    sweep.channels() <= CHANNELS && sweep.groups == 1 && sweep.steps[1] == 1 && sweep.positions[1] >= lanes
}

/// How many values the planes of d have: as many vectors for each row of positions as it takes, per channel.
pub(in crate::kernels) fn len(sweep: &Sweep, lanes: usize) -> usize {
    sweep.channels() * sweep.positions[0] * sweep.positions[1].next_multiple_of(lanes)
}

/// How many vectors a row of positions takes.
pub(super) fn vectors<V: Lanes>(sweep: &Sweep) -> usize {
    sweep.positions[1].div_ceil(V::COUNT)
}

/// y = f(bias + the convolution of x with w) for one image.
///
/// # Safety
///
/// As for `forward`, and `suits` is true.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn forward<V: Lanes, F: Activation>(
    sweep: &Sweep,
    x: *const V::Scalar,
    w: *const V::Scalar,
    bias: *const V::Scalar,
    y: *mut V::Scalar,
) {
    let ([height, width], channels) = (sweep.positions, sweep.channels());
    // As few tiles as possible, and as equal as possible.
    let size = channels.div_ceil(channels.div_ceil(6));
    let mut block = [[V::Scalar::ZERO; 16]; CHANNELS];
    for row in 0..height {
        for vector in 0..vectors::<V>(sweep) {
            // The last vector of a row overlaps the one before it.
            let column = (vector * V::COUNT).min(width - V::COUNT);
            let p = row * width + column;
            let mut first = 0;
            while first < channels {
                let channel = first.min(channels - size);
                // SAFETY: each window of the `COUNT` positions from this column on has the values, and the tile's channels are
                // less than `channels`.
                unsafe {
                    let x = x.add(row * sweep.steps[0] + column);
                    let (w, to) = (w.add(channel), block.as_mut_ptr().add(channel));
                    let bias = if bias.is_null() { bias } else { bias.add(channel) };
                    match size {
                        1 => tile::<V, F, 1>(sweep, x, w, bias, to),
                        2 => tile::<V, F, 2>(sweep, x, w, bias, to),
                        3 => tile::<V, F, 3>(sweep, x, w, bias, to),
                        4 => tile::<V, F, 4>(sweep, x, w, bias, to),
                        5 => tile::<V, F, 5>(sweep, x, w, bias, to),
                        _ => tile::<V, F, 6>(sweep, x, w, bias, to),
                    }
                }
                first += size;
            }
            let left = (height * width - p) * channels;
            // SAFETY: y has `left` values from position p on, of which `COUNT` follow.
            unsafe { interleave::<V>(&block, y.add(p * channels), channels, left) };
        }
    }
}

/// R channels of a vector of positions.
///
/// # Safety
///
/// `x` begins the windows of `COUNT` positions; w and bias have R channels, and so has `to`.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn tile<V: Lanes, F: Activation, const R: usize>(
    sweep: &Sweep,
    x: *const V::Scalar,
    mut w: *const V::Scalar,
    bias: *const V::Scalar,
    to: *mut [V::Scalar; 16],
) {
    let channels = sweep.channels();
    let mut sums = [V::from_f64(0.0); R];
    // SAFETY: the obligations of this function; w is advanced by a row of weights for each value of the window.
    unsafe {
        if !bias.is_null() {
            for r in 0..R {
                sums[r] = V::splat(*bias.add(r));
            }
        }
        let mut window = x;
        for _ in 0..sweep.runs[0] {
            let mut run = window;
            for _ in 0..sweep.runs[1] {
                for t in 0..sweep.length {
                    let values = V::load(run.add(t));
                    for r in 0..R {
                        sums[r] = values.mul_add(V::splat(*w.add(r)), sums[r]);
                    }
                    w = w.wrapping_add(channels);
                }
                run = run.wrapping_add(sweep.distances[1]);
            }
            window = window.wrapping_add(sweep.distances[0]);
        }
        for r in 0..R {
            F::value(sums[r]).store((*to.add(r)).as_mut_ptr());
        }
    }
}

/// Stores the columns of a block, the positions, one after the other.
///
/// # Safety
///
/// `to` has room for `left` values, among them `channels` for each of `COUNT` positions.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn interleave<V: Lanes>(block: &[[V::Scalar; 16]; CHANNELS], to: *mut V::Scalar, channels: usize, left: usize) {
    // What is stored beyond a position's channels is written later.
    if left >= V::COUNT * channels + (CHANNELS - channels) {
        // SAFETY: `to` has room for all positions with what is stored beyond the last.
        return unsafe { transpose::<V>((block.as_ptr().cast(), 16), (to, channels)) };
    }
    let mut room = [V::Scalar::ZERO; 17 * CHANNELS];
    // SAFETY: `room` has room for all positions with what is stored beyond the last, and `to` for their channels.
    unsafe {
        transpose::<V>((block.as_ptr().cast(), 16), (room.as_mut_ptr(), channels));
        core::ptr::copy_nonoverlapping(room.as_ptr(), to, V::COUNT * channels);
    }
}

/// Writes the columns of eight rows of `COUNT` values as rows of eight. The second numbers are the distances between rows.
///
/// # Safety
///
/// These values can be read, and those can be written.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn transpose<V: Lanes>(
    (from, from_stride): (*const V::Scalar, usize),
    (to, to_stride): (*mut V::Scalar, usize),
) {
    let mut column = 0;
    while column < V::COUNT {
        // SAFETY: the obligation of this function.
        unsafe { V::transpose_8(from.add(column), from_stride, to.add(column * to_stride), to_stride) };
        column += 8;
    }
}
