//! The heads of one sample, backward: from the gradient of what they put out to those of q, k and v.

use crate::kernels::attention::attend::{in_tiles, mask, over_keys, scores};
use crate::kernels::attention::sizes::Sizes;
use crate::kernels::attention::tile::{Left, sums};
use crate::kernels::attention::turn::turn;
use crate::rows::{RowsMutPtr, RowsPtr};
use crate::simd::kind::Kind;
use crate::simd::lanes::Lanes;

/// What the backward pass of a sample's heads reads and writes.
#[derive(Clone, Copy)]
pub(crate) struct BackPtr<T> {
    /// As the forward pass has them.
    pub(crate) qkv: *const T,
    pub(crate) p: *const T,
    /// The gradient of what the heads put out.
    pub(crate) d: *const T,
    /// The gradients of q, k and v, side by side for each step.
    pub(crate) to: *mut T,
    /// Room for a row of steps for each feature of a head.
    pub(crate) turned: *mut T,
    /// Room for a row of queries for each key.
    pub(crate) scores: *mut T,
}

/// The gradients of q, k and v of one sample: with d the gradient of what a head puts out, dv = pᵀ d and, with e = d vᵀ,
/// s = p (e - the sum of p e over a query's keys) / sqrt(width), dq = s k and dk = sᵀ q.
///
/// # Safety
///
/// The pointers have the values of `sizes`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) unsafe fn attend_back<V: Lanes>(sizes: &Sizes, ptr: BackPtr<V::Scalar>) {
    let (steps, width, line) = (sizes.steps, sizes.width(), sizes.line());
    for head in 0..sizes.heads.get() {
        // SAFETY: a head has `width` columns of q, of k and of v, and `steps` rows of scores.
        unsafe {
            let q = RowsPtr { start: ptr.qkv.add(head * width), stride: sizes.qkv() };
            let [k, v] = [1, 2].map(|part| RowsPtr { start: q.start.add(part * sizes.units), stride: q.stride });
            let dq = RowsMutPtr { start: ptr.to.add(head * width), stride: sizes.qkv() };
            let [dk, dv] = [1, 2].map(|part| RowsMutPtr { start: dq.start.add(part * sizes.units), stride: dq.stride });
            let (p, d) =
                (ptr.p.add(head * steps * line), RowsPtr { start: ptr.d.add(head * width), stride: sizes.row() });
            turn::<V>(d, [steps, width], ptr.turned, line);
            let mut first = 0;
            while first < steps {
                let keys = if sizes.causal { steps.min(first + V::COUNT) } else { steps };
                let (e, one) = (ptr.scores.add(first), V::from_f64(1.0));
                scores::<V>(v, ptr.turned.add(first), line, [keys, width], one, e);
                let open = if sizes.causal { first } else { keys };
                differentiate::<V>(p.add(first), e, line, [keys, open], sizes.scale());
                first += V::COUNT;
            }
            over_queries::<V>(sizes, p, d, dv);
            over_keys::<V>(sizes, ptr.scores, k, dq);
            over_queries::<V>(sizes, ptr.scores, q, dk);
        }
    }
}

/// Turns a vector of queries' e into s.
///
/// # Safety
///
/// `p` and `e` have `keys` vectors, `line` apart.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn differentiate<V: Lanes>(
    p: *const V::Scalar,
    e: *mut V::Scalar,
    line: usize,
    [keys, first]: [usize; 2],
    scale: V,
) {
    let zero = V::from_f64(0.0);
    let mut sum = zero;
    for key in 0..keys {
        // SAFETY: key < `keys`.
        let term = unsafe { V::load(p.add(key * line)) * V::load(e.add(key * line)) };
        sum = sum + if key > first { mask(term, key - first, zero) } else { term };
    }
    for key in 0..keys {
        // SAFETY: key < `keys`.
        unsafe {
            let s = V::load(p.add(key * line)) * ((V::load(e.add(key * line)) - sum) * scale);
            if key > first { mask(s, key - first, zero) } else { s }.store(e.add(key * line));
        }
    }
}

/// For each key the sum over the queries of p times the query's row of `values`.
///
/// # Safety
///
/// `p` has a row of queries for each key; `values` and `to` have a row of a head's features for each step.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn over_queries<V: Lanes>(
    sizes: &Sizes,
    p: *const V::Scalar,
    values: RowsPtr<V::Scalar>,
    to: RowsMutPtr<V::Scalar>,
) {
    let (steps, width) = (sizes.steps, sizes.width());
    let left = Left { start: p, row: sizes.line(), step: 1 };
    let mut column = 0;
    while column < width {
        in_tiles!(V, steps, |key, R| {
            // SAFETY: the keys are below `steps`, and so are the queries; a row has `width - column` values from here on.
            unsafe {
                let first = if sizes.causal { key } else { 0 };
                let start = values.start.add(first * values.stride + column);
                let (values, count) = (RowsPtr { start, stride: values.stride }, width - column);
                let sums = sums::<V, R>(left.from(key, first), values, steps - first, count);
                for r in 0..R {
                    sums[r].store_up_to(to.start.add((key + r) * to.stride + column), count);
                }
            }
        });
        column += V::COUNT;
    }
}
