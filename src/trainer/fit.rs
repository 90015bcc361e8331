//! The call that trains.

use rand::Rng;

use crate::gradient::Gradient;
use crate::history::History;
use crate::loss::Loss;
use crate::network::Network;
use crate::optimizer::Optimizer;
use crate::samples::{Samples, SamplesFor};
use crate::trainer::engine::OneThread;
use crate::trainer::error::Error;
use crate::trainer::judge::{Metrics, MetricsFor};
use crate::trainer::network_mut::NetworkMut;
use crate::trainer::settings::Trainer;
use crate::trainer::training::train;

impl<'a, N, L, O, I, T, Y, U> Trainer<'a, N, L, O, Samples<'a, I, T>, Metrics<'a, Y, U>> {
    /// Trains `net` and returns the record of the epochs. The order of an epoch, and what `dropout` drops in it, depend on one
    /// number drawn from `rng` and on the number of the epoch. A boxed network is passed as `&mut net` or `&mut *net`. The buffers are on the heap; the
    /// stack holds what `gradient` and `loss` take.
    ///
    /// Each call runs so many more epochs, with the optimizer's state as it is; the schedule, the patience and the time start anew.
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
    /// Before the first step, with the network unchanged: [`Error::EmptyBatch`] for a batch size of 0, and an error for each other
    /// setting that is out of range;
    /// [`Error::Optimizer`] or [`Error::Loss`] if a number of the optimizer or of the loss is out of range;
    /// [`Error::Training`] or [`Error::Validation`] if an input isn't finite or the loss refuses a target.
    ///
    /// During the training: [`Error::Diverged`] if the loss of a batch or a parameter stops being finite, and
    /// [`Error::ValidationDiverged`] if only the validation loss does. The network is then restored to its state after the
    /// last epoch whose losses and parameters were all finite, or to its initial state. The optimizer isn't restored: its
    /// state may be infinite or NaN, so create a new one.
    pub fn fit<G: Rng + ?Sized>(
        &mut self,
        net: &mut impl NetworkMut<N>,
        samples: &impl SamplesFor<N::Input, N::Target>,
        rng: &mut G,
    ) -> Result<History, Error>
    where
        N: TrainedBy<L, O>,
        Samples<'a, I, T>: SamplesFor<N::Input, N::Target>,
        Metrics<'a, Y, U>: MetricsFor<N::Output, N::Target>,
    {
        net.network_mut().train(self, &samples.samples(), rng.next_u64())
    }
}

/// Implemented for a network, a loss that suits it and an optimizer of it: what [`Trainer::fit`] needs.
#[doc(hidden)]
pub trait TrainedBy<L, O>: Sized {
    type Input;
    type Target;
    type Output;

    fn train<V: SamplesFor<Self::Input, Self::Target>, M: MetricsFor<Self::Output, Self::Target>>(
        &mut self,
        trainer: &mut Trainer<'_, Self, L, O, V, M>,
        samples: &Samples<'_, Self::Input, Self::Target>,
        seed: u64,
    ) -> Result<History, Error>;
}

impl<N: Network, L: Loss<N::Output, N::Head>, O: Optimizer<N>> TrainedBy<L, O> for N {
    type Input = N::Input;
    type Target = L::Target;
    type Output = N::Output;

    fn train<V: SamplesFor<N::Input, L::Target>, M: MetricsFor<N::Output, L::Target>>(
        &mut self,
        trainer: &mut Trainer<'_, N, L, O, V, M>,
        samples: &Samples<'_, N::Input, L::Target>,
        seed: u64,
    ) -> Result<History, Error> {
        #[cfg(feature = "rayon")]
        if let Some(mut threads) = trainer.threads.take() {
            let result = threads.train(trainer, self, samples, seed);
            trainer.threads = Some(threads);
            return result;
        }
        train(trainer, self, samples, seed, &mut OneThread(Gradient::boxed()))
    }
}
