//! Layers of few outputs, whose rows aren't padded: products are dots over the inputs.
//!
//! Several samples' dots are computed side by side, a vector each, and a transposed sum makes one vector of their
//! results, which is stored whole: the outputs of consecutive samples adjoin.

use crate::activation::Activation;
use crate::kernels::product::Right;
use crate::kernels::weight_gradient::{GradientPtr, store_or_add};
use crate::number::Number;
use crate::rows::RowsPtr;
use crate::simd::lanes::Lanes;

/// y (n x M, dense) = f(bias + x wᵀ), with w (M x k).
///
/// # Safety
///
/// x has n rows of k values, padded if `x_padded`; w has M rows of k, padded if it says so; the bias has M values, or is
/// null; y has n x M.
#[inline(always)]
pub(super) unsafe fn product_narrow<V: Lanes, F: Activation, const M: usize>(
    (x, x_padded): (RowsPtr<V::Scalar>, bool),
    w: Right<V::Scalar>,
    bias: *const V::Scalar,
    y: *mut V::Scalar,
    [n, k]: [usize; 2],
) {
    let group = V::COUNT / M;
    // SAFETY: the caller's promises; a group's outputs adjoin, and are at most a vector.
    unsafe {
        let (repeated, mut nan_check) = (repeat_all::<V, M>(bias), V::from_f64(0.0));
        let mut next = 0;
        while next < n {
            let (first, count) = if n >= group { (next.min(n - group), group) } else { (0, n) };
            let mut sums = [V::from_f64(0.0); 16];
            let mut column = 0;
            while column < k {
                let rest = k - column;
                let mut rows = [V::from_f64(0.0); M];
                for o in 0..M {
                    let from = w.rows.start.add(o * w.rows.stride + column);
                    rows[o] = V::load_up_to(from, if w.padded { V::COUNT } else { rest });
                }
                let mut row = x.start.add(first * x.stride + column);
                for s in 0..V::COUNT / M {
                    // What the padding holds meets the zeros that follow the weights.
                    let values = V::load_up_to(row, if x_padded { V::COUNT } else { rest });
                    for o in 0..M {
                        let sum = &mut sums[s * M + o];
                        *sum = if column == 0 { values * rows[o] } else { values.mul_add(rows[o], *sum) };
                    }
                    // Where samples don't fill the group, the last one is taken again, and not stored.
                    if s + 1 < count {
                        row = row.wrapping_add(x.stride);
                    }
                }
                column += V::COUNT;
            }
            let value = F::value(V::sums(&sums) + repeated);
            value.store_up_to(y.add(first * M), count * M);
            nan_check = value.mul_add(V::from_f64(0.0), nan_check);
            next += group;
        }
        if x_padded && k % V::COUNT != 0 && nan_check.sum() != V::Scalar::ZERO {
            recompute_nan::<V::Scalar, F, M>(x, w.rows, bias, y, [n, k]);
        }
    }
}

/// The outputs that are NaN once more, without the padding of x: what an infinite value left there, infinity times the
/// zeros that follow the weights, is NaN.
///
/// # Safety
///
/// That of [`product_narrow`], whose outputs are there.
#[cold]
unsafe fn recompute_nan<T: Number, F: Activation, const M: usize>(
    x: RowsPtr<T>,
    w: RowsPtr<T>,
    bias: *const T,
    y: *mut T,
    [n, k]: [usize; 2],
) {
    for row in 0..n {
        for o in 0..M {
            // SAFETY: the caller's promises.
            unsafe {
                let place = y.add(row * M + o);
                if (*place).to_f64().is_nan() {
                    let mut sum = if bias.is_null() { T::ZERO } else { *bias.add(o) };
                    for input in 0..k {
                        let product = *x.start.add(row * x.stride + input) * *w.start.add(o * w.stride + input);
                        sum += product;
                    }
                    *place = F::value(sum);
                }
            }
        }
    }
}

/// M values, over and over; zeros for null.
///
/// # Safety
///
/// The pointer is null or has M values.
#[inline(always)]
unsafe fn repeat_all<V: Lanes, const M: usize>(values: *const V::Scalar) -> V {
    let mut lanes = [V::Scalar::ZERO; 16];
    if !values.is_null() {
        for lane in 0..V::COUNT / M * M {
            // SAFETY: the caller's promise.
            lanes[lane] = unsafe { *values.add(lane % M) };
        }
    }
    // SAFETY: 16 values are there, and no vector has more lanes.
    unsafe { V::load(lanes.as_ptr()) }
}

/// dW (k x M) = xᵀ (k x n) d (n x M, dense), and db: M rows of dᵀ x, in four chains, stored transposed.
///
/// # Safety
///
/// x has n rows of k values, d has n x M; the gradient has k x M values, and M unless the bias is null.
#[inline(always)]
pub(super) unsafe fn weight_gradient_narrow<V: Lanes, const M: usize>(
    x: RowsPtr<V::Scalar>,
    d: *const V::Scalar,
    gradient: GradientPtr<V::Scalar>,
    [n, k]: [usize; 2],
) {
    let mut column = 0;
    // SAFETY: the caller's promises.
    unsafe {
        while column < k {
            let count = (k - column).min(V::COUNT);
            let sums = transposed_tile::<V, M>(RowsPtr { start: x.start.add(column), stride: x.stride }, d, n, count);
            if M == 1 {
                store_or_add(sums[0], gradient.weight.add(column), count, gradient.add);
            } else {
                for (o, sum) in sums.into_iter().enumerate() {
                    let mut lanes = [V::Scalar::ZERO; 16];
                    sum.store(lanes.as_mut_ptr());
                    for (lane, value) in lanes.into_iter().enumerate().take(count) {
                        let place = gradient.weight.add((column + lane) * M + o);
                        *place = if gradient.add { *place + value } else { value };
                    }
                }
            }
            column += V::COUNT;
        }
        if !gradient.bias.is_null() {
            bias_gradient_narrow::<V, M>(d, gradient, n);
        }
    }
}

/// Sums over the samples of d(t, o) x(t, ..): M vectors.
///
/// # Safety
///
/// x has n rows of `count` values, d has n x M.
#[inline(always)]
unsafe fn transposed_tile<V: Lanes, const M: usize>(
    x: RowsPtr<V::Scalar>,
    d: *const V::Scalar,
    n: usize,
    count: usize,
) -> [V; M] {
    const CHAINS: usize = 4;
    let mut sums = [[V::from_f64(0.0); M]; CHAINS];
    let (mut row, mut factors) = (x.start, d);
    let mut rows = n;
    while rows > 0 {
        for chain in &mut sums {
            if rows == 0 {
                break;
            }
            // SAFETY: the caller's promise, for one of the n rows.
            unsafe {
                let values = V::load_up_to(row, count);
                for (o, sum) in chain.iter_mut().enumerate() {
                    *sum = V::splat(*factors.add(o)).mul_add(values, *sum);
                }
            }
            row = row.wrapping_add(x.stride);
            factors = factors.wrapping_add(M);
            rows -= 1;
        }
    }
    let mut result = sums[0];
    for o in 0..M {
        result[o] = (sums[0][o] + sums[2][o]) + (sums[1][o] + sums[3][o]);
    }
    result
}

/// The sums of d's columns: three vectors hold a whole number of rows of 1, 2, 3 or 4.
///
/// # Safety
///
/// d has n x M values, the bias M.
#[inline(always)]
unsafe fn bias_gradient_narrow<V: Lanes, const M: usize>(
    d: *const V::Scalar,
    gradient: GradientPtr<V::Scalar>,
    n: usize,
) {
    let mut sums = [V::from_f64(0.0); 3];
    let (total, mut at) = (n * M, 0);
    while at < total {
        for sum in &mut sums {
            if at < total {
                // SAFETY: the caller's promise.
                *sum = *sum + unsafe { V::load_up_to(d.add(at), total - at) };
                at += V::COUNT;
            }
        }
    }
    let mut totals = [V::Scalar::ZERO; M];
    if M == 1 {
        totals[0] = ((sums[0] + sums[1]) + sums[2]).sum();
    } else {
        let mut lanes = [V::Scalar::ZERO; 48];
        for (index, sum) in sums.into_iter().enumerate() {
            // SAFETY: three vectors have 48 lanes at most.
            unsafe { sum.store(lanes.as_mut_ptr().add(index * V::COUNT)) };
        }
        for row in lanes[..3 * V::COUNT].chunks_exact(M) {
            for o in 0..M {
                totals[o] += row[o];
            }
        }
    }
    for (o, value) in totals.into_iter().enumerate() {
        // SAFETY: the caller's promise.
        unsafe {
            let place = gradient.bias.add(o);
            *place = if gradient.add { *place + value } else { value };
        }
    }
}
