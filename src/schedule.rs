//! Schedules: the learning rate over a training.
//!
//! A schedule is a function of a counter t, which starts from 0 and counts epochs (`Trainer::schedule`) or steps
//! (`Trainer::schedule_by_step`). `start` is the optimizer's own rate.
//!
//! | schedule | the rate at t | PyTorch's name |
//! |---|---|---|
//! | [`Constant`] | start | |
//! | [`Step::new(every, factor)`](Step) | start · factor^(t / every), a whole number of times | `StepLR` |
//! | [`Exponential::new(factor)`](Exponential) | start · factor^t | `ExponentialLR` |
//! | [`Polynomial::new(length, power)`](Polynomial) | start · (1 - t / length)^power, then 0 | `PolynomialLR` |
//! | [`Cosine::new(length)`](Cosine) | half a cosine from start to the least rate; with `restarts`, again and again | `CosineAnnealingLR`, `CosineAnnealingWarmRestarts` |
//! | [`OneCycle::new(length)`](OneCycle) | up from start / 25 to start, then down to almost 0 | `OneCycleLR` |
//! | [`Plateau::new(factor, patience)`](Plateau) | times factor where the loss has stopped falling | `ReduceLROnPlateau` |
//! | a closure `\|start, t\| ..` | what it returns | `LambdaLR` |
//!
//! [`after_warm_up`](Schedule::after_warm_up) puts a linear rise in front of any of them. [`curve`](Schedule::curve) returns the
//! rates as points for `Chart::schedule`.
//!
//! In a loop by hand, `optimizer.set_rate(schedule.rate(0.1, epoch) as f32)` does it:
//!
//! ```
//! use staticnn::prelude::*;
//! use staticnn::schedule::{Cosine, Schedule};
//!
//! network! { struct Line< 1 -> 1 >; }
//!
//! let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
//! let (mut line, mut gradient, mut optimizer) = (Line::zeros(), Gradient::new(), Adam::new(0.1));
//! let schedule = Cosine::new(500);
//! for epoch in 0..500 {
//!     optimizer.set_rate(schedule.rate(0.1, epoch) as f32);
//!     line.gradient(&samples, &Mse, &mut gradient);
//!     optimizer.step(&mut line, &gradient);
//! }
//! assert!(line.loss(&samples, &Mse) < 1e-4);
//! ```

mod contract;
mod cosine;
mod error;
mod one_cycle;
mod plateau;
mod powers;

pub use contract::{Constant, Schedule, WarmUp};
pub use cosine::Cosine;
pub use error::Error;
pub use one_cycle::OneCycle;
pub use plateau::Plateau;
pub use powers::{Exponential, Polynomial, Step};
