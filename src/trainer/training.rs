//! One training: from the first epoch to the last.

use alloc::boxed::Box;
use core::mem;

use crate::blocks;
use crate::bounds::Bounds;
use crate::gradient::Gradient;
use crate::history::{End, History};
use crate::loss::Loss;
use crate::network::Network;
use crate::number::Number;
use crate::optimizer::Optimizer;
use crate::pass::Noise;
use crate::real::Real;
use crate::samples::{Samples, SamplesFor};
use crate::trainer::engine::Engine;
use crate::trainer::error::Error;
use crate::trainer::events::{BatchEnd, EpochEnd};
use crate::trainer::judge::MetricsFor;
use crate::trainer::order::Order;
use crate::trainer::patience::Patience;
#[cfg(feature = "progress")]
use crate::trainer::progress::Bar;
use crate::trainer::settings::Trainer;
use crate::trainer::unit_scale::warnings;
#[cfg(feature = "std")]
use crate::trainer::{clock::Clock, report};

/// Trains the network; the orders of the epochs derive from `seed`.
pub(super) fn train<N, L, O, V, M>(
    trainer: &mut Trainer<'_, N, L, O, V, M>,
    net: &mut N,
    samples: &Samples<'_, N::Input, L::Target>,
    seed: u64,
    engine: &mut impl Engine<N, L>,
) -> Result<History, Error>
where
    N: Network,
    L: Loss<N::Output, N::Head>,
    O: Optimizer<N>,
    V: SamplesFor<N::Input, L::Target>,
    M: MetricsFor<N::Output, L::Target>,
{
    trainer.check(samples)?;
    let mut training = Training::new(trainer, net, samples, seed);
    #[cfg(feature = "checkpoint")]
    training.resume(trainer, net)?;
    training.history.reserve(trainer.epochs, trainer.validation.is_some());
    let result = training.run(trainer, net, samples, engine);
    // The schedule has changed it.
    if trainer.schedule.is_some() {
        trainer.optimizer.set_rate(N::Scalar::from_f64(training.start));
    }
    result?;
    Ok(training.history)
}

/// What a training carries from epoch to epoch.
pub(super) struct Training<N> {
    pub(super) seed: u64,
    /// The optimizer's rate, which a schedule starts from.
    pub(super) start: f64,
    /// Steps so far.
    pub(super) step: usize,
    pub(super) history: History,
    /// The network after the last epoch in which all losses and parameters were finite.
    pub(super) finite: Box<N>,
    /// The network after the best epoch, if the training may be stopped early.
    pub(super) best: Option<Box<N>>,
    patience: Patience,
    /// The sum of the derivatives of several batches, each times its weight, if there are several to a step.
    sum: Option<Box<N>>,
    order: Order,
    last_loss: f64,
    #[cfg(feature = "progress")]
    bar: Option<Bar>,
    #[cfg(feature = "std")]
    clock: Clock,
}

impl<N: Network> Training<N> {
    fn new<L: Loss<N::Output, N::Head>, O: Optimizer<N>, V, M: MetricsFor<N::Output, L::Target>>(
        trainer: &mut Trainer<'_, N, L, O, V, M>,
        net: &N,
        samples: &Samples<'_, N::Input, L::Target>,
        seed: u64,
    ) -> Self {
        let mut history = History::default();
        trainer.metrics.names(&mut |name| history.add_metric(name));
        history.set_warnings(warnings::<N, L>(samples, &trainer.loss));
        #[cfg(feature = "std")]
        if trainer.report_every > 0 {
            report::warnings(&history);
        }
        if let Some(scheduled) = &mut trainer.schedule {
            scheduled.schedule.restart();
        }
        let mut finite = N::boxed();
        finite.copy_from(net);
        Self {
            seed,
            start: trainer.optimizer.rate().to_f64(),
            step: 0,
            history,
            finite,
            best: trainer.patience.map(|_| N::boxed()),
            patience: Patience::new(trainer.patience, trainer.min_improvement),
            sum: (trainer.accumulated > 1).then(N::boxed),
            order: Order::new(samples, trainer.batch_size, trainer.shuffle && !trainer.carries),
            last_loss: f64::NAN,
            #[cfg(feature = "progress")]
            bar: None,
            #[cfg(feature = "std")]
            clock: Clock::new(trainer.max_seconds),
        }
    }

    /// Runs the epochs that are left.
    fn run<L, O, V, M>(
        &mut self,
        trainer: &mut Trainer<'_, N, L, O, V, M>,
        net: &mut N,
        samples: &Samples<'_, N::Input, L::Target>,
        engine: &mut impl Engine<N, L>,
    ) -> Result<(), Error>
    where
        L: Loss<N::Output, N::Head>,
        O: Optimizer<N>,
        V: SamplesFor<N::Input, L::Target>,
        M: MetricsFor<N::Output, L::Target>,
    {
        #[cfg(feature = "checkpoint")]
        let mut writer = self.writer(trainer)?;
        #[cfg(feature = "progress")]
        if let Some(progress) = trainer.progress {
            self.bar = Some(Bar::new(progress, trainer.epochs, samples.len(), &self.history));
        }
        let mut end = self.patience.is_over().then_some(End::NoImprovement);
        while end.is_none() && self.history.training().len() < trainer.epochs {
            let epoch = self.history.training().len() + 1;
            let Some(training) = self.epoch(trainer, net, samples, engine, epoch, &mut end)? else {
                let history = self.put_back(net);
                return Err(Error::Diverged { epoch, last_loss: self.last_loss, history });
            };
            let validation =
                trainer.validation.as_ref().map(|samples| engine.loss(net, &samples.samples(), &trainer.loss));
            if validation.is_some_and(|loss| !loss.is_finite()) {
                let history = self.put_back(net);
                return Err(Error::ValidationDiverged { epoch, last_loss: self.last_loss, history });
            }
            self.finite.copy_from(net);
            self.record(trainer, net, samples, training, validation);
            if epoch == trainer.epochs {
                end = end.or(Some(End::Epochs));
            } else if self.patience.is_over() {
                end = end.or(Some(End::NoImprovement));
            }
            let mut stop = false;
            for callback in &mut trainer.on_epoch {
                callback(&mut EpochEnd { history: &self.history, network: net, stop: &mut stop });
            }
            if stop {
                end = Some(End::Stopped);
            }
            #[cfg(feature = "std")]
            if trainer.report_every > 0 && (epoch.is_multiple_of(trainer.report_every) || end.is_some()) {
                report::epoch(&self.history);
            }
            #[cfg(feature = "progress")]
            if let Some(bar) = &self.bar {
                bar.epoch(&self.history);
            }
            #[cfg(feature = "checkpoint")]
            if let Some(writer) = &mut writer {
                self.write(writer, trainer, net, end.is_some())?;
            }
        }
        if let Some(best) = self.best.as_ref().filter(|_| self.history.best_epoch().is_some()) {
            net.copy_from(best);
        }
        #[cfg(feature = "progress")]
        if let Some(bar) = &self.bar {
            bar.end(&self.history);
        }
        self.history.set_end(end.unwrap_or(End::Epochs));
        Ok(())
    }

    /// Trains for one epoch. Returns the mean loss, or `None` if the loss of a batch or a parameter stops being finite.
    fn epoch<L, O, V, M>(
        &mut self,
        trainer: &mut Trainer<'_, N, L, O, V, M>,
        net: &mut N,
        samples: &Samples<'_, N::Input, L::Target>,
        engine: &mut impl Engine<N, L>,
        epoch: usize,
        end: &mut Option<End>,
    ) -> Result<Option<f64>, Error>
    where
        L: Loss<N::Output, N::Head>,
        O: Optimizer<N>,
    {
        self.set_rate(trainer, net, Some(epoch - 1))?;
        self.order.shuffle(samples, self.seed, epoch);
        engine.derivatives().restart();
        let batches = self.order.batches();
        let (mut total, mut weight, mut accumulated) = (0.0, 0.0, 0.0);
        for batch in 0..batches {
            let chosen = self.order.batch(samples, batch);
            // By the number of the batch, so that a resumed training draws what an uninterrupted one does.
            let step = ((epoch - 1) * batches + batch) as u64;
            engine.derivatives().noise = Noise { step, ..Noise::of(self.seed) };
            let loss = if trainer.carries {
                blocks::gradient_carried::<N, N::Head, L>(net, &chosen, &trainer.loss, engine.derivatives())
            } else {
                engine.gradient(net, &chosen, &trainer.loss)
            };
            if !loss.is_finite() {
                return Ok(None);
            }
            self.last_loss = loss;
            let share = chosen.total_weight();
            total += loss * share;
            weight += share;
            #[cfg(feature = "progress")]
            if let Some(bar) = &self.bar {
                bar.batch(chosen.len());
            }
            let mut stop = false;
            #[cfg(feature = "std")]
            if self.clock.is_over() {
                (stop, *end) = (true, Some(End::Time));
            }
            let last = batch + 1 == batches || stop;
            if self.accumulate(trainer.accumulated, batch, last, share, &mut accumulated, engine.derivatives()) {
                self.set_rate(trainer, net, None)?;
                trainer.optimizer.step(net, engine.derivatives());
                self.step += 1;
            }
            for callback in &mut trainer.on_batch {
                let rate = trainer.optimizer.rate().to_f64();
                callback(&mut BatchEnd { epoch, batch: batch + 1, loss, rate, network: net, stop: &mut stop });
            }
            if stop {
                *end = (*end).or(Some(End::Stopped));
                break;
            }
        }
        let training = if weight > 0.0 { total / weight } else { 0.0 };
        Ok(net.parameters().iter().all(|p| p.is_finite()).then_some(training))
    }

    /// Sets the rate of a schedule by epochs, for the epoch counted from 0; without one, that of a schedule by steps.
    fn set_rate<L, O: Optimizer<N>, V, M>(
        &mut self,
        trainer: &mut Trainer<'_, N, L, O, V, M>,
        net: &mut N,
        epoch: Option<usize>,
    ) -> Result<(), Error> {
        let Some(scheduled) = trainer.schedule.as_ref().filter(|scheduled| scheduled.by_step == epoch.is_none()) else {
            return Ok(());
        };
        let t = epoch.unwrap_or(self.step);
        let rate = scheduled.schedule.rate(self.start, t);
        if !Bounds::FiniteFromZero.contain(rate) {
            let of = if scheduled.by_step { "step" } else { "epoch" };
            return Err(Error::ScheduledRate { rate, of, t, history: self.put_back(net) });
        }
        trainer.optimizer.set_rate(N::Scalar::from_f64(rate));
        Ok(())
    }

    /// Restores the network to the last epoch in which everything was finite. Returns the record up to there, for an error.
    fn put_back(&mut self, net: &mut N) -> History {
        net.copy_from(&self.finite);
        mem::take(&mut self.history)
    }

    /// Adds the derivatives of a batch to those of the batches before, if there are several to a step. Returns whether `gradient`
    /// is that of a step: their mean.
    fn accumulate(
        &mut self,
        batches: usize,
        batch: usize,
        last: bool,
        share: f64,
        accumulated: &mut f64,
        gradient: &mut Gradient<N>,
    ) -> bool {
        let Some(sum) = &mut self.sum else { return true };
        if batch.is_multiple_of(batches) {
            sum.parameters_mut().fill(N::Scalar::ZERO);
            *accumulated = 0.0;
        }
        *accumulated += share;
        let factor = N::Scalar::from_f64(share);
        for (sum, g) in sum.parameters_mut().iter_mut().zip(gradient.parameters()) {
            *sum += factor * *g;
        }
        if !last && !(batch + 1).is_multiple_of(batches) {
            return false;
        }
        let mean = N::Scalar::from_f64(if *accumulated > 0.0 { 1.0 / *accumulated } else { 0.0 });
        for (g, sum) in gradient.parameters_mut().iter_mut().zip(sum.parameters()) {
            *g = mean * *sum;
        }
        true
    }

    /// Records an epoch, and lets the schedule and the patience see its loss.
    fn record<L, O, V, M>(
        &mut self,
        trainer: &mut Trainer<'_, N, L, O, V, M>,
        net: &N,
        samples: &Samples<'_, N::Input, L::Target>,
        training: f64,
        validation: Option<f64>,
    ) where
        L: Loss<N::Output, N::Head>,
        O: Optimizer<N>,
        V: SamplesFor<N::Input, L::Target>,
        M: MetricsFor<N::Output, L::Target>,
    {
        self.history.push(trainer.optimizer.rate().to_f64(), training, validation);
        if self.history.metrics().next().is_some() {
            let samples = trainer.validation.as_ref().map_or(*samples, |samples| samples.samples());
            trainer.metrics.clear();
            blocks::each_output(net, &samples, &mut |output, target| trainer.metrics.add(output, target));
            trainer.metrics.values(&mut |position, value| self.history.push_metric(position, value));
        }
        self.observe(trainer, validation.unwrap_or(training), Some(net));
    }

    /// Lets the schedule and the patience see the loss of an epoch. Keeps the network, if it is the best one.
    pub(super) fn observe<L, O, V, M>(&mut self, trainer: &mut Trainer<'_, N, L, O, V, M>, loss: f64, net: Option<&N>) {
        if let Some(scheduled) = &mut trainer.schedule {
            scheduled.schedule.observe(loss);
        }
        if self.patience.observe(loss)
            && let (Some(best), Some(net)) = (&mut self.best, net)
        {
            best.copy_from(net);
        }
    }
}
