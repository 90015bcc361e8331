//! Vectors of AVX2 and FMA: two registers each.

use core::arch::x86_64::*;

use crate::real::Real;
use crate::simd::float_bits::FloatBits;
use crate::simd::functions::functions;
use crate::simd::isa::Isa;
use crate::simd::kind::Kind;
use crate::simd::lanes::{Lanes, operators};
use crate::simd::reorder::reordered_256;

/// The token of [`Kind::Avx2`].
#[derive(Clone, Copy, Debug)]
pub struct Avx2(());

impl Avx2 {
    /// # Safety
    ///
    /// The CPU supports AVX2 and FMA.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub unsafe fn new() -> Self {
        Self(())
    }
}

// SAFETY: `new` requires that the CPU supports the features that `enter` enables, and the vectors use no others.
unsafe impl Isa for Avx2 {
    type F32 = F32;
    type F64 = F64;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn enter<R>(self, f: impl FnOnce() -> R) -> R {
        #[target_feature(enable = "avx2,fma")]
        #[inline(never)]
        fn entered<R>(f: impl FnOnce() -> R) -> R {
            f()
        }
        // SAFETY: `self` exists, so the CPU supports AVX2 and FMA: the obligation of `new`.
        unsafe { entered(f) }
    }
}

/// Reduces the eight lanes of a register to one by halving: `with` combines lanes l and l + 4, then l and l + 2, then l
/// and l + 1.
macro_rules! fold_ps {
    ($register:expr, $with:ident) => {{
        let v = $register;
        let v = $with(_mm256_castps256_ps128(v), _mm256_extractf128_ps::<1>(v));
        let v = $with(v, _mm_movehl_ps(v, v));
        _mm_cvtss_f32($with(v, _mm_movehdup_ps(v)))
    }};
}

/// Reduces the four lanes of a register to one by halving: `with` combines lanes l and l + 2, then l and l + 1.
macro_rules! fold_pd {
    ($register:expr, $with:ident) => {{
        let v = $register;
        let v = $with(_mm256_castpd256_pd128(v), _mm256_extractf128_pd::<1>(v));
        _mm_cvtsd_f64($with(v, _mm_unpackhi_pd(v, v)))
    }};
}

pub(super) use {fold_pd, fold_ps};

/// A function of registers, applied to both registers of each vector.
macro_rules! registers {
    ($function:ident($($vector:expr),+)) => {
        unsafe { Self($function($($vector.0),+), $function($($vector.1),+)) }
    };
}

/// Defines a vector type, and implements the traits of vectors by the intrinsics for its registers.
macro_rules! lanes {
    (
        $(#[$doc:meta])* $V:ident($register:ident), $T:ident, $word:ident, $single:literal, $shift:literal,
        $set1:ident, $add:ident, $sub:ident, $mul:ident, $div:ident, $fma:ident, $max:ident, $min:ident, $sqrt:ident,
        $cmp:ident, $and:ident, $andnot:ident, $or:ident,
        $to_words:ident, $from_words:ident, $set_words:ident, $add_words:ident, $left:ident, $right:ident,
        $load:ident, $store:ident, $mask_load:ident, $mask:ident, $store_first:ident,
        $fold:ident, $half_add:ident, $half_max:ident, $sums:ident
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $V($register, $register);

        // SAFETY, for every block in this macro: vectors are made only inside `Avx2::enter` (see `Lanes`), so the CPU
        // supports AVX2 and FMA. The pointers are those of `Lanes`'s methods, whose obligations cover what each block
        // reads or writes.
        #[allow(clippy::undocumented_unsafe_blocks, reason = "the comment above is for all of them")]
        const _: () = {
            /// How many lanes a register has.
            const HALF: usize = $V::COUNT / 2;

            impl $V {
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn words(number: i64) -> __m256i {
                    unsafe { $set_words(number as $word) }
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn to_words(self) -> [__m256i; 2] {
                    unsafe { [$to_words(self.0), $to_words(self.1)] }
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn from_words(low: __m256i, high: __m256i) -> Self {
                    unsafe { Self($from_words(low), $from_words(high)) }
                }
            }

            operators! { $V, |self, other|
                Add::add => registers!($add(self, other));
                Sub::sub => registers!($sub(self, other));
                Mul::mul => registers!($mul(self, other));
                Div::div => registers!($div(self, other));
            }

            impl Real for $V {
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn from_f64(value: f64) -> Self {
                    Self::splat($T::from_f64(value))
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn mul_add(self, factor: Self, addend: Self) -> Self {
                    registers!($fma(self, factor, addend))
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn max(self, other: Self) -> Self {
                    registers!($max(self, other))
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn min(self, other: Self) -> Self {
                    registers!($min(self, other))
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn sqrt(self) -> Self {
                    registers!($sqrt(self))
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn abs(self) -> Self {
                    let sign = Self::from_f64(-0.0);
                    registers!($andnot(sign, self))
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn copysign(self, sign: Self) -> Self {
                    let (bit, size) = (Self::from_f64(-0.0), self.abs());
                    let sign = registers!($and(sign, bit));
                    registers!($or(sign, size))
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn if_less(self, limit: Self, then: Self, otherwise: Self) -> Self {
                    // A blend reads the sign of each lane of a mask, which LLVM spreads first, since it doesn't know
                    // that the mask is a comparison's. Most callers select zero, and then one operation is left.
                    let less =
                        unsafe { Self($cmp::<_CMP_LT_OQ>(self.0, limit.0), $cmp::<_CMP_LT_OQ>(self.1, limit.1)) };
                    let (then, otherwise) = (registers!($and(less, then)), registers!($andnot(less, otherwise)));
                    registers!($or(then, otherwise))
                }
                functions!(always);
            }

            impl FloatBits for $V {
                const SINGLE: bool = $single;

                #[cfg_attr(not(debug_assertions), inline(always))]
                fn bits_add(self, number: i64) -> Self {
                    let ([low, high], number) = (self.to_words(), Self::words(number));
                    unsafe { Self::from_words($add_words(low, number), $add_words(high, number)) }
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn bits_plus(self, other: Self) -> Self {
                    let ([low, high], [other_low, other_high]) = (self.to_words(), other.to_words());
                    unsafe { Self::from_words($add_words(low, other_low), $add_words(high, other_high)) }
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn bits_and(self, mask: i64) -> Self {
                    let ([low, high], mask) = (self.to_words(), Self::words(mask));
                    unsafe { Self::from_words(_mm256_and_si256(low, mask), _mm256_and_si256(high, mask)) }
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn bits_left(self) -> Self {
                    let [low, high] = self.to_words();
                    unsafe { Self::from_words($left::<$shift>(low), $left::<$shift>(high)) }
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn bits_right(self) -> Self {
                    let [low, high] = self.to_words();
                    unsafe { Self::from_words($right::<$shift>(low), $right::<$shift>(high)) }
                }
            }

            impl Lanes for $V {
                type Scalar = $T;
                const KIND: Kind = Kind::Avx2;

                #[cfg_attr(not(debug_assertions), inline(always))]
                fn splat(value: $T) -> Self {
                    let half = unsafe { $set1(value) };
                    Self(half, half)
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                unsafe fn load(from: *const $T) -> Self {
                    unsafe { Self($load(from), $load(from.add(HALF))) }
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                unsafe fn store(self, to: *mut $T) {
                    unsafe {
                        $store(to, self.0);
                        $store(to.add(HALF), self.1);
                    }
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                unsafe fn load_part(from: *const $T, count: usize) -> Self {
                    // `rest` may point beyond the memory: it is read only if `count` reaches the second register.
                    let rest = from.wrapping_add(HALF);
                    unsafe {
                        let low = $mask_load(from, $mask(count));
                        Self(low, if count > HALF { $mask_load(rest, $mask(count - HALF)) } else { $set1(0.0) })
                    }
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                unsafe fn store_part(self, to: *mut $T, count: usize) {
                    let rest = to.wrapping_add(HALF);
                    unsafe {
                        if count >= HALF {
                            $store(to, self.0);
                            $store_first(self.1, rest, count - HALF);
                        } else {
                            $store_first(self.0, to, count);
                        }
                    }
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn sum(self) -> $T {
                    unsafe { $fold!($add(self.0, self.1), $half_add) }
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn largest(self) -> $T {
                    unsafe { $fold!($max(self.0, self.1), $half_max) }
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn sums(vectors: &[Self; 16]) -> Self {
                    unsafe { $sums(vectors) }
                }
                reordered_256!();
            }
        };
    };
}

lanes! {
    /// 16 lanes of f32.
    F32(__m256), f32, i32, true, 23,
    _mm256_set1_ps, _mm256_add_ps, _mm256_sub_ps, _mm256_mul_ps, _mm256_div_ps, _mm256_fmadd_ps, _mm256_max_ps,
    _mm256_min_ps, _mm256_sqrt_ps, _mm256_cmp_ps, _mm256_and_ps, _mm256_andnot_ps, _mm256_or_ps,
    _mm256_castps_si256, _mm256_castsi256_ps, _mm256_set1_epi32, _mm256_add_epi32, _mm256_slli_epi32, _mm256_srli_epi32,
    _mm256_loadu_ps, _mm256_storeu_ps, _mm256_maskload_ps, mask_of_8, store_first_of_8,
    fold_ps, _mm_add_ps, _mm_max_ps, sums_f32
}
lanes! {
    /// 8 lanes of f64.
    F64(__m256d), f64, i64, false, 52,
    _mm256_set1_pd, _mm256_add_pd, _mm256_sub_pd, _mm256_mul_pd, _mm256_div_pd, _mm256_fmadd_pd, _mm256_max_pd,
    _mm256_min_pd, _mm256_sqrt_pd, _mm256_cmp_pd, _mm256_and_pd, _mm256_andnot_pd, _mm256_or_pd,
    _mm256_castpd_si256, _mm256_castsi256_pd, _mm256_set1_epi64x, _mm256_add_epi64, _mm256_slli_epi64, _mm256_srli_epi64,
    _mm256_loadu_pd, _mm256_storeu_pd, _mm256_maskload_pd, mask_of_4, store_first_of_4,
    fold_pd, _mm_add_pd, _mm_max_pd, sums_f64
}

/// A mask of the first `count` of eight lanes. All eight are set if `count` is larger.
///
/// # Safety
///
/// The CPU supports AVX2.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn mask_of_8(count: usize) -> __m256i {
    // SAFETY: the CPU supports AVX2.
    unsafe { _mm256_cmpgt_epi32(_mm256_set1_epi32(count as i32), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7)) }
}

/// A mask of the first `count` of four lanes. All four are set if `count` is larger.
///
/// # Safety
///
/// The CPU supports AVX2.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn mask_of_4(count: usize) -> __m256i {
    // SAFETY: the CPU supports AVX2.
    unsafe { _mm256_cmpgt_epi64(_mm256_set1_epi64x(count as i64), _mm256_setr_epi64x(0, 1, 2, 3)) }
}

/// Stores the first `count` of eight lanes, four, two and one at a time: a masked store takes many times as long.
///
/// # Safety
///
/// The CPU supports AVX2, `count` is less than 8, and `to` points to at least `count` writable scalars.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn store_first_of_8(v: __m256, mut to: *mut f32, count: usize) {
    // SAFETY: the CPU supports AVX2; the bits of `count` add up to the scalars written, which `to` has room for.
    unsafe {
        let mut rest = _mm256_castps256_ps128(v);
        if count & 4 != 0 {
            _mm_storeu_ps(to, rest);
            to = to.add(4);
            rest = _mm256_extractf128_ps::<1>(v);
        }
        if count & 2 != 0 {
            _mm_storel_pd(to.cast(), _mm_castps_pd(rest));
            to = to.add(2);
            rest = _mm_movehl_ps(rest, rest);
        }
        if count & 1 != 0 {
            _mm_store_ss(to, rest);
        }
    }
}

/// Stores the first `count` of four lanes, two and one at a time.
///
/// # Safety
///
/// The CPU supports AVX2, `count` is less than 4, and `to` points to at least `count` writable scalars.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn store_first_of_4(v: __m256d, mut to: *mut f64, count: usize) {
    // SAFETY: the CPU supports AVX2; the bits of `count` add up to the scalars written, which `to` has room for.
    unsafe {
        let mut rest = _mm256_castpd256_pd128(v);
        if count & 2 != 0 {
            _mm_storeu_pd(to, rest);
            to = to.add(2);
            rest = _mm256_extractf128_pd::<1>(v);
        }
        if count & 1 != 0 {
            _mm_store_sd(to, rest);
        }
    }
}

/// The sums of sixteen vectors at once: a transposition by halves that adds the halves on its way.
///
/// # Safety
///
/// The CPU supports AVX2.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn sums_f32(v: &[F32; 16]) -> F32 {
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn halves(v: &[F32; 16], i: usize) -> __m256 {
        // SAFETY: the CPU supports AVX2.
        unsafe {
            let (x, y) = (_mm256_add_ps(v[i].0, v[i].1), _mm256_add_ps(v[i + 4].0, v[i + 4].1));
            _mm256_add_ps(_mm256_blend_ps::<0xf0>(x, y), _mm256_permute2f128_ps::<0x21>(x, y))
        }
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn pairs(v: &[F32; 16], i: usize) -> __m256 {
        // SAFETY: the CPU supports AVX2.
        unsafe {
            let (x, y) = (halves(v, i), halves(v, i + 2));
            _mm256_add_ps(_mm256_blend_ps::<0xcc>(x, y), _mm256_shuffle_ps::<0x4e>(x, y))
        }
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn eight(v: &[F32; 16], i: usize) -> __m256 {
        // SAFETY: the CPU supports AVX2.
        unsafe {
            let (x, y) = (pairs(v, i), pairs(v, i + 1));
            let other = _mm256_blend_ps::<0xaa>(y, x);
            _mm256_add_ps(_mm256_blend_ps::<0xaa>(x, y), _mm256_permute_ps::<0xb1>(other))
        }
    }
    // SAFETY: the CPU supports AVX2.
    unsafe { F32(eight(v, 0), eight(v, 8)) }
}

/// The sums of the first eight vectors at once, as in [`sums_f32`].
///
/// # Safety
///
/// The CPU supports AVX2.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn sums_f64(v: &[F64; 16]) -> F64 {
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn halves(v: &[F64; 16], i: usize) -> __m256d {
        // SAFETY: the CPU supports AVX2.
        unsafe {
            let (x, y) = (_mm256_add_pd(v[i].0, v[i].1), _mm256_add_pd(v[i + 2].0, v[i + 2].1));
            _mm256_add_pd(_mm256_blend_pd::<0xc>(x, y), _mm256_permute2f128_pd::<0x21>(x, y))
        }
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn four(v: &[F64; 16], i: usize) -> __m256d {
        // SAFETY: the CPU supports AVX2.
        unsafe {
            let (x, y) = (halves(v, i), halves(v, i + 1));
            _mm256_add_pd(_mm256_blend_pd::<0xa>(x, y), _mm256_shuffle_pd::<0x5>(x, y))
        }
    }
    // SAFETY: the CPU supports AVX2.
    unsafe { F64(four(v, 0), four(v, 4)) }
}
