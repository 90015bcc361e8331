//! [`Real`] and [`FloatBits`] for `f32` and `f64`.

use crate::real::Real;
use crate::simd::float_bits::FloatBits;
use crate::simd::functions::functions;

/// Implements [`Real`] and [`FloatBits`] for a scalar type.
macro_rules! scalar {
    ($T:ident, $word:ident, $single:literal, $shift:literal, $sqrt:ident) => {
        impl Real for $T {
            #[cfg_attr(not(debug_assertions), inline(always))]
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_lossless,
                reason = "the nearest value is documented"
            )]
            fn from_f64(value: f64) -> Self {
                value as $T
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn mul_add(self, factor: Self, addend: Self) -> Self {
                self * factor + addend
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn max(self, other: Self) -> Self {
                if self > other { self } else { other }
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn min(self, other: Self) -> Self {
                if self < other { self } else { other }
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn sqrt(self) -> Self {
                libm::$sqrt(self)
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn abs(self) -> Self {
                $T::abs(self)
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn copysign(self, sign: Self) -> Self {
                $T::copysign(self, sign)
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn if_less(self, limit: Self, then: Self, otherwise: Self) -> Self {
                if self < limit { then } else { otherwise }
            }
            functions!(always);
        }

        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_lossless,
            reason = "the constants of 32-bit words fit in 32 bits"
        )]
        impl FloatBits for $T {
            const SINGLE: bool = $single;

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn bits_add(self, number: i64) -> Self {
                $T::from_bits(self.to_bits().wrapping_add(number as $word))
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn bits_plus(self, other: Self) -> Self {
                $T::from_bits(self.to_bits().wrapping_add(other.to_bits()))
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn bits_and(self, mask: i64) -> Self {
                $T::from_bits(self.to_bits() & mask as $word)
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn bits_left(self) -> Self {
                $T::from_bits(self.to_bits() << $shift)
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn bits_right(self) -> Self {
                $T::from_bits(self.to_bits() >> $shift)
            }
        }
    };
}

scalar!(f32, u32, true, 23, sqrtf);
scalar!(f64, u64, false, 52, sqrt);
