//! Floating-point numbers as integers of their bits, and what the elementary functions build from that.

use crate::real::Real;

/// Operations on the bits of floating-point numbers, as integers of the same width: what the elementary functions need
/// beyond arithmetic.
pub trait FloatBits: Real {
    /// Whether the numbers are f32; otherwise they are f64.
    const SINGLE: bool;
    /// Adds a constant to the bits.
    fn bits_add(self, number: i64) -> Self;
    /// Adds the bits of two numbers.
    fn bits_plus(self, other: Self) -> Self;
    /// Keeps the bits that are set in `mask`.
    fn bits_and(self, mask: i64) -> Self;
    /// Shifts the bits left by the length of the mantissa, 23 or 52, so that the lowest bits become the exponent.
    fn bits_left(self) -> Self;
    /// Shifts the bits right by the length of the mantissa, 23 or 52; zeros are shifted in.
    fn bits_right(self) -> Self;
}

/// A constant that differs between f32 and f64.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn constant<W: FloatBits>(single: f64, double: f64) -> W {
    W::from_f64(if W::SINGLE { single } else { double })
}

/// An integer constant that differs between f32 and f64.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) const fn integer<W: FloatBits>(single: i64, double: i64) -> i64 {
    if W::SINGLE { single } else { double }
}

/// 1.5 × 2²³ for f32, 1.5 × 2⁵² for f64. x plus this number is rounded to an integer, which its lowest bits hold.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn magic<W: FloatBits>() -> W {
    constant(12_582_912.0, 6755399441055744.0)
}

/// x rounded to the nearest integer, for |x| up to 2²² in f32 and 2⁵¹ in f64.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn round<W: FloatBits>(x: W) -> W {
    (x + magic()) - magic()
}

/// 2ⁿ for an integer n, if it is a normal number.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn power_of_two<W: FloatBits>(n: W) -> W {
    // The lowest bits of the sum are n, which becomes the exponent.
    (n + magic()).bits_left().bits_add(integer::<W>(0x3f80_0000, 0x3ff0_0000_0000_0000))
}

/// A polynomial by Horner's rule; the coefficient of the highest power comes first.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn polynomial<W: FloatBits>(x: W, coefficients: &[f64]) -> W {
    scaled_polynomial([1.0, 1.0], x, coefficients)
}

/// factor p(ratio x), where p is the polynomial with these coefficients. For powers of two, the products with the
/// coefficients are exact, and cost nothing when the program runs.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn scaled_polynomial<W: FloatBits>([factor, ratio]: [f64; 2], x: W, coefficients: &[f64]) -> W {
    let mut scale = factor;
    for _ in 1..coefficients.len() {
        scale *= ratio;
    }
    let mut sum = W::from_f64(scale * coefficients[0]);
    for c in &coefficients[1..] {
        scale /= ratio;
        sum = sum.mul_add(x, W::from_f64(scale * c));
    }
    sum
}
