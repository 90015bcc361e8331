//! The lanes of vectors in another order: `turned`, `repeated` and `transpose_8` of the vectors of x86-64.
//!
//! Both move words of 32 bits; a lane of f64 is two of them.

use core::arch::x86_64::*;

/// For 16 words in lanes of so many words: the number of the word that each holds once every lane is repeated M times.
const fn repeated<const WORDS: usize, const M: usize>() -> [i32; 16] {
    let (mut from, mut word) = ([0; 16], 0);
    while word < 16 {
        from[word] = (word / WORDS / M * WORDS + word % WORDS) as i32;
        word += 1;
    }
    from
}

/// Word i of the result is word (i + `by`) modulo 16.
///
/// # Safety
///
/// The CPU supports AVX2.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn turned_256([low, high]: [__m256i; 2], by: usize) -> [__m256i; 2] {
    // SAFETY: the CPU supports AVX2.
    unsafe {
        let from = _mm256_add_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), _mm256_set1_epi32(by as i32));
        // The permutation reads the lowest three bits. The fourth, shifted to where the blend reads it, tells the halves apart.
        let other = _mm256_castsi256_ps(_mm256_slli_epi32::<28>(from));
        let low = _mm256_castsi256_ps(_mm256_permutevar8x32_epi32(low, from));
        let high = _mm256_castsi256_ps(_mm256_permutevar8x32_epi32(high, from));
        [
            _mm256_castps_si256(_mm256_blendv_ps(low, high, other)),
            _mm256_castps_si256(_mm256_blendv_ps(high, low, other)),
        ]
    }
}

/// The first lanes of so many words, each M times. M is at least 2, so they are in the first half.
///
/// # Safety
///
/// The CPU supports AVX2.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn repeated_256<const WORDS: usize, const M: usize>(half: __m256i) -> [__m256i; 2] {
    let from = const { repeated::<WORDS, M>() };
    // SAFETY: the CPU supports AVX2, and `from` has 16 words.
    unsafe {
        [
            _mm256_permutevar8x32_epi32(half, _mm256_loadu_si256(from.as_ptr().cast())),
            _mm256_permutevar8x32_epi32(half, _mm256_loadu_si256(from.as_ptr().add(8).cast())),
        ]
    }
}

/// Word i of the result is word (i + `by`) modulo 16.
///
/// # Safety
///
/// The CPU supports AVX-512 F.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn turned_512(words: __m512i, by: usize) -> __m512i {
    // SAFETY: the CPU supports AVX-512 F.
    unsafe {
        let first = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        _mm512_permutexvar_epi32(_mm512_add_epi32(first, _mm512_set1_epi32(by as i32)), words)
    }
}

/// The first lanes of so many words, each M times.
///
/// # Safety
///
/// The CPU supports AVX-512 F.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn repeated_512<const WORDS: usize, const M: usize>(words: __m512i) -> __m512i {
    let from = const { repeated::<WORDS, M>() };
    // SAFETY: the CPU supports AVX-512 F, and `from` has 16 words.
    unsafe { _mm512_permutexvar_epi32(_mm512_loadu_si512(from.as_ptr().cast()), words) }
}

/// [`Lanes::transpose_8`](crate::simd::lanes::Lanes::transpose_8) of words.
///
/// # Safety
///
/// As there, and the CPU supports AVX2.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn transpose_8(from: *const i32, from_stride: usize, to: *mut i32, to_stride: usize) {
    // SAFETY: eight words are at each of the places, and the CPU supports AVX2.
    unsafe {
        let mut rows = [_mm256_setzero_si256(); 8];
        for (row, words) in rows.iter_mut().enumerate() {
            *words = _mm256_loadu_si256(from.add(row * from_stride).cast());
        }
        // Of two rows each, then of four: their words in turn.
        let (mut pairs, mut fours) = (rows, rows);
        for row in 0..4 {
            pairs[2 * row] = _mm256_unpacklo_epi32(rows[2 * row], rows[2 * row + 1]);
            pairs[2 * row + 1] = _mm256_unpackhi_epi32(rows[2 * row], rows[2 * row + 1]);
        }
        for half in 0..2 {
            for word in 0..2 {
                let (upper, lower) = (pairs[4 * half + word], pairs[4 * half + word + 2]);
                fours[4 * half + 2 * word] = _mm256_unpacklo_epi64(upper, lower);
                fours[4 * half + 2 * word + 1] = _mm256_unpackhi_epi64(upper, lower);
            }
        }
        // In the order of their addresses: what is stored beyond a place's own values may be the next one's.
        for word in 0..4 {
            let column = _mm256_permute2x128_si256::<0x20>(fours[word], fours[word + 4]);
            _mm256_storeu_si256(to.add(word * to_stride).cast(), column);
        }
        for word in 0..4 {
            let column = _mm256_permute2x128_si256::<0x31>(fours[word], fours[word + 4]);
            _mm256_storeu_si256(to.add((word + 4) * to_stride).cast(), column);
        }
    }
}

/// Within `impl Lanes`, for a vector of two registers with `to_words` and `from_words`: `turned` and `repeated`.
macro_rules! reordered_256 {
    () => {
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn turned(self, by: usize) -> Self {
            let words = size_of::<Self::Scalar>() / 4;
            let [low, high] = unsafe { $crate::simd::reorder::turned_256(self.to_words(), by * words) };
            Self::from_words(low, high)
        }
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn repeated<const M: usize>(self) -> Self {
            let [half, _] = self.to_words();
            let [low, high] = if Self::COUNT == 16 {
                unsafe { $crate::simd::reorder::repeated_256::<1, M>(half) }
            } else {
                unsafe { $crate::simd::reorder::repeated_256::<2, M>(half) }
            };
            Self::from_words(low, high)
        }
        #[cfg_attr(not(debug_assertions), inline(always))]
        unsafe fn transpose_8(from: *const Self::Scalar, from_stride: usize, to: *mut Self::Scalar, to_stride: usize) {
            unsafe {
                if Self::COUNT == 16 {
                    $crate::simd::reorder::transpose_8(from.cast(), from_stride, to.cast(), to_stride);
                } else {
                    $crate::simd::lanes::transpose_8(from, from_stride, to, to_stride);
                }
            }
        }
    };
}

/// [`reordered_256`] for a vector of one register, converted from and to words by the intrinsics.
macro_rules! reordered_512 {
    ($to_words:ident, $from_words:ident) => {
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn turned(self, by: usize) -> Self {
            let words = size_of::<Self::Scalar>() / 4;
            unsafe { Self($from_words($crate::simd::reorder::turned_512($to_words(self.0), by * words))) }
        }
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn repeated<const M: usize>(self) -> Self {
            let words = unsafe { $to_words(self.0) };
            unsafe {
                Self($from_words(if Self::COUNT == 16 {
                    $crate::simd::reorder::repeated_512::<1, M>(words)
                } else {
                    $crate::simd::reorder::repeated_512::<2, M>(words)
                }))
            }
        }
        #[cfg_attr(not(debug_assertions), inline(always))]
        unsafe fn transpose_8(from: *const Self::Scalar, from_stride: usize, to: *mut Self::Scalar, to_stride: usize) {
            unsafe {
                if Self::COUNT == 16 {
                    $crate::simd::reorder::transpose_8(from.cast(), from_stride, to.cast(), to_stride);
                } else {
                    $crate::simd::lanes::transpose_8(from, from_stride, to, to_stride);
                }
            }
        }
    };
}

pub(super) use {reordered_256, reordered_512};
