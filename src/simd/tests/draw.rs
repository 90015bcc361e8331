//! Random numbers and sizes to test with. Every run draws the same ones.

use std::boxed::Box;
use std::vec::Vec;

use crate::simd::tests::number::TestNumber;

/// Sizes near those of vectors and tiles.
pub const RAGGED: [usize; 12] = [1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 33];

/// A random number generator: SplitMix64, by Steele, Lea and Flood.
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

    /// A number from 0 to `limit` - 1.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.bits() % limit as u64) as usize
    }

    /// A number of `low..high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Numbers of -1..1, in an allocation that ends with the last one.
    pub fn numbers<T: TestNumber>(&mut self, count: usize) -> Box<[T]> {
        self.numbers_between(count, -1.0, 1.0)
    }

    /// Numbers of `low..high`, in an allocation that ends with the last one.
    pub fn numbers_between<T: TestNumber>(&mut self, count: usize, low: f64, high: f64) -> Box<[T]> {
        (0..count).map(|_| T::from_f64(self.between(low, high))).collect()
    }

    /// Three sizes each: every size from 1 to 70 in each position, with the others of [`RAGGED`]; and some with three random
    /// sizes.
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

    /// Two sizes each: the first two of [`shapes`](Self::shapes).
    pub fn pairs(&mut self) -> Vec<[usize; 2]> {
        self.shapes().into_iter().map(|[a, b, _]| [a, b]).collect()
    }
}
