//! A step of a recurrent layer, forward.

use crate::kernels::product::tile;
use crate::kernels::recurrent::cell::{Cell, MOST_GATES};
use crate::rows::{RowsMutPtr, RowsPtr};
use crate::simd::lanes::Lanes;

/// What a step reads and writes for each row, in rows of units.
#[derive(Clone, Copy)]
pub(crate) struct StepPtr<T> {
    /// The h that it starts from.
    pub(crate) h: RowsPtr<T>,
    /// The c that it starts from; not read by a cell without memory.
    pub(crate) c: RowsPtr<T>,
    /// The gates' parts of x, gate by gate, which are replaced by what the step keeps. Each row has room for `KEPT` padded rows of units.
    pub(crate) kept: RowsMutPtr<T>,
    /// The gates' parts of h, gate by gate. Each row has room for `GATES` padded rows of units.
    pub(crate) hidden: RowsMutPtr<T>,
    /// The h that it computes.
    pub(crate) y: RowsMutPtr<T>,
}

/// A step of n rows, from the gates' parts of x and h.
///
/// # Safety
///
/// The pointers have n rows, of the lengths that [`StepPtr`] says.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) unsafe fn step<V: Lanes, C: Cell>([n, units]: [usize; 2], ptr: &StepPtr<V::Scalar>) {
    const { assert!(C::GATES <= C::KEPT, "the gates' parts of x lie where a step keeps its values") };
    for row in 0..n {
        let (h, c) = (ptr.h.start.wrapping_add(row * ptr.h.stride), ptr.c.start.wrapping_add(row * ptr.c.stride));
        let (kept, hidden) = (ptr.kept.start, ptr.hidden.start);
        let (kept, hidden) = (kept.wrapping_add(row * ptr.kept.stride), hidden.wrapping_add(row * ptr.hidden.stride));
        let y = ptr.y.start.wrapping_add(row * ptr.y.stride);
        let mut unit = 0;
        while unit < units {
            let count = units - unit;
            let mut parts = [[V::from_f64(0.0); MOST_GATES]; 2];
            // SAFETY: the obligations of this function. Beyond the last unit a vector of gates has those of the next gate, or what
            // follows the last: they are computed with, and not stored.
            unsafe {
                for gate in 0..C::GATES {
                    parts[0][gate] = V::load(kept.add(gate * units + unit).cast_const());
                    parts[1][gate] = V::load(hidden.add(gate * units + unit).cast_const());
                }
                let [input, hidden] = parts;
                let c = if C::MEMORY.is_some() { V::load_up_to(c.add(unit), count) } else { V::from_f64(0.0) };
                let step = C::forward(input, hidden, V::load_up_to(h.add(unit), count), c);
                for part in 0..C::KEPT {
                    step.kept[part].store_up_to(kept.add(part * units + unit), count);
                }
                step.h.store_up_to(y.add(unit), count);
            }
            unit += V::COUNT;
        }
    }
}

/// The weights of a layer: inputs x gates x units, units x gates x units, and two times gates x units.
#[derive(Clone, Copy)]
pub(crate) struct WeightsPtr<T> {
    pub(crate) input: *const T,
    pub(crate) hidden: *const T,
    pub(crate) input_bias: *const T,
    pub(crate) hidden_bias: *const T,
}

/// A step of one row, from x and h.
///
/// # Safety
///
/// As for [`step`], with weights of these sizes, and `x` has `inputs` values.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) unsafe fn row<V: Lanes, C: Cell>(
    [inputs, units]: [usize; 2],
    x: *const V::Scalar,
    weights: &WeightsPtr<V::Scalar>,
    ptr: &StepPtr<V::Scalar>,
) {
    let m = C::GATES * units;
    // SAFETY: the obligations of this function.
    unsafe {
        affine::<V>(x, weights.input, weights.input_bias, ptr.kept.start, [inputs, m]);
        affine::<V>(ptr.h.start, weights.hidden, weights.hidden_bias, ptr.hidden.start, [units, m]);
        step::<V, C>([1, units], ptr);
    }
}

/// z = bias + a w, for k values and m columns. Each sum is added in the order of the k values, as the product of several rows adds it:
/// a step by itself has the bits of a step of a block.
///
/// # Safety
///
/// `a` has k values, `w` k rows of m, and the bias m values. `z` has m values, followed by the rest of a vector.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn affine<V: Lanes>(
    a: *const V::Scalar,
    w: *const V::Scalar,
    bias: *const V::Scalar,
    z: *mut V::Scalar,
    [k, m]: [usize; 2],
) {
    let vectors = m.div_ceil(V::COUNT);
    let mut v = 0;
    // SAFETY: the obligations of this function; all vectors before `vectors` have columns. Six vectors fill the registers of
    // AVX2.
    unsafe {
        while v + 6 <= vectors {
            columns::<V, 6>(a, w, bias, z, [k, m, v]);
            v += 6;
        }
        match vectors - v {
            5 => columns::<V, 5>(a, w, bias, z, [k, m, v]),
            4 => columns::<V, 4>(a, w, bias, z, [k, m, v]),
            3 => columns::<V, 3>(a, w, bias, z, [k, m, v]),
            2 => columns::<V, 2>(a, w, bias, z, [k, m, v]),
            1 => columns::<V, 1>(a, w, bias, z, [k, m, v]),
            _ => {}
        }
    }
}

/// [`affine`] for C vectors of columns, from vector `v` on.
///
/// # Safety
///
/// As there, and columns begin in each of the vectors `v` to `v + C`.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn columns<V: Lanes, const C: usize>(
    a: *const V::Scalar,
    w: *const V::Scalar,
    bias: *const V::Scalar,
    z: *mut V::Scalar,
    [k, m, v]: [usize; 3],
) {
    let (first, last) = (v * V::COUNT, (m - (v + C - 1) * V::COUNT).min(V::COUNT));
    let mut start = [V::from_f64(0.0); C];
    // SAFETY: the bias and each row of `w` have C - 1 vectors and `last` values from column `first` on; `z` has room for whole
    // vectors.
    unsafe {
        for c in 0..C {
            let count = if c + 1 == C { last } else { V::COUNT };
            start[c] = V::load_up_to(bias.add(first + c * V::COUNT), count);
        }
        let (a, w) = (RowsPtr { start: a, stride: 0 }, RowsPtr { start: w.add(first), stride: m });
        let [sums] = tile::<V, 1, C>(a, w, k, last, [start]);
        for c in 0..C {
            sums[c].store(z.add(first + c * V::COUNT));
        }
    }
}
