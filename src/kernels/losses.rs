//! Losses over a block's rows. Each function returns the sum of the losses of its rows, and writes the gradient of each row's
//! loss, times `share`.

use crate::number::Number;
use crate::real::Real;
use crate::rows::{Rows, RowsMut};
use crate::simd::lanes::Lanes;

/// An elementwise loss: the mean over the outputs of a function of output and target.
pub(crate) trait EachValue<R> {
    /// The loss of an output y with target t, and its derivative with respect to y.
    fn of(&self, y: R, t: R) -> (R, R);
}

/// An elementwise loss: the sum over the rows of the mean over their values.
#[inline(always)]
pub(crate) fn each_value<V: Lanes>(
    y: Rows<'_, V::Scalar>,
    targets: &[V::Scalar],
    mut gradient: RowsMut<'_, V::Scalar>,
    [n, m]: [usize; 2],
    share: V::Scalar,
    loss: impl EachValue<V>,
) -> V::Scalar {
    let mean = V::Scalar::from_f64(1.0 / m as f64);
    let factor = V::splat(share * mean);
    assert!(targets.len() == n * m, "a target of another length");
    let (y, d) = (y.pointer(n, m), gradient.pointer(n, m, false));
    // Adjacent rows are together one long row.
    let [rows, width] = if y.stride == m && d.stride == m { [1, n * m] } else { [n, m] };
    let mut total = V::from_f64(0.0);
    for row in 0..rows {
        let mut column = 0;
        while column < width {
            let left = width - column;
            // SAFETY: `y` and `d` have n rows of m values, checked in `rows`, and `targets` has n x m.
            unsafe {
                let value = V::load_up_to(y.start.add(row * y.stride + column), left);
                let target = V::load_up_to(targets.as_ptr().add(row * m + column), left);
                let (loss, derivative) = loss.of(value, target);
                // loss(0, 0) may be non-zero, so the lanes beyond the row are masked out.
                total = total + loss.keep_first(left);
                (derivative * factor).store_up_to(d.start.add(row * d.stride + column), left);
            }
            column += V::COUNT;
        }
    }
    total.sum() * mean
}

/// Cross-entropy from logits: -ln softmax(z) at each row's class.
///
/// With e = exp(z - largest), where `largest` is the largest logit of the row, the loss is ln(sum of e) + largest - z of the
/// class. If the class has the largest logit, that is ln(1 + sum of the other e), which keeps the digits of a small loss.
///
/// Each of the three loops takes as many rows at a time as a vector has lanes, so that the rows hide each other's latency.
#[inline(always)]
pub(crate) fn cross_entropy<V: Lanes>(
    z: Rows<'_, V::Scalar>,
    class: impl Fn(usize) -> usize,
    mut gradient: RowsMut<'_, V::Scalar>,
    [n, m]: [usize; 2],
    share: V::Scalar,
) -> V::Scalar {
    let (z, d) = (z.pointer(n, m), gradient.pointer(n, m, false));
    let (zero, half, indices) = (V::from_f64(0.0), V::from_f64(0.5), V::lane_indices());
    let lowest = V::from_f64(f64::NEG_INFINITY);
    let mut losses = zero;
    for first in (0..n).step_by(V::COUNT) {
        let count = V::COUNT.min(n - first);
        // SAFETY: `z` and `d` have n rows of m values, checked in `rows`, and each class is less than m. The arrays have room
        // for a vector.
        unsafe {
            let (mut largest, mut at_class) = ([V::Scalar::ZERO; 16], [V::Scalar::ZERO; 16]);
            for row in 0..count {
                let z = z.start.add((first + row) * z.stride);
                let mut highest = lowest;
                for column in (0..m).step_by(V::COUNT) {
                    let values = V::load_up_to(z.add(column), m - column);
                    let inside = indices.if_less(V::from_f64((m - column) as f64), values, lowest);
                    highest = highest.max(inside);
                }
                let class = class(first + row);
                assert!(class < m, "a class of another network");
                (largest[row], at_class[row]) = (highest.largest(), *z.add(class));
            }

            let mut others = [zero; 16];
            for row in 0..count {
                let (z, d) = (z.start.add((first + row) * z.stride), d.start.add((first + row) * d.stride));
                let (largest, class) = (V::splat(largest[row]), V::from_f64(class(first + row) as f64));
                for column in (0..m).step_by(V::COUNT) {
                    let e = (V::load_up_to(z.add(column), m - column) - largest).exp();
                    e.store_up_to(d.add(column), m - column);
                    let distance = (V::from_f64(column as f64) + indices - class).abs();
                    others[row] = others[row] + distance.if_less(half, zero, e).keep_first(m - column);
                }
            }

            let (others, distance) = (V::sums(&others), V::load(largest.as_ptr()) - V::load(at_class.as_ptr()));
            let total = others + (-distance).exp();
            let factor = V::splat(share) / total;
            let argument = zero.if_less(distance, total - V::from_f64(1.0), others);
            losses = losses + (argument.ln_1p() + distance).keep_first(count);

            let (mut factors, mut gradients_at_class) = ([V::Scalar::ZERO; 16], [V::Scalar::ZERO; 16]);
            factor.store(factors.as_mut_ptr());
            (-(others * factor)).store(gradients_at_class.as_mut_ptr());
            for row in 0..count {
                let (d, factor) = (d.start.add((first + row) * d.stride), V::splat(factors[row]));
                for column in (0..m).step_by(V::COUNT) {
                    (V::load_up_to(d.add(column), m - column) * factor).store_up_to(d.add(column), m - column);
                }
                *d.add(class(first + row)) = gradients_at_class[row];
            }
        }
    }
    losses.sum()
}

/// Kullback-Leibler divergence from logits: the sum of t ln(t / p) over each row, with p = softmax(z) and
/// ln p = z - largest - ln(sum of exp(z - largest)).
///
/// The gradient is S p - t, where S is the sum of the row's targets: 1 for a probability distribution.
#[inline(always)]
pub(crate) fn kl_divergence<V: Lanes>(
    z: Rows<'_, V::Scalar>,
    targets: &[V::Scalar],
    mut gradient: RowsMut<'_, V::Scalar>,
    [n, m]: [usize; 2],
    share: V::Scalar,
) -> V::Scalar {
    assert!(targets.len() == n * m, "a target of another length");
    let (rows, out) = (z.pointer(n, m), gradient.pointer(n, m, false));
    let zero = V::from_f64(0.0);
    let mut losses = zero;
    for row in 0..n {
        let targets = &targets[row * m..][..m];
        // SAFETY: `z` and `d` have m values in this row, checked in `rows`, and so do the targets.
        unsafe {
            let (z, d) = (rows.start.add(row * rows.stride), out.start.add(row * out.stride));
            let mut largest = V::Scalar::from_f64(f64::NEG_INFINITY);
            for column in 0..m {
                largest = largest.max(*z.add(column));
            }
            let largest = V::splat(largest);
            let (mut total, mut mass) = (zero, zero);
            for column in (0..m).step_by(V::COUNT) {
                let left = m - column;
                let e = (V::load_up_to(z.add(column), left) - largest).exp();
                total = total + e.keep_first(left);
                mass = mass + V::load_up_to(targets.as_ptr().add(column), left);
                e.store_up_to(d.add(column), left);
            }
            let total = total.sum();
            let (share, scale) = (V::splat(share), V::splat(mass.sum() / total));
            let normal = largest + V::splat(total).ln();
            for column in (0..m).step_by(V::COUNT) {
                let left = m - column;
                let (e, t) = (V::load_up_to(d.add(column), left), V::load_up_to(targets.as_ptr().add(column), left));
                let distance = t * (t.ln() - (V::load_up_to(z.add(column), left) - normal));
                // 0 ln 0 = 0, and lanes beyond the row are 0 too. NaN propagates.
                losses = losses + zero.if_less(t.abs(), distance, t);
                ((e * scale - t) * share).store_up_to(d.add(column), left);
            }
        }
    }
    losses.sum()
}

/// The softmax of each row, in place.
#[inline(always)]
pub(crate) fn softmax<V: Lanes>(mut z: RowsMut<'_, V::Scalar>, n: usize) {
    for row in 0..n {
        let row = z.row_mut(row);
        let largest = row.iter().fold(V::Scalar::from_f64(f64::NEG_INFINITY), |a, b| a.max(*b));
        let mut total = V::from_f64(0.0);
        for part in row.chunks_mut(V::COUNT) {
            let left = part.len();
            // SAFETY: `part` has `left` scalars.
            unsafe {
                let e = (V::load_up_to(part.as_ptr(), left) - V::splat(largest)).exp();
                total = total + e.keep_first(left);
                e.store_up_to(part.as_mut_ptr(), left);
            }
        }
        let total = total.sum();
        for e in row {
            *e = *e / total;
        }
    }
}

/// Turns the gradient g with respect to y = softmax(z) into that with respect to z, in place: y (g - sum of g y).
#[inline(always)]
pub(crate) fn softmax_backward<T: Number>(y: Rows<'_, T>, mut g: RowsMut<'_, T>, n: usize) {
    for row in 0..n {
        let (y, g) = (y.row(row), g.row_mut(row));
        let mut mean = T::ZERO;
        for (y, g) in y.iter().zip(&*g) {
            mean += *y * *g;
        }
        for (y, g) in y.iter().zip(g) {
            *g = *y * (*g - mean);
        }
    }
}
