//! The training loop.

mod error;
mod network_mut;
#[cfg(feature = "std")]
mod report;

pub use error::Error;
pub use network_mut::NetworkMut;

use alloc::vec::Vec;
use core::marker::PhantomData;

use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};

use crate::blocks;
use crate::gradient::Gradient;
use crate::history::History;
use crate::loss::Loss;
use crate::network::Network;
use crate::number::Number;
use crate::optimizer::Optimizer;
use crate::samples::{Samples, SamplesFor};

/// The training loop: epochs of mini-batches, with the losses recorded per epoch.
///
/// The defaults are 100 epochs, batches of 32, shuffling, no validation and no reports.
///
/// A batch is a list of indices. The passes copy the samples of one block of it at a time, or nothing if the batch is
/// all samples or a single one. `fit` allocates before the first step; later only for reports, and for the losses
/// beyond a million epochs.
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
/// The compiler infers the type parameters: the network `N`, the loss `L`, the optimizer `O`, and the validation samples
/// `V`, which follow from the network and the loss.
pub struct Trainer<'a, N, L, O, V = Validation<'a, N, L>> {
    loss: L,
    optimizer: O,
    epochs: usize,
    /// The number of samples per step; `None` for all of them.
    batch_size: Option<usize>,
    shuffle: bool,
    validation: Option<V>,
    #[cfg(feature = "std")]
    report_every: usize,
    network: PhantomData<&'a fn(N)>,
}

/// The validation samples of a network and a loss.
type Validation<'a, N, L> = Samples<'a, <N as Network>::Input, TargetOf<N, L>>;
/// The targets of a loss for a network.
type TargetOf<N, L> = <L as Loss<<N as Network>::Output, <N as Network>::Head>>::Target;

// The bounds are those of `fit`, where the network is known: at each method they would be reported anew.
impl<'a, N, L, O, I, T> Trainer<'a, N, L, O, Samples<'a, I, T>> {
    /// Creates a trainer with this loss and this optimizer. To keep the optimizer's state after `fit`, pass
    /// `&mut optimizer`.
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
            shuffle: true,
            validation: None,
            #[cfg(feature = "std")]
            report_every: 0,
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
    ///     let trainer = Trainer::new(Mse, Sgd::new(0.1)).batch_size(1).shuffle(shuffle);
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

    /// Sets validation samples. Their loss is measured at the end of each epoch and recorded in the [`History`]; the
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
    /// let training = Trainer::new(Mse, Sgd::new(0.1)).epochs(20).report_every(10); // "epoch    10: loss 0.202581"
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

    /// Trains `net` and returns the losses per epoch. The order of an epoch depends on one number drawn from `rng` and
    /// on the number of the epoch. A boxed network is passed as `&mut net` or `&mut *net`. The buffers are on the heap; the
    /// stack holds what `gradient` and `loss` take.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! {
    ///     #[derive(Debug, PartialEq)]
    ///     struct Regressor< 1 -> 8 tanh -> 1 >;
    /// }
    ///
    /// let x: Vec<[f32; 1]> = (0..64).map(|i| [i as f32 / 32.0 - 1.0]).collect();
    /// let y: Vec<[f32; 1]> = x.iter().map(|[x]| [x * x]).collect();
    /// let samples = Samples::new(&x, &y).expect("as many inputs as targets");
    /// let train = |seed| {
    ///     let mut rng = ChaCha8Rng::seed_from_u64(seed);
    ///     let mut net = Regressor::init(&mut rng);
    ///     let history = Trainer::new(Mse, Adam::new(1e-2)).epochs(3).fit(&mut net, &samples, &mut rng);
    ///     (net, history)
    /// };
    /// assert_eq!(train(42), train(42)); // the same seed, the same bits
    /// assert_ne!(train(42), train(43));
    /// ```
    ///
    /// # Errors
    ///
    /// Before the first step, with the network unchanged: [`Error::EmptyBatch`] for a batch size of 0;
    /// [`Error::Optimizer`] or [`Error::Loss`] if a number of the optimizer or of the loss is out of range;
    /// [`Error::Training`] or [`Error::Validation`] if an input isn't finite or the loss refuses a target.
    ///
    /// During the training: [`Error::Diverged`] if the loss of a batch or a parameter stops being finite, and
    /// [`Error::ValidationDiverged`] if only the validation loss does. The network is then restored to its state after the
    /// last epoch whose losses and parameters were all finite, or to its initial state. An optimizer passed as
    /// `&mut optimizer` isn't restored: its state may be infinite or NaN, so create a new one.
    pub fn fit<G: Rng + ?Sized>(
        mut self,
        net: &mut impl NetworkMut<N>,
        samples: &impl SamplesFor<N::Input, N::Target>,
        rng: &mut G,
    ) -> Result<History, Error>
    where
        N: TrainedBy<L, O>,
        Samples<'a, I, T>: SamplesFor<N::Input, N::Target>,
    {
        net.network_mut().train(&mut self, &samples.samples(), rng.next_u64())
    }
}

/// Implemented for a network, a loss that suits it and an optimizer of it: what [`Trainer::fit`] needs.
#[doc(hidden)]
pub trait TrainedBy<L, O>: Sized {
    type Input;
    type Target;

    fn train<V: SamplesFor<Self::Input, Self::Target>>(
        &mut self,
        trainer: &mut Trainer<'_, Self, L, O, V>,
        samples: &Samples<'_, Self::Input, Self::Target>,
        seed: u64,
    ) -> Result<History, Error>;
}

impl<N: Network, L: Loss<N::Output, N::Head>, O: Optimizer<N>> TrainedBy<L, O> for N {
    type Input = N::Input;
    type Target = L::Target;

    fn train<V: SamplesFor<N::Input, L::Target>>(
        &mut self,
        trainer: &mut Trainer<'_, N, L, O, V>,
        samples: &Samples<'_, N::Input, L::Target>,
        seed: u64,
    ) -> Result<History, Error> {
        trainer.run(self, samples, seed)
    }
}

impl<N: Network, L: Loss<N::Output, N::Head>, O: Optimizer<N>, V: SamplesFor<N::Input, L::Target>>
    Trainer<'_, N, L, O, V>
{
    /// Trains the network; the orders of the epochs derive from `seed`.
    fn run(&mut self, net: &mut N, samples: &Samples<'_, N::Input, L::Target>, seed: u64) -> Result<History, Error> {
        let batch_size = match self.batch_size {
            Some(0) => return Err(Error::EmptyBatch),
            Some(size) => size.min(samples.len()),
            None => samples.len(),
        };
        self.optimizer.check().map_err(Error::Optimizer)?;
        self.loss.check(samples).map_err(|error| Error::samples(error, Error::Training))?;
        if let Some(samples) = &self.validation {
            self.loss.check(&samples.samples()).map_err(|error| Error::samples(error, Error::Validation))?;
        }
        let in_turn = || (0..samples.len()).filter_map(|place| samples.index(place));
        let mut order: Vec<usize> = in_turn().collect();
        let mut gradient = Gradient::<N>::boxed();
        let mut history = History::with_capacity(self.epochs, self.validation.is_some());
        let mut finite_net = N::boxed();
        finite_net.parameters_mut().copy_from_slice(net.parameters());
        let mut last_loss = f64::NAN;

        for epoch in 1..=self.epochs {
            if self.shuffle && batch_size < samples.len() {
                order.iter_mut().zip(in_turn()).for_each(|(place, index)| *place = index);
                shuffle(&mut order, seed, epoch);
            }
            let batches = order.chunks(batch_size).map(|batch| match batch.len() == samples.len() {
                true => *samples,
                false => samples.chosen(batch),
            });
            let Some(training) = self.epoch(net, batches, &mut gradient, &mut last_loss) else {
                net.parameters_mut().copy_from_slice(finite_net.parameters());
                return Err(Error::Diverged { epoch, last_loss, history });
            };
            let validation = self.validation.as_ref().map(|samples| blocks::loss(net, &samples.samples(), &self.loss));
            if validation.is_some_and(|loss| !loss.is_finite()) {
                net.parameters_mut().copy_from_slice(finite_net.parameters());
                return Err(Error::ValidationDiverged { epoch, last_loss, history });
            }
            finite_net.parameters_mut().copy_from_slice(net.parameters());
            history.push(self.optimizer.rate().to_f64(), training, validation);
            #[cfg(feature = "std")]
            if self.report_every > 0 && (epoch % self.report_every == 0 || epoch == self.epochs) {
                report::report(epoch, training, validation);
            }
        }
        Ok(history)
    }

    /// Trains for one epoch. Returns the mean loss, or `None` if the loss of a batch or a parameter stops being finite.
    fn epoch<'b>(
        &mut self,
        net: &mut N,
        batches: impl Iterator<Item = Samples<'b, N::Input, L::Target>>,
        gradient: &mut Gradient<N>,
        last_loss: &mut f64,
    ) -> Option<f64>
    where
        L::Target: 'b,
    {
        let (mut total, mut samples) = (0.0, 0.0);
        for batch in batches {
            let loss = blocks::gradient(net, &batch, &self.loss, gradient);
            if !loss.is_finite() {
                return None;
            }
            *last_loss = loss;
            let share = batch.total_weight();
            total += loss * share;
            samples += share;
            self.optimizer.step(net, gradient);
        }
        let training = if samples > 0.0 { total / samples } else { 0.0 };
        net.parameters().iter().all(|p| p.is_finite()).then_some(training)
    }
}

/// Shuffles the indices for an epoch, from the order of the samples: by the seed and the number of the epoch.
fn shuffle(order: &mut [usize], seed: u64, epoch: usize) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(epoch as u64);
    order.shuffle(&mut rng);
}
