//! Kernels for narrow layers: those of up to 4 outputs, whose rows aren't padded.
//!
//! A product is a dot product over the inputs for each sample and output. Those of several samples are computed side by
//! side, a vector of partial sums each. A transposed sum then makes one vector of all results, which is stored whole,
//! since the outputs of consecutive samples are adjacent.

use crate::activation::Activation;
use crate::kernels::epilogue::Epilogue;
use crate::kernels::product::Right;
use crate::kernels::weight_gradient::{GradientPtr, store_or_add};
use crate::number::Number;
use crate::rows::{RowsMutPtr, RowsPtr};
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
    // SAFETY: a group's samples are less than n. Their outputs are adjacent, and at most a vector.
    unsafe {
        let (repeated, mut nan_check) = (repeat_all::<V, M>(bias), V::from_f64(0.0));
        if n < group {
            let value = F::value(dots::<V, M, false>((x, x_padded), w, [n, k]) + repeated);
            value.store_up_to(y, n * M);
            nan_check = value * nan_check;
        }
        let mut next = 0;
        while n >= group && next < n {
            let first = next.min(n - group);
            let rows = RowsPtr { start: x.start.add(first * x.stride), stride: x.stride };
            let value = F::value(dots::<V, M, true>((rows, x_padded), w, [group, k]) + repeated);
            value.store_up_to(y.add(first * M), group * M);
            nan_check = value.mul_add(V::from_f64(0.0), nan_check);
            next += group;
        }
        if x_padded && k % V::COUNT != 0 && nan_check.sum() != V::Scalar::ZERO {
            recompute_nan::<V::Scalar, F, M>(x, w.rows, bias, y, [n, k]);
        }
    }
}

/// The products of a group of samples with the M rows of `w`, sample by sample: of as many as a vector has room for if
/// WHOLE, otherwise of `count`, and the last one again in the other lanes.
///
/// # Safety
///
/// `x` has `count` rows of k values, or as many rows as the group if WHOLE, each followed by the rest of a vector if
/// `x_padded`. `w` has M rows of k values, each followed by zeros for the rest of a vector if it is `padded`.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn dots<V: Lanes, const M: usize, const WHOLE: bool>(
    (x, x_padded): (RowsPtr<V::Scalar>, bool),
    w: Right<V::Scalar>,
    [count, k]: [usize; 2],
) -> V {
    let mut sums = [V::from_f64(0.0); 16];
    let mut column = 0;
    while column < k {
        let rest = k - column;
        let mut rows = [V::from_f64(0.0); M];
        for o in 0..M {
            let from = w.rows.start.wrapping_add(o * w.rows.stride + column);
            // SAFETY: `w` has M rows of k values; vectors at the ends of rows are loaded whole only if they are padded.
            rows[o] = unsafe { V::load_up_to(from, if w.padded { V::COUNT } else { rest }) };
        }
        let mut row = x.start.wrapping_add(column);
        for s in 0..V::COUNT / M {
            // The padding of x is multiplied by the zeros after the weights.
            // SAFETY: `row` is one of the samples; vectors at the ends of rows are loaded whole only if they are padded.
            let values = unsafe { V::load_up_to(row, if x_padded { V::COUNT } else { rest }) };
            for o in 0..M {
                let sum = &mut sums[s * M + o];
                *sum = if column == 0 { values * rows[o] } else { values.mul_add(rows[o], *sum) };
            }
            if WHOLE || s + 1 < count {
                row = row.wrapping_add(x.stride);
            }
        }
        column += V::COUNT;
    }
    V::sums(&sums)
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
    // SAFETY: `x` and the weights have `k - column` inputs from `column` on.
    unsafe {
        while column < k {
            let x = RowsPtr { start: x.start.add(column), stride: x.stride };
            let sums = samples::<V, M>(
                x,
                d,
                [n, k - column],
                #[cfg_attr(not(debug_assertions), inline(always))]
                |_, _| (),
            );
            store_transposed::<V, M>(sums, gradient, [column, k]);
            column += V::COUNT;
        }
        if !gradient.bias.is_null() {
            bias_gradient_narrow::<V, M>(d, gradient, n);
        }
    }
}

/// [`weight_gradient_narrow`] for one output, and dx (n x k) = epilogue(d (n) w (k)) in the same pass over the rows.
///
/// # Safety
///
/// `x` has n rows of k values, each followed by the rest of a vector if `x_padded`, `d` has n values, and `w` has k. The weights
/// of the gradient have k values; the bias has one, or is null. `dx` and the epilogue's operands have n rows of k values, and
/// vectors can be stored whole at the ends of the rows of dx.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn backward_one_output<V: Lanes, E: Epilogue<V>>(
    (x, x_padded): (RowsPtr<V::Scalar>, bool),
    d: *const V::Scalar,
    gradient: GradientPtr<V::Scalar>,
    w: *const V::Scalar,
    dx: RowsMutPtr<V::Scalar>,
    [n, k]: [usize; 2],
    epilogue: E,
) {
    let mut column = 0;
    // SAFETY: `x`, `w`, `dx` and the weights have `k - column` inputs from `column` on, and rows that are padded can be read to
    // the end of a vector.
    unsafe {
        while column < k {
            let weights = V::load_up_to(w.add(column), k - column);
            let [sum] = samples::<V, 1>(
                RowsPtr { start: x.start.add(column), stride: x.stride },
                d,
                [n, if x_padded { V::COUNT } else { k - column }],
                #[cfg_attr(not(debug_assertions), inline(always))]
                |row, [factor]| {
                    let place = dx.start.add(row * dx.stride + column);
                    epilogue.end(factor * weights, row, column).store(place);
                },
            );
            store_or_add(sum, gradient.weight.add(column), k - column, gradient.add);
            column += V::COUNT;
        }
        if !gradient.bias.is_null() {
            bias_gradient_narrow::<V, 1>(d, gradient, n);
        }
    }
}

/// Stores or adds M rows of dᵀ x, or their part from `column` on, to the weights of a gradient, which are k x M.
///
/// # Safety
///
/// The weights of the gradient have k x M values, and `column` is less than k.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn store_transposed<V: Lanes, const M: usize>(
    sums: [V; M],
    gradient: GradientPtr<V::Scalar>,
    [column, k]: [usize; 2],
) {
    let count = (k - column).min(V::COUNT);
    // SAFETY: the weights have M values for each of the `count` inputs from `column` on.
    unsafe {
        if M == 1 {
            return store_or_add(sums[0], gradient.weight.add(column), count, gradient.add);
        }
        for (o, sum) in sums.into_iter().enumerate() {
            let mut lanes = [V::Scalar::ZERO; 16];
            sum.store(lanes.as_mut_ptr());
            for (lane, value) in lanes.into_iter().enumerate().take(count) {
                let place = gradient.weight.add((column + lane) * M + o);
                *place = if gradient.add { *place + value } else { value };
            }
        }
    }
}

/// M vectors: the sums over the samples t of d(t, o) x(t, ..). Calls `each` for every sample with its number and its values of
/// d, each in all lanes of a vector. The samples are dealt out to four chains of sums, those of an incomplete four to the first.
///
/// # Safety
///
/// `x` has n rows of at least `min(count, COUNT)` values, and `d` has n x M values.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn samples<V: Lanes, const M: usize>(
    x: RowsPtr<V::Scalar>,
    d: *const V::Scalar,
    [n, count]: [usize; 2],
    each: impl Fn(usize, [V; M]),
) -> [V; M] {
    const CHAINS: usize = 4;
    let mut sums = [[V::from_f64(0.0); M]; CHAINS];
    let mut row = 0;
    // SAFETY: each row is less than n.
    unsafe {
        while row + CHAINS <= n {
            for sums in &mut sums {
                each(row, add_sample(x.start.add(row * x.stride), d.add(row * M), count, sums));
                row += 1;
            }
        }
        while row < n {
            each(row, add_sample(x.start.add(row * x.stride), d.add(row * M), count, &mut sums[0]));
            row += 1;
        }
    }
    let mut result = sums[0];
    for o in 0..M {
        result[o] = (sums[0][o] + sums[2][o]) + (sums[1][o] + sums[3][o]);
    }
    result
}

/// Adds a sample to M sums: d(o) x to sum o. Returns the values of d, each in all lanes.
///
/// # Safety
///
/// `x` has `min(count, COUNT)` values, and `d` has M.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn add_sample<V: Lanes, const M: usize>(
    x: *const V::Scalar,
    d: *const V::Scalar,
    count: usize,
    sums: &mut [V; M],
) -> [V; M] {
    let mut factors = [V::from_f64(0.0); M];
    // SAFETY: the obligations of this function.
    unsafe {
        let values = V::load_up_to(x, count);
        for o in 0..M {
            factors[o] = V::splat(*d.add(o));
            sums[o] = factors[o].mul_add(values, sums[o]);
        }
    }
    factors
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
