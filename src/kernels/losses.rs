//! Losses over a block's rows: the sum of the rows' losses, and each row's gradient times `share`.

use crate::number::Number;
use crate::real::Real;
use crate::rows::{Rows, RowsMut};
use crate::simd::lanes::Lanes;

/// A loss that looks at each output by itself.
pub(crate) trait EachValue<R> {
    /// The loss of an output y with a target t, and its derivative by y.
    fn of(&self, y: R, t: R) -> (R, R);
}

/// The sum over rows of the mean over their values of a loss.
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
    // Rows that adjoin are one long row.
    let [rows, width] = if y.stride == m && d.stride == m { [1, n * m] } else { [n, m] };
    let mut total = V::from_f64(0.0);
    for row in 0..rows {
        let mut column = 0;
        while column < width {
            let left = width - column;
            // SAFETY: the views have n rows of m values, and there are as many targets.
            unsafe {
                let value = V::load_up_to(y.start.add(row * y.stride + column), left);
                let target = V::load_up_to(targets.as_ptr().add(row * m + column), left);
                let (loss, derivative) = loss.of(value, target);
                // A loss of nothing and nothing need not be nothing.
                total = total + loss.keep_first(left);
                (derivative * factor).store_up_to(d.start.add(row * d.stride + column), left);
            }
            column += V::COUNT;
        }
    }
    total.sum() * mean
}

/// -ln softmax(z) at each row's class, from logits.
///
/// With the largest logit taken off, e = exp(z - largest): the loss is ln(sum of e) + largest - z of the class. Where the
/// class is the likeliest that is ln(1 + the others' e), which keeps a small loss's digits.
///
/// As many rows as a vector has lanes go through each of the three loops together: what one row waits for the others fill.
#[inline(always)]
pub(crate) fn cross_entropy<V: Lanes>(
    z: Rows<'_, V::Scalar>,
    class: impl Fn(usize) -> usize,
    mut gradient: RowsMut<'_, V::Scalar>,
    [n, m]: [usize; 2],
    share: V::Scalar,
) -> V::Scalar {
    let (z, d) = (z.pointer(n, m), gradient.pointer(n, m, false));
    let (zero, half, numbers) = (V::from_f64(0.0), V::from_f64(0.5), V::lane_indices());
    let lowest = V::from_f64(f64::NEG_INFINITY);
    let mut losses = zero;
    for first in (0..n).step_by(V::COUNT) {
        let count = V::COUNT.min(n - first);
        // SAFETY: the views have n rows of m values, and each class is one of them; arrays have room for a vector.
        unsafe {
            let (mut largest, mut own) = ([V::Scalar::ZERO; 16], [V::Scalar::ZERO; 16]);
            for row in 0..count {
                let z = z.start.add((first + row) * z.stride);
                let mut highest = lowest;
                for column in (0..m).step_by(V::COUNT) {
                    let values = V::load_up_to(z.add(column), m - column);
                    let inside = numbers.if_less(V::from_f64((m - column) as f64), values, lowest);
                    highest = highest.max(inside);
                }
                let class = class(first + row);
                assert!(class < m, "a class of another network");
                (largest[row], own[row]) = (highest.largest(), *z.add(class));
            }

            let mut others = [zero; 16];
            for row in 0..count {
                let (z, d) = (z.start.add((first + row) * z.stride), d.start.add((first + row) * d.stride));
                let (largest, class) = (V::splat(largest[row]), V::from_f64(class(first + row) as f64));
                for column in (0..m).step_by(V::COUNT) {
                    let e = (V::load_up_to(z.add(column), m - column) - largest).exp();
                    e.store_up_to(d.add(column), m - column);
                    let distance = (V::from_f64(column as f64) + numbers - class).abs();
                    others[row] = others[row] + distance.if_less(half, zero, e).keep_first(m - column);
                }
            }

            let (others, distance) = (V::sums(&others), V::load(largest.as_ptr()) - V::load(own.as_ptr()));
            let total = others + (-distance).exp();
            let factor = V::splat(share) / total;
            let argument = zero.if_less(distance, total - V::from_f64(1.0), others);
            losses = losses + (argument.ln_1p() + distance).keep_first(count);

            let (mut factors, mut at_class) = ([V::Scalar::ZERO; 16], [V::Scalar::ZERO; 16]);
            factor.store(factors.as_mut_ptr());
            (-(others * factor)).store(at_class.as_mut_ptr());
            for row in 0..count {
                let (d, factor) = (d.start.add((first + row) * d.stride), V::splat(factors[row]));
                for column in (0..m).step_by(V::COUNT) {
                    (V::load_up_to(d.add(column), m - column) * factor).store_up_to(d.add(column), m - column);
                }
                *d.add(class(first + row)) = at_class[row];
            }
        }
    }
    losses.sum()
}

/// The sum of t ln(t / softmax(z)) over each row, from logits, with ln p = z - largest - ln(sum of exp(z - largest)).
///
/// The targets' sum S, which is 1 for a distribution, is in the derivative S p - t.
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
        // SAFETY: the views have n rows of m values, and the row has as many targets.
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
                // Beyond the row, and where nothing is asked for, there is no loss; a NaN passes.
                losses = losses + zero.if_less(t.abs(), distance, t);
                ((e * scale - t) * share).store_up_to(d.add(column), left);
            }
        }
    }
    losses.sum()
}

/// softmax of each row, in place.
#[inline(always)]
pub(crate) fn softmax<V: Lanes>(mut z: RowsMut<'_, V::Scalar>, n: usize) {
    for row in 0..n {
        let row = z.row_mut(row);
        let largest = row.iter().fold(V::Scalar::from_f64(f64::NEG_INFINITY), |a, b| a.max(*b));
        let mut total = V::from_f64(0.0);
        for part in row.chunks_mut(V::COUNT) {
            let left = part.len();
            // SAFETY: the part has `left` scalars.
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

/// From the gradient g with respect to y = softmax z to that with respect to z: y (g - sum of g y).
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
