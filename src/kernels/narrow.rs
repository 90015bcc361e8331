//! Kernels for narrow layers: those of up to 4 outputs, whose rows aren't padded.
//!
//! A product is a dot product over the inputs for each sample and output. Those of several samples are computed side by
//! side, a vector of partial sums each. A transposed sum then makes one vector of all results, which is stored whole,
//! since the outputs of consecutive samples are adjacent.

use crate::activation::Activation;
use crate::kernels::product::Right;
use crate::kernels::weight_gradient::{GradientPtr, store_or_add};
use crate::number::Number;
use crate::rows::RowsPtr;
use crate::simd::lanes::Lanes;

/// y (n x M) = f(bias + x (n x k) wᵀ (M x k)), for the sizes n and k.
///
/// # Safety
///
/// `x` has n rows of k values, each followed by the rest of a vector if `x_padded`. `w` has M rows of k values, each
/// followed by zeros for the rest of a vector if it is `padded`. `bias` has M values, or is null. `y` has n x M values.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn product_narrow<V: Lanes, F: Activation, const M: usize>(
    (x, x_padded): (RowsPtr<V::Scalar>, bool),
    w: Right<V::Scalar>,
    bias: *const V::Scalar,
    y: *mut V::Scalar,
    [n, k]: [usize; 2],
) {
    let group = V::COUNT / M;
    // SAFETY: a group is `count` samples from `first` on, at most n in all. Their outputs are adjacent, and at most a
    // vector. Vectors at the ends of rows are loaded whole only if the rows are padded.
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
                    // The padding of x is multiplied by the zeros after the weights.
                    let values = V::load_up_to(row, if x_padded { V::COUNT } else { rest });
                    for o in 0..M {
                        let sum = &mut sums[s * M + o];
                        *sum = if column == 0 { values * rows[o] } else { values.mul_add(rows[o], *sum) };
                    }
                    // With fewer samples than a group has, the last one is repeated, and the repetitions aren't stored.
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

/// Recomputes NaN outputs without the padding of x: infinity or NaN there, times the zeros after the weights, gives
/// NaN.
///
/// # Safety
///
/// Same as [`product_narrow`], and y has been computed.
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
            // SAFETY: row < n, o < M and input < k are in the bounds of the operands.
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

/// A vector of M values, repeated as often as they fit, with zeros in the other lanes. All lanes are zero for null.
///
/// # Safety
///
/// `values` has M values, or is null.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn repeat_all<V: Lanes, const M: usize>(values: *const V::Scalar) -> V {
    let mut lanes = [V::Scalar::ZERO; 16];
    if !values.is_null() {
        for lane in 0..V::COUNT / M * M {
            // SAFETY: `values` has M values.
            lanes[lane] = unsafe { *values.add(lane % M) };
        }
    }
    // SAFETY: `lanes` has 16 values, and `COUNT` is at most 16.
    unsafe { V::load(lanes.as_ptr()) }
}

/// dW (k x M) = xᵀ (k x n) d (n x M), and db (M) = the sums of the columns of d, for the sizes n and k. Computes the M
/// rows of dᵀ x, and stores them transposed.
///
/// # Safety
///
/// `x` has n rows of k values, and `d` has n x M values. The weights of the gradient have k x M values; the bias has M,
/// or is null.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn weight_gradient_narrow<V: Lanes, const M: usize>(
    x: RowsPtr<V::Scalar>,
    d: *const V::Scalar,
    gradient: GradientPtr<V::Scalar>,
    [n, k]: [usize; 2],
) {
    let mut column = 0;
    // SAFETY: `x` and the weights have `count` inputs from `column` on.
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

/// M vectors: the sums over the samples t of d(t, o) x(t, ..), in four chains.
///
/// # Safety
///
/// `x` has n rows of at least `min(count, COUNT)` values, and `d` has n x M values.
#[cfg_attr(not(debug_assertions), inline(always))]
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
            // SAFETY: `row` and `factors` are one of the n rows, since `rows` counts those that are left.
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

/// The sums of the columns of d. They are added in three vectors at a time, which hold an integral number of rows of 1,
/// 2, 3 or 4 values.
///
/// # Safety
///
/// `d` has n x M values, and the gradient has a bias of M values.
#[cfg_attr(not(debug_assertions), inline(always))]
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
                // SAFETY: `d` has `total` values, of which `total - at` follow.
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
            // SAFETY: `lanes` has room for three vectors of at most 16 lanes.
            unsafe { sum.store(lanes.as_mut_ptr().add(index * V::COUNT)) };
        }
        for row in lanes[..3 * V::COUNT].chunks_exact(M) {
            for o in 0..M {
                totals[o] += row[o];
            }
        }
    }
    for (o, value) in totals.into_iter().enumerate() {
        // SAFETY: o < M, and the bias has M values.
        unsafe {
            let place = gradient.bias.add(o);
            *place = if gradient.add { *place + value } else { value };
        }
    }
}
