//! Transposes weights for the backward pass, once per step.

use crate::simd::lanes::Lanes;

/// The rows and columns of the blocks that are transposed at once.
const BLOCK: usize = 16;

/// Writes the transpose of w (k x m) to m rows of k values, `stride` apart, for the sizes k and m.
///
/// # Safety
///
/// `w` has k x m values, and `to` has m rows of k values.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn transpose<V: Lanes>(w: *const V::Scalar, [k, m]: [usize; 2], to: *mut V::Scalar, stride: usize) {
    let mut first_row = 0;
    while first_row < k {
        let rows = BLOCK.min(k - first_row);
        let mut first_column = 0;
        while first_column < m {
            let columns = BLOCK.min(m - first_column);
            // SAFETY: the block has rows less than k and columns less than m.
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

/// Transposes a whole block by way of arrays, whose copies LLVM turns into shuffles.
///
/// # Safety
///
/// `from` and `to` have 16 rows of 16 values.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn block<T: Copy + Default>(from: *const T, from_stride: usize, to: *mut T, to_stride: usize) {
    let mut transposed = [[T::default(); BLOCK]; BLOCK];
    for row in 0..BLOCK {
        // SAFETY: `from` has 16 rows of 16 values.
        let values = unsafe { *from.add(row * from_stride).cast::<[T; BLOCK]>() };
        for column in 0..BLOCK {
            transposed[column][row] = values[column];
        }
    }
    for (column, values) in transposed.into_iter().enumerate() {
        // SAFETY: `to` has 16 rows of 16 values.
        unsafe { *to.add(column * to_stride).cast() = values }
    }
}
