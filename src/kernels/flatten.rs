//! Rows of positions with channels as rows of channels with positions, and back.

use crate::kernels::compiled::{Compiled, Processor};
use crate::rows::{Rows, RowsMut};
use crate::scalar::{LanesOf, Scalar};

/// Transposes each of `n` rows: from k positions of m values to m positions of k values. Writes `to`, or adds to it.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn transpose_rows<S: Processor, T: Scalar>(
    _: S,
    n: usize,
    [k, m]: [usize; 2],
    from: Rows<'_, T>,
    mut to: RowsMut<'_, T>,
    add: bool,
) {
    if add || k == 1 || m == 1 {
        for (from, to) in from.iter().zip(to.iter_mut()).take(n) {
            if add {
                for (index, to) in to.iter_mut().enumerate() {
                    *to += from[index % k * m + index / k];
                }
            } else {
                to.copy_from_slice(from);
            }
        }
        return;
    }
    let (from, to) = (from.pointer(n, k * m), to.pointer(n, k * m, false));
    for row in 0..n {
        // SAFETY: `pointer` checked that both have n rows of k m values; the token proves that the processor has the
        // instruction set, which the caller has entered.
        unsafe {
            let (from, to) = (from.start.add(row * from.stride), to.start.add(row * to.stride));
            LanesOf::<T, S>::transpose(from, [k, m], to, k);
        }
    }
}
