//! Layer normalization over the rows of a block.

use crate::kernels::compiled::Processor;
use crate::real::Real;
use crate::rows::{Rows, RowsMut};
use crate::scalar::{LanesOf, Scalar};
use crate::simd::lanes::Lanes;

/// y = g h + b with h = (x - mean x) r, r = 1 / sqrt(variance x + epsilon), for each row; `moments` takes the mean and r.
///
/// The variance is the mean of (x - mean)², in a second run over the row, so that a large mean costs no digits.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn forward<S: Processor, T: Scalar>(
    _: S,
    [n, m]: [usize; 2],
    x: Rows<'_, T>,
    [gain, bias]: [&[T]; 2],
    epsilon: f64,
    mut y: RowsMut<'_, T>,
    moments: &mut [[T; 2]],
) {
    assert!(gain.len() == m && bias.len() == m && moments.len() >= n, "a layer of another shape");
    let (x, y) = (x.pointer(n, m), y.block_pointer(n, m));
    let share = T::from_f64(1.0 / m as f64);
    for (row, moments) in moments.iter_mut().enumerate().take(n) {
        // SAFETY: `pointer` and `block_pointer` checked that x and y have n rows of m values, gain and bias have m; only the
        // values that are left in a row are read and written; the token proves that the processor has the instruction set,
        // which the caller has entered.
        unsafe {
            let (x, y) = (x.start.add(row * x.stride), y.start.add(row * y.stride));
            let mut sum = LanesOf::<T, S>::from_f64(0.0);
            each::<LanesOf<T, S>>(
                m,
                #[cfg_attr(not(debug_assertions), inline(always))]
                |column, left| sum = sum + Lanes::load_up_to(x.add(column), left),
            );
            let mean = LanesOf::<T, S>::splat(sum.sum() * share);
            let mut squares = LanesOf::<T, S>::from_f64(0.0);
            each::<LanesOf<T, S>>(
                m,
                #[cfg_attr(not(debug_assertions), inline(always))]
                |column, left| {
                    let centred = (LanesOf::<T, S>::load_up_to(x.add(column), left) - mean).keep_first(left);
                    squares = centred.mul_add(centred, squares);
                },
            );
            let deviation = squares.sum() * share + T::from_f64(epsilon);
            let inverse = T::ONE / deviation.sqrt();
            *moments = [sum.sum() * share, inverse];
            let inverse = LanesOf::<T, S>::splat(inverse);
            each::<LanesOf<T, S>>(
                m,
                #[cfg_attr(not(debug_assertions), inline(always))]
                |column, left| {
                    let h = (LanesOf::<T, S>::load_up_to(x.add(column), left) - mean) * inverse;
                    let (g, b) = (Lanes::load_up_to(gain.as_ptr().add(column), left), bias.as_ptr().add(column));
                    h.mul_add(g, Lanes::load_up_to(b, left)).store_up_to(y.add(column), left);
                },
            );
        }
    }
}

/// dg = sum of d h and db = sum of d over the rows, written or added.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn backward_parameters<S: Processor, T: Scalar>(
    _: S,
    [n, m]: [usize; 2],
    x: Rows<'_, T>,
    d: Rows<'_, T>,
    moments: &[[T; 2]],
    [gain, bias]: [&mut [T]; 2],
    add: bool,
) {
    assert!(gain.len() == m && bias.len() == m && moments.len() >= n, "a layer of another shape");
    let (x, d) = (x.pointer(n, m), d.block_pointer(n, m));
    each::<LanesOf<T, S>>(
        m,
        #[cfg_attr(not(debug_assertions), inline(always))]
        |column, left| {
            let zero = LanesOf::<T, S>::from_f64(0.0);
            // SAFETY: as in `forward`; a vector of columns at a time, so that both sums stay in registers over the rows.
            unsafe {
                let (mut dg, mut db) = (zero, zero);
                for (row, [mean, inverse]) in moments.iter().enumerate().take(n) {
                    let d = LanesOf::<T, S>::load_up_to(d.start.add(row * d.stride + column), left);
                    let x = LanesOf::<T, S>::load_up_to(x.start.add(row * x.stride + column), left);
                    let h = (x - Lanes::splat(*mean)) * Lanes::splat(*inverse);
                    (dg, db) = (d.mul_add(h, dg), db + d);
                }
                let (gain, bias) = (gain.as_mut_ptr().add(column), bias.as_mut_ptr().add(column));
                if add {
                    (dg, db) = (dg + Lanes::load_up_to(gain, left), db + Lanes::load_up_to(bias, left));
                }
                dg.store_up_to(gain, left);
                db.store_up_to(bias, left);
            }
        },
    );
}

/// dL/dx of one row: r (e - mean e - h mean(e h)) with e = d g, added to `dx`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn backward_input_row<S: Processor, T: Scalar>(
    _: S,
    x: &[T],
    d: &[T],
    gain: &[T],
    [mean, inverse]: [T; 2],
    dx: &mut [T],
) {
    let m = x.len();
    assert!(d.len() == m && gain.len() == m && dx.len() == m, "a layer of another shape");
    let (zero, share) = (LanesOf::<T, S>::from_f64(0.0), T::from_f64(1.0 / m as f64));
    let (mean, inverse) = (LanesOf::<T, S>::splat(mean), LanesOf::<T, S>::splat(inverse));
    let parts = |column: usize, left: usize| {
        // SAFETY: all slices have m values, and only those that are left are read; the token proves that the processor has
        // the instruction set, which the caller has entered.
        unsafe {
            let h = (LanesOf::<T, S>::load_up_to(x.as_ptr().add(column), left) - mean) * inverse;
            let g = LanesOf::<T, S>::load_up_to(gain.as_ptr().add(column), left);
            (h, LanesOf::<T, S>::load_up_to(d.as_ptr().add(column), left) * g)
        }
    };
    let (mut sum, mut product) = (zero, zero);
    each::<LanesOf<T, S>>(
        m,
        #[cfg_attr(not(debug_assertions), inline(always))]
        |column, left| {
            let (h, e) = parts(column, left);
            (sum, product) = (sum + e, e.mul_add(h, product));
        },
    );
    let (sum, product) = (Lanes::splat(sum.sum() * share), LanesOf::<T, S>::splat(-(product.sum() * share)));
    let to = dx.as_mut_ptr();
    each::<LanesOf<T, S>>(
        m,
        #[cfg_attr(not(debug_assertions), inline(always))]
        |column, left| {
            let (h, e) = parts(column, left);
            // SAFETY: as in `parts`; `dx` has m values too, of which only those that are left are written.
            unsafe {
                let dx = LanesOf::<T, S>::load_up_to(to.add(column), left);
                (h.mul_add(product, e - sum)).mul_add(inverse, dx).store_up_to(to.add(column), left);
            }
        },
    );
}

/// Calls `part` for every vector of a row of `m` values, with its column and the number of values left from there on.
#[cfg_attr(not(debug_assertions), inline(always))]
fn each<V: Lanes>(m: usize, mut part: impl FnMut(usize, usize)) {
    let mut column = 0;
    while column < m {
        part(column, m - column);
        column += V::COUNT;
    }
}
