//! The heads of one sample, forward: from q, k and v to what the heads put out.
//!
//! Scores are computed transposed, a row for each key: the lanes are queries, so that the softmax of a query is over rows and never
//! across lanes. What is computed in lanes behind the last query isn't read.

use crate::kernels::attention::sizes::Sizes;
use crate::kernels::attention::tile::{Left, growing_sums, sums};
use crate::kernels::attention::turn::turn;
use crate::rows::{RowsMutPtr, RowsPtr};
use crate::simd::kind::Kind;
use crate::simd::lanes::Lanes;

/// What the heads of a sample read and write.
#[derive(Clone, Copy)]
pub(crate) struct SamplePtr<T> {
    /// For each step q, k and v, side by side.
    pub(crate) qkv: *const T,
    /// For each head and key a row of queries: softmax(q kᵀ / sqrt(width)), transposed.
    pub(crate) p: *mut T,
    /// For each step what the heads put out, side by side.
    pub(crate) heads: *mut T,
    /// Room for a row of steps for each feature of a head.
    pub(crate) turned: *mut T,
}

/// Calls a function for tiles of `$R` rows, as many as fill the registers, and for the rows that are left one by one: with the first
/// row of each.
macro_rules! in_tiles {
    ($V:ty, $rows:expr, |$first:ident, $R:ident| $body:expr) => {{
        let rows: usize = $rows;
        let mut $first = 0;
        match <$V>::KIND {
            Kind::Avx512 => in_tiles!(@tiles 8, rows, $first, $R, $body),
            Kind::Avx2 => in_tiles!(@tiles 4, rows, $first, $R, $body),
            Kind::Portable => in_tiles!(@tiles 2, rows, $first, $R, $body),
        }
        while $first < rows {
            const $R: usize = 1;
            $body;
            $first += 1;
        }
    }};
    (@tiles $count:literal, $rows:ident, $first:ident, $R:ident, $body:expr) => {
        while $first + $count <= $rows {
            const $R: usize = $count;
            $body;
            $first += $count;
        }
    };
}

pub(super) use in_tiles;

/// What the heads of one sample put out.
///
/// # Safety
///
/// The pointers have the values of `sizes`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) unsafe fn attend<V: Lanes>(sizes: &Sizes, ptr: SamplePtr<V::Scalar>) {
    let (steps, width, line) = (sizes.steps, sizes.width(), sizes.line());
    for head in 0..sizes.heads.get() {
        // SAFETY: a head has `width` columns of q, of k and of v, and `steps` rows of scores.
        unsafe {
            let q = RowsPtr { start: ptr.qkv.add(head * width), stride: sizes.qkv() };
            let [k, v] = [1, 2].map(|part| RowsPtr { start: q.start.add(part * sizes.units), stride: q.stride });
            let p = ptr.p.add(head * steps * line);
            turn::<V>(q, [steps, width], ptr.turned, line);
            let mut first = 0;
            while first < steps {
                let keys = if sizes.causal { steps.min(first + V::COUNT) } else { steps };
                scores::<V>(k, ptr.turned.add(first), line, [keys, width], sizes.scale(), p.add(first));
                softmax::<V>(p.add(first), line, [keys, if sizes.causal { first } else { keys }]);
                first += V::COUNT;
            }
            let heads = RowsMutPtr { start: ptr.heads.add(head * width), stride: sizes.row() };
            over_keys::<V>(sizes, p, v, heads);
        }
    }
}

/// For each key and a vector of queries: the product of the key with each query, scaled.
///
/// # Safety
///
/// `left` has `keys` rows of `width` values, `turned` `width` vectors, `line` apart, and `to` `keys` of them.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn scores<V: Lanes>(
    left: RowsPtr<V::Scalar>,
    turned: *const V::Scalar,
    line: usize,
    [keys, width]: [usize; 2],
    scale: V,
    to: *mut V::Scalar,
) {
    let left = Left { start: left.start, row: left.stride, step: 1 };
    let right = RowsPtr { start: turned, stride: line };
    in_tiles!(V, keys, |key, R| {
        // SAFETY: the rows are below `keys`.
        unsafe {
            let sums = sums::<V, R>(left.from(key, 0), right, width, V::COUNT);
            for r in 0..R {
                (sums[r] * scale).store(to.add((key + r) * line));
            }
        }
    });
}

/// The lanes of the queries that may not attend to a key, which comes `after` steps after that of lane 0, get `masked`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn mask<V: Lanes>(value: V, after: usize, masked: V) -> V {
    V::lane_indices().if_less(V::from_f64(after as f64), masked, value)
}

/// Turns a vector of queries' scores into their softmax over `keys` keys. The query in lane l attends to `first` + l + 1 of them at most.
///
/// # Safety
///
/// There are `keys` vectors, `line` apart.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn softmax<V: Lanes>(p: *mut V::Scalar, line: usize, [keys, first]: [usize; 2]) {
    let least = V::from_f64(f64::NEG_INFINITY);
    // SAFETY: the keys are below `keys`.
    unsafe {
        let mut largest = least;
        for key in 0..keys {
            let mut score = V::load(p.add(key * line));
            if key > first {
                score = mask(score, key - first, least);
                score.store(p.add(key * line));
            }
            largest = score.max(largest);
        }
        let mut sum = V::from_f64(0.0);
        for key in 0..keys {
            let power = (V::load(p.add(key * line)) - largest).exp();
            power.store(p.add(key * line));
            sum = sum + power;
        }
        let inverse = V::from_f64(1.0) / sum;
        for key in 0..keys {
            (V::load(p.add(key * line)) * inverse).store(p.add(key * line));
        }
    }
}

/// For each query the sum over the keys of p times the key's row of `values`.
///
/// # Safety
///
/// `p` has a row of queries for each key; `values` and `to` have a row of a head's features for each step.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn over_keys<V: Lanes>(
    sizes: &Sizes,
    p: *const V::Scalar,
    values: RowsPtr<V::Scalar>,
    to: RowsMutPtr<V::Scalar>,
) {
    let (steps, width) = (sizes.steps, sizes.width());
    let left = Left { start: p, row: 1, step: sizes.line() };
    let mut column = 0;
    while column < width {
        let values = RowsPtr { start: values.start.wrapping_add(column), stride: values.stride };
        in_tiles!(V, steps, |query, R| {
            // SAFETY: the queries are below `steps`, and so are the keys; a row has `width - column` values from here on.
            unsafe {
                let (left, count) = (left.from(query, 0), width - column);
                let sums = if sizes.causal {
                    growing_sums::<V, R>(left, values, query + 1, count)
                } else {
                    sums::<V, R>(left, values, steps, count)
                };
                for r in 0..R {
                    sums[r].store_up_to(to.start.add((query + r) * to.stride + column), count);
                }
            }
        });
        column += V::COUNT;
    }
}
