//! A step of a recurrent layer, forward.

use crate::kernels::recurrent::cell::{Cell, MOST_GATES};
use crate::kernels::sums::{Term, sums, sums_of_gates};
use crate::rows::{RowsMutPtr, RowsPtr};
use crate::simd::lanes::Lanes;

/// What a step reads and writes for each row, in rows of units.
#[derive(Clone, Copy)]
pub(crate) struct StepPtr<T> {
    /// x and the h that the step starts from, with the weights of all gates.
    pub(crate) terms: [Term<T>; 2],
    /// The c that it starts from; not read by a cell without memory.
    pub(crate) c: RowsPtr<T>,
    /// What it keeps: each row has room for `KEPT` padded rows of units.
    pub(crate) kept: RowsMutPtr<T>,
    /// Room for h's part of the gates that aren't sums: a padded row of units for each of `GATES`.
    pub(crate) hidden: RowsMutPtr<T>,
    /// The h that it computes.
    pub(crate) y: RowsMutPtr<T>,
}

/// A step of n rows.
///
/// # Safety
///
/// The pointers have n rows, of the lengths that [`StepPtr`] says.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) unsafe fn step<V: Lanes, C: Cell>([n, units]: [usize; 2], ptr: &StepPtr<V::Scalar>) {
    const { assert!(C::SUMS <= C::GATES && C::GATES <= C::KEPT, "gates are computed where a step keeps its values") };
    let (summed, beyond) = (C::SUMS * units, (C::GATES - C::SUMS) * units);
    let [of_x, of_h] = ptr.terms;
    // SAFETY: the obligations of this function. A row to keep has room for the gates, in whole vectors; what follows the sums is
    // written after them.
    unsafe {
        let (as_it_is, activated) = (
            #[inline(always)]
            |z: V, _| z,
            #[inline(always)]
            |z: V, lane| gates::<V, C>(z, lane, units),
        );
        let (start, hidden) = (ptr.kept.start, ptr.hidden.start);
        // Measured for 8 inputs and 16 units: one loop over h instead of two takes a quarter off a step.
        match (C::SUMS, C::GATES, units / V::COUNT) {
            (2, 3, 1) if n == 1 && units == V::COUNT => {
                sums_of_gates::<V, 2, 3>(&ptr.terms, start, hidden, activated);
            }
            (2, 3, 2) if n == 1 && units == 2 * V::COUNT => {
                sums_of_gates::<V, 4, 6>(&ptr.terms, start, hidden, activated);
            }
            _ => {
                if n == 1 {
                    sums::<V>(&[of_x, of_h], ptr.kept, [1, summed], activated);
                } else {
                    sums::<V>(&[of_x, of_h], ptr.kept, [n, summed], as_it_is);
                }
                if beyond > 0 {
                    let kept = RowsMutPtr { start: start.add(summed), ..ptr.kept };
                    let hidden = RowsMutPtr { start: hidden.add(summed), ..ptr.hidden };
                    sums::<V>(&[of_x.from(summed)], kept, [n, beyond], as_it_is);
                    sums::<V>(&[of_h.from(summed)], hidden, [n, beyond], as_it_is);
                }
            }
        }
        for row in 0..n {
            let kept = ptr.kept.start.add(row * ptr.kept.stride);
            let mut lane = if n == 1 { summed } else { 0 };
            while lane < summed {
                let z = V::load(kept.add(lane).cast_const());
                gates::<V, C>(z, lane, units).store_up_to(kept.add(lane), summed - lane);
                lane += V::COUNT;
            }
            let hidden = ptr.hidden.start.wrapping_add(row * ptr.hidden.stride);
            let c = ptr.c.start.wrapping_add(row * ptr.c.stride);
            let h = of_h.rows.start.add(row * of_h.rows.stride);
            cells::<V, C>(units, [h, c, hidden.cast_const()], kept, ptr.y.start.add(row * ptr.y.stride));
        }
    }
}

/// The activations of the gates of a vector whose first lane is `first`, where each gate has so many units. In a vector with both, a
/// sigmoid is (1 + tanh(z / 2)) / 2.
#[cfg_attr(not(debug_assertions), inline(always))]
fn gates<V: Lanes, C: Cell>(z: V, first: usize, units: usize) -> V {
    let [start, end] = [C::TANH.start * units, C::TANH.end * units];
    let after = first + V::COUNT;
    if start == end || after <= start || end <= first {
        return z.sigmoid();
    }
    if start <= first && after <= end {
        return z.tanh();
    }
    let (half, one) = (V::from_f64(0.5), V::from_f64(1.0));
    let lane = V::lane_indices() + V::from_f64(first as f64);
    let is_tanh = lane.if_less(V::from_f64(end as f64), one, half);
    let scale = lane.if_less(V::from_f64(start as f64), half, is_tanh);
    scale.mul_add((z * scale).tanh(), one - scale)
}

/// The rest of a step of one row, unit by unit.
///
/// # Safety
///
/// h and, for a cell with memory, c have `units` values. `kept` has the gates, and room for `KEPT` rows of so many values; `hidden` has
/// the gates, of which those that are sums aren't read. Both are followed by the rest of a vector.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn cells<V: Lanes, C: Cell>(
    units: usize,
    [h, c, hidden]: [*const V::Scalar; 3],
    kept: *mut V::Scalar,
    y: *mut V::Scalar,
) {
    let mut unit = 0;
    while unit < units {
        let count = units - unit;
        let mut parts = [[V::from_f64(0.0); MOST_GATES]; 2];
        // SAFETY: the obligations of this function. Beyond the last unit a vector of gates has those of the next gate, or what follows
        // the last: they are computed with, and not stored.
        unsafe {
            for gate in 0..C::GATES {
                parts[0][gate] = V::load(kept.add(gate * units + unit).cast_const());
                if gate >= C::SUMS {
                    parts[1][gate] = V::load(hidden.add(gate * units + unit));
                }
            }
            let [gates, hidden] = parts;
            let c = if C::MEMORY.is_some() { V::load_up_to(c.add(unit), count) } else { V::from_f64(0.0) };
            let step = C::forward(gates, hidden, V::load_up_to(h.add(unit), count), c);
            for part in C::SUMS..C::KEPT {
                step.kept[part].store_up_to(kept.add(part * units + unit), count);
            }
            step.h.store_up_to(y.add(unit), count);
        }
        unit += V::COUNT;
    }
}
