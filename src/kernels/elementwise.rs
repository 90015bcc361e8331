//! Functions of each value of a block's rows.

use crate::activation::Activation;
use crate::rows::{NARROW, RowsMutPtr, RowsPtr};
use crate::simd::lanes::Lanes;

/// y = f(y), in whole vectors.
///
/// # Safety
///
/// `y` has n rows of m values, padded to whole vectors.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn activate<V: Lanes, F: Activation>(y: RowsMutPtr<V::Scalar>, [n, m]: [usize; 2]) {
    for row in 0..n {
        let mut column = 0;
        while column < m {
            // SAFETY: row < n and column < m, and the rows are padded.
            unsafe {
                let place = y.start.add(row * y.stride + column);
                let value = F::value(V::load(place));
                if F::FINITE_AT_ZERO { value } else { value.keep_first(m - column) }.store(place);
            }
            column += V::COUNT;
        }
    }
}

/// Calls `each` for every vector of n rows of m values, with its row, its first column, and the number of values from
/// there to the end of the row.
#[cfg_attr(not(debug_assertions), inline(always))]
fn vectors<V: Lanes>([n, m]: [usize; 2], mut each: impl FnMut(usize, usize, usize)) {
    // Narrow rows are adjacent: together they are one long row.
    let [rows, width] = if m <= NARROW { [1, n * m] } else { [n, m] };
    for row in 0..rows {
        let mut column = 0;
        while column < width {
            each(row, column, width - column);
            column += V::COUNT;
        }
    }
}

/// d = d f'(z). `kept` is what the tape keeps of f for the derivative: f(z) or f'(z).
///
/// # Safety
///
/// `kept` and `d` have n rows of m values, adjacent if the layer is narrow, else padded.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn multiply_by_derivative<V: Lanes, F: Activation>(
    kept: RowsPtr<V::Scalar>,
    d: RowsMutPtr<V::Scalar>,
    sizes: [usize; 2],
) {
    vectors::<V>(
        sizes,
        #[cfg_attr(not(debug_assertions), inline(always))]
        |row, column, left| {
            // SAFETY: the operands have `left` values from this row and column on.
            unsafe {
                let kept = V::load_up_to(kept.start.add(row * kept.stride + column), left);
                let place = d.start.add(row * d.stride + column);
                F::backward(V::load_up_to(place, left), kept).store_up_to(place, left);
            }
        },
    );
}

/// y = f(y), and slope = f'(y) if `TAPED`.
///
/// # Safety
///
/// `y` and `slope` have n rows of m values, adjacent if the layer is narrow, else padded.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn activate_with_slope<V: Lanes, F: Activation, const TAPED: bool>(
    y: RowsMutPtr<V::Scalar>,
    slope: RowsMutPtr<V::Scalar>,
    sizes: [usize; 2],
) {
    vectors::<V>(
        sizes,
        #[cfg_attr(not(debug_assertions), inline(always))]
        |row, column, left| {
            // SAFETY: the operands have `left` values from this row and column on.
            unsafe {
                let place = y.start.add(row * y.stride + column);
                let z = V::load_up_to(place, left);
                F::value(z).store_up_to(place, left);
                if TAPED {
                    F::derivative(z).store_up_to(slope.start.add(row * slope.stride + column), left);
                }
            }
        },
    );
}

/// y = z for z > 0, else slope z, where z is the previous value of y, which is copied to `kept`.
///
/// # Safety
///
/// `y` and `kept` have n rows of m values, adjacent if the layer is narrow, else padded.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn prelu<V: Lanes>(
    y: RowsMutPtr<V::Scalar>,
    kept: RowsMutPtr<V::Scalar>,
    slope: V::Scalar,
    sizes: [usize; 2],
) {
    let (zero, slope) = (V::from_f64(0.0), V::splat(slope));
    vectors::<V>(
        sizes,
        #[cfg_attr(not(debug_assertions), inline(always))]
        |row, column, left| {
            // SAFETY: the operands have `left` values from this row and column on.
            unsafe {
                let place = y.start.add(row * y.stride + column);
                let z = V::load_up_to(place, left);
                zero.if_less(z, z, slope * z).store_up_to(place, left);
                z.store_up_to(kept.start.add(row * kept.stride + column), left);
            }
        },
    );
}

/// d = d for z > 0, else slope d. Returns the gradient with respect to the slope: the sum of d z, with the previous
/// values of d, over all z <= 0.
///
/// # Safety
///
/// `z` and `d` have n rows of m values, adjacent if the layer is narrow, else padded.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn prelu_backward<V: Lanes>(
    z: RowsPtr<V::Scalar>,
    d: RowsMutPtr<V::Scalar>,
    slope: V::Scalar,
    sizes: [usize; 2],
) -> V::Scalar {
    let (zero, slope) = (V::from_f64(0.0), V::splat(slope));
    let mut sum = zero;
    vectors::<V>(
        sizes,
        #[cfg_attr(not(debug_assertions), inline(always))]
        |row, column, left| {
            // SAFETY: the operands have `left` values from this row and column on. Lanes beyond are zero, and add
            // nothing.
            unsafe {
                let z = V::load_up_to(z.start.add(row * z.stride + column), left);
                let place = d.start.add(row * d.stride + column);
                let gradient = V::load_up_to(place, left);
                sum = sum + zero.if_less(z, zero, gradient * z);
                zero.if_less(z, gradient, slope * gradient).store_up_to(place, left);
            }
        },
    );
    sum.sum()
}
