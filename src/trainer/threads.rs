//! A training on several threads.

use alloc::boxed::Box;

use crate::gradient::Gradient;
use crate::history::History;
use crate::loss::Loss;
use crate::network::Network;
use crate::optimizer::Optimizer;
use crate::samples::{Samples, SamplesFor};
use crate::trainer::engine::Engine;
use crate::trainer::error::Error;
use crate::trainer::judge::MetricsFor;
use crate::trainer::settings::{Threads, Trainer};
use crate::trainer::training::train;
use crate::workers::{self, Workers};

impl<N, L, O, V, M> Threads<N, L, O, V, M> for Workers<N>
where
    N: Network<Input: Sync> + Send + Sync,
    Gradient<N>: Send + Sync,
    L: Loss<N::Output, N::Head, Target: Sync> + Send + Sync,
    O: Optimizer<N> + Send,
    V: SamplesFor<N::Input, L::Target> + Send,
    M: MetricsFor<N::Output, L::Target> + Send,
{
    fn train(
        &mut self,
        trainer: &mut Trainer<'_, N, L, O, V, M>,
        net: &mut N,
        samples: &Samples<'_, N::Input, L::Target>,
        seed: u64,
    ) -> Result<History, Error> {
        // The training enters the pool once: its own thread then is one of the pool's.
        self.enter(|workers| train(trainer, net, samples, seed, workers))
    }
}

impl<N, L> Engine<N, L> for Workers<N>
where
    N: Network<Input: Sync> + Send + Sync,
    Gradient<N>: Send + Sync,
    L: Loss<N::Output, N::Head, Target: Sync> + Sync,
{
    fn gradient(&mut self, net: &N, samples: &Samples<'_, N::Input, L::Target>, loss: &L) -> f64 {
        workers::gradient(self, net, samples, loss)
    }

    fn derivatives(&mut self) -> &mut Gradient<N> {
        self.gradient_mut()
    }

    fn loss(&mut self, net: &N, samples: &Samples<'_, N::Input, L::Target>, loss: &L) -> f64 {
        workers::loss(self, net, samples, loss)
    }
}

impl<'a, N, L, O, V, M> Trainer<'a, N, L, O, V, M> {
    /// Trains on so many threads; 0 for as many as the machine can run at once. Needs the feature `rayon`.
    ///
    /// The result is that of any other number of threads, bit for bit, 1 included. Without this method, large batches are summed
    /// in another order, and the last digits differ. Batches of less than 256 samples, and small networks, gain nothing: see
    /// [`Parallel`](crate::workers::Parallel). Threads and buffers are made here.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Regressor< 2 -> 64 tanh -> 64 tanh -> 1 >; }
    ///
    /// let x: Vec<[f32; 2]> = (0..500).map(|i| [(0.7 * i as f32).sin(), (1.3 * i as f32).cos()]).collect();
    /// let y: Vec<[f32; 1]> = x.iter().map(|[a, b]| [a * b]).collect();
    /// let samples = Samples::new(&x, &y)?;
    /// let train = |threads| {
    ///     let mut rng = ChaCha8Rng::seed_from_u64(42);
    ///     let mut net = Regressor::init(&mut rng);
    ///     let mut trainer = Trainer::new(Mse, Adam::new(1e-2)).epochs(3).batch_size(256).threads(threads);
    ///     trainer.fit(&mut net, &samples, &mut rng)
    /// };
    /// assert_eq!(train(1)?, train(2)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self
    where
        N: Network,
        Workers<N>: Threads<N, L, O, V, M> + Send,
    {
        self.threads = Some(Box::new(Workers::<N>::boxed(threads)));
        self
    }
}
