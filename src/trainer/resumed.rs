//! A training that goes on from a checkpoint, and writes others.

use alloc::boxed::Box;
use core::mem;
use std::path::Path;

use serde::{Serialize, de::DeserializeOwned};

use crate::history::History;
use crate::network::Network;
use crate::optimizer::Optimizer;
use crate::trainer::checkpoint::{CheckpointEvery, Resume, State, Writer};
use crate::trainer::error::Error;
use crate::trainer::settings::Trainer;
use crate::trainer::training::Training;

impl<N, L, O, V, M> Trainer<'_, N, L, O, V, M> {
    /// Writes a checkpoint to this file after every so many epochs, at least 1, and at the end. Each one replaces the one
    /// before: whenever the program is killed, the file is a whole checkpoint. Needs the feature `checkpoint`.
    ///
    /// The optimizer is part of it, so the trainer owns it: one passed as `&mut optimizer` doesn't compile. The buffers are
    /// allocated before the first step.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0], [3.0]], &[[1.0], [3.0], [5.0]]));
    /// let path = std::env::temp_dir().join("staticnn-line.checkpoint");
    /// let trainer = |epochs| Trainer::new(Mse, Adam::new(0.1)).epochs(epochs).batch_size(1);
    /// let rng = || ChaCha8Rng::seed_from_u64(42);
    ///
    /// let mut whole = Line::zeros(); // 20 epochs without an interruption
    /// let history = trainer(20).fit(&mut whole, &samples, &mut rng())?;
    ///
    /// trainer(8).checkpoint(&path, 4).fit(&mut Line::zeros(), &samples, &mut rng())?; // interrupted after 8
    /// let mut resumed = Line::zeros();
    /// let both = trainer(20).resume(&path).fit(&mut resumed, &samples, &mut rng())?;
    /// assert_eq!(resumed.parameters(), whole.parameters()); // the same bits
    /// assert_eq!(both, history);
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::trainer::Error>(())
    /// ```
    ///
    /// `fit` returns [`Error::Checkpoint`](crate::trainer::Error::Checkpoint) if the file can't be written.
    #[must_use]
    pub fn checkpoint(mut self, path: impl AsRef<Path>, epochs: usize) -> Self
    where
        N: Network,
        O: Serialize + DeserializeOwned,
    {
        self.checkpoint = Some(CheckpointEvery::new::<N>(path.as_ref(), epochs));
        self
    }

    /// Goes on from a checkpoint: `fit` then runs the epochs that are left, up to the number of `epochs`, and returns the
    /// history of all. The result is that of an uninterrupted training, bit for bit, if the data and the settings are the same.
    /// Needs the feature `checkpoint`. [`checkpoint`](Self::checkpoint) has an example.
    ///
    /// The network, the optimizer and the orders of the epochs are those of the file; the generator passed to `fit` isn't used.
    ///
    /// `fit` returns [`Error::Checkpoint`](crate::trainer::Error::Checkpoint) if the file can't be read, is damaged, or belongs
    /// to another network or optimizer. The network and the optimizer are unchanged then. To start without a checkpoint where
    /// there is none, ask `path.exists()` first.
    #[must_use]
    pub fn resume(mut self, path: impl AsRef<Path>) -> Self
    where
        N: Network,
        O: Serialize + DeserializeOwned,
    {
        self.resume = Some(Resume::new::<N>(path.as_ref()));
        self
    }
}

impl<N: Network> Training<N> {
    /// Goes on from a checkpoint, if the trainer has one to start from.
    pub(super) fn resume<L, O: Optimizer<N>, V, M>(
        &mut self,
        trainer: &mut Trainer<'_, N, L, O, V, M>,
        net: &mut N,
    ) -> Result<(), Error> {
        let Some(resume) = &trainer.resume else { return Ok(()) };
        let (validated, stops_early) = (trainer.validation.is_some(), self.best.is_some());
        let loaded = resume.load::<N>(&self.history, validated, stops_early);
        let loaded =
            loaded.map_err(|error| Error::Checkpoint { error: Box::new(error), history: History::default() })?;
        loaded.optimizer.check().map_err(Error::Optimizer)?;
        (trainer.optimizer, self.history) = (loaded.optimizer, loaded.history);
        (self.seed, self.step, self.start) = (loaded.seed, loaded.step, loaded.start);
        net.copy_from(&loaded.net);
        self.finite.copy_from(net);
        if self.best.is_some() {
            self.best = loaded.best;
        }
        for epoch in 0..self.history.judged().len() {
            self.observe(trainer, self.history.judged()[epoch], None);
        }
        Ok(())
    }

    /// What writes the checkpoints, if the trainer has a file for them.
    pub(super) fn writer<L, O, V, M>(&self, trainer: &Trainer<'_, N, L, O, V, M>) -> Result<Option<Writer>, Error> {
        let Some(every) = &trainer.checkpoint else { return Ok(None) };
        let metrics = self.history.metrics().count();
        let writer = Writer::new::<N, O>(every, &trainer.optimizer, trainer.epochs, metrics);
        writer.map(Some).map_err(|error| Error::Checkpoint { error: Box::new(error), history: self.history.clone() })
    }

    /// Writes a checkpoint, if it is due.
    pub(super) fn write<L, O, V, M>(
        &mut self,
        writer: &mut Writer,
        trainer: &Trainer<'_, N, L, O, V, M>,
        net: &N,
        last: bool,
    ) -> Result<(), Error> {
        let Some(every) = &trainer.checkpoint else { return Ok(()) };
        let Self { seed, start, step, history, best, .. } = self;
        let state = State { seed: *seed, step: *step, start: *start, history, net, best: best.as_deref() };
        let written = writer.write(every, &trainer.optimizer, &state, last);
        written.map_err(|error| Error::Checkpoint { error: Box::new(error), history: mem::take(&mut self.history) })
    }
}
