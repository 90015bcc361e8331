//! The gradient with respect to a convolution's input, by scattering: each position adds its d, times the transposed weights,
//! to the values of its window.
//!
//! Lanes are adjoining values of a run. The sums of a tile of positions whose windows don't overlap stay in registers over the
//! output channels; they are then added to the image. If they overlapped, each addition would wait for the store before it.

use crate::kernels::conv::geometry::Sweep;
use crate::simd::kind::Kind;
use crate::simd::lanes::Lanes;

/// dx += d times the weights, for one image with its padding.
///
/// # Safety
///
/// `d` has `channels` values for each position. `w` has `channels` rows of `length` values for each run, followed by a vector;
/// `dx` has all values that the windows of the sweep reach, followed by a vector.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(in crate::kernels) unsafe fn scatter<V: Lanes>(
    sweep: &Sweep,
    d: *const V::Scalar,
    w: *const V::Scalar,
    dx: *mut V::Scalar,
) {
    let (channels, [down, right]) = (sweep.channels(), sweep.runs);
    for group in 0..sweep.groups {
        for run in 0..down * right {
            let offset = run / right * sweep.distances[0] + run % right * sweep.distances[1] + group * sweep.length;
            let weights = (run * channels + group * sweep.outputs) * sweep.length;
            let mut value = 0;
            while value < sweep.length {
                // SAFETY: the run's values from `value` on, and the weights of the group's first output that lead to them.
                unsafe {
                    let part = Part {
                        d: d.add(group * sweep.outputs),
                        w: w.add(weights + value),
                        dx: dx.add(offset + value),
                        count: sweep.length - value,
                    };
                    positions::<V>(sweep, &part);
                }
                value += V::COUNT;
            }
        }
    }
}

/// A vector of a run's values.
struct Part<T> {
    /// d of the group's first output at the first position.
    d: *const T,
    /// The weights from the group's first output to these values.
    w: *const T,
    /// The values in the window of the first position.
    dx: *mut T,
    /// How many values the run has from here on.
    count: usize,
}

/// All positions, in lines of those whose vectors don't overlap.
///
/// # Safety
///
/// As [`scatter`], for the part.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn positions<V: Lanes>(sweep: &Sweep, part: &Part<V::Scalar>) {
    let ([height, width], [down, right], channels) = (sweep.positions, sweep.steps, sweep.channels());
    // SAFETY: the positions of each line are positions of the sweep.
    unsafe {
        if height >= 4 {
            // The columns of the image, whose tiles take a row of it each: in that row, additions have the columns' order.
            return lines::<V>(sweep, part, [height, width * channels, down], [width, channels, right]);
        }
        // Every so many positions of a row. Their number doesn't depend on the lanes, so that the order of the additions
        // doesn't either.
        let apart = 16_usize.div_ceil(right).min(width);
        for row in 0..height {
            for column in 0..apart {
                let d = part.d.add((row * width + column) * channels);
                let dx = part.dx.add(row * down + column * right);
                let line = [(width - column).div_ceil(apart), apart * channels, apart * right];
                lines::<V>(sweep, &Part { d, dx, ..*part }, line, [1, 0, 0]);
            }
        }
    }
}

/// Lines of as many positions each. Of the positions of a line, and of the lines: how many there are, and the distances from one to
/// the next in d and in the image.
///
/// # Safety
///
/// As [`positions`], and these are positions of the sweep.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn lines<V: Lanes>(
    sweep: &Sweep,
    part: &Part<V::Scalar>,
    [mut left, d_step, dx_step]: [usize; 3],
    lines: [usize; 3],
) {
    let most = match V::KIND {
        Kind::Avx512 => 8,
        Kind::Avx2 => 6,
        Kind::Portable => 2,
    };
    let (mut d, mut dx) = (part.d, part.dx);
    while left > 0 {
        // As few tiles as possible, and as equal as possible.
        let size = left.div_ceil(left.div_ceil(most));
        // SAFETY: `size` positions are left, or more.
        unsafe {
            let (part, steps) = (&Part { d, dx, ..*part }, [d_step, dx_step]);
            match size {
                1 => tiles::<V, 1>(sweep, part, steps, lines),
                2 => tiles::<V, 2>(sweep, part, steps, lines),
                3 => tiles::<V, 3>(sweep, part, steps, lines),
                4 => tiles::<V, 4>(sweep, part, steps, lines),
                5 => tiles::<V, 5>(sweep, part, steps, lines),
                6 => tiles::<V, 6>(sweep, part, steps, lines),
                7 => tiles::<V, 7>(sweep, part, steps, lines),
                _ => tiles::<V, 8>(sweep, part, steps, lines),
            }
        }
        (d, dx, left) = (d.wrapping_add(size * d_step), dx.wrapping_add(size * dx_step), left - size);
    }
}

/// R positions of each line.
///
/// # Safety
///
/// As [`lines`], and the lines have R positions.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn tiles<V: Lanes, const R: usize>(
    sweep: &Sweep,
    part: &Part<V::Scalar>,
    [d_step, dx_step]: [usize; 2],
    [count, d_next, dx_next]: [usize; 3],
) {
    let (mut d, mut dx) = (part.d, part.dx);
    for _ in 0..count {
        // SAFETY: the obligations of this function.
        unsafe { tile::<V, R>(sweep, part, (d, d_step), (dx, dx_step)) };
        (d, dx) = (d.wrapping_add(d_next), dx.wrapping_add(dx_next));
    }
}

/// R positions.
///
/// # Safety
///
/// As [`lines`], and there are R positions.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn tile<V: Lanes, const R: usize>(
    sweep: &Sweep,
    part: &Part<V::Scalar>,
    (d, d_step): (*const V::Scalar, usize),
    (dx, dx_step): (*mut V::Scalar, usize),
) {
    let mut rows = [d; R];
    for r in 0..R {
        rows[r] = d.wrapping_add(r * d_step);
    }
    let (mut sums, mut w) = ([V::from_f64(0.0); R], part.w);
    // SAFETY: the group has `outputs` values of d at each position and as many rows of weights, each of which can be read
    // for a whole vector, and so can the image. Behind the run's end lie the weights of others, whose sums are dropped.
    unsafe {
        for o in 0..sweep.outputs {
            let weights = V::load(w);
            for r in 0..R {
                sums[r] = V::splat(*rows[r].add(o)).mul_add(weights, sums[r]);
            }
            w = w.wrapping_add(sweep.length);
        }
        for r in 0..R {
            let place = dx.wrapping_add(r * dx_step);
            (V::load(place) + sums[r].keep_first(part.count)).store(place);
        }
    }
}
