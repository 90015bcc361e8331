//! Products of a block's rows with a matrix: forward, and back to the input.
//!
//! A tile of rows times vectors of columns stays in registers while k runs; then each of its vectors is finished (a bias
//! was its start, an activation or the derivative of one is its end) and stored. The last tile overlaps the one before
//! it, so every tile is whole.

use crate::kernels::epilogue::Epilogue;
use crate::rows::{RowsMutPtr, RowsPtr};
use crate::simd::kind::Kind;
use crate::simd::lanes::Lanes;

/// The right-hand matrix: rows of whole vectors, or rows whose last vector reaches the end of the columns only.
#[derive(Clone, Copy, Debug)]
pub(super) struct Right<T> {
    pub(super) rows: RowsPtr<T>,
    pub(super) padded: bool,
}

/// A tile of R rows and C vectors: start + sum over t of a(r, t) b(t, c). `last` is how many columns the last vector has,
/// or COUNT where it can be read whole.
///
/// # Safety
///
/// a has R rows of k values; b has k rows of C vectors, but for the columns that the last one lacks.
#[inline(always)]
unsafe fn tile<V: Lanes, const R: usize, const C: usize>(
    a: RowsPtr<V::Scalar>,
    b: RowsPtr<V::Scalar>,
    k: usize,
    last: usize,
    start: [V; C],
) -> [[V; C]; R] {
    let mut sums = [start; R];
    let mut rows = [a.start; R];
    for r in 0..R {
        rows[r] = a.start.wrapping_add(r * a.stride);
    }
    let mut row_of_b = b.start;
    for t in 0..k {
        let mut vectors = [V::from_f64(0.0); C];
        for c in 0..C {
            let count = if c + 1 == C { last } else { V::COUNT };
            // SAFETY: the caller's promise.
            vectors[c] = unsafe { V::load_up_to(row_of_b.add(c * V::COUNT), count) };
        }
        for r in 0..R {
            // SAFETY: the caller's promise.
            let x = V::splat(unsafe { *rows[r].add(t) });
            for c in 0..C {
                sums[r][c] = x.mul_add(vectors[c], sums[r][c]);
            }
        }
        row_of_b = row_of_b.wrapping_add(b.stride);
    }
    sums
}

/// All rows, for C vectors of columns from vector v on.
///
/// # Safety
///
/// That of [`product`]; n is R or more.
#[inline(always)]
#[allow(clippy::too_many_arguments, reason = "a product's operands and its three sizes")]
unsafe fn sweep<V: Lanes, E: Epilogue<V>, const R: usize, const C: usize>(
    a: RowsPtr<V::Scalar>,
    b: Right<V::Scalar>,
    out: RowsMutPtr<V::Scalar>,
    n: usize,
    k: usize,
    m: usize,
    v: usize,
    epilogue: E,
) {
    let last = (m - (v + C - 1) * V::COUNT).min(V::COUNT);
    let b_rows = RowsPtr { start: b.rows.start.wrapping_add(v * V::COUNT), stride: b.rows.stride };
    // SAFETY: the caller's promises; the vectors from v on are columns of b, of the bias and of out.
    unsafe {
        let mut start = [V::from_f64(0.0); C];
        for c in 0..C {
            start[c] = epilogue.start((v + c) * V::COUNT, if c + 1 == C { last } else { V::COUNT });
        }
        let mut next = 0;
        while next < n {
            let row = next.min(n - R);
            let a = RowsPtr { start: a.start.add(row * a.stride), stride: a.stride };
            let sums = tile::<V, R, C>(a, b_rows, k, if b.padded { V::COUNT } else { last }, start);
            let place = out.start.add(row * out.stride + v * V::COUNT);
            for r in 0..R {
                for c in 0..C {
                    let value = epilogue.end(sums[r][c], row + r, (v + c) * V::COUNT);
                    value.store(place.wrapping_add(r * out.stride + c * V::COUNT));
                }
            }
            if E::AFTER_STORE {
                for r in 0..R {
                    for c in 0..C {
                        let place = place.wrapping_add(r * out.stride + c * V::COUNT);
                        E::after_store(V::load(place)).store(place);
                    }
                }
            }
            if E::CLEAR_PADDING {
                for r in 0..R {
                    let place = place.wrapping_add(r * out.stride + (C - 1) * V::COUNT);
                    V::load(place).keep_first(last).store(place);
                }
            }
            next += R;
        }
    }
}

/// All columns, in tiles of R rows and C vectors.
///
/// # Safety
///
/// That of [`product`]; n is R or more.
#[inline(always)]
unsafe fn columns<V: Lanes, E: Epilogue<V>, const R: usize, const C: usize>(
    a: RowsPtr<V::Scalar>,
    b: Right<V::Scalar>,
    out: RowsMutPtr<V::Scalar>,
    [n, k, m]: [usize; 3],
    epilogue: E,
) {
    let vectors = m.div_ceil(V::COUNT);
    let mut v = 0;
    // SAFETY: the caller's promises.
    unsafe {
        while v + C <= vectors {
            sweep::<V, E, R, C>(a, b, out, n, k, m, v, epilogue);
            v += C;
        }
        if C > 1 {
            while v < vectors {
                sweep::<V, E, R, 1>(a, b, out, n, k, m, v, epilogue);
                v += 1;
            }
        }
    }
}

/// out (n x m) = epilogue(a (n x k) b (k x m)).
///
/// # Safety
///
/// a has n rows of k values; b has k rows of m values, padded if it says so; out has n padded rows of m values; what
/// `epilogue` reads is there.
#[inline(always)]
pub(super) unsafe fn product<V: Lanes, E: Epilogue<V>>(
    a: RowsPtr<V::Scalar>,
    b: Right<V::Scalar>,
    out: RowsMutPtr<V::Scalar>,
    sizes: [usize; 3],
    epilogue: E,
) {
    let n = sizes[0];
    // SAFETY: the caller's promises.
    unsafe {
        match V::KIND {
            Kind::Avx512 if n >= 8 => columns::<V, E, 8, 2>(a, b, out, sizes, epilogue),
            Kind::Avx2 if n >= 6 => columns::<V, E, 6, 1>(a, b, out, sizes, epilogue),
            Kind::Portable if n >= 2 => columns::<V, E, 2, 1>(a, b, out, sizes, epilogue),
            _ => columns::<V, E, 1, 2>(a, b, out, sizes, epilogue),
        }
    }
}

/// The same over K values only: their rows of b stay in registers.
///
/// # Safety
///
/// That of [`product`], with k = K.
#[inline(always)]
pub(super) unsafe fn product_const_k<V: Lanes, E: Epilogue<V>, const K: usize>(
    a: RowsPtr<V::Scalar>,
    b: Right<V::Scalar>,
    out: RowsMutPtr<V::Scalar>,
    [n, _, m]: [usize; 3],
    epilogue: E,
) {
    let mut column = 0;
    // SAFETY: the caller's promises.
    unsafe {
        while column < m {
            let count = (m - column).min(V::COUNT);
            let mut rows = [V::from_f64(0.0); K];
            for k in 0..K {
                let from = b.rows.start.add(k * b.rows.stride + column);
                rows[k] = V::load_up_to(from, if b.padded { V::COUNT } else { count });
            }
            let start = epilogue.start(column, count);
            let (mut from, mut to) = (a.start, out.start.add(column));
            for row in 0..n {
                let mut sum = start;
                for k in 0..K {
                    sum = V::splat(*from.add(k)).mul_add(rows[k], sum);
                }
                let value = epilogue.end(sum, row, column);
                let value = if E::AFTER_STORE { E::after_store(value) } else { value };
                if E::CLEAR_PADDING { value.keep_first(count) } else { value }.store(to);
                from = from.wrapping_add(a.stride);
                to = to.wrapping_add(out.stride);
            }
            column += V::COUNT;
        }
    }
}
