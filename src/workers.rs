//! Gradients, losses and predictions on several threads. Needs the feature `rayon`.
//!
//! [`Workers`] hold a thread pool and a gradient per thread; [`Parallel`] has the methods of a network that take them. A trainer
//! uses them by [`Trainer::threads`](crate::Trainer::threads).
//!
//! Samples are cut into parts at places that depend on their number and the network alone, and the parts' sums are added in
//! their order. So the bits of a result are those of any other number of threads. They differ from those of a method without
//! workers, which adds all samples in one sum.

mod cut;
mod parallel;
mod pool;
mod rounds;

pub use parallel::Parallel;
pub use pool::Workers;
#[cfg(feature = "rand")]
pub(crate) use rounds::{gradient, loss};
