//! The forward product of a large layer with AVX2, from weights that are packed on the way.
//!
//! Weights lie in unpadded rows, at any address. The vectors of a column are then far apart and compete for few sets of the
//! cache, and every other one crosses the end of a cache line. The first tile of rows copies the vectors that it reads into a
//! panel, aligned and one after the other, which the tiles below it read. A panel has at most [`DEPTH`] vectors, so that it
//! stays in the L1 cache beside a tile's rows; deeper products are added up in parts, in the same order.

use crate::kernels::epilogue::Epilogue;
use crate::kernels::product::{finish, tile};
use crate::rows::{RowsMutPtr, RowsPtr};
use crate::simd::lanes::Lanes;

/// The most vectors of a panel, of 64 bytes each: half of an L1 cache of 32 KiB.
pub(crate) const DEPTH: usize = 256;

/// The fewest rows for which the weights are packed. Measured: with 16, packing costs what it gains.
pub(super) const FEWEST: usize = 24;

/// The part of a product over `depth` of its inputs.
struct Part<'e, T, E> {
    /// The rows of the product's left operand, from the part's first input on.
    a: RowsPtr<T>,
    /// `depth` rows of weights.
    b: RowsPtr<T>,
    depth: usize,
    out: RowsMutPtr<T>,
    panel: *mut T,
    /// Whether the sums start from the epilogue, or from those of the part before.
    starts: bool,
    /// Whether the epilogue finishes the sums.
    ends: bool,
    epilogue: &'e E,
}

/// Adds a part of the product to R rows from `row` on, for vector `v`, which has `count` columns. With PACK, fills the panel;
/// otherwise reads the weights there.
///
/// # Safety
///
/// Same as [`product_packed`]. The product has these rows and columns. Without PACK, the panel holds vector `v` of the part.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn add_rows<V: Lanes, E: Epilogue<V>, const R: usize, const PACK: bool>(
    part: &Part<'_, V::Scalar, E>,
    row: usize,
    [v, count]: [usize; 2],
) {
    let column = v * V::COUNT;
    // SAFETY: the obligations of this function; rows of `out` are padded, so that vectors can be stored whole.
    unsafe {
        let corner = part.out.start.add(row * part.out.stride + column);
        let mut sums = [[V::from_f64(0.0)]; R];
        if part.starts {
            sums = [[part.epilogue.start(column, count)]; R];
        } else {
            for r in 0..R {
                sums[r] = [V::load(corner.add(r * part.out.stride))];
            }
        }
        let a = RowsPtr { start: part.a.start.add(row * part.a.stride), stride: part.a.stride };
        let sums = if PACK {
            let b = RowsPtr { start: part.b.start.add(column), stride: part.b.stride };
            packing_tile::<V, R>(a, b, part.panel, [part.depth, count], sums)
        } else {
            tile(a, RowsPtr { start: part.panel, stride: V::COUNT }, part.depth, V::COUNT, sums)
        };
        if part.ends {
            finish(sums, part.out, [row, v, count], part.epilogue);
        } else {
            for r in 0..R {
                sums[r][0].store(corner.add(r * part.out.stride));
            }
        }
    }
}

/// The sums of [`tile`] for one vector, whose `depth` rows of `count` columns are copied to the panel, followed by zeros.
///
/// # Safety
///
/// `a` has R rows of `depth` values, and `b` has `depth` rows of `min(count, COUNT)`. The panel has room for `depth` vectors.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn packing_tile<V: Lanes, const R: usize>(
    a: RowsPtr<V::Scalar>,
    b: RowsPtr<V::Scalar>,
    panel: *mut V::Scalar,
    [depth, count]: [usize; 2],
    mut sums: [[V; 1]; R],
) -> [[V; 1]; R] {
    for t in 0..depth {
        // SAFETY: t < depth.
        let vector = unsafe { V::load_up_to(b.start.add(t * b.stride), count) };
        // SAFETY: t < depth.
        unsafe { vector.store(panel.add(t * V::COUNT)) };
        for r in 0..R {
            // SAFETY: r < R and t < depth.
            let x = V::splat(unsafe { *a.start.add(r * a.stride + t) });
            sums[r][0] = x.mul_add(vector, sums[r][0]);
        }
    }
    sums
}

/// All rows of a part, for vector `v`, which has `count` columns.
///
/// # Safety
///
/// Same as [`product_packed`], and columns of the product begin in vector `v`.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn column<V: Lanes, E: Epilogue<V>>(part: &Part<'_, V::Scalar, E>, n: usize, at: [usize; 2]) {
    // SAFETY: the obligations of this function; each call's rows are less than n, and the first one fills the panel.
    unsafe {
        add_rows::<V, E, 6, true>(part, 0, at);
        let mut row = 6;
        // Six rows fill the registers. Two tiles of four rows take less time than one of six and one of two.
        while n - row >= 6 && n - row != 8 {
            add_rows::<V, E, 6, false>(part, row, at);
            row += 6;
        }
        while n - row >= 4 {
            add_rows::<V, E, 4, false>(part, row, at);
            row += 4;
        }
        while row < n {
            add_rows::<V, E, 1, false>(part, row, at);
            row += 1;
        }
    }
}

/// out (n x m) = epilogue(a (n x k) b (k x m)), for the sizes n, k and m: to the last bit what
/// [`product`](crate::kernels::product::product) computes.
///
/// # Safety
///
/// `a` has n rows of k values; n is [`FEWEST`] or more, and k is 1 or more. `b` has k rows of m values. `out` has n rows of m values, and
/// vectors can be stored whole at their ends. The operands of the epilogue have n rows and m columns. The panel has room for
/// min(k, [`DEPTH`]) vectors.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn product_packed<V: Lanes, E: Epilogue<V>>(
    a: RowsPtr<V::Scalar>,
    b: RowsPtr<V::Scalar>,
    out: RowsMutPtr<V::Scalar>,
    [n, k, m]: [usize; 3],
    panel: *mut V::Scalar,
    epilogue: E,
) {
    let parts = k.div_ceil(DEPTH).max(1);
    let mut input = 0;
    for part in 1..=parts {
        let end = part * k / parts;
        let part = Part {
            // SAFETY: input < k.
            a: RowsPtr { start: unsafe { a.start.add(input) }, stride: a.stride },
            // SAFETY: input < k.
            b: RowsPtr { start: unsafe { b.start.add(input * b.stride) }, stride: b.stride },
            depth: end - input,
            out,
            panel,
            starts: input == 0,
            ends: part == parts,
            epilogue: &epilogue,
        };
        for v in 0..m.div_ceil(V::COUNT) {
            // SAFETY: the obligations of this function; all these vectors have columns.
            unsafe { column::<V, E>(&part, n, [v, (m - v * V::COUNT).min(V::COUNT)]) };
        }
        input = end;
    }
}
