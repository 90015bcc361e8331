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

/// The pointers of a step with two running means, and the number of values behind each.
struct Pointers<T> {
    p: *mut T,
    g: *const T,
    m: *mut T,
    v: *mut T,
    length: usize,
}

impl<T> Pointers<T> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn new(p: &mut [T], g: &[T], m: &mut [T], v: &mut [T]) -> Self {
        debug_assert!(p.len() == g.len() && p.len() == m.len() && p.len() == v.len(), "a gradient of another length");
        let length = p.len().min(g.len()).min(m.len()).min(v.len());
        Self { p: p.as_mut_ptr(), g: g.as_ptr(), m: m.as_mut_ptr(), v: v.as_mut_ptr(), length }
    }

    /// m = β₁ m + (1 - β₁) g and v = β₂ v + (1 - β₂) g², `left` values from `at` on. Returns g, m and v.
    ///
    /// # Safety
    ///
    /// `at` is a multiple of `V::COUNT` below `length`, and `left` is `length - at`; the slices are still borrowed.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn means<V: Lanes<Scalar = T>>(&self, [beta1, beta2]: [V; 2], at: usize, left: usize) -> [V; 3] {
        let one = V::from_f64(1.0);
        // SAFETY: all slices have at least `length` scalars, and so `left` from `at` on.
        unsafe {
            let gradient = V::load_up_to(self.g.add(at), left);
            let first = beta1.mul_add(V::load_up_to(self.m.add(at), left), (one - beta1) * gradient);
            let second = beta2.mul_add(V::load_up_to(self.v.add(at), left), (one - beta2) * (gradient * gradient));
            first.store_up_to(self.m.add(at), left);
            second.store_up_to(self.v.add(at), left);
            [gradient, first, second]
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
    let betas = step.betas.map(V::splat);
    let (rate, correction, epsilon) = (V::splat(-step.rate), V::splat(step.correction), V::splat(step.epsilon));
    let pointers = Pointers::new(p, g, m, v);
    for (at, left) in vectors::<V>(pointers.length) {
        // SAFETY: `vectors` counts up to `length`, and so `p` has at least `left` scalars from `at` on.
        unsafe {
            let ([_, first, second], p) = (pointers.means(betas, at, left), pointers.p.add(at));
            let quotient = first / ((second * correction).sqrt() + epsilon);
            rate.mul_add(quotient, V::load_up_to(p, left)).store_up_to(p, left);
        }
    }
}

/// The means of [`adam`]. Then p -= (rate m + gradient_rate g) / (sqrt(correction v) + epsilon).
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn nadam<V: Lanes>(
    p: &mut [V::Scalar],
    g: &[V::Scalar],
    m: &mut [V::Scalar],
    v: &mut [V::Scalar],
    step: AdamStep<V::Scalar>,
    gradient_rate: V::Scalar,
) {
    let betas = step.betas.map(V::splat);
    let (rate, correction, epsilon) = (V::splat(step.rate), V::splat(step.correction), V::splat(step.epsilon));
    let gradient_rate = V::splat(gradient_rate);
    let pointers = Pointers::new(p, g, m, v);
    for (at, left) in vectors::<V>(pointers.length) {
        // SAFETY: `vectors` counts up to `length`, and so `p` has at least `left` scalars from `at` on.
        unsafe {
            let ([gradient, first, second], p) = (pointers.means(betas, at, left), pointers.p.add(at));
            let direction = rate.mul_add(first, gradient_rate * gradient);
            let step = direction / ((second * correction).sqrt() + epsilon);
            (V::load_up_to(p, left) - step).store_up_to(p, left);
        }
    }
}

/// The means of [`adam`]. Then p -= rate m.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn radam_start<V: Lanes>(
    p: &mut [V::Scalar],
    g: &[V::Scalar],
    m: &mut [V::Scalar],
    v: &mut [V::Scalar],
    rate: V::Scalar,
    betas: [V::Scalar; 2],
) {
    let (rate, betas) = (V::splat(-rate), betas.map(V::splat));
    let pointers = Pointers::new(p, g, m, v);
    for (at, left) in vectors::<V>(pointers.length) {
        // SAFETY: `vectors` counts up to `length`, and so `p` has at least `left` scalars from `at` on.
        unsafe {
            let ([_, first, _], p) = (pointers.means(betas, at, left), pointers.p.add(at));
            rate.mul_add(first, V::load_up_to(p, left)).store_up_to(p, left);
        }
    }
}

/// v = kept v + added g². Then p -= rate g / (sqrt v + epsilon).
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn scaled<V: Lanes>(
    p: &mut [V::Scalar],
    g: &[V::Scalar],
    v: &mut [V::Scalar],
    [rate, epsilon]: [V::Scalar; 2],
    [kept, added]: [V::Scalar; 2],
) {
    debug_assert!(p.len() == g.len() && p.len() == v.len(), "a gradient of another length");
    let [rate, epsilon, kept, added] = [-rate, epsilon, kept, added].map(V::splat);
    let length = p.len().min(g.len()).min(v.len());
    let (p, g, v) = (p.as_mut_ptr(), g.as_ptr(), v.as_mut_ptr());
    for (at, left) in vectors::<V>(length) {
        // SAFETY: all slices have at least `length` scalars, and so `left` from `at` on.
        unsafe {
            let gradient = V::load_up_to(g.add(at), left);
            let squares = kept.mul_add(V::load_up_to(v.add(at), left), added * (gradient * gradient));
            squares.store_up_to(v.add(at), left);
            let quotient = gradient / (squares.sqrt() + epsilon);
            rate.mul_add(quotient, V::load_up_to(p.add(at), left)).store_up_to(p.add(at), left);
        }
    }
}

/// p -= rate sign(β₁ m + (1 - β₁) g), with sign(0) = 0. Then m = β₂ m + (1 - β₂) g.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn lion<V: Lanes>(
    p: &mut [V::Scalar],
    g: &[V::Scalar],
    m: &mut [V::Scalar],
    rate: V::Scalar,
    betas: [V::Scalar; 2],
) {
    debug_assert!(p.len() == g.len() && p.len() == m.len(), "a gradient of another length");
    let (zero, one) = (V::from_f64(0.0), V::from_f64(1.0));
    let (rate, [beta1, beta2]) = (V::splat(-rate), betas.map(V::splat));
    let length = p.len().min(g.len()).min(m.len());
    let (p, g, m) = (p.as_mut_ptr(), g.as_ptr(), m.as_mut_ptr());
    for (at, left) in vectors::<V>(length) {
        // SAFETY: all slices have at least `length` scalars, and so `left` from `at` on.
        unsafe {
            let (gradient, mean) = (V::load_up_to(g.add(at), left), V::load_up_to(m.add(at), left));
            let between = beta1.mul_add(mean, (one - beta1) * gradient);
            // NaN is less than nothing, and stays.
            let sign = between.if_less(zero, -one, zero.if_less(between, one, between));
            beta2.mul_add(mean, (one - beta2) * gradient).store_up_to(m.add(at), left);
            rate.mul_add(sign, V::load_up_to(p.add(at), left)).store_up_to(p.add(at), left);
        }
    }
}
