//! Numbers and sizes to test with: the same ones in every run.

use std::boxed::Box;
use std::vec::Vec;

use crate::simd::tests::number::TestNumber;

/// Sizes around those of vectors and tiles.
pub const RAGGED: [usize; 12] = [1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 33];

/// A generator of numbers: Steele, Lea and Flood's SplitMix64.
pub struct Draw(u64);

impl Draw {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to below the limit.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.bits() % limit as u64) as usize
    }

    /// From `low` to below `high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Numbers from -1 to 1, in an allocation that ends with them.
    pub fn numbers<T: TestNumber>(&mut self, count: usize) -> Box<[T]> {
        self.numbers_between(count, -1.0, 1.0)
    }

    /// Numbers from `low` to `high`, likewise.
    pub fn numbers_between<T: TestNumber>(&mut self, count: usize, low: f64, high: f64) -> Box<[T]> {
        (0..count).map(|_| T::from_f64(self.between(low, high))).collect()
    }

    /// Triples in which every length from 1 to 70 stands in every place, with ragged ones beside it, and some in which
    /// all three are random.
    pub fn shapes(&mut self) -> Vec<[usize; 3]> {
        let mut shapes = Vec::new();
        for length in 1..=70 {
            for place in 0..3 {
                let mut shape = [(); 3].map(|()| RAGGED[self.below(RAGGED.len())]);
                shape[place] = length;
                shapes.push(shape);
            }
        }
        shapes.extend((0..30).map(|_| [(); 3].map(|()| 1 + self.below(70))));
        shapes
    }

    /// Pairs, likewise.
    pub fn pairs(&mut self) -> Vec<[usize; 2]> {
        self.shapes().into_iter().map(|[a, b, _]| [a, b]).collect()
    }
}
