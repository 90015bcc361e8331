//! A step of a recurrent layer, forward.

use crate::kernels::recurrent::cell::{Cell, MOST_GATES};
use crate::kernels::sums::{Term, sums_of_gates, sums_of_row};
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

/// A step of n rows, whose products are there: the sums in `kept`, and of the gates beyond x's part in `kept` and h's in `hidden`.
///
/// # Safety
///
/// The pointers have n rows, of the lengths that [`StepPtr`] says.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) unsafe fn step<V: Lanes, C: Cell>([n, units]: [usize; 2], ptr: &StepPtr<V::Scalar>) {
    const { assert!(C::SUMS <= C::GATES && C::GATES <= C::KEPT, "gates are computed where a step keeps its values") };
    let summed = C::SUMS * units;
    // SAFETY: the obligations of this function. What follows the sums is written after them.
    unsafe {
        for row in 0..n {
            let kept = ptr.kept.start.add(row * ptr.kept.stride);
            let mut lane = 0;
            while lane < summed {
                let z = V::load(kept.add(lane).cast_const());
                gates::<V, C>(z, lane, units).store_up_to(kept.add(lane), summed - lane);
                lane += V::COUNT;
            }
            row_of_cells::<V, C>(units, ptr, row);
        }
    }
}

/// The cells of one row, whose gates are there.
///
/// # Safety
///
/// As for [`step`], and the row is there.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn row_of_cells<V: Lanes, C: Cell>(units: usize, ptr: &StepPtr<V::Scalar>, row: usize) {
    let hidden = ptr.hidden.start.wrapping_add(row * ptr.hidden.stride);
    let c = ptr.c.start.wrapping_add(row * ptr.c.stride);
    let [_, of_h] = &ptr.terms;
    // SAFETY: the obligations of this function.
    unsafe {
        let h = of_h.rows.start.add(row * of_h.rows.stride);
        let (kept, y) = (ptr.kept.start.add(row * ptr.kept.stride), ptr.y.start.add(row * ptr.y.stride));
        cells::<V, C>(units, [h, c, hidden.cast_const()], kept, y);
    }
}

/// Whether [`row`] has a kernel for a cell with so many units. Where there are few registers, none has one: the sums go through memory
/// anyway, and the kernels are code that a program for a microcontroller needn't have.
pub(crate) const fn has_row<V: Lanes, C: Cell>(units: usize) -> bool {
    !V::KIND.has_few_registers()
        && (C::MEMORY.is_some() || C::GATES == 3 && (units == V::COUNT || units == 2 * V::COUNT))
}

/// A step of one row with its products, for the cells that [`has_row`] names. Measured for a stream of 8 inputs and 16 units of a GRU: a
/// quarter less time than by a kernel for each product, whose sums go through memory.
///
/// # Safety
///
/// As for [`step`], with x, h and weights of the lengths that [`StepPtr`] says. A row to keep has room for the gates, in whole vectors.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) unsafe fn row<V: Lanes, C: Cell>(units: usize, ptr: &StepPtr<V::Scalar>) {
    // SAFETY: the obligations of this function.
    unsafe {
        if C::SUMS == C::GATES {
            sums_of_row::<V>(&ptr.terms, ptr.kept, [0, C::SUMS * units]);
            return step::<V, C>([1, units], ptr);
        }
        if units == V::COUNT {
            sums_of_gates::<V, 2, 3>(
                &ptr.terms,
                ptr.kept.start,
                ptr.hidden.start,
                #[cfg_attr(not(debug_assertions), inline(always))]
                |z, lane| gates::<V, C>(z, lane, units),
            );
        } else {
            sums_of_gates::<V, 4, 6>(
                &ptr.terms,
                ptr.kept.start,
                ptr.hidden.start,
                #[cfg_attr(not(debug_assertions), inline(always))]
                |z, lane| gates::<V, C>(z, lane, units),
            );
        }
        row_of_cells::<V, C>(units, ptr, 0);
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
