//! Functions of each value, over a block's rows.

use crate::activation::Activation;
use crate::kernels::lanes::Lanes;
use crate::kernels::view::{FEW, From, To};

/// y = f(y) in whole vectors of padded rows.
///
/// # Safety
///
/// y has n padded rows of m values.
#[inline(always)]
pub(super) unsafe fn activate<V: Lanes, F: Activation>(y: To<V::Scalar>, [n, m]: [usize; 2]) {
    for row in 0..n {
        let mut column = 0;
        while column < m {
            // SAFETY: the caller's promise.
            unsafe {
                let place = y.start.add(row * y.stride + column);
                let value = F::value(V::load(place));
                if F::FINITE_AT_ZERO { value } else { value.first(m - column) }.store(place);
            }
            column += V::COUNT;
        }
    }
}

/// d = d f'(z), with y = f(z).
///
/// # Safety
///
/// y and d have n rows of m values, kept as the library keeps them.
#[inline(always)]
pub(super) unsafe fn derive<V: Lanes, F: Activation>(y: From<V::Scalar>, d: To<V::Scalar>, [n, m]: [usize; 2]) {
    // Rows that adjoin are one long row.
    let [rows, width] = if m <= FEW { [1, n * m] } else { [n, m] };
    for row in 0..rows {
        let mut column = 0;
        while column < width {
            let left = width - column;
            // SAFETY: the caller's promise.
            unsafe {
                let y = V::fetch(y.start.add(row * y.stride + column), left);
                let place = d.start.add(row * d.stride + column);
                F::backward(V::fetch(place, left), y).put(place, left);
            }
            column += V::COUNT;
        }
    }
}

/// dx = d wᵀ for one row: dx has k values, d has m, w is k x m and is read where it lies.
///
/// # Safety
///
/// They have so many values.
#[inline(always)]
pub(super) unsafe fn single_input<V: Lanes>(
    d: *const V::Scalar,
    w: *const V::Scalar,
    dx: *mut V::Scalar,
    [k, m]: [usize; 2],
) {
    let mut input = 0;
    while input < k {
        let count = (k - input).min(V::COUNT);
        let mut sums = [V::from_f64(0.0); 16];
        let mut column = 0;
        // SAFETY: the caller's promise.
        unsafe {
            while column < m {
                let values = V::fetch(d.add(column), m - column);
                for (i, sum) in sums.iter_mut().enumerate().take(count) {
                    let weights = V::fetch(w.add((input + i) * m + column), m - column);
                    *sum = values.mul_add(weights, *sum);
                }
                column += V::COUNT;
            }
            V::sums(&sums).put(dx.add(input), count);
        }
        input += V::COUNT;
    }
}
