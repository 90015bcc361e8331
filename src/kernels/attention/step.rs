//! A step of a stream: one query, and the keys and values of the last steps.

use crate::kernels::attention::sizes::Sizes;
use crate::number::Number;
use crate::real::Real;
use crate::simd::lanes::Lanes;

/// What a step of a stream reads and writes.
#[derive(Clone, Copy)]
pub(crate) struct StepPtr<T> {
    /// q, k and v of this step, side by side.
    pub(crate) qkv: *const T,
    /// For each unit a row of keys, one for each step that is remembered.
    pub(crate) keys: *mut T,
    /// For each of these steps its values.
    pub(crate) values: *mut T,
    /// Room for a row of steps.
    pub(crate) p: *mut T,
    /// What the heads put out.
    pub(crate) heads: *mut T,
}

/// What the heads put out for one step, which takes the place `slot` among the `filled` steps that are remembered. Each sum is added in
/// the order of the places, as [`attend`](super::attend::attend) adds it in the order of the steps.
///
/// # Safety
///
/// The pointers have the values of `sizes`, `slot` is below `filled`, and `filled` is at most `steps`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) unsafe fn attend_step<V: Lanes>(sizes: &Sizes, ptr: StepPtr<V::Scalar>, [slot, filled]: [usize; 2]) {
    let (units, width, line, row) = (sizes.units, sizes.width(), sizes.line(), sizes.row());
    let zero = V::from_f64(0.0);
    // SAFETY: units are below `units`, places below `filled`; a row of keys and `p` are whole vectors, a row of values has
    // `width - column` values of a head from `column` on.
    unsafe {
        for unit in 0..units {
            *ptr.keys.add(unit * line + slot) = *ptr.qkv.add(units + unit);
            *ptr.values.add(slot * row + unit) = *ptr.qkv.add(2 * units + unit);
        }
        for head in 0..sizes.heads.get() {
            let (q, keys) = (ptr.qkv.add(head * width), ptr.keys.add(head * width * line).cast_const());
            let mut largest = V::Scalar::from_f64(f64::NEG_INFINITY);
            let mut first = 0;
            while first < filled {
                let mut score = zero;
                for feature in 0..width {
                    score = V::splat(*q.add(feature)).mul_add(V::load(keys.add(feature * line + first)), score);
                }
                (score * sizes.scale()).store(ptr.p.add(first));
                for place in first..filled.min(first + V::COUNT) {
                    largest = (*ptr.p.add(place)).max(largest);
                }
                first += V::COUNT;
            }
            let (mut sum, mut first) = (V::Scalar::ZERO, 0);
            while first < filled {
                (V::load(ptr.p.add(first)) - V::splat(largest)).exp().store(ptr.p.add(first));
                for place in first..filled.min(first + V::COUNT) {
                    sum += *ptr.p.add(place);
                }
                first += V::COUNT;
            }
            let inverse = V::Scalar::ONE / sum;
            let mut column = 0;
            while column < width {
                let (values, mut sum) = (ptr.values.add(head * width + column).cast_const(), zero);
                for place in 0..filled {
                    let value = V::load_up_to(values.add(place * row), width - column);
                    sum = V::splat(*ptr.p.add(place) * inverse).mul_add(value, sum);
                }
                sum.store_up_to(ptr.heads.add(head * width + column), width - column);
                column += V::COUNT;
            }
        }
    }
}
