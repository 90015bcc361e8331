//! What callbacks see.

use alloc::boxed::Box;

use crate::history::History;

/// A callback after an epoch.
pub(super) type OnEpoch<'a, N> = Box<dyn FnMut(&mut EpochEnd<'_, N>) + Send + 'a>;
/// A callback after a batch.
pub(super) type OnBatch<'a, N> = Box<dyn FnMut(&mut BatchEnd<'_, N>) + Send + 'a>;

/// The end of an epoch, as [`Trainer::on_epoch`](crate::Trainer::on_epoch) shows it.
#[derive(Debug)]
pub struct EpochEnd<'e, N> {
    pub(super) history: &'e History,
    pub(super) network: &'e N,
    pub(super) stop: &'e mut bool,
}

impl<N> EpochEnd<'_, N> {
    /// Returns the number of the epoch; the first is 1.
    #[must_use]
    pub fn epoch(&self) -> usize {
        self.history.training().len()
    }

    /// Returns the mean training loss of the epoch, each batch measured before its step.
    #[must_use]
    pub fn training(&self) -> f64 {
        self.history.last().unwrap_or(f64::NAN)
    }

    /// Returns the loss on the validation samples, if there are some.
    #[must_use]
    pub fn validation(&self) -> Option<f64> {
        self.history.validation().last().copied()
    }

    /// Returns the learning rate at the end of the epoch.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.history.rates().last().copied().unwrap_or(f64::NAN)
    }

    /// Returns the value of a metric by its name, if there is such a metric.
    #[must_use]
    pub fn metric(&self, name: &str) -> Option<f64> {
        self.history.metric(name)?.last().copied()
    }

    /// Returns the record of all epochs so far.
    #[must_use]
    pub fn history(&self) -> &History {
        self.history
    }

    /// Returns the network as it is after the epoch.
    #[must_use]
    pub fn network(&self) -> &N {
        self.network
    }

    /// Ends the training after this epoch.
    pub fn stop(&mut self) {
        *self.stop = true;
    }
}

/// The end of a batch, as [`Trainer::on_batch`](crate::Trainer::on_batch) shows it.
#[derive(Debug)]
pub struct BatchEnd<'e, N> {
    pub(super) epoch: usize,
    pub(super) batch: usize,
    pub(super) loss: f64,
    pub(super) rate: f64,
    pub(super) network: &'e N,
    pub(super) stop: &'e mut bool,
}

impl<N> BatchEnd<'_, N> {
    /// Returns the number of the epoch; the first is 1.
    #[must_use]
    pub fn epoch(&self) -> usize {
        self.epoch
    }

    /// Returns the number of the batch within the epoch; the first is 1.
    #[must_use]
    pub fn batch(&self) -> usize {
        self.batch
    }

    /// Returns the mean loss of the batch, measured before its step.
    #[must_use]
    pub fn loss(&self) -> f64 {
        self.loss
    }

    /// Returns the learning rate of the step.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// Returns the network as it is after the batch.
    #[must_use]
    pub fn network(&self) -> &N {
        self.network
    }

    /// Ends the training: the epoch ends with this batch.
    pub fn stop(&mut self) {
        *self.stop = true;
    }
}
