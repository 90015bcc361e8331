//! Products of a block's rows with a matrix: in the forward pass, and in the backward pass to the inputs.
//!
//! The sums of a tile of rows and vectors of columns stay in registers throughout the loop over k. An [`Epilogue`] then
//! finishes and stores them. If the rows aren't a multiple of the tile's, the last tile overlaps the one before it.

use crate::kernels::epilogue::Epilogue;
use crate::rows::{RowsMutPtr, RowsPtr};
use crate::simd::kind::Kind;
use crate::simd::lanes::Lanes;

/// The right-hand matrix of a product.
#[derive(Clone, Copy, Debug)]
pub(super) struct Right<T> {
    pub(super) rows: RowsPtr<T>,
    /// Whether whole vectors can be read at the end of each row.
    pub(super) padded: bool,
}

/// The sums of a tile of R rows and C vectors: `sums` + the sum over t of a(r, t) b(t, c). The last vector has `last`
/// columns, or `COUNT` if it can be loaded whole.
///
/// # Safety
///
/// `a` has R rows of k values. `b` has k rows of C - 1 vectors and `last` values.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn tile<V: Lanes, const R: usize, const C: usize>(
    a: RowsPtr<V::Scalar>,
    b: RowsPtr<V::Scalar>,
    k: usize,
    last: usize,
    mut sums: [[V; C]; R],
) -> [[V; C]; R] {
    let mut rows = [a.start; R];
    for r in 0..R {
        rows[r] = a.start.wrapping_add(r * a.stride);
    }
    let mut row_of_b = b.start;
    for t in 0..k {
        let mut vectors = [V::from_f64(0.0); C];
        for c in 0..C {
            let count = if c + 1 == C { last } else { V::COUNT };
            // SAFETY: row t of `b` has C - 1 vectors and `last` values.
            vectors[c] = unsafe { V::load_up_to(row_of_b.add(c * V::COUNT), count) };
        }
        for r in 0..R {
            // SAFETY: t < k, and row r of `a` has k values.
            let x = V::splat(unsafe { *rows[r].add(t) });
            for c in 0..C {
                sums[r][c] = x.mul_add(vectors[c], sums[r][c]);
            }
        }
        row_of_b = row_of_b.wrapping_add(b.stride);
    }
    sums
}

/// Finishes the sums of a tile, and stores them from row `row` and vector `v` of `out` on. The last vector has `last` columns.
///
/// # Safety
///
/// `out` has these rows and columns, and vectors can be stored whole at the ends of its rows. The operands of the epilogue
/// have them too.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn finish<V: Lanes, E: Epilogue<V>, const R: usize, const C: usize>(
    sums: [[V; C]; R],
    out: RowsMutPtr<V::Scalar>,
    [row, v, last]: [usize; 3],
    epilogue: &E,
) {
    // SAFETY: the obligations of this function.
    unsafe {
        let corner = out.start.add(row * out.stride + v * V::COUNT);
        for r in 0..R {
            for c in 0..C {
                let value = epilogue.end(sums[r][c], row + r, (v + c) * V::COUNT);
                value.store(corner.wrapping_add(r * out.stride + c * V::COUNT));
            }
        }
        if E::AFTER_STORE {
            for r in 0..R {
                for c in 0..C {
                    let place = corner.wrapping_add(r * out.stride + c * V::COUNT);
                    E::after_store(V::load(place)).store(place);
                }
            }
        }
        if E::CLEAR_PADDING {
            for r in 0..R {
                let place = corner.wrapping_add(r * out.stride + (C - 1) * V::COUNT);
                V::load(place).keep_first(last).store(place);
            }
        }
    }
}

/// All rows of C vectors of columns, from vector `v` on.
///
/// # Safety
///
/// Same as [`product`]. n is R or more, and columns of the product begin in each of the vectors `v` to `v + C`.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn column_block<V: Lanes, E: Epilogue<V>, const R: usize, const C: usize>(
    a: RowsPtr<V::Scalar>,
    b: Right<V::Scalar>,
    out: RowsMutPtr<V::Scalar>,
    [n, k, m]: [usize; 3],
    v: usize,
    epilogue: &E,
) {
    let last = (m - (v + C - 1) * V::COUNT).min(V::COUNT);
    let b_rows = RowsPtr { start: b.rows.start.wrapping_add(v * V::COUNT), stride: b.rows.stride };
    // SAFETY: `a` has the rows `row` to `row + R`, which are at most n. `b` and the epilogue have the columns from `v`
    // on; the last vector has `last` of them, or is padded. The rows of `out` are padded, so that whole vectors can be
    // stored.
    unsafe {
        let mut start = [V::from_f64(0.0); C];
        for c in 0..C {
            start[c] = epilogue.start((v + c) * V::COUNT, if c + 1 == C { last } else { V::COUNT });
        }
        let mut next = 0;
        while next < n {
            let row = next.min(n - R);
            let a = RowsPtr { start: a.start.add(row * a.stride), stride: a.stride };
            let sums = tile::<V, R, C>(a, b_rows, k, if b.padded { V::COUNT } else { last }, [start; R]);
            finish(sums, out, [row, v, last], epilogue);
            next += R;
        }
    }
}

/// The product in tiles of R rows and C vectors.
///
/// # Safety
///
/// Same as [`product`], and n is R or more.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn tiles<V: Lanes, E: Epilogue<V>, const R: usize, const C: usize>(
    a: RowsPtr<V::Scalar>,
    b: Right<V::Scalar>,
    out: RowsMutPtr<V::Scalar>,
    sizes: [usize; 3],
    epilogue: &E,
) {
    let vectors = sizes[2].div_ceil(V::COUNT);
    let mut v = 0;
    // SAFETY: the obligations of this function, and all vectors before `vectors` have columns.
    unsafe {
        while v + C <= vectors {
            column_block::<V, E, R, C>(a, b, out, sizes, v, epilogue);
            v += C;
        }
        if C > 1 {
            while v < vectors {
                column_block::<V, E, R, 1>(a, b, out, sizes, v, epilogue);
                v += 1;
            }
        }
    }
}

/// out (n x m) = epilogue(a (n x k) b (k x m)), for the sizes n, k and m.
///
/// # Safety
///
/// `a` has n rows of k values. `b` has k rows of m values, each followed by the rest of a vector if it is `padded`.
/// `out` has n rows of m values, and vectors can be stored whole at their ends. The operands of the epilogue have n
/// rows and m columns.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn product<V: Lanes, E: Epilogue<V>>(
    a: RowsPtr<V::Scalar>,
    b: Right<V::Scalar>,
    out: RowsMutPtr<V::Scalar>,
    sizes: [usize; 3],
    epilogue: E,
) {
    let (n, epilogue) = (sizes[0], &epilogue);
    // SAFETY: the obligations of this function, and n is as large as each tile requires. The tiles fill the registers:
    // 32 of AVX-512, 16 of AVX2 with two per vector.
    unsafe {
        match V::KIND {
            Kind::Avx512 if n >= 8 => tiles::<V, E, 8, 2>(a, b, out, sizes, epilogue),
            // Two equal tiles, where those of six would compute four rows twice.
            Kind::Avx2 if n == 7 || n == 8 => tiles::<V, E, 4, 1>(a, b, out, sizes, epilogue),
            Kind::Avx2 if n >= 6 => tiles::<V, E, 6, 1>(a, b, out, sizes, epilogue),
            Kind::Portable if n >= 2 => tiles::<V, E, 2, 1>(a, b, out, sizes, epilogue),
            _ => tiles::<V, E, 1, 2>(a, b, out, sizes, epilogue),
        }
    }
}

/// [`product`] for k = K known at compile time, and small: the rows of `b` stay in registers.
///
/// # Safety
///
/// Same as [`product`], and k is K.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn product_const_k<V: Lanes, E: Epilogue<V>, const K: usize>(
    a: RowsPtr<V::Scalar>,
    b: Right<V::Scalar>,
    out: RowsMutPtr<V::Scalar>,
    [n, _, m]: [usize; 3],
    epilogue: E,
) {
    let mut column = 0;
    // SAFETY: `a` has n rows of K values. `b` and the epilogue have the columns from `column` on, `count` of them, or
    // the vector is padded. The rows of `out` are padded, so that whole vectors can be stored.
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
