//! Dropout: which values are dropped, by a counter-based generator.
//!
//! The number of value i of a sample is a function of i and of the sample's 64-bit key, so that no state is carried from one value
//! to the next: the loop is compiled to vectors, and the same values are dropped whatever the blocks and the instruction set.

use core::slice::{from_raw_parts, from_raw_parts_mut};

use crate::number::Number;
use crate::rows::{RowsMutPtr, RowsPtr};

/// Values are kept if 31 random bits aren't below this number, 2^31 times the rate; a kept one is multiplied by the factor.
#[derive(Clone, Copy)]
pub(crate) struct Rate<T> {
    pub(crate) below: u32,
    pub(crate) factor: T,
}

/// For each of `n` rows of `m` values: writes each value times the factor, or 0 where it is dropped; with `adds`, adds it to what
/// is there. The keys of the rows derive from `key` and the numbers of their samples, from `first` on.
///
/// # Safety
///
/// `from` and `to` have `n` rows of `m` values, and don't overlap.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn dropped<T: Number>(
    [n, m]: [usize; 2],
    [key, first]: [u64; 2],
    from: RowsPtr<T>,
    to: RowsMutPtr<T>,
    rate: Rate<T>,
    adds: bool,
) {
    let mut random = [0; AT_ONCE];
    for row in 0..n {
        let key = mixed(key, first.wrapping_add(row as u64));
        // SAFETY: the row is one of `n`, of `m` values, and `to` is apart from `from`.
        let (from, to) = unsafe {
            (from_raw_parts(from.start.add(row * from.stride), m), from_raw_parts_mut(to.start.add(row * to.stride), m))
        };
        // Two loops, each without a branch.
        if adds {
            each::<T, true>(key, from, to, rate, &mut random);
        } else {
            each::<T, false>(key, from, to, rate, &mut random);
        }
    }
}

/// How many random numbers are made at once. The compiler makes steps of 32 of that loop, and of a loop over a row of 12 values it
/// would make 12 single steps.
const AT_ONCE: usize = 256;
const STEP: usize = 32;

#[cfg_attr(not(debug_assertions), inline(always))]
#[allow(clippy::cast_possible_truncation, reason = "the halves of the key; a row has fewer than 2^32 values")]
fn each<T: Number, const ADDS: bool>(key: u64, from: &[T], to: &mut [T], rate: Rate<T>, random: &mut [u32; AT_ONCE]) {
    let (low, high) = (key as u32, (key >> 32) as u32);
    let mut first = 0;
    for (from, to) in from.chunks(AT_ONCE).zip(to.chunks_mut(AT_ONCE)) {
        for (place, random) in random.iter_mut().take(from.len().next_multiple_of(STEP)).enumerate() {
            *random = bits(low, high, first + place as u32);
        }
        first += AT_ONCE as u32;
        for ((from, to), random) in from.iter().zip(to).zip(&*random) {
            // Chosen, not multiplied: a dropped NaN or infinity is 0.
            let value = if *random < rate.below { T::ZERO } else { *from * rate.factor };
            *to = if ADDS { *to + value } else { value };
        }
    }
}

/// 31 random bits: a counter mixed with both halves of the key. Two multiplications, each between shifts, as in the finalizers of
/// hash functions; the constants are those that Wellons found to have the least bias of this form ("Prospecting for hash
/// functions", 2018). The second half enters between them, so that two keys never give shifted copies of one sequence.
#[cfg_attr(not(debug_assertions), inline(always))]
fn bits(low: u32, high: u32, place: u32) -> u32 {
    let mut x = place ^ low;
    x ^= x >> 16;
    x = x.wrapping_mul(0x7feb_352d);
    x ^= high;
    x ^= x >> 15;
    x = x.wrapping_mul(0x846c_a68b);
    (x ^ (x >> 16)) >> 1
}

/// A well mixed number of two: the steps of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
/// 2014).
#[must_use]
pub(crate) const fn mixed(state: u64, with: u64) -> u64 {
    let mut x = (state ^ with).wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
