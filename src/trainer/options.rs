//! What a trainer does beside the steps.

use alloc::boxed::Box;

use crate::metric::Metric;
use crate::samples::Samples;
use crate::schedule::Schedule;
use crate::trainer::events::{BatchEnd, EpochEnd};
use crate::trainer::judge::Metrics;
#[cfg(feature = "progress")]
use crate::trainer::progress::Progress;
use crate::trainer::settings::{Scheduled, Trainer};

impl<'a, N, L, O, I, T, Y, U> Trainer<'a, N, L, O, Samples<'a, I, T>, Metrics<'a, Y, U>> {
    /// Sets the learning rate of each epoch by a schedule, which starts from the optimizer's rate. The optimizer has that rate
    /// again after `fit`. [`History::rates`](crate::History::rates) records the rates.
    ///
    /// ```
    /// use staticnn::prelude::*;
    /// use staticnn::schedule::{Schedule, Step};
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
    /// let mut rng = ChaCha8Rng::seed_from_u64(42);
    /// let mut trainer = Trainer::new(Mse, Sgd::new(0.5)).epochs(4).schedule(Step::new(2, 0.5));
    /// let history = trainer.fit(&mut Line::zeros(), &samples, &mut rng)?;
    /// assert_eq!(history.rates(), [0.5, 0.5, 0.25, 0.25]);
    /// # Ok::<(), staticnn::trainer::Error>(())
    /// ```
    #[must_use]
    pub fn schedule(mut self, schedule: impl Schedule + Send + 'a) -> Self {
        self.schedule = Some(Scheduled { schedule: Box::new(schedule), by_step: false });
        self
    }

    /// Sets the learning rate of each step by a schedule, whose t counts steps. Otherwise as [`schedule`](Self::schedule).
    ///
    /// ```
    /// use staticnn::prelude::*;
    /// use staticnn::schedule::OneCycle;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0], [3.0], [4.0]], &[[1.0], [3.0], [5.0], [7.0]]));
    /// let mut rng = ChaCha8Rng::seed_from_u64(42);
    /// let (epochs, steps) = (50, 50 * 2); // two batches per epoch
    /// let mut trainer = Trainer::new(Mse, Sgd::new(0.05)).epochs(epochs).batch_size(2);
    /// let history = trainer.schedule_by_step(OneCycle::new(steps)).fit(&mut Line::zeros(), &samples, &mut rng)?;
    /// assert!(history.rates()[14] > 0.049 && history.rates()[49] < 1e-6);
    /// # Ok::<(), staticnn::trainer::Error>(())
    /// ```
    #[must_use]
    pub fn schedule_by_step(mut self, schedule: impl Schedule + Send + 'a) -> Self {
        self.schedule = Some(Scheduled { schedule: Box::new(schedule), by_step: true });
        self
    }

    /// Measures a metric after every epoch: on the validation samples, or without these on the training samples.
    /// [`History::metric`](crate::History::metric) returns the values by the name. Measuring takes one pass over the samples for
    /// all metrics.
    ///
    /// ```
    /// use staticnn::metric::Metric;
    /// use staticnn::prelude::*;
    ///
    /// /// The share of outputs with the sign of their target.
    /// #[derive(Default)]
    /// struct RightSign {
    ///     right: f64,
    ///     all: f64,
    /// }
    ///
    /// impl Metric<[f32; 1], [f32; 1]> for RightSign {
    ///     fn clear(&mut self) {
    ///         *self = Self::default();
    ///     }
    ///     fn add(&mut self, y: &[f32; 1], target: &[f32; 1]) {
    ///         self.all += 1.0;
    ///         self.right += f64::from(u8::from(y[0] * target[0] > 0.0));
    ///     }
    ///     fn value(&self) -> f64 {
    ///         self.right / self.all
    ///     }
    /// }
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [-2.0]], &[[1.0], [-3.0]]));
    /// let mut rng = ChaCha8Rng::seed_from_u64(42);
    /// let mut trainer = Trainer::new(Mse, Sgd::new(0.1)).epochs(3).metric("right sign", RightSign::default());
    /// let history = trainer.fit(&mut Line::zeros(), &samples, &mut rng)?;
    /// assert_eq!(history.metric("right sign").unwrap(), [1.0, 1.0, 1.0]);
    /// # Ok::<(), staticnn::trainer::Error>(())
    /// ```
    #[must_use]
    pub fn metric(mut self, name: &str, metric: impl Metric<Y, U> + Send + 'a) -> Self {
        self.metrics.named.push((name.into(), Box::new(metric)));
        self
    }

    /// Ends the training when the loss hasn't improved for `patience` epochs in a row, at least 1, and puts back the weights of
    /// the best epoch. That is also done if the training ends for another reason. The loss is that of the validation samples,
    /// or without these the training loss.
    ///
    /// ```
    /// use staticnn::history::End;
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
    /// let unseen = Samples::from((&[[0.0], [3.0]], &[[-0.9], [4.8]]));
    /// let (mut line, mut rng) = (Line::zeros(), ChaCha8Rng::seed_from_u64(42));
    /// let mut trainer = Trainer::new(Mse, Sgd::new(0.1)).epochs(10_000).validation(&unseen).early_stopping(20);
    /// let history = trainer.fit(&mut line, &samples, &mut rng)?;
    ///
    /// let best = history.best_epoch().unwrap();
    /// assert_eq!(history.end(), Some(End::NoImprovement));
    /// assert_eq!(history.training().len(), best + 20);
    /// assert_eq!(f64::from(line.loss(&unseen, &Mse)), f64::from(history.validation()[best - 1] as f32));
    /// # Ok::<(), staticnn::trainer::Error>(())
    /// ```
    #[must_use]
    pub fn early_stopping(mut self, patience: usize) -> Self {
        self.patience = Some(patience);
        self
    }

    /// Sets by how much a loss must be below the last improvement to be another one, for
    /// [`early_stopping`](Self::early_stopping): finite and at least 0, in the unit of the loss. The default is 0.
    #[must_use]
    pub fn min_improvement(mut self, improvement: f64) -> Self {
        self.min_improvement = improvement;
        self
    }

    /// Takes the derivatives of so many batches, at least 1, for one step: their mean over all samples. The default is 1. The
    /// last step of an epoch may have fewer batches.
    ///
    /// The passes need no more memory for a large batch than for a small one, so a larger `batch_size` does the same. This is
    /// for trainings that should see the loss of each small batch.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0], [3.0], [4.0]], &[[1.0], [3.0], [5.0], [7.0]]));
    /// let (mut one, mut other, mut rng) = (Line::zeros(), Line::zeros(), ChaCha8Rng::seed_from_u64(42));
    /// let trainer = |size| Trainer::new(Mse, Sgd::new(0.01)).epochs(5).batch_size(size).shuffle(false);
    /// trainer(1).accumulate(2).fit(&mut one, &samples, &mut rng)?;
    /// trainer(2).fit(&mut other, &samples, &mut rng)?;
    /// assert!((one.predict(&[1.0])[0] - other.predict(&[1.0])[0]).abs() < 1e-6);
    /// # Ok::<(), staticnn::trainer::Error>(())
    /// ```
    #[must_use]
    pub fn accumulate(mut self, batches: usize) -> Self {
        self.accumulated = batches;
        self
    }

    /// Sets whether each batch continues the windows of the batch before, as
    /// [`gradient_carried`](crate::network::Streams::gradient_carried) does: for recordings that are longer than a window. Sample r of
    /// a batch is the window after sample r of the batch before; so window w of recording r is sample w · `batch_size` + r, for as many
    /// recordings as a batch has. The samples aren't shuffled, an epoch starts from new states, and the training runs on one thread. The
    /// default is `false`.
    ///
    /// `fit` returns [`Error::CarriedBatch`](crate::trainer::Error::CarriedBatch) if a batch has more samples than a block.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Amp< 8x1 -> gru 2 -> 1 >; }
    ///
    /// // Two recordings of 80 steps, cut into ten windows each, in turn.
    /// let sound = |recording: usize, t: usize| [(0.3 * t as f32 + recording as f32).sin()];
    /// let window = |i: usize| std::array::from_fn(|t| sound(i % 2, i / 2 * 8 + t));
    /// let x: Vec<[[f32; 1]; 8]> = (0..20).map(window).collect();
    /// let mut rng = ChaCha8Rng::seed_from_u64(42);
    /// let mut net = Amp::init(&mut rng);
    /// let mut trainer = Trainer::new(Mse, Adam::new(1e-2)).epochs(5).batch_size(2).carry(true);
    /// trainer.fit(&mut net, &Samples::new(&x, &x)?, &mut rng)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn carry(mut self, carry: bool) -> Self {
        self.carries = carry;
        self
    }

    /// Calls a function after every epoch. It sees the losses, the metrics, the learning rate and the network, and can end the
    /// training by [`EpochEnd::stop`]. Functions of several calls are called in turn.
    ///
    /// A function that calls the network's methods names its type: `|epoch: &mut EpochEnd<'_, Line>| ..`.
    ///
    /// ```
    /// use staticnn::prelude::*;
    /// use staticnn::trainer::EpochEnd;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
    /// let mut slopes = Vec::new();
    /// Trainer::new(Mse, Sgd::new(0.1))
    ///     .epochs(50)
    ///     .on_epoch(|epoch: &mut EpochEnd<'_, Line>| slopes.push(epoch.network().layer1.weight[0][0]))
    ///     .fit(&mut Line::zeros(), &samples, &mut ChaCha8Rng::seed_from_u64(42))?;
    /// assert_eq!(slopes.len(), 50);
    /// # Ok::<(), staticnn::trainer::Error>(())
    /// ```
    #[must_use]
    pub fn on_epoch(mut self, callback: impl FnMut(&mut EpochEnd<'_, N>) + Send + 'a) -> Self {
        self.on_epoch.push(Box::new(callback));
        self
    }

    /// Calls a function after every batch, as [`on_epoch`](Self::on_epoch) does after every epoch.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
    /// let mut losses = Vec::new();
    /// Trainer::new(Mse, Sgd::new(0.1))
    ///     .epochs(3)
    ///     .batch_size(1)
    ///     .on_batch(|batch| losses.push((batch.epoch(), batch.batch(), batch.loss())))
    ///     .fit(&mut Line::zeros(), &samples, &mut ChaCha8Rng::seed_from_u64(42))?;
    /// assert_eq!(losses.len(), 6);
    /// assert_eq!((losses[5].0, losses[5].1), (3, 2));
    /// # Ok::<(), staticnn::trainer::Error>(())
    /// ```
    #[must_use]
    pub fn on_batch(mut self, callback: impl FnMut(&mut BatchEnd<'_, N>) + Send + 'a) -> Self {
        self.on_batch.push(Box::new(callback));
        self
    }

    /// Ends the training with the first batch after so many seconds, above 0. The loss of that epoch is the mean over its
    /// batches so far.
    ///
    /// ```
    /// use staticnn::history::End;
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
    /// let mut trainer = Trainer::new(Mse, Sgd::new(0.1)).epochs(usize::MAX).max_seconds(0.01);
    /// let history = trainer.fit(&mut Line::zeros(), &samples, &mut ChaCha8Rng::seed_from_u64(42))?;
    /// assert_eq!(history.end(), Some(End::Time));
    /// # Ok::<(), staticnn::trainer::Error>(())
    /// ```
    #[cfg(feature = "std")]
    #[must_use]
    pub fn max_seconds(mut self, seconds: f64) -> Self {
        self.max_seconds = Some(seconds);
        self
    }
}

impl<N, L, O, V, M> Trainer<'_, N, L, O, V, M> {
    /// Shows the progress on standard error while `fit` runs. Needs the feature `progress`.
    ///
    /// ```
    /// use staticnn::prelude::*;
    /// use staticnn::trainer::Progress;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
    /// let mut trainer = Trainer::new(Mse, Sgd::new(0.1)).epochs(10).progress(Progress::Lines);
    /// // "epoch 10 of 10: loss 0.202581, 123456 samples/s, 00:00:00 left"
    /// trainer.fit(&mut Line::zeros(), &samples, &mut ChaCha8Rng::seed_from_u64(42))?;
    /// # Ok::<(), staticnn::trainer::Error>(())
    /// ```
    #[cfg(feature = "progress")]
    #[must_use]
    pub fn progress(mut self, progress: Progress) -> Self {
        self.progress = Some(progress);
        self
    }

    /// Returns the optimizer, with its state after the last `fit`.
    #[must_use]
    pub fn optimizer(&self) -> &O {
        &self.optimizer
    }

    /// Returns the optimizer to change, between calls of `fit`.
    pub fn optimizer_mut(&mut self) -> &mut O {
        &mut self.optimizer
    }
}
