//! Lanes for every processor: arrays, of which LLVM makes the vectors that the target has.
//!
//! A product and a sum are two roundings here (a fused one without hardware is a slow function call), so the bits differ
//! from those of the other sets.

use crate::real::Real;
use crate::simd::functions::functions;
use crate::simd::isa::Isa;
use crate::simd::kind::Kind;
use crate::simd::lanes::{Lanes, operators};
use crate::simd::words::Words;

/// The token of what every processor has.
#[derive(Clone, Copy, Debug)]
pub struct Portable;

// SAFETY: it needs nothing.
unsafe impl Isa for Portable {
    type F32 = F32;
    type F64 = F64;

    #[inline(never)]
    fn enter<R>(self, f: impl FnOnce() -> R) -> R {
        f()
    }
}

/// A scalar, as [`Real`] and [`Words`].
macro_rules! scalar {
    ($T:ident, $word:ident, $single:literal, $shift:literal, $sqrt:ident) => {
        impl Real for $T {
            #[inline(always)]
            #[allow(clippy::cast_possible_truncation, clippy::cast_lossless, reason = "rounding is what it says")]
            fn from_f64(value: f64) -> Self {
                value as $T
            }
            #[inline(always)]
            fn mul_add(self, factor: Self, addend: Self) -> Self {
                self * factor + addend
            }
            #[inline(always)]
            fn max(self, other: Self) -> Self {
                if self > other { self } else { other }
            }
            #[inline(always)]
            fn min(self, other: Self) -> Self {
                if self < other { self } else { other }
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                libm::$sqrt(self)
            }
            #[inline(always)]
            fn abs(self) -> Self {
                $T::abs(self)
            }
            #[inline(always)]
            fn copysign(self, sign: Self) -> Self {
                $T::copysign(self, sign)
            }
            #[inline(always)]
            fn if_less(self, limit: Self, then: Self, otherwise: Self) -> Self {
                if self < limit { then } else { otherwise }
            }
            functions!();
        }

        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_lossless,
            reason = "the constants are written for the width"
        )]
        impl Words for $T {
            const SINGLE: bool = $single;

            #[inline(always)]
            fn bits_add(self, number: i64) -> Self {
                $T::from_bits(self.to_bits().wrapping_add(number as $word))
            }
            #[inline(always)]
            fn bits_and(self, mask: i64) -> Self {
                $T::from_bits(self.to_bits() & mask as $word)
            }
            #[inline(always)]
            fn bits_left(self) -> Self {
                $T::from_bits(self.to_bits() << $shift)
            }
            #[inline(always)]
            fn bits_right(self) -> Self {
                $T::from_bits(self.to_bits() >> $shift)
            }
        }
    };
}

scalar!(f32, u32, true, 23, sqrtf);
scalar!(f64, u64, false, 52, sqrt);

/// An array of scalars, as [`Lanes`].
macro_rules! lanes {
    ($(#[$doc:meta])* $V:ident, $T:ident, $count:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $V([$T; $count]);

        impl $V {
            #[inline(always)]
            fn each(self, f: impl Fn($T) -> $T) -> Self {
                let mut result = self.0;
                for lane in &mut result {
                    *lane = f(*lane);
                }
                Self(result)
            }

            #[inline(always)]
            fn both(self, other: Self, f: impl Fn($T, $T) -> $T) -> Self {
                let mut result = self.0;
                for (lane, other) in result.iter_mut().zip(other.0) {
                    *lane = f(*lane, other);
                }
                Self(result)
            }

            #[inline(always)]
            fn plus(self, other: Self) -> Self {
                self.both(other, |a, b| a + b)
            }
            #[inline(always)]
            fn minus(self, other: Self) -> Self {
                self.both(other, |a, b| a - b)
            }
            #[inline(always)]
            fn times(self, other: Self) -> Self {
                self.both(other, |a, b| a * b)
            }
            #[inline(always)]
            fn over(self, other: Self) -> Self {
                self.both(other, |a, b| a / b)
            }
        }

        operators!($V);

        impl Real for $V {
            #[inline(always)]
            fn from_f64(value: f64) -> Self {
                Self([$T::from_f64(value); $count])
            }
            #[inline(always)]
            fn mul_add(self, factor: Self, addend: Self) -> Self {
                self * factor + addend
            }
            #[inline(always)]
            fn max(self, other: Self) -> Self {
                self.both(other, Real::max)
            }
            #[inline(always)]
            fn min(self, other: Self) -> Self {
                self.both(other, Real::min)
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                self.each(Real::sqrt)
            }
            #[inline(always)]
            fn abs(self) -> Self {
                self.each($T::abs)
            }
            #[inline(always)]
            fn copysign(self, sign: Self) -> Self {
                self.both(sign, $T::copysign)
            }
            #[inline(always)]
            fn if_less(self, limit: Self, then: Self, otherwise: Self) -> Self {
                let mut result = otherwise.0;
                for lane in 0..$count {
                    if self.0[lane] < limit.0[lane] {
                        result[lane] = then.0[lane];
                    }
                }
                Self(result)
            }
            functions!();
        }

        impl Words for $V {
            const SINGLE: bool = $T::SINGLE;

            #[inline(always)]
            fn bits_add(self, number: i64) -> Self {
                self.each(|lane| lane.bits_add(number))
            }
            #[inline(always)]
            fn bits_and(self, mask: i64) -> Self {
                self.each(|lane| lane.bits_and(mask))
            }
            #[inline(always)]
            fn bits_left(self) -> Self {
                self.each(Words::bits_left)
            }
            #[inline(always)]
            fn bits_right(self) -> Self {
                self.each(Words::bits_right)
            }
        }

        impl Lanes for $V {
            type Scalar = $T;
            const KIND: Kind = Kind::Portable;

            #[inline(always)]
            fn splat(value: $T) -> Self {
                Self([value; $count])
            }
            #[inline(always)]
            unsafe fn load(from: *const $T) -> Self {
                // SAFETY: the caller's promise; an array is as aligned as its elements.
                Self(unsafe { *from.cast() })
            }
            #[inline(always)]
            unsafe fn store(self, to: *mut $T) {
                // SAFETY: likewise.
                unsafe { *to.cast() = self.0 }
            }
            #[inline(always)]
            unsafe fn load_part(from: *const $T, count: usize) -> Self {
                let mut lanes = [0.0; $count];
                for (index, lane) in lanes.iter_mut().enumerate().take(count) {
                    // SAFETY: the caller's promise.
                    *lane = unsafe { *from.add(index) };
                }
                Self(lanes)
            }
            #[inline(always)]
            unsafe fn store_part(self, to: *mut $T, count: usize) {
                for (index, lane) in self.0.iter().enumerate().take(count) {
                    // SAFETY: the caller's promise.
                    unsafe { *to.add(index) = *lane }
                }
            }
            #[inline(always)]
            fn sums(vectors: &[Self; 16]) -> Self {
                let mut sums = [0.0; $count];
                for (sum, vector) in sums.iter_mut().zip(vectors) {
                    *sum = vector.sum();
                }
                Self(sums)
            }
        }
    };
}

lanes! {
    /// 16 of f32.
    F32, f32, 16
}
lanes! {
    /// 8 of f64.
    F64, f64, 8
}
