//! The steps of a head, transposed.

use crate::rows::RowsPtr;
use crate::simd::lanes::Lanes;

/// The rows and columns that are transposed at once.
const BLOCK: usize = 8;

/// Writes the transpose of n rows of k values to k rows of n values, `stride` apart.
///
/// # Safety
///
/// `from` has n rows of k values, and `to` k rows of n values.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn turn<V: Lanes>(from: RowsPtr<V::Scalar>, [n, k]: [usize; 2], to: *mut V::Scalar, stride: usize) {
    let mut column = 0;
    while column < k {
        let columns = BLOCK.min(k - column);
        let mut row = 0;
        while row < n {
            let rows = BLOCK.min(n - row);
            // SAFETY: the block has rows below n and columns below k.
            unsafe {
                let from_block = from.start.add(row * from.stride + column);
                let to_block = to.add(column * stride + row);
                if rows == BLOCK && columns == BLOCK {
                    V::transpose_8(from_block, from.stride, to_block, stride);
                } else {
                    for r in 0..rows {
                        for c in 0..columns {
                            *to_block.add(c * stride + r) = *from_block.add(r * from.stride + c);
                        }
                    }
                }
            }
            row += BLOCK;
        }
        column += BLOCK;
    }
}
