//! Vectors of AVX-512: one register each.

use core::arch::x86_64::*;

use crate::real::Real;
use crate::simd::avx2::{fold_pd, fold_ps, store_first_of_4, store_first_of_8};
use crate::simd::float_bits::FloatBits;
use crate::simd::functions::functions;
use crate::simd::isa::Isa;
use crate::simd::kind::Kind;
use crate::simd::lanes::{Lanes, operators};
use crate::simd::reorder::reordered_512;

/// The token of [`Kind::Avx512`].
#[derive(Clone, Copy, Debug)]
pub struct Avx512(());

impl Avx512 {
    /// # Safety
    ///
    /// The CPU supports AVX-512 F, BW, DQ and VL, AVX2 and FMA.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub unsafe fn new() -> Self {
        Self(())
    }
}

// SAFETY: `new` requires that the CPU supports the features that `enter` enables, and the vectors use no others.
unsafe impl Isa for Avx512 {
    type F32 = F32;
    type F64 = F64;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn enter<R>(self, f: impl FnOnce() -> R) -> R {
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
        #[inline(never)]
        fn entered<R>(f: impl FnOnce() -> R) -> R {
            f()
        }
        // SAFETY: `self` exists, so the CPU supports these features: the obligation of `new`.
        unsafe { entered(f) }
    }
}

/// A mask of the first `count` lanes.
#[cfg_attr(not(debug_assertions), inline(always))]
fn mask_of(count: usize) -> u16 {
    opaque((1_u32 << count).wrapping_sub(1) as u16)
}

/// Hides the value of a mask from LLVM, which replaces constant masks by expansions and shuffles that are slower.
#[cfg_attr(not(debug_assertions), inline(always))]
fn opaque(mask: u16) -> u16 {
    let mut mask = u32::from(mask);
    // SAFETY: the assembly is a comment: it executes nothing and leaves the register as it is.
    unsafe { core::arch::asm!("/* {0:e} */", inout(reg) mask, options(pure, nomem, nostack, preserves_flags)) };
    mask as u16
}

/// Defines a vector type, and implements the traits of vectors by the intrinsics for its register.
macro_rules! lanes {
    (
        $(#[$doc:meta])* $V:ident($register:ident), $T:ident, $word:ident, $single:literal, $shift:literal, $mask:ident,
        $set1:ident, $add:ident, $sub:ident, $mul:ident, $div:ident, $fma:ident, $max:ident, $min:ident, $sqrt:ident,
        $abs:ident, $less:ident, $blend:ident, $and:ident, $or:ident,
        $to_words:ident, $from_words:ident, $set_words:ident, $add_words:ident, $left:ident, $right:ident, $and_words:ident,
        $load:ident, $store:ident, $load_part:ident, $store_half:ident, $store_first:ident,
        $low:ident, $high:ident, $fold:ident, $half_add:ident, $quarter_add:ident, $half_max:ident, $quarter_max:ident, $sums:ident
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        #[repr(transparent)]
        pub struct $V($register);

        // SAFETY, for every block in this macro: vectors are made only inside `Avx512::enter` (see `Lanes`), so the CPU
        // supports AVX-512. Code outside the crate can't name the type or the token: it is only generic over tokens,
        // and only gets them inside `enter`. The pointers are those of `Lanes`'s methods, whose obligations cover what
        // each block reads or writes.
        #[allow(clippy::undocumented_unsafe_blocks, reason = "the comment above is for all of them")]
        const _: () = {
            impl $V {
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn words(number: i64) -> __m512i {
                    unsafe { $set_words(number as $word) }
                }
            }

            operators! { $V, |self, other|
                Add::add => Self(unsafe { $add(self.0, other.0) });
                Sub::sub => Self(unsafe { $sub(self.0, other.0) });
                Mul::mul => Self(unsafe { $mul(self.0, other.0) });
                Div::div => Self(unsafe { $div(self.0, other.0) });
            }

            impl Real for $V {
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn from_f64(value: f64) -> Self {
                    Self(unsafe { $set1($T::from_f64(value)) })
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn mul_add(self, factor: Self, addend: Self) -> Self {
                    Self(unsafe { $fma(self.0, factor.0, addend.0) })
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn max(self, other: Self) -> Self {
                    Self(unsafe { $max(self.0, other.0) })
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn min(self, other: Self) -> Self {
                    Self(unsafe { $min(self.0, other.0) })
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn sqrt(self) -> Self {
                    Self(unsafe { $sqrt(self.0) })
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn abs(self) -> Self {
                    Self(unsafe { $abs(self.0) })
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn copysign(self, sign: Self) -> Self {
                    let bit = Self::from_f64(-0.0);
                    Self(unsafe { $or($and(sign.0, bit.0), $abs(self.0)) })
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn if_less(self, limit: Self, then: Self, otherwise: Self) -> Self {
                    Self(unsafe { $blend($less::<_CMP_LT_OQ>(self.0, limit.0), otherwise.0, then.0) })
                }
                functions!(always);
            }

            impl FloatBits for $V {
                const SINGLE: bool = $single;

                #[cfg_attr(not(debug_assertions), inline(always))]
                fn bits_add(self, number: i64) -> Self {
                    Self(unsafe { $from_words($add_words($to_words(self.0), Self::words(number))) })
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn bits_plus(self, other: Self) -> Self {
                    Self(unsafe { $from_words($add_words($to_words(self.0), $to_words(other.0))) })
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn bits_and(self, mask: i64) -> Self {
                    Self(unsafe { $from_words($and_words($to_words(self.0), Self::words(mask))) })
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn bits_left(self) -> Self {
                    Self(unsafe { $from_words($left::<$shift>($to_words(self.0))) })
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn bits_right(self) -> Self {
                    Self(unsafe { $from_words($right::<$shift>($to_words(self.0))) })
                }
            }

            impl Lanes for $V {
                type Scalar = $T;
                const KIND: Kind = Kind::Avx512;

                #[cfg_attr(not(debug_assertions), inline(always))]
                fn splat(value: $T) -> Self {
                    Self(unsafe { $set1(value) })
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                unsafe fn load(from: *const $T) -> Self {
                    Self(unsafe { $load(from) })
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                unsafe fn store(self, to: *mut $T) {
                    unsafe { $store(to, self.0) }
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                unsafe fn load_part(from: *const $T, count: usize) -> Self {
                    Self(unsafe { $load_part(mask_of(count) as $mask, from) })
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                unsafe fn store_part(self, to: *mut $T, count: usize) {
                    const HALF: usize = $V::COUNT / 2;
                    // With masked stores, the gradient of one sample of 3-12-1 takes 18 ns instead of 14.
                    unsafe {
                        if count >= HALF {
                            $store_half(to, $low(self.0));
                            $store_first($high::<1>(self.0), to.add(HALF), count - HALF);
                        } else {
                            $store_first($low(self.0), to, count);
                        }
                    }
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn sum(self) -> $T {
                    unsafe { $fold!($half_add($low(self.0), $high::<1>(self.0)), $quarter_add) }
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn largest(self) -> $T {
                    unsafe { $fold!($half_max($low(self.0), $high::<1>(self.0)), $quarter_max) }
                }
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn sums(vectors: &[Self; 16]) -> Self {
                    Self(unsafe { $sums(vectors) })
                }
                reordered_512!($to_words, $from_words);
            }
        };
    };
}

lanes! {
    /// 16 lanes of f32.
    F32(__m512), f32, i32, true, 23, __mmask16,
    _mm512_set1_ps, _mm512_add_ps, _mm512_sub_ps, _mm512_mul_ps, _mm512_div_ps, _mm512_fmadd_ps, _mm512_max_ps,
    _mm512_min_ps, _mm512_sqrt_ps, _mm512_abs_ps, _mm512_cmp_ps_mask, _mm512_mask_blend_ps, _mm512_and_ps, _mm512_or_ps,
    _mm512_castps_si512, _mm512_castsi512_ps, _mm512_set1_epi32, _mm512_add_epi32, _mm512_slli_epi32, _mm512_srli_epi32,
    _mm512_and_si512, _mm512_loadu_ps, _mm512_storeu_ps, _mm512_maskz_loadu_ps, _mm256_storeu_ps, store_first_of_8,
    _mm512_castps512_ps256, _mm512_extractf32x8_ps, fold_ps, _mm256_add_ps, _mm_add_ps, _mm256_max_ps, _mm_max_ps,
    sums_f32
}
lanes! {
    /// 8 lanes of f64.
    F64(__m512d), f64, i64, false, 52, __mmask8,
    _mm512_set1_pd, _mm512_add_pd, _mm512_sub_pd, _mm512_mul_pd, _mm512_div_pd, _mm512_fmadd_pd, _mm512_max_pd,
    _mm512_min_pd, _mm512_sqrt_pd, _mm512_abs_pd, _mm512_cmp_pd_mask, _mm512_mask_blend_pd, _mm512_and_pd, _mm512_or_pd,
    _mm512_castpd_si512, _mm512_castsi512_pd, _mm512_set1_epi64, _mm512_add_epi64, _mm512_slli_epi64, _mm512_srli_epi64,
    _mm512_and_si512, _mm512_loadu_pd, _mm512_storeu_pd, _mm512_maskz_loadu_pd, _mm256_storeu_pd, store_first_of_4,
    _mm512_castpd512_pd256, _mm512_extractf64x4_pd, fold_pd, _mm256_add_pd, _mm_add_pd, _mm256_max_pd, _mm_max_pd,
    sums_f64
}

/// The sums of sixteen vectors at once: a transposition by halves that adds the halves on its way. For each two vectors
/// one operand of the addition is a blend and the other a shuffle, since more execution ports take blends than
/// shuffles.
///
/// # Safety
///
/// The CPU supports AVX-512 F and DQ.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn sums_f32(v: &[F32; 16]) -> __m512 {
    // With x0 to x3 the quarters of x: x0 + x2, x1 + x3, y0 + y2, y1 + y3.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn halves(x: __m512, y: __m512) -> __m512 {
        // SAFETY: the CPU supports AVX-512 F and DQ.
        unsafe { _mm512_add_ps(_mm512_mask_blend_ps(opaque(0xff00), x, y), _mm512_shuffle_f32x4::<0x4e>(x, y)) }
    }
    // x0 + x1, y0 + y1, x2 + x3, y2 + y3.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn quarters(x: __m512, y: __m512) -> __m512 {
        // SAFETY: the CPU supports AVX-512 F and DQ.
        unsafe {
            let other = _mm512_setr_epi32(4, 5, 6, 7, 16, 17, 18, 19, 12, 13, 14, 15, 24, 25, 26, 27);
            _mm512_add_ps(_mm512_mask_blend_ps(opaque(0xf0f0), x, y), _mm512_permutex2var_ps(x, other, y))
        }
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn four(v: &[F32; 16], i: usize) -> __m512 {
        // SAFETY: the CPU supports AVX-512 F and DQ.
        unsafe { quarters(halves(v[i].0, v[i + 8].0), halves(v[i + 4].0, v[i + 12].0)) }
    }
    // Within each quarter, as `halves`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn pairs(x: __m512, y: __m512) -> __m512 {
        // SAFETY: the CPU supports AVX-512 F and DQ.
        unsafe { _mm512_add_ps(_mm512_mask_blend_ps(opaque(0xcccc), x, y), _mm512_shuffle_ps::<0x4e>(x, y)) }
    }
    // Within each quarter, as `quarters`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn singles(x: __m512, y: __m512) -> __m512 {
        // SAFETY: the CPU supports AVX-512 F and DQ.
        unsafe {
            let other = _mm512_setr_epi32(1, 16, 3, 18, 5, 20, 7, 22, 9, 24, 11, 26, 13, 28, 15, 30);
            _mm512_add_ps(_mm512_mask_blend_ps(opaque(0xaaaa), x, y), _mm512_permutex2var_ps(x, other, y))
        }
    }
    // SAFETY: the CPU supports AVX-512 F and DQ.
    unsafe { singles(pairs(four(v, 0), four(v, 2)), pairs(four(v, 1), four(v, 3))) }
}

/// The sums of the first eight vectors at once, as in [`sums_f32`].
///
/// # Safety
///
/// The CPU supports AVX-512 F and DQ.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn sums_f64(v: &[F64; 16]) -> __m512d {
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn halves(x: __m512d, y: __m512d) -> __m512d {
        // SAFETY: the CPU supports AVX-512 F and DQ.
        unsafe { _mm512_add_pd(_mm512_mask_blend_pd(opaque(0xf0) as u8, x, y), _mm512_shuffle_f64x2::<0x4e>(x, y)) }
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn quarters(x: __m512d, y: __m512d) -> __m512d {
        // SAFETY: the CPU supports AVX-512 F and DQ.
        unsafe {
            let other = _mm512_mask_blend_pd(opaque(0xcc) as u8, y, x);
            _mm512_add_pd(_mm512_mask_blend_pd(opaque(0xcc) as u8, x, y), _mm512_shuffle_f64x2::<0xb1>(other, other))
        }
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn four(v: &[F64; 16], i: usize) -> __m512d {
        // SAFETY: the CPU supports AVX-512 F and DQ.
        unsafe { quarters(halves(v[i].0, v[i + 4].0), halves(v[i + 2].0, v[i + 6].0)) }
    }
    // SAFETY: the CPU supports AVX-512 F and DQ.
    unsafe {
        let (x, y) = (four(v, 0), four(v, 1));
        _mm512_add_pd(_mm512_mask_blend_pd(opaque(0xaa) as u8, x, y), _mm512_shuffle_pd::<0x55>(x, y))
    }
}
