//! The order in which an epoch takes the samples.

use alloc::vec::Vec;

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;

use crate::samples::Samples;

/// The samples' indices in the order of an epoch, divided into batches.
pub(super) struct Order {
    indices: Vec<usize>,
    batch_size: usize,
    shuffle: bool,
}

impl Order {
    /// Creates the order of the samples themselves. A batch size is at least 1; without one, a batch is all samples.
    pub(super) fn new<I, T>(samples: &Samples<'_, I, T>, batch_size: Option<usize>, shuffle: bool) -> Self {
        let batch_size = batch_size.map_or(samples.len(), |size| size.clamp(1, samples.len()));
        Self { indices: in_turn(samples).collect(), batch_size, shuffle: shuffle && batch_size < samples.len() }
    }

    /// Shuffles the indices for an epoch, from the order of the samples: by the seed and the number of the epoch.
    pub(super) fn shuffle<I, T>(&mut self, samples: &Samples<'_, I, T>, seed: u64, epoch: usize) {
        if !self.shuffle {
            return;
        }
        self.indices.iter_mut().zip(in_turn(samples)).for_each(|(place, index)| *place = index);
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(epoch as u64);
        self.indices.shuffle(&mut rng);
    }

    /// The number of batches.
    pub(super) fn batches(&self) -> usize {
        self.indices.len().div_ceil(self.batch_size)
    }

    /// The batch with this number, counted from 0.
    pub(super) fn batch<'b, I, T>(&'b self, samples: &Samples<'b, I, T>, number: usize) -> Samples<'b, I, T> {
        let start = number * self.batch_size;
        let batch = &self.indices[start..self.indices.len().min(start + self.batch_size)];
        if batch.len() == samples.len() { *samples } else { samples.chosen(batch) }
    }
}

/// The samples' indices.
fn in_turn<I, T>(samples: &Samples<'_, I, T>) -> impl Iterator<Item = usize> {
    (0..samples.len()).filter_map(|place| samples.index(place))
}
