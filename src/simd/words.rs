//! Numbers as words of bits: what the elementary functions are made of.

use crate::real::Real;

/// What elementary functions need beyond arithmetic: numbers as words of bits.
pub trait Words: Real {
    /// Whether the words have 32 bits, or 64.
    const SINGLE: bool;
    /// The words plus a number.
    fn bits_add(self, number: i64) -> Self;
    /// The bits that are in both.
    fn bits_and(self, mask: i64) -> Self;
    /// The words shifted left, up to where the exponent is: by 23 or 52 bits.
    fn bits_left(self) -> Self;
    /// The words shifted right by so many bits; zeros come in.
    fn bits_right(self) -> Self;
}

/// By the precision.
#[inline(always)]
pub(super) fn of<W: Words>(single: f64, double: f64) -> W {
    W::from_f64(if W::SINGLE { single } else { double })
}

#[inline(always)]
pub(super) const fn bits<W: Words>(single: i64, double: i64) -> i64 {
    if W::SINGLE { single } else { double }
}

/// 1.5 x 2²³ or 2⁵²: a number plus this is rounded to a whole one, which its lowest bits hold.
#[inline(always)]
pub(super) fn magic<W: Words>() -> W {
    of(12_582_912.0, 6755399441055744.0)
}

/// The nearest whole number, for small ones.
#[inline(always)]
pub(super) fn whole<W: Words>(x: W) -> W {
    (x + magic()) - magic()
}

/// 2ⁿ for a whole n whose result is a normal number.
#[inline(always)]
pub(super) fn power_of_two<W: Words>(n: W) -> W {
    power_of_two_from_bits(n + magic())
}

/// The same of n plus [`magic`].
#[inline(always)]
pub(super) fn power_of_two_from_bits<W: Words>(shifted: W) -> W {
    shifted.bits_left().bits_add(bits::<W>(0x3f80_0000, 0x3ff0_0000_0000_0000))
}
