//! The updates of the optimizers: the same function of every parameter, over slices of equal length. They take the shortest
//! length, so that they need no check that could panic.

use crate::simd::lanes::Lanes;

/// The coefficients of a step of Adam.
#[derive(Clone, Copy, Debug)]
pub struct AdamStep<T> {
    /// The learning rate, divided by 1 - β₁ᵗ, which corrects the bias of the first moment.
    pub(crate) rate: T,
    /// β₁ and β₂: how much of each moment is kept.
    pub(crate) betas: [T; 2],
    /// 1 / (1 - β₂ᵗ), which corrects the bias of the second moment.
    pub(crate) correction: T,
    /// Added to the denominator, to keep the quotient finite.
    pub(crate) epsilon: T,
}

/// For each vector the index of its first scalar, and the number of scalars from there on.
#[cfg_attr(not(debug_assertions), inline(always))]
fn vectors<V: Lanes>(length: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..length).step_by(V::COUNT).map(move |at| (at, length - at))
}

/// p -= rate g
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn descend<V: Lanes>(p: &mut [V::Scalar], g: &[V::Scalar], rate: V::Scalar) {
    debug_assert!(p.len() == g.len(), "a gradient of another length");
    let rate = V::splat(-rate);
    let length = p.len().min(g.len());
    let (p, g) = (p.as_mut_ptr(), g.as_ptr());
    for (at, left) in vectors::<V>(length) {
        // SAFETY: both slices have at least `length` scalars, and so `left` from `at` on.
        unsafe {
            rate.mul_add(V::load_up_to(g.add(at), left), V::load_up_to(p.add(at), left)).store_up_to(p.add(at), left)
        };
    }
}

/// total = total + carry, rounded; carry = what the rounding has left. Source: Knuth, "The Art of Computer Programming",
/// volume 2, theorem 4.2.2 B.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn add_carrying<V: Lanes>(total: &mut [V::Scalar], carry: &mut [V::Scalar]) {
    debug_assert!(total.len() == carry.len(), "a sum of another length");
    let length = total.len().min(carry.len());
    let (total, carry) = (total.as_mut_ptr(), carry.as_mut_ptr());
    for (at, left) in vectors::<V>(length) {
        // SAFETY: both slices have at least `length` scalars, and so `left` from `at` on.
        unsafe {
            let (a, b) = (V::load_up_to(total.add(at), left), V::load_up_to(carry.add(at), left));
            let sum = a + b;
            let of_b = sum - a;
            let rest = (a - (sum - of_b)) + (b - of_b);
            sum.store_up_to(total.add(at), left);
            rest.store_up_to(carry.add(at), left);
        }
    }
}

/// v = momentum v + g. Then p -= rate v, or p -= rate (g + momentum v) for Nesterov momentum.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn momentum<V: Lanes>(
    p: &mut [V::Scalar],
    g: &[V::Scalar],
    v: &mut [V::Scalar],
    [rate, momentum]: [V::Scalar; 2],
    nesterov: bool,
) {
    debug_assert!(p.len() == g.len() && p.len() == v.len(), "a gradient of another length");
    let (rate, momentum) = (V::splat(-rate), V::splat(momentum));
    let length = p.len().min(g.len()).min(v.len());
    let (p, g, v) = (p.as_mut_ptr(), g.as_ptr(), v.as_mut_ptr());
    for (at, left) in vectors::<V>(length) {
        // SAFETY: all slices have at least `length` scalars, and so `left` from `at` on.
        unsafe {
            let gradient = V::load_up_to(g.add(at), left);
            let velocity = momentum.mul_add(V::load_up_to(v.add(at), left), gradient);
            velocity.store_up_to(v.add(at), left);
            let direction = if nesterov { momentum.mul_add(velocity, gradient) } else { velocity };
            rate.mul_add(direction, V::load_up_to(p.add(at), left)).store_up_to(p.add(at), left);
        }
    }
}

/// m = β₁ m + (1 - β₁) g and v = β₂ v + (1 - β₂) g². Then p -= rate m / (sqrt(correction v) + epsilon).
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn adam<V: Lanes>(
    p: &mut [V::Scalar],
    g: &[V::Scalar],
    m: &mut [V::Scalar],
    v: &mut [V::Scalar],
    step: AdamStep<V::Scalar>,
) {
    debug_assert!(p.len() == g.len() && p.len() == m.len() && p.len() == v.len(), "a gradient of another length");
    let one = V::from_f64(1.0);
    let [beta1, beta2] = step.betas.map(V::splat);
    let (rate, correction, epsilon) = (V::splat(-step.rate), V::splat(step.correction), V::splat(step.epsilon));
    let length = p.len().min(g.len()).min(m.len()).min(v.len());
    let (p, g, m, v) = (p.as_mut_ptr(), g.as_ptr(), m.as_mut_ptr(), v.as_mut_ptr());
    for (at, left) in vectors::<V>(length) {
        // SAFETY: all slices have at least `length` scalars, and so `left` from `at` on.
        unsafe {
            let gradient = V::load_up_to(g.add(at), left);
            let first = beta1.mul_add(V::load_up_to(m.add(at), left), (one - beta1) * gradient);
            let second = beta2.mul_add(V::load_up_to(v.add(at), left), (one - beta2) * (gradient * gradient));
            first.store_up_to(m.add(at), left);
            second.store_up_to(v.add(at), left);
            let quotient = first / ((second * correction).sqrt() + epsilon);
            rate.mul_add(quotient, V::load_up_to(p.add(at), left)).store_up_to(p.add(at), left);
        }
    }
}
