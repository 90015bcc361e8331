//! Losses over a block's rows. Each function returns the sum of the losses of its rows, and writes the gradient of each
//! row's loss, times `share`.

use crate::number::Number;
use crate::real::Real;
use crate::rows::{Rows, RowsMut, RowsMutPtr, RowsPtr};
use crate::simd::lanes::Lanes;

/// An elementwise loss: the mean over the outputs of a function of output and target.
pub(crate) trait EachValue<R> {
    /// The loss of an output y with target t, and its derivative with respect to y.
    fn of(&self, y: R, t: R) -> (R, R);

    /// What both are multiplied by: 1, or NaN if a number that the loss was created with is out of range.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn scale(&self) -> f64 {
        1.0
    }
}

/// The largest of a row's `m` logits, -infinity if there are none. If one is NaN, the result may be any of them.
///
/// # Safety
///
/// `z` points to at least `m` readable scalars.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn largest<V: Lanes>(z: *const V::Scalar, m: usize) -> V::Scalar {
    let (indices, lowest) = (V::lane_indices(), V::from_f64(f64::NEG_INFINITY));
    let mut largest = lowest;
    for column in (0..m).step_by(V::COUNT) {
        // SAFETY: `z` has `m` scalars, and so `m - column` from `column` on.
        let values = unsafe { V::load_up_to(z.add(column), m - column) };
        largest = largest.max(indices.if_less(V::from_f64((m - column) as f64), values, lowest));
    }
    largest.largest()
}

/// The nearest finite number to the largest logit of a row. What [`below`] subtracts.
#[cfg_attr(not(debug_assertions), inline(always))]
fn top<R: Real, T: Number>(largest: R) -> R {
    let limit = R::from_f64(if size_of::<T>() == 4 { f64::from(f32::MAX) } else { f64::MAX });
    (-limit).max(limit.min(largest))
}

/// How far logits are below the largest of their row, whose [`top`] is given: z - largest, without NaN where both are
/// infinite. An infinite largest logit is 0 below itself, and all others are so far below that their exp is 0.
#[cfg_attr(not(debug_assertions), inline(always))]
fn below<R: Real>(z: R, top: R) -> R {
    // `min` returns its argument if either value is NaN, so NaN propagates.
    top.min(z) - top
}

/// An elementwise loss: the sum over the rows of the mean over their values.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn each_value<V: Lanes>(
    y: Rows<'_, V::Scalar>,
    targets: &[V::Scalar],
    mut gradient: RowsMut<'_, V::Scalar>,
    [n, m]: [usize; 2],
    share: V::Scalar,
    loss: impl EachValue<V>,
) -> V::Scalar {
    let mean = V::Scalar::from_f64(loss.scale() / m as f64);
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

/// Cross-entropy from logits, -ln softmax(z) at each row's class, for up to a vector of rows. `losses` gets those of the rows added,
/// a lane each.
///
/// With e = exp(z - largest), where `largest` is the largest logit of the row, the loss is ln(sum of e) + largest - z
/// of the class. If the class has the largest logit, that is ln(1 + sum of the other e), which keeps the digits of a
/// small loss.
///
/// Each of the three loops takes as many rows at a time as a vector has lanes, so that the rows hide each other's
/// latency.
///
/// # Safety
///
/// `z` and `d` have `count` rows of `m` values, `count` is at most `V::COUNT`, and the first `count` of `classes` are below `m`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) unsafe fn cross_entropy<V: Lanes>(
    z: RowsPtr<V::Scalar>,
    classes: &[usize; 16],
    d: RowsMutPtr<V::Scalar>,
    [count, m]: [usize; 2],
    share: V::Scalar,
    losses: &mut V,
) {
    let (zero, half, indices) = (V::from_f64(0.0), V::from_f64(0.5), V::lane_indices());
    // The compiler doesn't see the callers' count; the bound leaves no check of an index, and so no panic.
    let count = count.min(V::COUNT);
    // SAFETY: by the obligations; the arrays have room for a vector.
    unsafe {
        let (mut tops, mut at_class) = ([V::Scalar::ZERO; 16], [V::Scalar::ZERO; 16]);
        for row in 0..count {
            let z = z.start.add(row * z.stride);
            (tops[row], at_class[row]) = (largest::<V>(z, m), *z.add(classes[row]));
        }
        let (highest, chosen) = (V::load(tops.as_ptr()), V::load(at_class.as_ptr()));
        top::<V, V::Scalar>(highest).store(tops.as_mut_ptr());

        let mut others = [zero; 16];
        for row in 0..count {
            let (z, d) = (z.start.add(row * z.stride), d.start.add(row * d.stride));
            let (top, class) = (V::splat(tops[row]), V::from_f64(classes[row] as f64));
            for column in (0..m).step_by(V::COUNT) {
                let e = below(V::load_up_to(z.add(column), m - column), top).exp();
                e.store_up_to(d.add(column), m - column);
                let distance = (V::from_f64(column as f64) + indices - class).abs();
                others[row] = others[row] + distance.if_less(half, zero, e).keep_first(m - column);
            }
        }

        // Infinity is 0 below infinity. NaN propagates, and so it is if no logit is above -infinity.
        let lowest = V::from_f64(f64::NEG_INFINITY);
        let same = lowest.if_less(chosen, zero, chosen - lowest);
        let (others, distance) = (V::sums(&others), chosen.if_less(highest, highest - chosen, same));
        let total = others + (-distance).exp();
        let factor = V::splat(share) / total;
        let argument = zero.if_less(distance, total - V::from_f64(1.0), others);
        *losses = *losses + (argument.ln_1p() + distance).keep_first(count);

        let (mut factors, mut gradients_at_class) = ([V::Scalar::ZERO; 16], [V::Scalar::ZERO; 16]);
        factor.store(factors.as_mut_ptr());
        (-(others * factor)).store(gradients_at_class.as_mut_ptr());
        for row in 0..count {
            let (d, factor) = (d.start.add(row * d.stride), V::splat(factors[row]));
            for column in (0..m).step_by(V::COUNT) {
                (V::load_up_to(d.add(column), m - column) * factor).store_up_to(d.add(column), m - column);
            }
            *d.add(classes[row]) = gradients_at_class[row];
        }
    }
}

/// How far the sum of a row's targets may be from 1.
pub(crate) const MASS_TOLERANCE: f64 = 1e-3;

/// Kullback-Leibler divergence from logits: the sum of t ln(t / p) over each row, with p = softmax(z).
///
/// With S, the sum of the row's targets, it is the sum of t r - t + S p, where r = ln(t / (S p)): S times the divergence
/// of t / S. Each term is at least 0, so that no digits of a small divergence cancel out. For |r| < 1/4 the term is
/// t (r²/2 - r³/6 + ..). ln p is z - largest - ln(1 + the sum of the other exp(z - largest)), which has the digits of
/// small differences between large logits, and those of a p near 1.
///
/// The gradient is S p - t. Where p is above 1/2 it is the sum of the other t minus the sum of the other S p, which
/// keeps the digits of a small difference. All results of a row are NaN if a target is below 0, or S isn't 1 within
/// [`MASS_TOLERANCE`].
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn kl_divergence<V: Lanes>(
    z: Rows<'_, V::Scalar>,
    targets: &[V::Scalar],
    mut gradient: RowsMut<'_, V::Scalar>,
    [n, m]: [usize; 2],
    share: V::Scalar,
) -> V::Scalar {
    assert!(targets.len() == n * m, "a target of another length");
    if m == 0 {
        return V::Scalar::ZERO;
    }
    let (z, d) = (z.pointer(n, m), gradient.pointer(n, m, false));
    let (zero, quarter, one) = (V::from_f64(0.0), V::from_f64(0.25), V::from_f64(1.0));
    let (infinity, nan) = (V::from_f64(f64::INFINITY), V::from_f64(f64::NAN));
    let share = V::splat(share);
    let mut losses = zero;
    for first in (0..n).step_by(V::COUNT) {
        let count = V::COUNT.min(n - first);
        // SAFETY: `z` and `d` have n rows of m values, checked in `rows`, and `targets` has n x m. The arrays have room
        // for a vector.
        unsafe {
            let mut tops = [V::Scalar::ZERO; 16];
            for row in 0..count {
                tops[row] = largest::<V>(z.start.add((first + row) * z.stride), m);
            }
            let highest = V::load(tops.as_ptr());
            top::<V, V::Scalar>(highest).store(tops.as_mut_ptr());

            // Sums of exp(z - largest) and of targets, and those without the largest logits.
            let [mut totals, mut sums_of_others, mut masses, mut masses_of_others] = [[V::Scalar::ZERO; 16]; 4];
            for row in 0..count {
                let [mut total, mut others, mut mass, mut other_targets] = [zero; 4];
                let (z, d) = (z.start.add((first + row) * z.stride), d.start.add((first + row) * d.stride));
                let (t, top) = (targets.as_ptr().add((first + row) * m), V::splat(tops[row]));
                for column in (0..m).step_by(V::COUNT) {
                    let left = m - column;
                    let distance = below(V::load_up_to(z.add(column), left), top);
                    let (e, t) = (distance.exp(), V::load_up_to(t.add(column), left));
                    e.store_up_to(d.add(column), left);
                    let (e, t) = (e.keep_first(left), t.if_less(zero, nan, t));
                    total = total + e;
                    others = others + distance.if_less(zero, e, zero);
                    mass = mass + t;
                    other_targets = other_targets + distance.if_less(zero, t, zero);
                }
                (totals[row], sums_of_others[row]) = (total.sum(), others.sum());
                (masses[row], masses_of_others[row]) = (mass.sum(), other_targets.sum());
            }

            // The sum without one of the largest: below 2 there is one only.
            let (total, others) = (V::load(totals.as_ptr()), V::load(sums_of_others.as_ptr()));
            let others = total.if_less(V::from_f64(2.0), others, total - one);
            let (mass, other_targets) = (V::load(masses.as_ptr()), V::load(masses_of_others.as_ptr()));
            let mass = V::from_f64(MASS_TOLERANCE).if_less((mass - one).abs(), nan, mass);
            let scale = mass / total;
            let [mut scales, mut logarithms, mut limits, mut at_largest, mut factors] = [[V::Scalar::ZERO; 16]; 5];
            scale.store(scales.as_mut_ptr());
            (others.ln_1p() - mass.ln()).store(logarithms.as_mut_ptr());
            // The largest p is above 1/2 if the others sum to less than it.
            others.if_less(one, zero, infinity).store(limits.as_mut_ptr());
            (other_targets - others * scale).store(at_largest.as_mut_ptr());
            // Finite logits are infinitely far below an infinite one.
            highest.if_less(infinity, -one, V::from_f64(-1e30)).store(factors.as_mut_ptr());

            for row in 0..count {
                let (z, d) = (z.start.add((first + row) * z.stride), d.start.add((first + row) * d.stride));
                let (t, top) = (targets.as_ptr().add((first + row) * m), V::splat(tops[row]));
                let (scale, logarithm, factor) =
                    (V::splat(scales[row]), V::splat(logarithms[row]), V::splat(factors[row]));
                let (limit, at_largest) = (V::splat(limits[row]), V::splat(at_largest[row]));
                for column in (0..m).step_by(V::COUNT) {
                    let left = m - column;
                    let (e, t) = (V::load_up_to(d.add(column), left), V::load_up_to(t.add(column), left));
                    let distance = below(V::load_up_to(z.add(column), left), top);
                    let difference = distance.if_less(limit, e * scale - t, at_largest);
                    (difference * share).store_up_to(d.add(column), left);
                    let r = distance.mul_add(factor, t.ln()) + logarithm;
                    let near = t * (r * r) * remainder::<V>(r);
                    let loss = r.abs().if_less(quarter, near, t.mul_add(r, difference));
                    // 0 ln 0 = 0. NaN propagates.
                    losses = losses + zero.if_less(t, loss, difference).keep_first(left);
                }
            }
        }
    }
    losses.sum()
}

/// (r - 1 + exp(-r)) / r² for |r| < 1/4, by its Taylor series: the sum of (-r)ᵏ / (k + 2)!.
#[cfg_attr(not(debug_assertions), inline(always))]
fn remainder<V: Lanes>(r: V) -> V {
    const COEFFICIENTS: [f64; 11] = {
        let mut coefficients = [0.5; 11];
        let mut k = 1;
        while k < 11 {
            coefficients[k] = coefficients[k - 1] / -(k as f64 + 2.0);
            k += 1;
        }
        coefficients
    };
    let terms = if size_of::<V::Scalar>() == 4 { 6 } else { 11 };
    let mut sum = V::from_f64(COEFFICIENTS[terms - 1]);
    for k in (0..terms - 1).rev() {
        sum = sum.mul_add(r, V::from_f64(COEFFICIENTS[k]));
    }
    sum
}

/// The softmax of each row, in place. Logits of +infinity share the probability.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn softmax<V: Lanes>(mut z: RowsMut<'_, V::Scalar>, n: usize) {
    let (zero, infinity) = (V::Scalar::ZERO, V::Scalar::from_f64(f64::INFINITY));
    for row in 0..n {
        let row = z.row_mut(row);
        let mut highest = if row.len() < V::COUNT {
            row.iter().fold(-infinity, |a, b| a.max(*b))
        } else {
            // SAFETY: `row` has as many scalars as it is long.
            unsafe { largest::<V>(row.as_ptr(), row.len()) }
        };
        if highest == infinity {
            // Infinity minus infinity would be NaN, which other NaNs stay.
            row.iter_mut().for_each(|z| *z = z.if_less(infinity, -infinity, if *z == infinity { zero } else { *z }));
            highest = zero;
        }
        let mut total = V::from_f64(0.0);
        for part in row.chunks_mut(V::COUNT) {
            let left = part.len();
            // SAFETY: `part` has `left` scalars.
            unsafe {
                let e = (V::load_up_to(part.as_ptr(), left) - V::splat(highest)).exp();
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
#[cfg_attr(not(debug_assertions), inline(always))]
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
