//! Cross-entropy over a block's rows.

use crate::kernels::compiled::Compiled;
use crate::kernels::losses;
use crate::rows::{Rows, RowsMut, RowsMutPtr, RowsPtr};
use crate::simd::kind::Kind;

/// Returns the sum of the rows' cross-entropies, as [`losses::cross_entropy`] computes them from the logits z, and writes the
/// gradient of each row's, times `share`.
///
/// `class` is called once per row. A class is below `m`; another would count as the last one.
///
/// Vectors of no instruction set call what the library has compiled: their loops over lanes take the compiler long, in each of the
/// functions of a network that a loss is inlined into. They were 3 of the 9 s of an optimized build of LeNet-5.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn cross_entropy<V: Compiled>(
    z: Rows<'_, V::Scalar>,
    class: impl Fn(usize) -> usize,
    mut gradient: RowsMut<'_, V::Scalar>,
    [n, m]: [usize; 2],
    share: V::Scalar,
) -> V::Scalar {
    let (z, d) = (z.pointer(n, m), gradient.pointer(n, m, false));
    let mut sum = V::from_f64(0.0);
    for first in (0..n).step_by(V::COUNT) {
        let count = V::COUNT.min(n - first);
        let mut classes = [0; 16];
        for (row, place) in classes.iter_mut().enumerate().take(count) {
            *place = class(first + row).min(m - 1);
        }
        // SAFETY: `z` and `d` have n rows of m values, checked in `rows`, `count` of them from `first` on. Each of `classes` is less
        // than m, which isn't 0: there is a class. An instruction set has vectors only where the processor has it.
        unsafe {
            let z = RowsPtr { start: z.start.add(first * z.stride), stride: z.stride };
            let d = RowsMutPtr { start: d.start.add(first * d.stride), stride: d.stride };
            if const { matches!(V::KIND, Kind::Portable) } {
                V::cross_entropy(z, &classes, d, [count, m], share, &mut sum);
            } else {
                losses::cross_entropy::<V>(z, &classes, d, [count, m], share, &mut sum);
            }
        }
    }
    sum.sum()
}
