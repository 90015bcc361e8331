//! The trainer and its settings.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::marker::PhantomData;

#[cfg(feature = "rayon")]
use crate::history::History;
use crate::loss::Loss;
use crate::network::Network;
#[cfg(feature = "rayon")]
use crate::optimizer::Optimizer;
use crate::samples::Samples;
#[cfg(feature = "rayon")]
use crate::samples::SamplesFor;
use crate::schedule::Schedule;
#[cfg(feature = "checkpoint")]
use crate::trainer::checkpoint::{CheckpointEvery, Resume};
#[cfg(feature = "rayon")]
use crate::trainer::error::Error;
use crate::trainer::events::{OnBatch, OnEpoch};
use crate::trainer::judge::Metrics;
#[cfg(feature = "rayon")]
use crate::trainer::judge::MetricsFor;
#[cfg(feature = "progress")]
use crate::trainer::progress::Progress;

/// The training loop: epochs of mini-batches, with the losses recorded per epoch.
///
/// The defaults are 100 epochs, batches of 32, shuffling, no validation and no reports.
///
/// A batch is a list of indices. The passes copy the samples of one block of it at a time, or nothing if the batch is
/// all samples or a single one. `fit` allocates before the first step; later only for the records beyond a million epochs, in
/// callbacks and for `progress`.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Regressor< 1 -> 8 tanh -> 1 >; }
///
/// let x: Vec<[f32; 1]> = (0..64).map(|i| [i as f32 / 32.0 - 1.0]).collect();
/// let y: Vec<[f32; 1]> = x.iter().map(|[x]| [x * x]).collect();
/// let mut rng = ChaCha8Rng::seed_from_u64(42);
/// let mut net = Regressor::init(&mut rng);
///
/// let history = Trainer::new(Mse, Adam::new(1e-2))
///     .epochs(200)
///     .batch_size(16)
///     .fit(&mut net, &Samples::new(&x, &y)?, &mut rng)?;
/// assert!(history.last().unwrap() < 0.01);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The compiler infers the type parameters: the network `N`, the loss `L`, the optimizer `O`, and the validation samples `V` and
/// the metrics `M`, which follow from the network and the loss.
#[allow(missing_debug_implementations, reason = "callbacks have no form to print")]
pub struct Trainer<'a, N, L, O, V = ValidationOf<'a, N, L>, M = MetricsOf<'a, N, L>> {
    pub(super) loss: L,
    pub(super) optimizer: O,
    pub(super) epochs: usize,
    /// The number of samples per batch; `None` for all of them.
    pub(super) batch_size: Option<usize>,
    /// The number of batches per step.
    pub(super) accumulated: usize,
    pub(super) shuffle: bool,
    /// Whether a batch continues the windows of the batch before.
    pub(super) carries: bool,
    pub(super) validation: Option<V>,
    pub(super) metrics: M,
    pub(super) schedule: Option<Scheduled<'a>>,
    pub(super) patience: Option<usize>,
    pub(super) min_improvement: f64,
    pub(super) on_epoch: Vec<OnEpoch<'a, N>>,
    pub(super) on_batch: Vec<OnBatch<'a, N>>,
    #[cfg(feature = "std")]
    pub(super) max_seconds: Option<f64>,
    #[cfg(feature = "std")]
    pub(super) report_every: usize,
    #[cfg(feature = "progress")]
    pub(super) progress: Option<Progress>,
    #[cfg(feature = "checkpoint")]
    pub(super) checkpoint: Option<CheckpointEvery<O>>,
    #[cfg(feature = "checkpoint")]
    pub(super) resume: Option<Resume<O>>,
    #[cfg(feature = "rayon")]
    pub(super) threads: Option<Box<dyn Threads<N, L, O, V, M> + Send + 'a>>,
    pub(super) network: PhantomData<&'a fn(N)>,
}

/// A schedule, and what its t counts.
pub(super) struct Scheduled<'a> {
    pub(super) schedule: Box<dyn Schedule + Send + 'a>,
    pub(super) by_step: bool,
}

/// The validation samples of a network and a loss.
type ValidationOf<'a, N, L> = Samples<'a, <N as Network>::Input, TargetOf<N, L>>;
/// The metrics of a network and a loss.
type MetricsOf<'a, N, L> = Metrics<'a, <N as Network>::Output, TargetOf<N, L>>;
/// The targets of a loss for a network.
type TargetOf<N, L> = <L as Loss<<N as Network>::Output, <N as Network>::Head>>::Target;

/// Trains a network on several threads. Implemented for workers of it, where all that the training uses may go to a thread.
#[cfg(feature = "rayon")]
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this training can't run on several threads",
    label = "the loss, the optimizer, the layers, the samples or a metric can't be sent to a thread",
    note = "a loss of your own is `Sync`, an optimizer and a metric are `Send`: they hold no `Rc` and no `RefCell`"
)]
pub trait Threads<N, L, O, V, M> {
    /// Trains the network.
    ///
    /// # Errors
    ///
    /// Those of `fit`.
    fn train(
        &mut self,
        trainer: &mut Trainer<'_, N, L, O, V, M>,
        net: &mut N,
        samples: &Samples<'_, N::Input, L::Target>,
        seed: u64,
    ) -> Result<History, Error>
    where
        N: Network,
        L: Loss<N::Output, N::Head>,
        O: Optimizer<N>,
        V: SamplesFor<N::Input, L::Target>,
        M: MetricsFor<N::Output, L::Target>;
}

// The bounds are those of `fit`, where the network is known: at each method they would be reported anew.
impl<'a, N, L, O, I, T, Y, U> Trainer<'a, N, L, O, Samples<'a, I, T>, Metrics<'a, Y, U>> {
    /// Creates a trainer with this loss and this optimizer. It keeps the optimizer's state from one [`fit`](Self::fit) to the next;
    /// pass `&mut optimizer` to share it with other trainers, or with a loop by hand.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
    /// let (mut at_once, mut in_two, mut rng) = (Line::zeros(), Line::zeros(), ChaCha8Rng::seed_from_u64(42));
    /// Trainer::new(Mse, Adam::new(0.1)).epochs(20).fit(&mut at_once, &samples, &mut rng)?;
    ///
    /// let mut optimizer = Adam::new(0.1);
    /// for _ in 0..2 {
    ///     Trainer::new(Mse, &mut optimizer).epochs(10).fit(&mut in_two, &samples, &mut rng)?;
    /// }
    /// assert_eq!(at_once.parameters(), in_two.parameters());
    /// # Ok::<(), staticnn::trainer::Error>(())
    /// ```
    #[must_use]
    pub fn new(loss: L, optimizer: O) -> Self {
        Self {
            loss,
            optimizer,
            epochs: 100,
            batch_size: Some(32),
            accumulated: 1,
            shuffle: true,
            carries: false,
            validation: None,
            metrics: Metrics::default(),
            schedule: None,
            patience: None,
            min_improvement: 0.0,
            on_epoch: Vec::new(),
            on_batch: Vec::new(),
            #[cfg(feature = "std")]
            max_seconds: None,
            #[cfg(feature = "std")]
            report_every: 0,
            #[cfg(feature = "progress")]
            progress: None,
            #[cfg(feature = "checkpoint")]
            checkpoint: None,
            #[cfg(feature = "checkpoint")]
            resume: None,
            #[cfg(feature = "rayon")]
            threads: None,
            network: PhantomData,
        }
    }

    /// Sets the number of epochs, passes through all samples. The default is 100; 0 leaves the network unchanged.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let (samples, mut rng) = (Samples::from((&[[1.0]], &[[2.0]])), ChaCha8Rng::seed_from_u64(42));
    /// let history = Trainer::new(Mse, Sgd::new(0.1)).epochs(7).fit(&mut Line::zeros(), &samples, &mut rng)?;
    /// assert_eq!(history.training().len(), 7);
    /// # Ok::<(), staticnn::trainer::Error>(())
    /// ```
    #[must_use]
    pub fn epochs(mut self, epochs: usize) -> Self {
        self.epochs = epochs;
        self
    }

    /// Sets the number of samples per step, at least 1. The default is 32. The last batch of an epoch may be smaller,
    /// and a size above the number of samples means all of them. With 0, [`fit`](Self::fit) returns an error.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0]; 8], &[[2.0]; 8])); // eight equal samples
    /// let (mut one, mut two, mut rng) = (Line::zeros(), Line::zeros(), ChaCha8Rng::seed_from_u64(42));
    /// Trainer::new(Mse, Sgd::new(0.1)).epochs(1).batch_size(4).fit(&mut one, &samples, &mut rng)?; // two steps
    /// Trainer::new(Mse, Sgd::new(0.1)).epochs(2).batch_size(8).fit(&mut two, &samples, &mut rng)?; // one per epoch
    /// assert!((one.predict(&[1.0])[0] - two.predict(&[1.0])[0]).abs() < 1e-6);
    /// # Ok::<(), staticnn::trainer::Error>(())
    /// ```
    #[must_use]
    pub fn batch_size(mut self, samples: usize) -> Self {
        self.batch_size = Some(samples);
        self
    }

    /// Uses all samples in each step: one step per epoch. With [`Sgd`](crate::optimizer::Sgd) that is plain gradient
    /// descent.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
    /// let (mut by_trainer, mut by_hand) = (Line::zeros(), Line::zeros());
    /// let mut rng = ChaCha8Rng::seed_from_u64(42);
    /// Trainer::new(Mse, Sgd::new(0.1)).epochs(1).full_batch().fit(&mut by_trainer, &samples, &mut rng)?;
    ///
    /// let mut gradient = Gradient::new();
    /// by_hand.gradient(&samples, &Mse, &mut gradient);
    /// Sgd::new(0.1).step(&mut by_hand, &gradient);
    /// assert_eq!(by_trainer.parameters(), by_hand.parameters());
    /// # Ok::<(), staticnn::trainer::Error>(())
    /// ```
    #[must_use]
    pub fn full_batch(mut self) -> Self {
        self.batch_size = None;
        self
    }

    /// Sets whether each epoch takes the samples in a new order. The default is `true`. A full batch is never shuffled.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
    /// let train = |shuffle, seed| {
    ///     let mut trainer = Trainer::new(Mse, Sgd::new(0.1)).batch_size(1).shuffle(shuffle);
    ///     trainer.fit(&mut Line::zeros(), &samples, &mut ChaCha8Rng::seed_from_u64(seed))
    /// };
    /// assert_eq!(train(false, 1), train(false, 2)); // the seed is used for shuffling only
    /// assert_ne!(train(true, 1), train(true, 2));
    /// ```
    #[must_use]
    pub fn shuffle(mut self, shuffle: bool) -> Self {
        self.shuffle = shuffle;
        self
    }

    /// Sets validation samples. Their loss is measured at the end of each epoch and recorded in the [`History`](crate::History); the
    /// network isn't trained on them.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
    /// let unseen = Samples::from((&[[3.0]], &[[5.0]]));
    /// let history = Trainer::new(Mse, Sgd::new(0.1))
    ///     .validation(&unseen)
    ///     .fit(&mut Line::zeros(), &samples, &mut ChaCha8Rng::seed_from_u64(42))?;
    /// assert_eq!(history.validation().len(), 100);
    /// assert!(history.validation()[99] < history.validation()[0]);
    /// # Ok::<(), staticnn::trainer::Error>(())
    /// ```
    #[must_use]
    pub fn validation(mut self, samples: &Samples<'a, I, T>) -> Self {
        self.validation = Some(*samples);
        self
    }

    /// Prints the losses of every `epochs`-th epoch and of the last one, a line each, to standard output: six significant
    /// digits, with an exponent below 1e-4 and from 1e6 on. 0, the default, prints nothing. Errors of standard output are
    /// ignored.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
    /// let mut training = Trainer::new(Mse, Sgd::new(0.1)).epochs(20).report_every(10); // "epoch    10: loss 0.202581"
    /// let history = training.fit(&mut Line::zeros(), &samples, &mut ChaCha8Rng::seed_from_u64(42))?;
    /// assert_eq!(format!("{:.6}", history.training()[9]), "0.202581");
    /// # Ok::<(), staticnn::trainer::Error>(())
    /// ```
    #[cfg(feature = "std")]
    #[must_use]
    pub fn report_every(mut self, epochs: usize) -> Self {
        self.report_every = epochs;
        self
    }
}
