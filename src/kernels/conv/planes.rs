//! Convolutions of a single channel to a few: lanes are neighbouring positions of a row.
//!
//! With lanes for output channels most of a vector would be empty. The outputs are channels last all the same: a block of
//! positions is transposed as it is stored, and d is transposed into planes, one per channel, before it is read. Measured on a
//! Zen 3, 28x28 to 6 channels by 5x5, with lanes for channels and with those of positions: 8.0 us and 3.5 us forward,
//! 6.8 us and 5.1 us for the gradient of the weights, a quarter of which are the transposition and the sums of lanes.

use crate::activation::Activation;
use crate::kernels::conv::geometry::Sweep;
use crate::kernels::weight_gradient::GradientPtr;
use crate::number::Number;
use crate::simd::lanes::Lanes;

/// The most output channels: those of one block.
const CHANNELS: usize = 8;

/// Whether the kernels of this file compute a convolution, with vectors of so many lanes.
pub(in crate::kernels) fn suits(sweep: &Sweep, lanes: usize) -> bool {
    sweep.channels() <= CHANNELS && sweep.groups == 1 && sweep.steps[1] == 1 && sweep.positions[1] >= lanes
}

/// How many values the planes of d have: as many vectors for each row of positions as it takes, per channel.
pub(in crate::kernels) fn len(sweep: &Sweep, lanes: usize) -> usize {
    sweep.channels() * sweep.positions[0] * sweep.positions[1].next_multiple_of(lanes)
}

/// How many vectors a row of positions takes.
fn vectors<V: Lanes>(sweep: &Sweep) -> usize {
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

/// The gradient of weights and bias.
///
/// # Safety
///
/// As for `weight_gradient`, and `suits` is true. `planes` has room for [`len`] values.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn weight_gradient<V: Lanes>(
    sweep: &Sweep,
    x: *const V::Scalar,
    d: *const V::Scalar,
    gradient: GradientPtr<V::Scalar>,
    planes: *mut V::Scalar,
) {
    let channels = sweep.channels();
    // SAFETY: the obligations of this function.
    unsafe {
        deinterleave::<V>(sweep, d, planes);
        match channels {
            1 => products::<V, 1, 6>(sweep, x, planes, gradient),
            2 | 4 => products::<V, 2, 3>(sweep, x, planes, gradient),
            _ => products::<V, 3, 2>(sweep, x, planes, gradient),
        }
        if gradient.bias.is_null() {
            return;
        }
        let count = sweep.positions[0] * vectors::<V>(sweep);
        for channel in 0..channels {
            let plane = planes.add(channel * count * V::COUNT);
            // Four chains of sums, since each addition waits for the one before.
            let mut sums = [V::from_f64(0.0); 4];
            for vector in 0..count / 4 {
                for chain in 0..4 {
                    sums[chain] = sums[chain] + V::load(plane.add((4 * vector + chain) * V::COUNT));
                }
            }
            for vector in count / 4 * 4..count {
                sums[0] = sums[0] + V::load(plane.add(vector * V::COUNT));
            }
            let sum = ((sums[0] + sums[2]) + (sums[1] + sums[3])).sum();
            let place = gradient.bias.add(channel);
            *place = if gradient.add { *place + sum } else { sum };
        }
    }
}

/// Writes d into planes. The last vector of a row begins so that it ends with the row; what it has in common with the one
/// before is zero in it.
///
/// # Safety
///
/// As [`weight_gradient`].
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn deinterleave<V: Lanes>(sweep: &Sweep, d: *const V::Scalar, planes: *mut V::Scalar) {
    let ([height, width], channels, vectors) = (sweep.positions, sweep.channels(), vectors::<V>(sweep));
    let mut block = [[V::Scalar::ZERO; 16]; CHANNELS];
    for row in 0..height {
        for vector in 0..vectors {
            let column = (vector * V::COUNT).min(width - V::COUNT);
            let done = vector * V::COUNT - column;
            let p = row * width + column;
            let left = (height * width - p) * channels;
            let from = d.wrapping_add(p * channels);
            if left >= V::COUNT * channels + (CHANNELS - channels) {
                // SAFETY: d has all positions with what is read beyond the last.
                unsafe { columns::<V>(from, channels, &mut block) };
            } else {
                let mut room = [V::Scalar::ZERO; 17 * CHANNELS];
                // SAFETY: d has the channels of `COUNT` positions, and `room` has more.
                unsafe {
                    core::ptr::copy_nonoverlapping(from, room.as_mut_ptr(), V::COUNT * channels);
                    columns::<V>(room.as_ptr(), channels, &mut block);
                }
            }
            for channel in 0..channels {
                // SAFETY: the planes have room for this vector of this channel.
                unsafe {
                    let to = planes.add(((channel * height + row) * vectors + vector) * V::COUNT);
                    let values = V::load(block[channel].as_ptr());
                    if done == 0 { values } else { from_lane(values, done) }.store(to);
                }
            }
        }
    }
}

/// Reads `COUNT` rows of eight values, `stride` apart, as the columns of a block.
///
/// # Safety
///
/// These values can be read.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn columns<V: Lanes>(from: *const V::Scalar, stride: usize, block: &mut [[V::Scalar; 16]; CHANNELS]) {
    let mut row = 0;
    while row < V::COUNT {
        // SAFETY: the obligation of this function; the block has eight rows of 16 values.
        unsafe {
            let to = block.as_mut_ptr().cast::<V::Scalar>().add(row);
            V::transpose_8(from.add(row * stride), stride, to, 16);
        }
        row += 8;
    }
}

/// Sets the first `count` lanes to zero.
#[cfg_attr(not(debug_assertions), inline(always))]
fn from_lane<V: Lanes>(values: V, count: usize) -> V {
    V::lane_indices().if_less(V::from_f64(count as f64), V::from_f64(0.0), values)
}

/// The gradient of the weights, in tiles of RO channels and RT taps.
///
/// # Safety
///
/// As [`weight_gradient`], with planes that are written, and at least RO channels.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn products<V: Lanes, const RO: usize, const RT: usize>(
    sweep: &Sweep,
    x: *const V::Scalar,
    planes: *const V::Scalar,
    gradient: GradientPtr<V::Scalar>,
) {
    let ([height, width], channels, vectors) = (sweep.positions, sweep.channels(), vectors::<V>(sweep));
    let (taps, plane) = (sweep.runs[0] * sweep.runs[1] * sweep.length, height * vectors * V::COUNT);
    let mut next = 0;
    while next < taps {
        let mut offsets = [0; RT];
        for t in 0..RT {
            // Beyond the last tap it is summed again, and dropped.
            offsets[t] = sweep.offset((next + t).min(taps - 1));
        }
        let mut first = 0;
        while first < channels {
            let channel = first.min(channels - RO);
            let mut sums = [[V::from_f64(0.0); RT]; RO];
            // SAFETY: the windows of the `COUNT` positions from a vector's first column on have the taps, and the planes have the
            // channels.
            unsafe {
                let (mut windows, mut d) = ([x; RT], planes.add(channel * plane));
                for t in 0..RT {
                    windows[t] = x.add(offsets[t]);
                }
                for _ in 0..height {
                    for vector in 0..vectors - 1 {
                        let at = vector * V::COUNT;
                        add_products(windows, at, d.add(at), plane, &mut sums);
                    }
                    let at = (vectors - 1) * V::COUNT;
                    add_products(windows, width - V::COUNT, d.add(at), plane, &mut sums);
                    for t in 0..RT {
                        windows[t] = windows[t].wrapping_add(sweep.steps[0]);
                    }
                    d = d.add(vectors * V::COUNT);
                }
                for o in 0..RO {
                    for t in 0..RT {
                        if channel + o >= first && next + t < taps {
                            let place = gradient.weight.add((next + t) * channels + channel + o);
                            let sum = sums[o][t].sum();
                            *place = if gradient.add { *place + sum } else { sum };
                        }
                    }
                }
            }
            first += RO;
        }
        next += RT;
    }
}

/// Adds the products of RT vectors of x, `at` values behind the windows, and RO vectors of d, `plane` values apart.
///
/// # Safety
///
/// These vectors can be read.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn add_products<V: Lanes, const RO: usize, const RT: usize>(
    windows: [*const V::Scalar; RT],
    at: usize,
    d: *const V::Scalar,
    plane: usize,
    sums: &mut [[V; RT]; RO],
) {
    let mut values = [V::from_f64(0.0); RT];
    // SAFETY: the obligation of this function.
    unsafe {
        for t in 0..RT {
            values[t] = V::load(windows[t].add(at));
        }
        for o in 0..RO {
            let d = V::load(d.add(o * plane));
            for t in 0..RT {
                sums[o][t] = d.mul_add(values[t], sums[o][t]);
            }
        }
    }
}
