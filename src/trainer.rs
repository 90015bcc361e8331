//! The training loop, handed over.

use alloc::vec::Vec;
use core::fmt;

use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};

use crate::flat;
use crate::gradient::Gradient;
use crate::history::History;
use crate::loss::Loss;
use crate::network::Network;
use crate::number::Number;
use crate::optimizer::Optimizer;
use crate::blocks::{self, Batch};
use crate::samples::Samples;

/// The training loop: epochs of mini-batches, with the losses written down.
///
/// Unless said otherwise: 100 epochs, batches of 32, shuffled, no validation, nothing printed. Batches are made by
/// index: the inputs and the targets of the block at hand are copied together, unless the batch is all samples or a
/// single one. After `fit` has made its room, before the first step, it allocates nothing, but for reports and for the
/// losses beyond a million epochs.
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
pub struct Trainer<'a, N: Network, L: Loss<N::Output, N::Head>, O> {
    loss: L,
    optimizer: O,
    epochs: usize,
    /// How many samples a step takes; all of them, if none is given.
    batch_size: Option<usize>,
    shuffle: bool,
    validation: Option<Samples<'a, N::Input, L::Target>>,
    #[cfg(feature = "std")]
    report_every: usize,
}

impl<'a, N: Network, L: Loss<N::Output, N::Head>, O: Optimizer<N>> Trainer<'a, N, L, O> {
    /// A training by this loss and this optimizer, which is lent, `&mut optimizer`, if its state is to outlive `fit`.
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
        }
    }

    /// How often to go through all samples; 100 unless said otherwise, and 0 leaves the network as it is.
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

    /// How many samples each step takes, 1 or more; 32 unless said otherwise. The last batch of an epoch may be
    /// smaller, and a size above the number of samples means all of them. 0 is an error of [`fit`](Self::fit).
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0]; 8], &[[2.0]; 8])); // eight times the same
    /// let (mut one, mut two, mut rng) = (Line::zeros(), Line::zeros(), ChaCha8Rng::seed_from_u64(42));
    /// Trainer::new(Mse, Sgd::new(0.1)).epochs(1).batch_size(4).fit(&mut one, &samples, &mut rng)?; // two steps
    /// Trainer::new(Mse, Sgd::new(0.1)).epochs(2).batch_size(8).fit(&mut two, &samples, &mut rng)?; // one an epoch
    /// assert!((one.predict(&[1.0])[0] - two.predict(&[1.0])[0]).abs() < 1e-6);
    /// # Ok::<(), staticnn::trainer::Error>(())
    /// ```
    #[must_use]
    pub fn batch_size(mut self, samples: usize) -> Self {
        self.batch_size = Some(samples);
        self
    }

    /// All samples in each step: one step an epoch, and with [`Sgd`](crate::optimizer::Sgd) plain gradient descent.
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

    /// Whether each epoch takes the samples in a new order: it does, unless said otherwise. A full batch needs no
    /// order.
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
    /// assert_eq!(train(false, 1), train(false, 2)); // the seed's only use is the order
    /// assert_ne!(train(true, 1), train(true, 2));
    /// ```
    #[must_use]
    pub fn shuffle(mut self, shuffle: bool) -> Self {
        self.shuffle = shuffle;
        self
    }

    /// Samples that aren't trained on, whose loss is measured at the end of each epoch, and kept in the [`History`].
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
    pub fn validation(mut self, samples: &Samples<'a, N::Input, L::Target>) -> Self {
        self.validation = Some(*samples);
        self
    }

    /// Prints the losses of every so many epochs, and of the last: a line each, on the standard output. 0, which is
    /// where it stands, prints nothing. Where nothing can be printed, the training goes on.
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

    /// Trains `net`, and returns each epoch's losses. One number is drawn from `rng`; each epoch's order derives from
    /// it and from the epoch's number. A boxed network is passed as `&mut *net`.
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
    /// [`Error::EmptyBatch`] for a batch size of 0; [`Error::Diverged`] if a loss or a parameter stops being finite:
    /// the network is then put back to where it stood at the end of the last epoch in which all were, or before the
    /// first. Only the network: an optimizer that was lent, `Trainer::new(loss, &mut optimizer)`, keeps its state,
    /// which may be infinite or NaN by then. Make a new one.
    pub fn fit<G: Rng + ?Sized>(
        mut self,
        net: &mut N,
        samples: &Samples<'_, N::Input, L::Target>,
        rng: &mut G,
    ) -> Result<History, Error> {
        let batch_size = match self.batch_size {
            Some(0) => return Err(Error::EmptyBatch),
            Some(size) => size.min(samples.len()),
            None => samples.len(),
        };
        let seed = rng.next_u64();
        let mut order: Vec<usize> = (0..samples.len()).collect();
        let mut gradient = Gradient::<N>::boxed();
        let mut history = History::with_room(self.epochs, self.validation.is_some());
        let mut sound = N::boxed();
        sound.parameters_mut().copy_from_slice(net.parameters());
        let mut last_loss = f64::NAN;

        for epoch in 1..=self.epochs {
            if self.shuffle && batch_size < samples.len() {
                shuffle(&mut order, seed, epoch);
            }
            let batches = order.chunks(batch_size).map(|batch| match batch.len() == samples.len() {
                true => Batch::all(samples),
                false => Batch::some(samples, batch),
            });
            let Some((training, validation)) = self.epoch(net, batches, &mut gradient, &mut last_loss) else {
                net.parameters_mut().copy_from_slice(sound.parameters());
                return Err(Error::Diverged { epoch, last_loss, history });
            };
            sound.parameters_mut().copy_from_slice(net.parameters());
            history.push(training, validation);
            #[cfg(feature = "std")]
            if self.report_every > 0 && (epoch % self.report_every == 0 || epoch == self.epochs) {
                report(epoch, training, validation);
            }
        }
        Ok(history)
    }

    /// Goes through the batches: the mean training loss and the validation loss, unless something stops being finite.
    fn epoch<'b>(
        &mut self,
        net: &mut N,
        batches: impl Iterator<Item = Batch<'b, N::Input, L::Target>>,
        gradient: &mut Gradient<N>,
        last_loss: &mut f64,
    ) -> Option<(f64, Option<f64>)>
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
            let share = blocks::count(batch.len());
            total += loss * share;
            samples += share;
            self.optimizer.step(net, gradient);
        }
        let validation = self.validation.map(|samples| blocks::loss(net, &samples, &self.loss));
        let finite = validation.is_none_or(f64::is_finite) && net.parameters().iter().all(|p| p.is_finite());
        finite.then_some((total / samples, validation))
    }
}

/// An order for this epoch: it depends on the seed and on the epoch, not on the epochs before.
fn shuffle(order: &mut [usize], seed: u64, epoch: usize) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(epoch as u64);
    for (place, index) in order.iter_mut().enumerate() {
        *index = place;
    }
    order.shuffle(&mut rng);
}

#[cfg(feature = "std")]
fn report(epoch: usize, training: f64, validation: Option<f64>) {
    use std::io::{Write, stdout};

    // On a closed pipe `println!` panics. If there is nobody to read it, the training goes on.
    let _ = match validation {
        None => writeln!(stdout(), "epoch {epoch:>5}: loss {training:.6}"),
        Some(validation) => writeln!(stdout(), "epoch {epoch:>5}: loss {training:.6}, validation {validation:.6}"),
    };
}

/// What can go wrong in a training.
///
/// ```
/// use staticnn::prelude::*;
/// use staticnn::trainer::Error;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let samples = Samples::from((&[[1.0], [2.0]], &[[2.0], [4.0]]));
/// let mut net = Line::zeros();
/// let mut rng = ChaCha8Rng::seed_from_u64(42);
/// let result = Trainer::new(Mse, Sgd::new(1e9)).full_batch().fit(&mut net, &samples, &mut rng);
///
/// let Err(Error::Diverged { epoch, history, .. }) = result else { panic!("a rate of 1e9 is far too high") };
/// assert!(epoch > 1 && history.training().len() == epoch - 1);
/// assert!(net.parameters().iter().all(|p| p.is_finite())); // put back, and usable
/// ```
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The batch size is 0.
    EmptyBatch,
    /// A loss, or a parameter, stopped being finite. The network was put back to where it stood at the end of the last
    /// epoch in which all were, or before the first. An optimizer that was lent was not: make a new one.
    Diverged {
        /// The epoch in which it happened; the first is 1.
        epoch: usize,
        /// The last loss of a batch that was finite; NaN if there was none.
        last_loss: f64,
        /// The epochs before.
        history: History,
    },
}

/// The sentence of `Display`: it is what `unwrap` and a `main` that returns the error print.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyBatch => f.write_str("a batch of 0 samples: a batch needs 1 or more"),
            Self::Diverged { last_loss, .. } if last_loss.is_nan() => f.write_str(
                "the loss isn't finite before the first step: look for infinite or missing values in the samples \
                 and in the parameters",
            ),
            Self::Diverged { epoch, last_loss, .. } => write!(
                f,
                "the training diverged in epoch {epoch}: the last finite loss was {last_loss:.6e}; try a lower \
                 learning rate, and look for infinite or missing values in the samples",
            ),
        }
    }
}

impl core::error::Error for Error {}
