//! Optimizers: how a gradient changes a network.
//!
//! | optimizer | one step, with gradient g | state |
//! |---|---|---|
//! | [`Sgd`] | p -= rate g | none |
//! | [`Momentum`] | v = m v + g, p -= rate v | v: one network |
//! | [`Adam`] | m, v = running means of g and g², p -= rate m / (sqrt v + ε), with bias-corrected m and v | m and v: two networks |
//! | [`AdamW`] | p *= 1 - rate λ, then as Adam | m and v: two networks |
//! | [`NAdam`] | as Adam, with the next m in place of m | m and v: two networks |
//! | [`RAdam`] | as Momentum, then more and more as Adam | m and v: two networks |
//! | [`RmsProp`] | v = running mean of g², p -= rate g / (sqrt v + ε) | v: one network |
//! | [`AdaGrad`] | v = sum of g², p -= rate g / (sqrt v + ε) | v: one network |
//! | [`Lion`] | m = running mean of g, p -= rate sign(m with more of g) | m: one network |
//!
//! Wrappers add regularization or clipping to any optimizer, and to each other:
//!
//! | wrapper | what it does before the step of the optimizer inside | state |
//! |---|---|---|
//! | [`L1`] | g += λ sign(p) | the changed gradient: one network |
//! | [`L2`] | g += λ p | the changed gradient: one network |
//! | [`WeightDecay`] | p *= 1 - rate λ | none |
//! | [`ClipValue`] | clamps each g to ±limit | the changed gradient: one network |
//! | [`ClipNorm`] | scales g down to a norm of at most the limit | the changed gradient: one network |
//!
//! One averages what the optimizer inside leads to:
//!
//! | wrapper | what it does after the step of the optimizer inside | state |
//! |---|---|---|
//! | [`Ema`] | a += share (p - a) | the average a: one network |
//!
//! The outermost wrapper acts first: `ClipNorm::new(1.0, WeightDecay::new(1e-2, Adam::new(1e-3)))` clips, then decays.
//! Rates and all other numbers have the network's scalar.
//!
//! `optimizer.check()` says which number is out of its range; `Trainer::fit` checks before the first step. Without a
//! check, a step with such a number makes the parameters NaN.
//!
//! `Lbfgs` and `LevenbergMarquardt` (feature `alloc`) are no such optimizers: they take all
//! samples themselves, by `fit`, and are for small problems.
//!
//! For a custom optimizer, implement [`Optimizer`]: its example is complete.

mod ada_grad;
mod adam;
mod adam_w;
mod clip;
mod contract;
mod ema;
mod error;
#[cfg(feature = "alloc")]
pub mod full_batch;
mod lion;
mod momentum;
mod nadam;
mod penalty;
mod radam;
mod rms_prop;
mod sgd;
mod stateful;
mod strength;
mod weight_decay;
mod without_new;
mod wrapper;

pub use ada_grad::AdaGrad;
pub use adam::Adam;
pub use adam_w::AdamW;
pub use clip::{ClipNorm, ClipValue};
pub use contract::Optimizer;
pub use ema::Ema;
pub use error::Error;
#[cfg(feature = "alloc")]
#[doc(inline)]
pub use full_batch::{Lbfgs, LevenbergMarquardt};
pub use lion::Lion;
pub use momentum::Momentum;
pub use nadam::NAdam;
pub use penalty::{L1, L2};
pub use radam::RAdam;
pub use rms_prop::RmsProp;
pub use sgd::Sgd;
pub use weight_decay::WeightDecay;
pub use without_new::{AdaGrad, Adam, AdamW, Lion, Momentum, NAdam, RAdam, RmsProp, Sgd};
