//! Transposes weights for the backward pass, once per step.

use crate::simd::lanes::Lanes;

/// The rows and columns of the blocks that are transposed at once.
const BLOCK: usize = 8;

/// Writes the transpose of w (k x m) to m rows of k values, `stride` apart, for the sizes k and m.
///
/// # Safety
///
/// `w` has k x m values, and `to` has m rows of k values.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn transpose<V: Lanes>(w: *const V::Scalar, [k, m]: [usize; 2], to: *mut V::Scalar, stride: usize) {
    if k < BLOCK || m < BLOCK {
        for row in 0..k {
            for column in 0..m {
                // SAFETY: the row is less than k and the column less than m.
                unsafe { *to.add(column * stride + row) = *w.add(row * m + column) };
            }
        }
        return;
    }
    let mut column = 0;
    while column < m {
        // The last blocks overlap those before them.
        let first_column = column.min(m - BLOCK);
        let mut row = 0;
        while row < k {
            let first_row = row.min(k - BLOCK);
            // SAFETY: the block has rows less than k and columns less than m.
            unsafe {
                let (from, to) = (w.add(first_row * m + first_column), to.add(first_column * stride + first_row));
                V::transpose_8(from, m, to, stride);
            }
            row += BLOCK;
        }
        column += BLOCK;
    }
}
