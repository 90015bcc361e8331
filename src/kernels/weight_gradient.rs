//! The weights' gradient: dW = xᵀ d, sums of outer products over a block's rows, and the bias' with it.
//!
//! A tile of R inputs and C vectors of outputs stays in registers while the samples run. Few rows make each sum wait for
//! the one before it: then several chains take the samples in turn, as many as the shape says, whatever the instruction
//! set, so that all add in the same order.

use crate::rows::RowsPtr;
use crate::simd::kind::Kind;
use crate::simd::lanes::Lanes;

/// How many samples a slice of inputs is copied for, where it is read often.
const COPIED: usize = 128;

/// Where the gradient goes.
pub(super) struct GradientPtr<T> {
    /// k x m, dense.
    pub(super) weight: *mut T,
    /// m, or null.
    pub(super) bias: *mut T,
    /// Whether to add to what is there.
    pub(super) add: bool,
}

impl<T> Clone for GradientPtr<T> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for GradientPtr<T> {}

/// Stores a sum, or adds it.
///
/// # Safety
///
/// `count` scalars, COUNT at most, can be read and written.
#[inline(always)]
pub(super) unsafe fn store_or_add<V: Lanes>(sum: V, to: *mut V::Scalar, count: usize, add: bool) {
    // SAFETY: the caller's promise.
    unsafe { if add { V::load_up_to(to, count) + sum } else { sum }.store_up_to(to, count) }
}

/// R rows of x and C vectors of d over n samples, in CH chains; with BIAS the sums of d too.
///
/// # Safety
///
/// x has n rows of R values, d has n rows of C whole vectors.
#[inline(always)]
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
    // Narrow tiles take each chain twice in a turn, so that the loop costs little beside them.
    let turn = if R < 4 { 2 * CH } else { CH };
    while rows >= turn {
        for row in 0..turn {
            let ch = row % CH;
            // SAFETY: the caller's promise, for one of the n rows.
            unsafe { sample::<V, R, C, BIAS>(row_of_x, row_of_d, &mut sums[ch], &mut totals[ch]) };
            row_of_x = row_of_x.wrapping_add(x.stride);
            row_of_d = row_of_d.wrapping_add(d.stride);
        }
        rows -= turn;
    }
    if turn > 1 {
        for _ in 0..rows {
            // SAFETY: the caller's promise, for one of the n rows.
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

/// Adds one sample to a chain.
///
/// # Safety
///
/// x has R values, d has C whole vectors.
#[inline(always)]
unsafe fn sample<V: Lanes, const R: usize, const C: usize, const BIAS: bool>(
    x: *const V::Scalar,
    d: *const V::Scalar,
    sums: &mut [[V; C]; R],
    totals: &mut [V; C],
) {
    let mut vectors = [V::from_f64(0.0); C];
    for c in 0..C {
        // SAFETY: the caller's promise.
        vectors[c] = unsafe { V::load(d.add(c * V::COUNT)) };
    }
    for r in 0..R {
        // SAFETY: the caller's promise.
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

/// C vectors of outputs, from `column` on, for R inputs from `input` on; the first `done` of them are there already.
///
/// # Safety
///
/// That of [`weight_gradient`].
#[inline(always)]
unsafe fn block<V: Lanes, const R: usize, const C: usize, const CH: usize, const BIAS: bool>(
    x: RowsPtr<V::Scalar>,
    d: RowsPtr<V::Scalar>,
    gradient: GradientPtr<V::Scalar>,
    [n, m]: [usize; 2],
    [input, done, column]: [usize; 3],
) {
    // SAFETY: the caller's promises.
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

/// All outputs for R inputs from `input` on.
///
/// # Safety
///
/// That of [`weight_gradient`].
#[inline(always)]
unsafe fn band<V: Lanes, const R: usize, const C: usize, const CH: usize, const BIAS: bool>(
    x: RowsPtr<V::Scalar>,
    d: RowsPtr<V::Scalar>,
    gradient: GradientPtr<V::Scalar>,
    sizes: [usize; 2],
    [input, done]: [usize; 2],
) {
    let m = sizes[1];
    let mut column = 0;
    // SAFETY: the caller's promises.
    unsafe {
        while column + (C - 1) * V::COUNT < m {
            block::<V, R, C, CH, BIAS>(x, d, gradient, sizes, [input, done, column]);
            column += C * V::COUNT;
        }
        while C > 1 && column < m {
            block::<V, R, 1, CH, BIAS>(x, d, gradient, sizes, [input, done, column]);
            column += V::COUNT;
        }
    }
}

/// All inputs, in bands of R; the last overlaps the one before it.
///
/// # Safety
///
/// That of [`weight_gradient`]; k is R or more.
#[inline(always)]
unsafe fn bands<V: Lanes, const R: usize, const C: usize, const CH: usize>(
    x: RowsPtr<V::Scalar>,
    d: RowsPtr<V::Scalar>,
    gradient: GradientPtr<V::Scalar>,
    [n, k, m]: [usize; 3],
) {
    // What the tile's registers leave room for: 16 vectors of which AVX2's take two registers each.
    let fused = match V::KIND {
        Kind::Avx512 => true,
        Kind::Avx2 | Kind::Portable => R * CH <= 4,
    };
    let mut copies = [const { core::mem::MaybeUninit::<[V::Scalar; R]>::uninit() }; COPIED];
    let mut next = 0;
    // SAFETY: the caller's promises.
    unsafe {
        if !fused && !gradient.bias.is_null() {
            totals::<V, CH>(d, gradient, [n, m]);
        }
        while next < k {
            let input = next.min(k - R);
            let mut x = RowsPtr { start: x.start.add(input), stride: x.stride };
            if m >= 4 * C * V::COUNT && n <= COPIED {
                // Read often, so from one place.
                for t in 0..n {
                    copies[t].write(*x.start.add(t * x.stride).cast());
                }
                x = RowsPtr { start: copies.as_ptr().cast(), stride: R };
            }
            if fused && next == 0 && !gradient.bias.is_null() {
                band::<V, R, C, CH, true>(x, d, gradient, [n, m], [input, 0]);
            } else {
                band::<V, R, C, CH, false>(x, d, gradient, [n, m], [input, next - input]);
            }
            next += R;
        }
    }
}

/// The bias' gradient alone, in as many chains as beside the weights'.
///
/// # Safety
///
/// That of [`weight_gradient`]; there is a bias.
#[inline(always)]
unsafe fn totals<V: Lanes, const CH: usize>(
    d: RowsPtr<V::Scalar>,
    gradient: GradientPtr<V::Scalar>,
    [n, m]: [usize; 2],
) {
    let mut column = 0;
    while column < m {
        // SAFETY: the caller's promises.
        unsafe {
            let d = RowsPtr { start: d.start.add(column), stride: d.stride };
            let (_, [total]) = tile::<V, 0, 1, CH, true>(d, d, n);
            store_or_add(total, gradient.bias.add(column), m - column, gradient.add);
        }
        column += V::COUNT;
    }
}

/// dW (k x m) = xᵀ (k x n) d (n x m), and db = the sums of d's columns.
///
/// Few inputs are one band, in chains: 4 to 6 sums together keep the pipes of every set full, and fit into AVX2's
/// registers, of which a vector takes two.
///
/// # Safety
///
/// x has n rows of k values, k is 1 or more, d has n padded rows of m; the gradient has k x m values, and m unless the bias
/// is null.
#[inline(always)]
pub(super) unsafe fn weight_gradient<V: Lanes>(
    x: RowsPtr<V::Scalar>,
    d: RowsPtr<V::Scalar>,
    gradient: GradientPtr<V::Scalar>,
    sizes: [usize; 3],
) {
    // SAFETY: the caller's promises.
    unsafe {
        match (sizes[1], V::KIND) {
            (0..=1, _) => bands::<V, 1, 1, 4>(x, d, gradient, sizes),
            (2, _) => bands::<V, 2, 1, 2>(x, d, gradient, sizes),
            (3, _) => bands::<V, 3, 1, 2>(x, d, gradient, sizes),
            (4..=7, _) => bands::<V, 4, 1, 1>(x, d, gradient, sizes),
            (_, Kind::Avx512) => bands::<V, 8, 2, 1>(x, d, gradient, sizes),
            (_, Kind::Avx2) => bands::<V, 6, 1, 1>(x, d, gradient, sizes),
            (_, Kind::Portable) => bands::<V, 2, 1, 1>(x, d, gradient, sizes),
        }
    }
}
