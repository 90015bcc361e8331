//! A step of a recurrent layer, backward.

use crate::kernels::recurrent::cell::{Back, Cell, Derivatives, MOST_KEPT};
use crate::rows::{RowsMutPtr, RowsPtr};
use crate::simd::lanes::Lanes;

/// What a step backward reads and writes for each row, in rows of units.
#[derive(Clone, Copy)]
pub(crate) struct BackPtr<T> {
    /// dL/dy of this step alone.
    pub(crate) d: RowsPtr<T>,
    /// The h and the c that the step started from; c isn't read for a cell without memory.
    pub(crate) h: RowsPtr<T>,
    pub(crate) c: RowsPtr<T>,
    /// What the step has kept: `KEPT` adjoining rows of units, followed by the rest of a vector.
    pub(crate) kept: RowsPtr<T>,
    /// dL/dh by the gates of later steps, dL/dh by other ways, and dL/dc, in padded rows. The last two are replaced by those of this step.
    pub(crate) later: [RowsMutPtr<T>; 3],
    /// Takes the derivatives with respect to the gates' parts of x, and of h if they differ: `GATES` adjoining rows of units.
    pub(crate) gates: [RowsMutPtr<T>; 2],
}

/// A step of n rows, backward.
///
/// # Safety
///
/// The pointers have n rows, of the lengths that [`BackPtr`] says.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) unsafe fn step_back<V: Lanes, C: Cell>([n, units]: [usize; 2], ptr: &BackPtr<V::Scalar>) {
    let of = |rows: &RowsPtr<V::Scalar>, row: usize| rows.start.wrapping_add(row * rows.stride);
    let of_mut = |rows: &RowsMutPtr<V::Scalar>, row: usize| rows.start.wrapping_add(row * rows.stride);
    let has_memory = C::MEMORY.is_some();
    for row in 0..n {
        let [d, h, c, kept] = [&ptr.d, &ptr.h, &ptr.c, &ptr.kept].map(|rows| of(rows, row));
        let [by_gates, by_others, memory] = [0, 1, 2].map(|part| of_mut(&ptr.later[part], row));
        let [input, hidden] = [0, 1].map(|part| of_mut(&ptr.gates[part], row));
        let mut unit = 0;
        while unit < units {
            let count = units - unit;
            let mut parts = [V::from_f64(0.0); MOST_KEPT];
            // SAFETY: the obligations of this function. Beyond the last unit a vector of kept values has those of the next part, or
            // what follows the last: they are computed with, and not stored.
            unsafe {
                for part in 0..C::KEPT {
                    parts[part] = V::load(kept.add(part * units + unit));
                }
                let mut later = V::load(by_gates.add(unit).cast_const());
                if C::DIRECT {
                    later = later + V::load(by_others.add(unit).cast_const());
                }
                let back = Back {
                    dh: V::load_up_to(d.add(unit), count) + later,
                    dc: if has_memory { V::load(memory.add(unit).cast_const()) } else { V::from_f64(0.0) },
                    kept: parts,
                    h: V::load_up_to(h.add(unit), count),
                    c: if has_memory { V::load_up_to(c.add(unit), count) } else { V::from_f64(0.0) },
                };
                let Derivatives { input: of_input, hidden: of_hidden, h, c } = C::backward(back);
                for gate in 0..C::GATES {
                    of_input[gate].store_up_to(input.add(gate * units + unit), count);
                    if C::DIFFER {
                        of_hidden[gate].store_up_to(hidden.add(gate * units + unit), count);
                    }
                }
                if C::DIRECT {
                    h.store_up_to(by_others.add(unit), count);
                }
                if has_memory {
                    c.store_up_to(memory.add(unit), count);
                }
            }
            unit += V::COUNT;
        }
    }
}
