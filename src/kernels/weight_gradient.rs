//! The gradient of the weights, dW = xᵀ d, and that of the bias: sums over a block's rows.
//!
//! The sums of a tile of R inputs and C vectors of outputs stay in registers throughout the loop over the samples. A
//! small tile has few sums, and each addition waits for the one before it. So the samples are then dealt out to several
//! chains of sums, which are added at the end. The number of chains depends on the shape only: every instruction set
//! adds in the same order.

use crate::rows::RowsPtr;
use crate::simd::kind::Kind;
use crate::simd::lanes::Lanes;

/// How many bands of inputs are copied at once. Measured: with the columns of d that all of them read, they fit into the L1
/// cache, and a step of 784-128-10 misses it 40 % less often than with one.
const BANDS: usize = 4;

/// How many inputs are copied at once, at most: four bands of eight.
pub(crate) const COPIED: usize = 32;

/// The gradient to write.
#[derive(Clone, Copy)]
pub(super) struct GradientPtr<T> {
    /// The k x m weights, without padding.
    pub(super) weight: *mut T,
    /// The m biases, or null.
    pub(super) bias: *mut T,
    /// Whether to add to the gradient; otherwise it is overwritten.
    pub(super) add: bool,
}

/// Stores the first `count` lanes, or all if `count` is larger, or adds them to memory.
///
/// # Safety
///
/// `to` points to at least `min(count, COUNT)` scalars to write and, if `add`, to read.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn store_or_add<V: Lanes>(sum: V, to: *mut V::Scalar, count: usize, add: bool) {
    // SAFETY: the obligation of this function.
    unsafe { if add { V::load_up_to(to, count) + sum } else { sum }.store_up_to(to, count) }
}

/// The sums of a tile over n samples: of x(t, r) d(t, c), for R inputs and C vectors of outputs, and of d(t, c) if
/// BIAS. The samples are dealt out to CH chains.
///
/// # Safety
///
/// `x` has n rows of R values, and `d` has n rows of C whole vectors.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn tile<V: Lanes, const R: usize, const C: usize, const CH: usize, const BIAS: bool>(
    x: RowsPtr<V::Scalar>,
    d: RowsPtr<V::Scalar>,
    n: usize,
) -> ([[V; C]; R], [V; C]) {
    let zero = V::from_f64(0.0);
    let mut sums = [[[zero; C]; R]; CH];
    let mut totals = [[zero; C]; CH];
    let (mut row_of_x, mut row_of_d) = (x.start, d.start);
    let mut rows = n;
    // Small tiles are unrolled twice, so that the loop's overhead is small beside them.
    let unroll = if R < 4 { 2 * CH } else { CH };
    while rows >= unroll {
        for row in 0..unroll {
            let ch = row % CH;
            // SAFETY: `row_of_x` and `row_of_d` are one of the n rows, since `rows` counts those that are left.
            unsafe { sample::<V, R, C, BIAS>(row_of_x, row_of_d, &mut sums[ch], &mut totals[ch]) };
            row_of_x = row_of_x.wrapping_add(x.stride);
            row_of_d = row_of_d.wrapping_add(d.stride);
        }
        rows -= unroll;
    }
    if unroll > 1 {
        for _ in 0..rows {
            // SAFETY: `row_of_x` and `row_of_d` are one of the n rows, since `rows` counts those that are left.
            unsafe { sample::<V, R, C, BIAS>(row_of_x, row_of_d, &mut sums[0], &mut totals[0]) };
            row_of_x = row_of_x.wrapping_add(x.stride);
            row_of_d = row_of_d.wrapping_add(d.stride);
        }
    }
    let mut half = CH / 2;
    while half > 0 {
        for ch in 0..half {
            for c in 0..C {
                for r in 0..R {
                    sums[ch][r][c] = sums[ch][r][c] + sums[ch + half][r][c];
                }
                totals[ch][c] = totals[ch][c] + totals[ch + half][c];
            }
        }
        half /= 2;
    }
    (sums[0], totals[0])
}

/// Adds a sample to a chain: x(r) d(c) to its sums, and d(c) to its totals if BIAS.
///
/// # Safety
///
/// `x` has R values, and `d` has C whole vectors.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn sample<V: Lanes, const R: usize, const C: usize, const BIAS: bool>(
    x: *const V::Scalar,
    d: *const V::Scalar,
    sums: &mut [[V; C]; R],
    totals: &mut [V; C],
) {
    let mut vectors = [V::from_f64(0.0); C];
    for c in 0..C {
        // SAFETY: c < C, and `d` has C whole vectors.
        vectors[c] = unsafe { V::load(d.add(c * V::COUNT)) };
    }
    for r in 0..R {
        // SAFETY: r < R, and `x` has R values.
        let x = V::splat(unsafe { *x.add(r) });
        for c in 0..C {
            sums[r][c] = x.mul_add(vectors[c], sums[r][c]);
        }
    }
    if BIAS {
        for c in 0..C {
            totals[c] = totals[c] + vectors[c];
        }
    }
}

/// Computes and stores a tile: C vectors of outputs from `column` on, for R inputs from `input` on. The first `done`
/// inputs have been added to the gradient before, and aren't added again.
///
/// # Safety
///
/// Same as [`weight_gradient`], but `x` begins at `input`. The inputs are less than k, and each of the C vectors has
/// outputs less than m. If BIAS, the gradient has a bias.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn stored_tile<V: Lanes, const R: usize, const C: usize, const CH: usize, const BIAS: bool>(
    x: RowsPtr<V::Scalar>,
    d: RowsPtr<V::Scalar>,
    gradient: GradientPtr<V::Scalar>,
    [n, m]: [usize; 2],
    [input, done, column]: [usize; 3],
) {
    // SAFETY: `x` has n rows of R values from `input` on. The rows of `d` are padded to whole vectors. At most `count`
    // values are stored per row, so none beyond output m.
    unsafe {
        let d = RowsPtr { start: d.start.add(column), stride: d.stride };
        let (sums, totals) = tile::<V, R, C, CH, BIAS>(x, d, n);
        for c in 0..C {
            let column = column + c * V::COUNT;
            let count = m - column;
            for r in 0..R {
                if r >= done || !gradient.add {
                    store_or_add(sums[r][c], gradient.weight.add((input + r) * m + column), count, gradient.add);
                }
            }
            if BIAS {
                store_or_add(totals[c], gradient.bias.add(column), count, gradient.add);
            }
        }
    }
}

/// R inputs from `input` on, where their columns of x lie, and how many of them have been added to the gradient before.
#[derive(Clone, Copy)]
struct Band<T> {
    x: RowsPtr<T>,
    input: usize,
    done: usize,
}

/// All outputs for several bands. Each vector of outputs is read for one band after the other, while it is in the L1 cache.
///
/// # Safety
///
/// Same as [`weight_gradient`], but the `x` of each band begins at its `input`, and its inputs are less than k. If BIAS, the
/// gradient has a bias.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn columns<V: Lanes, const R: usize, const C: usize, const CH: usize, const BIAS: bool>(
    bands: &[Band<V::Scalar>],
    d: RowsPtr<V::Scalar>,
    gradient: GradientPtr<V::Scalar>,
    sizes: [usize; 2],
) {
    let m = sizes[1];
    let mut column = 0;
    // SAFETY: the obligations of this function; each vector begins at a column less than m.
    unsafe {
        while column + (C - 1) * V::COUNT < m {
            for band in bands {
                stored_tile::<V, R, C, CH, BIAS>(band.x, d, gradient, sizes, [band.input, band.done, column]);
            }
            column += C * V::COUNT;
        }
        while C > 1 && column < m {
            for band in bands {
                stored_tile::<V, R, 1, CH, BIAS>(band.x, d, gradient, sizes, [band.input, band.done, column]);
            }
            column += V::COUNT;
        }
    }
}

/// All inputs, in bands of R. If k isn't a multiple of R, the last band overlaps the one before it.
///
/// # Safety
///
/// Same as [`weight_gradient`], and k is R or more.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn bands<V: Lanes, const R: usize, const C: usize, const CH: usize>(
    x: RowsPtr<V::Scalar>,
    d: RowsPtr<V::Scalar>,
    gradient: GradientPtr<V::Scalar>,
    [n, k, m]: [usize; 3],
    copies: *mut V::Scalar,
) {
    // Whether the first band sums up the bias too. AVX2 has 16 registers, two per vector, and lacks them for large
    // tiles.
    let with_bias = match V::KIND {
        Kind::Avx512 => true,
        Kind::Avx2 | Kind::Portable => R * CH <= 4,
    };
    let with_bias = with_bias && !gradient.bias.is_null();
    // Every four vectors read the inputs again: contiguous ones stay in the L1 cache.
    let copied = !copies.is_null() && m >= 4 * C * V::COUNT;
    let mut next = 0;
    // SAFETY: `input + R` is at most k. There is room for copies of `COPIED` inputs, which are BANDS times R or more.
    unsafe {
        if !with_bias && !gradient.bias.is_null() {
            bias_gradient::<V, CH>(d, gradient, [n, m]);
        }
        while next < k {
            let mut bands = [Band { x, input: 0, done: 0 }; BANDS];
            let (first, mut count) = (next == 0, 0);
            while next < k && count < if copied { BANDS } else { 1 } {
                let input = next.min(k - R);
                let x = RowsPtr { start: x.start.add(input), stride: x.stride };
                let x = if copied { copy::<_, R>(x, n, copies.add(count * n * R)) } else { x };
                bands[count] = Band { x, input, done: next - input };
                next += R;
                count += 1;
            }
            if first && with_bias {
                columns::<V, R, C, CH, true>(&bands[..1], d, gradient, [n, m]);
                columns::<V, R, C, CH, false>(&bands[1..count], d, gradient, [n, m]);
            } else {
                columns::<V, R, C, CH, false>(&bands[..count], d, gradient, [n, m]);
            }
        }
    }
}

/// Copies n rows of R values, to lie one after the other.
///
/// # Safety
///
/// `x` has n rows of R values, and `to` has room for n R values.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn copy<T: Copy, const R: usize>(x: RowsPtr<T>, n: usize, to: *mut T) -> RowsPtr<T> {
    for t in 0..n {
        // SAFETY: t < n.
        unsafe { *to.add(t * R).cast::<[T; R]>() = *x.start.add(t * x.stride).cast() };
    }
    RowsPtr { start: to, stride: R }
}

/// The gradient of the bias alone, in as many chains as together with the weights.
///
/// # Safety
///
/// Same as [`weight_gradient`], and the gradient has a bias.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn bias_gradient<V: Lanes, const CH: usize>(
    d: RowsPtr<V::Scalar>,
    gradient: GradientPtr<V::Scalar>,
    [n, m]: [usize; 2],
) {
    let mut column = 0;
    while column < m {
        // SAFETY: the rows of `d` are padded to whole vectors. A tile of no inputs reads nothing of its first operand.
        // The bias has `m - column` values from `column` on.
        unsafe {
            let d = RowsPtr { start: d.start.add(column), stride: d.stride };
            let (_, [total]) = tile::<V, 0, 1, CH, true>(d, d, n);
            store_or_add(total, gradient.bias.add(column), m - column, gradient.add);
        }
        column += V::COUNT;
    }
}

/// dW (k x m) = xᵀ (k x n) d (n x m), and db (m) = the sums of the columns of d, for the sizes n, k and m.
///
/// For up to 7 inputs, bands have up to 4 inputs, with several chains if fewer: 4 to 6 sums in all hide the latency of
/// additions on every instruction set, and fit into the registers of AVX2, two per vector.
///
/// # Safety
///
/// `x` has n rows of k values, and k is 1 or more. `d` has n rows of m values, padded to whole vectors. The weights of
/// the gradient have k x m values; the bias has m, or is null. `copies` has room for n x [`COPIED`] values, or is null.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn weight_gradient<V: Lanes>(
    x: RowsPtr<V::Scalar>,
    d: RowsPtr<V::Scalar>,
    gradient: GradientPtr<V::Scalar>,
    sizes: [usize; 3],
    copies: *mut V::Scalar,
) {
    // SAFETY: the obligations of this function; k is at least as large as each band.
    unsafe {
        if const { V::KIND.has_few_registers() } {
            return match sizes[1] {
                0..=1 => bands::<V, 1, 1, 4>(x, d, gradient, sizes, copies),
                _ => bands::<V, 2, 1, 1>(x, d, gradient, sizes, copies),
            };
        }
        match (sizes[1], V::KIND) {
            (0..=1, _) => bands::<V, 1, 1, 4>(x, d, gradient, sizes, copies),
            (2, _) => bands::<V, 2, 1, 2>(x, d, gradient, sizes, copies),
            (3, _) => bands::<V, 3, 1, 2>(x, d, gradient, sizes, copies),
            (4..=7, _) => bands::<V, 4, 1, 1>(x, d, gradient, sizes, copies),
            (_, Kind::Avx512) => bands::<V, 8, 2, 1>(x, d, gradient, sizes, copies),
            (_, Kind::Avx2) => bands::<V, 6, 1, 1>(x, d, gradient, sizes, copies),
            (_, Kind::Portable) => bands::<V, 2, 1, 1>(x, d, gradient, sizes, copies),
        }
    }
}
