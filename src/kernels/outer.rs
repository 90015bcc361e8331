//! The gradient of the weights for one sample: an outer product, which takes as long as writing it.

use crate::kernels::weight_gradient::{GradientPtr, store_or_add};
use crate::number::Number;
use crate::real::Real;
use crate::simd::lanes::Lanes;

/// dW (k x m) = xᵀ (k) d (m) and db (m) = d, for the sizes k and m, row by row in the order of memory.
///
/// # Safety
///
/// `x` has k values. `d` has m values, followed by the rest of a vector. The weights of the gradient have k x m values; the
/// bias has m, or is null.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn outer<V: Lanes>(
    x: *const V::Scalar,
    d: *const V::Scalar,
    gradient: GradientPtr<V::Scalar>,
    [k, m]: [usize; 2],
) {
    let vectors = m.div_ceil(V::COUNT);
    let (mut row, mut to, mut left) = (0, gradient.weight, k * m);
    // SAFETY: row < k, and `x` has k values. `to` is the start of the row, from where on the weights have `left` values, at least
    // m. `d` has `vectors` whole vectors.
    unsafe {
        // What is stored beyond a row's end is written later.
        while !gradient.add && row < k && left >= vectors * V::COUNT {
            let x = V::splat(*x.add(row));
            let (mut d, mut place, mut rest) = (d, to, vectors);
            while rest >= 4 {
                products::<V, 4>(x, d, place);
                (d, place) = (d.wrapping_add(4 * V::COUNT), place.wrapping_add(4 * V::COUNT));
                rest -= 4;
            }
            while rest > 0 {
                products::<V, 1>(x, d, place);
                (d, place) = (d.wrapping_add(V::COUNT), place.wrapping_add(V::COUNT));
                rest -= 1;
            }
            (row, to, left) = (row + 1, to.wrapping_add(m), left - m);
        }
        while row < k {
            let x = V::splat(*x.add(row));
            for c in 0..vectors {
                let product = x.mul_add(V::load(d.add(c * V::COUNT)), V::from_f64(0.0));
                store_or_add(product, to.add(c * V::COUNT), m - c * V::COUNT, gradient.add);
            }
            (row, to) = (row + 1, to.wrapping_add(m));
        }
    }
    if gradient.bias.is_null() {
        return;
    }
    let mut column = 0;
    while column < m {
        // SAFETY: `d` has a whole vector from `column` on, and the bias has `m - column` values.
        unsafe {
            store_or_add(V::from_f64(0.0) + V::load(d.add(column)), gradient.bias.add(column), m - column, gradient.add)
        };
        column += V::COUNT;
    }
}

/// Stores C vectors of x d.
///
/// # Safety
///
/// `d` has C vectors, and `to` has room for them.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn products<V: Lanes, const C: usize>(x: V, d: *const V::Scalar, to: *mut V::Scalar) {
    for c in 0..C {
        // SAFETY: c < C.
        unsafe { x.mul_add(V::load(d.add(c * V::COUNT)), V::from_f64(0.0)).store(to.add(c * V::COUNT)) };
    }
}

/// [`outer`] for narrow layers, of M outputs, up to 4: dW (k x M). A vector holds several rows of the weights.
///
/// # Safety
///
/// `x` has k values and `d` has M. The weights of the gradient have k x M values; the bias has M, or is null.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn outer_narrow<V: Lanes, const M: usize>(
    x: *const V::Scalar,
    d: *const V::Scalar,
    gradient: GradientPtr<V::Scalar>,
    k: usize,
) {
    let zero = V::from_f64(0.0);
    // SAFETY: `d` has M values.
    let factors = unsafe { in_turn::<V, M>(d) };
    let rows = V::COUNT / M;
    let mut row = 0;
    while row < k {
        let (here, rest) = (rows.min(k - row), (k - row) * M);
        // What is stored beyond these rows is written later.
        let count = if gradient.add { here * M } else { rest };
        // SAFETY: `x` has `here` values from `row` on, and the weights have `rest` from there on, no fewer than `count`.
        unsafe {
            let values = V::load_up_to(x.add(row), here);
            let values = if M == 1 { values } else { values.repeated::<M>() };
            store_or_add(values.mul_add(factors, zero), gradient.weight.add(row * M), count, gradient.add);
        }
        row += rows;
    }
    if gradient.bias.is_null() {
        return;
    }
    for o in 0..M {
        // SAFETY: o < M, and `d` and the bias have M values.
        unsafe {
            let place = gradient.bias.add(o);
            let before = if gradient.add { *place } else { V::Scalar::ZERO };
            *place = before + *d.add(o);
        }
    }
}

/// M values in turn: lane l has value l modulo M.
///
/// # Safety
///
/// `values` has M values, up to 4.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn in_turn<V: Lanes, const M: usize>(values: *const V::Scalar) -> V {
    let mut numbers = [V::Scalar::ZERO; 16];
    for (lane, number) in numbers.iter_mut().enumerate() {
        *number = V::Scalar::from_f64((lane % M) as f64);
    }
    // SAFETY: `numbers` has 16 values, at least as many as a vector, and `values` has M.
    unsafe {
        let number = V::load(numbers.as_ptr());
        let mut turns = V::splat(*values.add(M - 1));
        for o in (0..M - 1).rev() {
            turns = number.if_less(V::from_f64(o as f64 + 0.5), V::splat(*values.add(o)), turns);
        }
        turns
    }
}
