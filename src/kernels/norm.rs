//! Normalization of each position over its channels: layer normalization, and by the root of the mean square.
//!
//! Up to 16 positions (8 of f64) are taken at once: their sums over the channels are added across lanes together, and one
//! vector holds the mean or the deviation of each.

use crate::grid::{Grid, positions};
use crate::number::Number;
use crate::rows::{RowsMutPtr, RowsPtr};
use crate::shape::Length;
use crate::simd::lanes::Lanes;

/// The most positions that are taken at once: as many as `Lanes::sums` takes vectors.
const AT_ONCE: usize = 16;

/// Rows of `positions` positions with `channels` values each, one row per sample.
#[derive(Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) rows: usize,
    pub(crate) positions: usize,
    pub(crate) channels: usize,
}

impl Sizes {
    /// So many samples of this shape.
    #[inline(always)]
    pub(crate) fn of<X: Grid>(rows: usize) -> Self {
        Self { rows, positions: positions::<X>(), channels: X::Channels::VALUE }
    }

    /// So many frames of a stream of this shape.
    #[inline(always)]
    pub(crate) fn of_frame<X: Grid>(rows: usize) -> Self {
        Self { rows, positions: X::Frame::VALUE / X::Channels::VALUE, channels: X::Channels::VALUE }
    }

    /// The values of a row.
    #[inline(always)]
    pub(super) fn width(&self) -> usize {
        self.positions * self.channels
    }

    /// The rows as positions that are equally far apart, in groups: all rows at once, if each is one position.
    #[inline(always)]
    fn groups(&self) -> [usize; 2] {
        if self.positions == 1 { [1, self.rows] } else { [self.rows, self.positions] }
    }

    /// The distance between the positions of a group, in rows that are `stride` apart.
    #[inline(always)]
    fn step(&self, stride: usize) -> usize {
        if self.positions == 1 { stride } else { self.channels }
    }
}

/// What a forward pass reads beside x: a gain per channel and, for layer normalization, a bias; null without one.
#[derive(Clone, Copy)]
pub(crate) struct ParametersPtr<T> {
    pub(super) gain: *const T,
    pub(super) bias: *const T,
    pub(super) epsilon: f64,
}

/// The mean of each position, null where it isn't subtracted, and 1 / sqrt(the mean square of what is left + epsilon).
#[derive(Clone, Copy)]
pub(crate) struct MomentsPtr<T> {
    pub(super) mean: *mut T,
    pub(super) inverse: *mut T,
}

/// Where a backward pass writes the derivatives of the gain and of the bias: null without one.
#[derive(Clone, Copy)]
pub(crate) struct DerivativesPtr<T> {
    pub(super) gain: *mut T,
    pub(super) bias: *mut T,
}

/// Where a backward pass writes dL/dx, if it is asked for: `adds` is whether it is added to what is there.
#[derive(Clone, Copy)]
pub(crate) struct InputPtr<T> {
    pub(super) dx: RowsMutPtr<T>,
    pub(super) adds: bool,
}

/// y = g h + b with h = (x - mean x) r, r = 1 / sqrt(variance x + epsilon), for each position; `moments` takes the mean and r.
/// Without `CENTRED`, y = g h with h = x r, r = 1 / sqrt(mean x² + epsilon).
///
/// # Safety
///
/// x and y have as many rows as `sizes` says, of as many positions and channels; `parameters` have a value per channel and
/// `moments` one per position, those that aren't null.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn norm_forward<V: Lanes, const CENTRED: bool>(
    sizes: Sizes,
    x: RowsPtr<V::Scalar>,
    parameters: ParametersPtr<V::Scalar>,
    y: RowsMutPtr<V::Scalar>,
    moments: MomentsPtr<V::Scalar>,
) {
    let (m, [groups, length]) = (sizes.channels, sizes.groups());
    let (zero, one, share) = (V::from_f64(0.0), V::from_f64(1.0), V::from_f64(1.0 / m as f64));
    let epsilon = V::from_f64(parameters.epsilon);
    let (x_step, y_step) = (sizes.step(x.stride), sizes.step(y.stride));
    for group in 0..groups {
        let mut first = 0;
        while first < length {
            let count = (length - first).min(V::COUNT);
            // SAFETY: `position < count` positions are left in the group, of `m` values each, of which only those from `column`
            // on are read and written; means and deviations are stored for `count` positions.
            unsafe {
                let x = x.start.add(group * x.stride + first * x_step);
                let y = y.start.add(group * y.stride + first * y_step);
                let at = group * length + first;
                let (mut means, mut inverses) = ([V::Scalar::ZERO; AT_ONCE], [V::Scalar::ZERO; AT_ONCE]);
                let mut sums = [zero; AT_ONCE];
                if CENTRED {
                    for position in 0..count {
                        let x = x.add(position * x_step);
                        let mut sum = zero;
                        each::<V>(
                            m,
                            #[cfg_attr(not(debug_assertions), inline(always))]
                            |column, left| sum = sum + V::load_up_to(x.add(column), left),
                        );
                        sums[position] = sum;
                    }
                    let mean = V::sums(&sums) * share;
                    mean.store(means.as_mut_ptr());
                    mean.store_up_to(moments.mean.add(at), count);
                }
                // The squares are those of x - mean, in a second run, so that a large mean costs no digits.
                for position in 0..count {
                    let (x, mean) = (x.add(position * x_step), V::splat(means[position]));
                    let mut sum = zero;
                    each::<V>(
                        m,
                        #[cfg_attr(not(debug_assertions), inline(always))]
                        |column, left| {
                            let x = V::load_up_to(x.add(column), left);
                            let centred = if CENTRED { (x - mean).keep_first(left) } else { x };
                            sum = centred.mul_add(centred, sum);
                        },
                    );
                    sums[position] = sum;
                }
                let inverse = one / V::sums(&sums).mul_add(share, epsilon).sqrt();
                inverse.store(inverses.as_mut_ptr());
                inverse.store_up_to(moments.inverse.add(at), count);
                for position in 0..count {
                    let (x, y) = (x.add(position * x_step), y.add(position * y_step));
                    let (mean, inverse) = (V::splat(means[position]), V::splat(inverses[position]));
                    each::<V>(
                        m,
                        #[cfg_attr(not(debug_assertions), inline(always))]
                        |column, left| {
                            let h = normalized::<V, CENTRED>(x.add(column), left, mean, inverse);
                            let gain = V::load_up_to(parameters.gain.add(column), left);
                            let y_here = if CENTRED {
                                h.mul_add(gain, V::load_up_to(parameters.bias.add(column), left))
                            } else {
                                h * gain
                            };
                            y_here.store_up_to(y.add(column), left);
                        },
                    );
                }
            }
            first += count;
        }
    }
}

/// Adds dg = sum of d h and db = sum of d to the gradients; and dL/dx = r (e - mean e - h mean(e h)) with e = d g, without
/// `mean e` where not `CENTRED`. The sums are added row by row, in order.
///
/// # Safety
///
/// As for [`norm_forward`]; so has dx, if it is asked for.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn norm_backward<V: Lanes, const CENTRED: bool>(
    sizes: Sizes,
    [x, d]: [RowsPtr<V::Scalar>; 2],
    gain: *const V::Scalar,
    moments: MomentsPtr<V::Scalar>,
    to: DerivativesPtr<V::Scalar>,
    dx: Option<InputPtr<V::Scalar>>,
) {
    let [groups, length] = sizes.groups();
    // Of vectors, so many rows that they stay in the cache from one loop to the next. The positions of a larger row are one sum.
    let part = if sizes.positions == 1 { AT_ONCE } else { length };
    for group in 0..groups {
        let mut first = 0;
        while first < length {
            let count = (length - first).min(part);
            let at = group * length + first;
            // SAFETY: the positions from `first` on are within the group.
            unsafe {
                let from = |rows: RowsPtr<V::Scalar>| RowsPtr {
                    start: rows.start.add(group * rows.stride + first * sizes.step(rows.stride)),
                    stride: sizes.step(rows.stride),
                };
                let moments = MomentsPtr {
                    mean: if CENTRED { moments.mean.add(at) } else { moments.mean },
                    inverse: moments.inverse.add(at),
                };
                let (x, d, sizes_here) = (from(x), from(d), [count, sizes.channels]);
                parameters::<V, CENTRED>(sizes_here, x, d, moments, to, sizes.positions == 1);
                if let Some(InputPtr { dx, adds }) = dx {
                    let step = sizes.step(dx.stride);
                    let dx = RowsMutPtr { start: dx.start.add(group * dx.stride + first * step), stride: step };
                    inputs::<V, CENTRED>(sizes_here, x, d, gain, moments, InputPtr { dx, adds });
                }
            }
            first += count;
        }
    }
}

/// Adds sum of d h and sum of d over `n` positions: to each sum one after the other, if each is a sample by itself; else their
/// own sum.
///
/// # Safety
///
/// As for [`norm_forward`], with positions as rows.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn parameters<V: Lanes, const CENTRED: bool>(
    [n, m]: [usize; 2],
    x: RowsPtr<V::Scalar>,
    d: RowsPtr<V::Scalar>,
    moments: MomentsPtr<V::Scalar>,
    to: DerivativesPtr<V::Scalar>,
    one_by_one: bool,
) {
    let zero = V::from_f64(0.0);
    // SAFETY: of a row, only the values that are left are read; the sums have as many places.
    unsafe {
        each::<V>(
            m,
            #[cfg_attr(not(debug_assertions), inline(always))]
            |column, left| {
                let (gain, bias) = (to.gain.add(column), to.bias.wrapping_add(column));
                let there = (V::load_up_to(gain, left), if CENTRED { V::load_up_to(bias, left) } else { zero });
                let (mut dg, mut db) = if one_by_one { there } else { (zero, zero) };
                for row in 0..n {
                    let mean = if CENTRED { V::splat(*moments.mean.add(row)) } else { zero };
                    let inverse = V::splat(*moments.inverse.add(row));
                    let h = normalized::<V, CENTRED>(x.start.add(row * x.stride + column), left, mean, inverse);
                    let d = V::load_up_to(d.start.add(row * d.stride + column), left);
                    dg = d.mul_add(h, dg);
                    if CENTRED {
                        db = db + d;
                    }
                }
                if !one_by_one {
                    (dg, db) = (there.0 + dg, there.1 + db);
                }
                dg.store_up_to(gain, left);
                if CENTRED {
                    db.store_up_to(bias, left);
                }
            },
        );
    }
}

/// Writes dL/dx for `n` positions, or adds it.
///
/// # Safety
///
/// As for [`norm_forward`], with positions as rows.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn inputs<V: Lanes, const CENTRED: bool>(
    [n, m]: [usize; 2],
    x: RowsPtr<V::Scalar>,
    d: RowsPtr<V::Scalar>,
    gain: *const V::Scalar,
    moments: MomentsPtr<V::Scalar>,
    InputPtr { dx, adds }: InputPtr<V::Scalar>,
) {
    let (zero, share) = (V::from_f64(0.0), V::from_f64(1.0 / m as f64));
    let mut first = 0;
    while first < n {
        let count = (n - first).min(V::COUNT);
        // SAFETY: of a row, only the values that are left are read and written.
        unsafe {
            let (mut sums, mut products) = ([zero; AT_ONCE], [zero; AT_ONCE]);
            for position in 0..count {
                let (mut sum, mut product) = (zero, zero);
                each::<V>(
                    m,
                    #[cfg_attr(not(debug_assertions), inline(always))]
                    |column, left| {
                        let (h, e, _) = parts::<V, CENTRED>([x, d], gain, moments, first + position, column, left);
                        if CENTRED {
                            sum = sum + e;
                        }
                        product = e.mul_add(h, product);
                    },
                );
                (sums[position], products[position]) = (sum, product);
            }
            let mut means = [[V::Scalar::ZERO; AT_ONCE]; 2];
            if CENTRED {
                (V::sums(&sums) * share).store(means[0].as_mut_ptr());
            }
            (V::sums(&products) * share).store(means[1].as_mut_ptr());
            for position in 0..count {
                let (sum, product) = (V::splat(means[0][position]), zero - V::splat(means[1][position]));
                let to = dx.start.add((first + position) * dx.stride);
                each::<V>(
                    m,
                    #[cfg_attr(not(debug_assertions), inline(always))]
                    |column, left| {
                        let (h, e, inverse) =
                            parts::<V, CENTRED>([x, d], gain, moments, first + position, column, left);
                        let e = if CENTRED { e - sum } else { e };
                        let here = h.mul_add(product, e) * inverse;
                        let here = if adds { here + V::load_up_to(to.add(column), left) } else { here };
                        here.store_up_to(to.add(column), left);
                    },
                );
            }
        }
        first += count;
    }
}

/// h, e = d g and r of a position, from `column` on, where `left` values are left.
///
/// # Safety
///
/// As for [`norm_forward`], with positions as rows.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn parts<V: Lanes, const CENTRED: bool>(
    [x, d]: [RowsPtr<V::Scalar>; 2],
    gain: *const V::Scalar,
    moments: MomentsPtr<V::Scalar>,
    position: usize,
    column: usize,
    left: usize,
) -> (V, V, V) {
    // SAFETY: only values of this position that are left are read.
    unsafe {
        let mean = if CENTRED { V::splat(*moments.mean.add(position)) } else { V::from_f64(0.0) };
        let inverse = V::splat(*moments.inverse.add(position));
        let h = normalized::<V, CENTRED>(x.start.add(position * x.stride + column), left, mean, inverse);
        let d = V::load_up_to(d.start.add(position * d.stride + column), left);
        (h, d * V::load_up_to(gain.add(column), left), inverse)
    }
}

/// h = (x - mean) r, from `column` on.
///
/// # Safety
///
/// `x` has the values that are left.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn normalized<V: Lanes, const CENTRED: bool>(x: *const V::Scalar, left: usize, mean: V, inverse: V) -> V {
    // SAFETY: the obligation of this function.
    let x = unsafe { V::load_up_to(x, left) };
    if CENTRED { (x - mean) * inverse } else { x * inverse }
}

/// Calls `part` for every vector of `m` values, with its column and the number of values left from there on.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn each<V: Lanes>(m: usize, mut part: impl FnMut(usize, usize)) {
    let mut column = 0;
    while column < m {
        part(column, m - column);
        column += V::COUNT;
    }
}
