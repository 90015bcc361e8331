//! Where samples are cut into parts.

use core::ops::Range;

use crate::layer::model::Model;

/// The fewest samples of a part. Each part packs the weights anew, and its derivatives are added to those of the others: for
/// 784-128-10 these take 5 % of the passes over 64 samples.
const SAMPLES: usize = 128;

/// The fewest multiplications with additions of a part, for the forward pass: some 40 microseconds with the backward pass. To
/// wake a thread takes up to 10.
const WORK: usize = 400_000;

/// The most parts.
const PARTS: usize = 32;

/// Samples in parts of equal length, the last one excepted.
#[derive(Clone, Copy)]
pub(super) struct Cut {
    samples: usize,
    /// How many samples a part has.
    length: usize,
    /// How many parts there are, at least 1.
    pub(super) parts: usize,
}

impl Cut {
    /// Cuts so many samples. The places depend on their number and the network alone.
    pub(super) fn of<N: Model>(samples: usize) -> Self {
        let work = samples.saturating_mul(const { N::STAGE.total_multiply_adds() }) / WORK;
        let parts = (samples / SAMPLES).min(work).clamp(1, PARTS);
        // The passes take samples by eights.
        let length = samples.div_ceil(parts).next_multiple_of(8);
        Self { samples, length, parts: samples.div_ceil(length).max(1) }
    }

    /// The samples of a part, counted from 0.
    pub(super) fn part(&self, number: usize) -> Range<usize> {
        let [start, end] = [number, number + 1].map(|part| self.samples.min(part * self.length));
        start..end
    }
}
