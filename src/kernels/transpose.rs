//! The weights transposed, for the way back: once a step.

use crate::simd::lanes::Lanes;

/// Rows that are transposed together.
const BLOCK: usize = 16;

/// to (m x k, rows `stride` apart) = the transpose of w (k x m).
///
/// # Safety
///
/// w has k x m values; `to` has m rows of k.
#[inline(always)]
pub(super) unsafe fn transpose<V: Lanes>(w: *const V::Scalar, [k, m]: [usize; 2], to: *mut V::Scalar, stride: usize) {
    let mut first_row = 0;
    while first_row < k {
        let rows = BLOCK.min(k - first_row);
        let mut first_column = 0;
        while first_column < m {
            let columns = BLOCK.min(m - first_column);
            // SAFETY: the caller's promise: the block's rows and columns are w's.
            unsafe {
                let from = w.add(first_row * m + first_column);
                let to = to.add(first_column * stride + first_row);
                if rows == BLOCK && columns == BLOCK {
                    block(from, m, to, stride);
                } else {
                    for row in 0..rows {
                        for column in 0..columns {
                            *to.add(column * stride + row) = *from.add(row * m + column);
                        }
                    }
                }
            }
            first_column += BLOCK;
        }
        first_row += BLOCK;
    }
}

/// A whole block, through arrays, of which LLVM makes shuffles.
///
/// # Safety
///
/// 16 rows of 16 values are there, on both sides.
#[inline(always)]
unsafe fn block<T: Copy + Default>(from: *const T, from_stride: usize, to: *mut T, to_stride: usize) {
    let mut transposed = [[T::default(); BLOCK]; BLOCK];
    for row in 0..BLOCK {
        // SAFETY: the caller's promise.
        let values = unsafe { *from.add(row * from_stride).cast::<[T; BLOCK]>() };
        for column in 0..BLOCK {
            transposed[column][row] = values[column];
        }
    }
    for (column, values) in transposed.into_iter().enumerate() {
        // SAFETY: the caller's promise.
        unsafe { *to.add(column * to_stride).cast() = values }
    }
}
