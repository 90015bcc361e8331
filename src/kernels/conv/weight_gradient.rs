//! The gradient of a convolution's weights and bias, for one image.
//!
//! Lanes are output channels. The sums of a tile of adjoining taps stay in registers over all positions. They are then added to
//! the gradient, image by image, so that the size of the blocks doesn't change a bit of it.

use crate::kernels::conv::geometry::Sweep;
use crate::kernels::conv::{planes, planes_gradient};
use crate::kernels::weight_gradient::{GradientPtr, store_or_add};
use crate::simd::lanes::Lanes;

/// The most sums of a tile. Six of AVX2 and what they are computed from fill its registers.
const SUMS: usize = 6;

/// dW = the sum over the positions of the window's values times d; db = the sum of d.
///
/// # Safety
///
/// `x` has all values that the windows of the sweep reach, `d` has `channels` values for each position, the weights of the
/// gradient have a row of `channels` for each value of a window; the bias has `channels`, or is null. `planes` has room for
/// [`planes::len`] values where [`planes::suits`] says so.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(in crate::kernels) unsafe fn weight_gradient<V: Lanes>(
    sweep: &Sweep,
    x: *const V::Scalar,
    d: *const V::Scalar,
    gradient: GradientPtr<V::Scalar>,
    planes: *mut V::Scalar,
) {
    if planes::suits(sweep, V::COUNT) {
        // SAFETY: the obligations of this function.
        return unsafe { planes_gradient::weight_gradient::<V>(sweep, x, d, gradient, planes) };
    }
    for group in 0..sweep.groups {
        let mut column = 0;
        while column < sweep.outputs {
            let (first, count) = (group * sweep.outputs + column, sweep.outputs - column);
            // SAFETY: `count` outputs of the group follow `first`, in d and in the gradient; the group's runs lie `length` values
            // behind those of the group before.
            unsafe {
                let bias = if gradient.bias.is_null() { gradient.bias } else { gradient.bias.add(first) };
                let to = GradientPtr { weight: gradient.weight.add(first), bias, add: gradient.add };
                let (x, d) = (x.add(group * sweep.length), d.add(first));
                if count >= V::COUNT {
                    outputs::<V, true>(sweep, x, d, to, count);
                } else {
                    outputs::<V, false>(sweep, x, d, to, count);
                }
            }
            column += V::COUNT;
        }
    }
}

/// A vector of outputs, of which there are `count` from its first on: more than a vector, if `WHOLE`, else fewer.
///
/// # Safety
///
/// As [`weight_gradient`], for these outputs.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn outputs<V: Lanes, const WHOLE: bool>(
    sweep: &Sweep,
    x: *const V::Scalar,
    d: *const V::Scalar,
    gradient: GradientPtr<V::Scalar>,
    count: usize,
) {
    // As few tiles as possible, and as equal as possible.
    let most = if V::KIND.has_few_registers() { 2 } else { SUMS };
    let size = sweep.length.div_ceil(sweep.length.div_ceil(most)).min(most);
    // SAFETY: the obligations of this function; a run has `size` values or more.
    unsafe {
        match size {
            1 => tiles::<V, 6, 1, WHOLE>(sweep, x, d, gradient, count),
            2 => tiles::<V, 3, 2, WHOLE>(sweep, x, d, gradient, count),
            3 => tiles::<V, 2, 3, WHOLE>(sweep, x, d, gradient, count),
            4 => tiles::<V, 1, 4, WHOLE>(sweep, x, d, gradient, count),
            5 => tiles::<V, 1, 5, WHOLE>(sweep, x, d, gradient, count),
            _ => tiles::<V, 1, 6, WHOLE>(sweep, x, d, gradient, count),
        }
        if !gradient.bias.is_null() {
            bias::<V, WHOLE>(sweep, d, gradient, count);
        }
    }
}

/// The first values of some runs, and those that another tile has taken already.
struct Piece {
    /// Where it begins in the window of the first position.
    offset: usize,
    /// The number of its first value among the inputs of an output.
    input: usize,
    /// How many of its values have been taken.
    done: usize,
}

/// Piece `index` of those of `size` adjoining values that the runs are cut into; the last one of a run overlaps the one before.
#[cfg_attr(not(debug_assertions), inline(always))]
fn piece(sweep: &Sweep, index: usize, size: usize) -> Piece {
    let parts = sweep.length.div_ceil(size);
    let (run, part) = (index / parts, index % parts);
    let start = (part * size).min(sweep.length - size);
    Piece {
        offset: sweep.offset(run * sweep.length + start),
        input: run * sweep.length + start,
        done: part * size - start,
    }
}

/// All taps, in tiles of N pieces of R.
///
/// # Safety
///
/// As [`outputs`], and a run has R values or more.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn tiles<V: Lanes, const N: usize, const R: usize, const WHOLE: bool>(
    sweep: &Sweep,
    x: *const V::Scalar,
    d: *const V::Scalar,
    gradient: GradientPtr<V::Scalar>,
    count: usize,
) {
    let (channels, pieces) = (sweep.channels(), sweep.runs[0] * sweep.runs[1] * sweep.length.div_ceil(R));
    let mut next = 0;
    while next < pieces {
        let mut taps = [x; N];
        for n in 0..N {
            // Beyond the last piece its values are summed again, and dropped.
            taps[n] = x.wrapping_add(piece(sweep, (next + n).min(pieces - 1), R).offset);
        }
        // SAFETY: each piece is one of the runs', whose values every window has.
        unsafe {
            let sums = tile::<V, N, R, WHOLE>(sweep, taps, d, count);
            for n in 0..N {
                if next + n < pieces {
                    let Piece { input, done, .. } = piece(sweep, next + n, R);
                    // Constant indices keep the sums in registers.
                    for r in 0..R {
                        if r >= done {
                            let to = gradient.weight.add((input + r) * channels);
                            store_or_add(sums[n][r], to, count, gradient.add);
                        }
                    }
                }
            }
        }
        next += N;
    }
}

/// The sums over all positions of d times R adjoining values of each of N runs.
///
/// # Safety
///
/// `taps` are N places in the window of the first position with R values each; the rest as for [`outputs`].
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn tile<V: Lanes, const N: usize, const R: usize, const WHOLE: bool>(
    sweep: &Sweep,
    mut taps: [*const V::Scalar; N],
    mut d: *const V::Scalar,
    count: usize,
) -> [[V; R]; N] {
    let channels = sweep.channels();
    let mut sums = [[V::from_f64(0.0); R]; N];
    for _ in 0..sweep.positions[0] {
        let mut x = taps;
        for _ in 0..sweep.positions[1] {
            // SAFETY: these are the window and the outputs of one position.
            unsafe {
                let d = if WHOLE { V::load(d) } else { V::load_part(d, count) };
                for n in 0..N {
                    for r in 0..R {
                        sums[n][r] = V::splat(*x[n].add(r)).mul_add(d, sums[n][r]);
                    }
                }
            }
            for n in 0..N {
                x[n] = x[n].wrapping_add(sweep.steps[1]);
            }
            d = d.wrapping_add(channels);
        }
        for n in 0..N {
            taps[n] = taps[n].wrapping_add(sweep.steps[0]);
        }
    }
    sums
}

/// The gradient of the bias: in four chains of sums, since each addition waits for the one before.
///
/// # Safety
///
/// As [`outputs`], and the gradient has a bias.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn bias<V: Lanes, const WHOLE: bool>(
    sweep: &Sweep,
    mut d: *const V::Scalar,
    gradient: GradientPtr<V::Scalar>,
    count: usize,
) {
    let (channels, n) = (sweep.channels(), sweep.positions[0] * sweep.positions[1]);
    let mut sums = [V::from_f64(0.0); 4];
    // SAFETY: `d` is advanced once for each of the n positions.
    unsafe {
        let mut left = n;
        while left >= 4 {
            for chain in 0..4 {
                sums[chain] = sums[chain] + if WHOLE { V::load(d) } else { V::load_part(d, count) };
                d = d.wrapping_add(channels);
            }
            left -= 4;
        }
        for _ in 0..left {
            sums[0] = sums[0] + if WHOLE { V::load(d) } else { V::load_part(d, count) };
            d = d.wrapping_add(channels);
        }
        let sum = (sums[0] + sums[2]) + (sums[1] + sums[3]);
        store_or_add(sum, gradient.bias, count, gradient.add);
    }
}
