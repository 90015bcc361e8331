//! Vectors for every CPU: arrays, whose loops LLVM vectorizes for the target.
//!
//! `mul_add` rounds twice, since without FMA instructions a fused one is a slow function call. So results differ from
//! those of the other sets in the last bits.

use crate::real::Real;
use crate::simd::float_bits::FloatBits;
use crate::simd::functions::functions;
use crate::simd::isa::Isa;
use crate::simd::kind::Kind;
use crate::simd::lanes::{Lanes, operators};

/// The token of the portable vectors, which every CPU supports.
#[derive(Clone, Copy, Debug)]
pub struct Portable;

// SAFETY: the vectors use no instruction beyond those of the compilation target, which `enter` runs `f` with.
unsafe impl Isa for Portable {
    type F32 = F32;
    type F64 = F64;

    #[inline(never)]
    fn enter<R>(self, f: impl FnOnce() -> R) -> R {
        f()
    }
}

/// Defines a vector type: an array of scalars.
macro_rules! lanes {
    ($(#[$doc:meta])* $V:ident, $T:ident, $count:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $V([$T; $count]);

        impl $V {
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn each(self, f: impl Fn($T) -> $T) -> Self {
                let mut result = self.0;
                for lane in &mut result {
                    *lane = f(*lane);
                }
                Self(result)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn both(self, other: Self, f: impl Fn($T, $T) -> $T) -> Self {
                let mut result = self.0;
                for (lane, other) in result.iter_mut().zip(other.0) {
                    *lane = f(*lane, other);
                }
                Self(result)
            }
        }

        operators! { $V, |self, other|
            Add::add => self.both(other, |a, b| a + b);
            Sub::sub => self.both(other, |a, b| a - b);
            Mul::mul => self.both(other, |a, b| a * b);
            Div::div => self.both(other, |a, b| a / b);
        }

        impl Real for $V {
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn from_f64(value: f64) -> Self {
                Self([$T::from_f64(value); $count])
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn mul_add(self, factor: Self, addend: Self) -> Self {
                self * factor + addend
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn max(self, other: Self) -> Self {
                self.both(other, Real::max)
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn min(self, other: Self) -> Self {
                self.both(other, Real::min)
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn sqrt(self) -> Self {
                self.each(Real::sqrt)
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn abs(self) -> Self {
                self.each($T::abs)
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn copysign(self, sign: Self) -> Self {
                self.both(sign, $T::copysign)
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn if_less(self, limit: Self, then: Self, otherwise: Self) -> Self {
                let mut result = otherwise.0;
                for lane in 0..$count {
                    if self.0[lane] < limit.0[lane] {
                        result[lane] = then.0[lane];
                    }
                }
                Self(result)
            }
            // A call costs little beside the 16 lanes of a function. Inlined, an LSTM's tanh and sigmoid take 50 KB of a program for a
            // microcontroller.
            functions!(never);
        }

        impl FloatBits for $V {
            const SINGLE: bool = $T::SINGLE;

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn bits_add(self, number: i64) -> Self {
                self.each(|lane| lane.bits_add(number))
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn bits_plus(self, other: Self) -> Self {
                self.both(other, FloatBits::bits_plus)
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn bits_and(self, mask: i64) -> Self {
                self.each(|lane| lane.bits_and(mask))
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn bits_left(self) -> Self {
                self.each(FloatBits::bits_left)
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn bits_right(self) -> Self {
                self.each(FloatBits::bits_right)
            }
        }

        impl Lanes for $V {
            type Scalar = $T;
            const KIND: Kind = Kind::Portable;

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn splat(value: $T) -> Self {
                Self([value; $count])
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            unsafe fn load(from: *const $T) -> Self {
                // SAFETY: `from` points to `COUNT` scalars; an array has the alignment of its elements.
                Self(unsafe { *from.cast() })
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            unsafe fn store(self, to: *mut $T) {
                // SAFETY: `to` points to `COUNT` scalars; an array has the alignment of its elements.
                unsafe { *to.cast() = self.0 }
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            unsafe fn load_part(from: *const $T, count: usize) -> Self {
                let mut lanes = [0.0; $count];
                for (index, lane) in lanes.iter_mut().enumerate().take(count) {
                    // SAFETY: `index` is less than `count`, and `from` points to `count` scalars.
                    *lane = unsafe { *from.add(index) };
                }
                Self(lanes)
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            unsafe fn store_part(self, to: *mut $T, count: usize) {
                for (index, lane) in self.0.iter().enumerate().take(count) {
                    // SAFETY: `index` is less than `count`, and `to` points to `count` scalars.
                    unsafe { *to.add(index) = *lane }
                }
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn sums(vectors: &[Self; 16]) -> Self {
                let mut sums = [0.0; $count];
                for (sum, vector) in sums.iter_mut().zip(vectors) {
                    *sum = vector.sum();
                }
                Self(sums)
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn turned(self, by: usize) -> Self {
                Self(core::array::from_fn(|lane| self.0[(lane + by) % $count]))
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn repeated<const M: usize>(self) -> Self {
                Self(core::array::from_fn(|lane| self.0[lane / M]))
            }
        }
    };
}

lanes! {
    /// 16 lanes of f32.
    F32, f32, 16
}
lanes! {
    /// 8 lanes of f64.
    F64, f64, 8
}
