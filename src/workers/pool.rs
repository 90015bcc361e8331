//! Threads, and what each of them needs.

use alloc::boxed::Box;
use alloc::format;
use alloc::vec;
use alloc::vec::Vec;
use std::thread;

use rayon_core::{ThreadPool, ThreadPoolBuilder};

use crate::gradient::Gradient;
use crate::network::Network;

/// The stack of a thread, in bytes: that of a main thread on Linux, since a training runs in one.
const STACK: usize = 8 << 20;

/// Threads with a [`Gradient`] each, for the methods of [`Parallel`](crate::workers::Parallel).
///
/// ```
/// use staticnn::prelude::*;
/// use staticnn::workers::Workers;
///
/// network! { struct Regressor< 2 -> 64 tanh -> 64 tanh -> 1 >; }
///
/// let x: Vec<[f32; 2]> = (0..1000).map(|i| [(0.7 * i as f32).sin(), (1.3 * i as f32).cos()]).collect();
/// let y: Vec<[f32; 1]> = x.iter().map(|[a, b]| [a - b]).collect();
/// let samples = Samples::new(&x, &y)?;
///
/// let mut net = Regressor::init(&mut ChaCha8Rng::seed_from_u64(42));
/// let mut optimizer = Adam::new(1e-2);
/// let mut workers = Workers::<Regressor>::boxed(2);
/// let start = net.loss_with(&samples, &Mse, &mut workers);
/// for _epoch in 0..20 {
///     net.gradient_with(&samples, &Mse, &mut workers);
///     optimizer.step(&mut net, workers.gradient());
/// }
/// assert!(net.loss_with(&samples, &Mse, &mut workers) < start / 2.0);
/// # Ok::<(), staticnn::samples::Error>(())
/// ```
#[allow(missing_debug_implementations, reason = "gradients have no form to print")]
pub struct Workers<N: Network> {
    /// `None` for one thread: the caller's.
    pub(super) pool: Option<ThreadPool>,
    /// One per thread. The first one holds the result.
    pub(super) gradients: Vec<Box<Gradient<N>>>,
    /// Where the first thread writes while its own gradient holds the sum of the parts before.
    pub(super) spare: Box<N>,
    /// The sum of the losses of each thread's part.
    pub(super) losses: Vec<f64>,
}

impl<N: Network> Workers<N> {
    /// Starts so many threads, and makes a gradient for each on the heap. With 0 there are as many threads as the machine can run
    /// at once. With 1, everything runs in the caller's thread; so it does if the system refuses to start threads. Neither changes
    /// a result.
    #[must_use]
    pub fn boxed(threads: usize) -> Self {
        let threads = match threads {
            0 => thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        };
        let builder = ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK);
        let builder = builder.thread_name(|number| format!("staticnn worker {number}"));
        let pool = if threads > 1 { builder.build().ok() } else { None };
        let threads = pool.as_ref().map_or(1, ThreadPool::current_num_threads);
        let gradients = (0..threads).map(|_| Gradient::boxed()).collect();
        Self { pool, gradients, spare: N::boxed(), losses: vec![0.0; threads] }
    }

    /// Returns the number of threads.
    ///
    /// ```
    /// use staticnn::prelude::*;
    /// use staticnn::workers::Workers;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// assert_eq!(Workers::<Line>::boxed(3).threads(), 3);
    /// ```
    #[must_use]
    pub fn threads(&self) -> usize {
        self.gradients.len()
    }

    /// Returns the derivatives that [`gradient_with`](crate::workers::Parallel::gradient_with) computed last.
    #[must_use]
    pub fn gradient(&self) -> &Gradient<N> {
        &self.gradients[0]
    }

    /// Returns the derivatives to write to.
    pub fn gradient_mut(&mut self) -> &mut Gradient<N> {
        &mut self.gradients[0]
    }

    /// Calls a function in a thread of the pool, if there is a pool.
    pub(crate) fn enter<R: Send>(&mut self, run: impl FnOnce(&mut Self) -> R + Send) -> R
    where
        Self: Send,
    {
        // Out of the workers, so that the function can have them. Within it they find the pool as the thread's own.
        let pool = self.pool.take();
        let result = match &pool {
            Some(pool) => pool.install(|| run(self)),
            None => run(self),
        };
        self.pool = pool;
        result
    }
}
