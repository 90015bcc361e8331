//! Optimizers for small problems: each step takes all samples, and looks for the best length by itself. There is no rate.
//!
//! | optimizer | one step | state, beside a gradient and a few networks |
//! |---|---|---|
//! | [`Lbfgs`] | along the gradient, times an estimate of the inverse Hessian from the last M steps | 2 M networks |
//! | [`LevenbergMarquardt`] | to the least squares of the network, made linear where it is | P² numbers, for P parameters |
//!
//! They reach a minimum in tens of steps where Adam takes thousands, to more digits, on up to a few thousand samples: on the hundred
//! of `examples/regression.rs`. Neither sees validation samples: stop them early by [`Lbfgs::iterations`], or regularize.
//!
//! Needs the feature `alloc`. All of the state is made by `new`, on the heap; `fit` allocates the [`History`](crate::history::History),
//! before the first step, and nothing else.

mod error;
mod lbfgs;
mod levenberg_marquardt;
mod line_search;
mod normal_equations;
mod steps;

pub use error::Error;
pub use lbfgs::Lbfgs;
pub use levenberg_marquardt::LevenbergMarquardt;
