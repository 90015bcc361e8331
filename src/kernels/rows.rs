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

/// Calls `each` for every vector of such rows, as whole as they are: with the row, the column, and how many values are
/// left from there on.
#[inline(always)]
fn vectors<V: Lanes>([n, m]: [usize; 2], mut each: impl FnMut(usize, usize, usize)) {
    // Rows that adjoin are one long row.
    let [rows, width] = if m <= FEW { [1, n * m] } else { [n, m] };
    for row in 0..rows {
        let mut column = 0;
        while column < width {
            each(row, column, width - column);
            column += V::COUNT;
        }
    }
}

/// d = d f'(z), with what the tape keeps for it.
///
/// # Safety
///
/// `kept` and d have n rows of m values, kept as the library keeps them.
#[inline(always)]
pub(super) unsafe fn derive<V: Lanes, F: Activation>(kept: From<V::Scalar>, d: To<V::Scalar>, sizes: [usize; 2]) {
    vectors::<V>(
        sizes,
        #[inline(always)]
        |row, column, left| {
            // SAFETY: the caller's promise.
            unsafe {
                let kept = V::fetch(kept.start.add(row * kept.stride + column), left);
                let place = d.start.add(row * d.stride + column);
                F::backward(V::fetch(place, left), kept).put(place, left);
            }
        },
    );
}

/// y = f(z) in place of z and, if it is `TAPED`, f'(z).
///
/// # Safety
///
/// y and `slope` have n rows of m values, kept as the library keeps them.
#[inline(always)]
pub(super) unsafe fn activate_with_slope<V: Lanes, F: Activation, const TAPED: bool>(
    y: To<V::Scalar>,
    slope: To<V::Scalar>,
    sizes: [usize; 2],
) {
    vectors::<V>(
        sizes,
        #[inline(always)]
        |row, column, left| {
            // SAFETY: the caller's promise.
            unsafe {
                let place = y.start.add(row * y.stride + column);
                let z = V::fetch(place, left);
                F::value(z).put(place, left);
                if TAPED {
                    F::derivative(z).put(slope.start.add(row * slope.stride + column), left);
                }
            }
        },
    );
}

/// y = z where z > 0, else a z, in place of z, which is kept.
///
/// # Safety
///
/// y and `kept` have n rows of m values, kept as the library keeps them.
#[inline(always)]
pub(super) unsafe fn bend<V: Lanes>(y: To<V::Scalar>, kept: To<V::Scalar>, slope: V::Scalar, sizes: [usize; 2]) {
    let (zero, slope) = (V::from_f64(0.0), V::splat(slope));
    vectors::<V>(
        sizes,
        #[inline(always)]
        |row, column, left| {
            // SAFETY: the caller's promise.
            unsafe {
                let place = y.start.add(row * y.stride + column);
                let z = V::fetch(place, left);
                zero.if_less(z, z, slope * z).put(place, left);
                z.put(kept.start.add(row * kept.stride + column), left);
            }
        },
    );
}

/// d = d where z > 0, else a d; and the sum of d z over all z of 0 and below.
///
/// # Safety
///
/// z and d have n rows of m values, kept as the library keeps them.
#[inline(always)]
pub(super) unsafe fn bend_backward<V: Lanes>(
    z: From<V::Scalar>,
    d: To<V::Scalar>,
    slope: V::Scalar,
    sizes: [usize; 2],
) -> V::Scalar {
    let (zero, slope) = (V::from_f64(0.0), V::splat(slope));
    let mut sum = zero;
    vectors::<V>(
        sizes,
        #[inline(always)]
        |row, column, left| {
            // SAFETY: the caller's promise; lanes beyond the row are zero, and add nothing.
            unsafe {
                let z = V::fetch(z.start.add(row * z.stride + column), left);
                let place = d.start.add(row * d.stride + column);
                let gradient = V::fetch(place, left);
                sum = sum + zero.if_less(z, zero, gradient * z);
                zero.if_less(z, gradient, slope * gradient).put(place, left);
            }
        },
    );
    sum.sum()
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
