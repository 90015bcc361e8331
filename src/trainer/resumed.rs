//! A training that goes on from a checkpoint, and writes others.

use alloc::boxed::Box;
use core::mem;

use crate::history::History;
use crate::network::Network;
use crate::optimizer::Optimizer;
use crate::trainer::checkpoint::{State, Writer};
use crate::trainer::error::Error;
use crate::trainer::settings::Trainer;
use crate::trainer::training::Training;

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
        self.history.reserve(trainer.epochs);
        for epoch in 0..self.history.training().len() {
            let losses = [self.history.validation(), self.history.training()];
            let loss = losses.into_iter().find_map(|losses| losses.get(epoch)).copied();
            self.observe(trainer, loss.unwrap_or(f64::NAN), None);
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
