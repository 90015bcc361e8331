//! Losses: how far a network's outputs are from their targets, and the derivatives with respect to the outputs.
//!
//! | loss | loss of one sample, with outputs y and targets t | last stage | target |
//! |---|---|---|---|
//! | [`Mse`] | mean of (y - t)² | any | `[scalar; N]` |
//! | [`Mae`] | mean of \|y - t\| | any | `[scalar; N]` |
//! | [`Huber`] | mean of e² / 2 where \|e\| <= delta, else delta (\|e\| - delta / 2), e = y - t | any | `[scalar; N]` |
//! | [`LogCosh`] | mean of ln cosh(y - t) | any | `[scalar; N]` |
//! | [`Quantile`] | mean of q (t - y) where y < t, else (1 - q) (y - t) | any | `[scalar; N]` |
//! | [`Hinge`] | mean of max(0, 1 - t y) | any | `[scalar; N]`, each -1 or 1 |
//! | [`CrossEntropy`] | -ln p of the target class, p = softmax z | linear (z = y) or softmax | [`Class<N>`](crate::Class) |
//! | [`BinaryCrossEntropy`] | mean of -t ln p - (1 - t) ln(1 - p), p = sigmoid z | linear (z = y) or sigmoid | `[scalar; N]`, 0 to 1 |
//! | [`KlDivergence`] | sum of t ln(t / p), p = softmax z | linear (z = y) or softmax | `[scalar; N]`, at least 0, summing to 1 |
//!
//! The loss of several samples is the mean of their losses.
//!
//! Of a series, `[[scalar; N]; S]`, the loss is the mean over all values or, for classes and probabilities, over the steps; the target
//! is an array of S such targets. [`Masked`] takes the mean over the steps that have a target.
//!
//! The last three losses start from the logits z, the input of the last activation, for both kinds of last stage.
//! Probabilities near 0 or 1 therefore lose no digits. The derivative with respect to z is p - t, divided by N for the
//! binary cross-entropy.
//!
//! The derivative keeps its digits where p is near 0 or 1: it is computed from the less likely answer.
//!
//! Targets, and the numbers that a loss is created with, have the ranges above. Out of them, loss and derivatives are NaN.
//! `loss.check(&samples)` says which number of which sample it is; `Trainer::fit`
//! checks before the first step.
//!
//! For a custom loss, implement [`Loss`]: its example is complete.

mod binary_cross_entropy;
mod check;
mod contract;
mod cross_entropy;
mod each_output;
mod error;
mod heads;
mod hinge;
mod huber;
mod kl_divergence;
mod log_cosh;
mod mae;
mod masked;
mod mse;
mod quantile;
mod steps;
mod without_new;

pub use binary_cross_entropy::BinaryCrossEntropy;
pub use contract::Loss;
pub use cross_entropy::CrossEntropy;
pub use error::Error;
pub use heads::{BinaryHead, ClassHead};
pub use hinge::Hinge;
pub use huber::Huber;
pub use kl_divergence::KlDivergence;
pub use log_cosh::LogCosh;
pub use mae::Mae;
pub use masked::Masked;
pub use mse::Mse;
pub use quantile::Quantile;
pub use without_new::{Huber, Quantile};
