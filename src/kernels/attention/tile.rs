//! Small products, of the steps of one sample.

use crate::rows::RowsPtr;
use crate::simd::lanes::Lanes;

/// The left-hand matrix of a small product, whose value (r, t) is `row` r + `step` t behind its start.
#[derive(Clone, Copy)]
pub(super) struct Left<T> {
    pub(super) start: *const T,
    pub(super) row: usize,
    pub(super) step: usize,
}

impl<T> Left<T> {
    /// The matrix from row `row` and column `t` on.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn from(self, row: usize, t: usize) -> Self {
        Self { start: self.start.wrapping_add(row * self.row + t * self.step), ..self }
    }
}

/// For R rows: the sum over t < k of a(r, t) b(t), in the order of t, where b has rows of `count` values, of which a vector is read.
///
/// # Safety
///
/// `a` has R rows of k values, and `b` k rows of `count` values, or of a vector.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn sums<V: Lanes, const R: usize>(
    a: Left<V::Scalar>,
    b: RowsPtr<V::Scalar>,
    k: usize,
    count: usize,
) -> [V; R] {
    let mut sums = [V::from_f64(0.0); R];
    let (mut column, mut row_of_b) = (a.start, b.start);
    for _ in 0..k {
        // SAFETY: t < k.
        unsafe { add::<V, R>(&mut sums, column, a.row, V::load_up_to(row_of_b, count), 0) };
        column = column.wrapping_add(a.step);
        row_of_b = row_of_b.wrapping_add(b.stride);
    }
    sums
}

/// [`sums`] where row r takes r terms more.
///
/// # Safety
///
/// As for [`sums`], with k + R - 1 values and rows.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn growing_sums<V: Lanes, const R: usize>(
    a: Left<V::Scalar>,
    b: RowsPtr<V::Scalar>,
    k: usize,
    count: usize,
) -> [V; R] {
    // SAFETY: the obligations of this function; row k + more - 1 is one of `b`.
    unsafe {
        let mut sums = sums::<V, R>(a, b, k, count);
        for more in 1..R {
            let t = k + more - 1;
            let values = V::load_up_to(b.start.add(t * b.stride), count);
            add::<V, R>(&mut sums, a.start.add(t * a.step), a.row, values, more);
        }
        sums
    }
}

/// Adds a term to the sums from `first` on.
///
/// # Safety
///
/// `a` has a value for each of R rows, `stride` apart.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn add<V: Lanes, const R: usize>(sums: &mut [V; R], a: *const V::Scalar, stride: usize, b: V, first: usize) {
    for r in first..R {
        // SAFETY: r < R.
        sums[r] = V::splat(unsafe { *a.add(r * stride) }).mul_add(b, sums[r]);
    }
}
