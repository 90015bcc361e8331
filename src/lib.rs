//! Neural networks whose shape is part of their type.
//!
//! A declaration becomes a struct of weights, of fixed size, with a forward and a hand-derived backward pass. A wrong
//! shape doesn't compile, and training doesn't allocate.
//!
//! ```
//! use staticnn::prelude::*;
//!
//! network! {
//!     /// Three predictors, one response.
//!     pub struct Regressor< 3 -> 12 relu -> 1 >;
//! }
//!
//! let mut rng = ChaCha8Rng::seed_from_u64(42);
//! let mut net = Regressor::new(&StandardNormal, &mut rng);
//! let (x, y) = ([[0.1, -0.4, 2.0], [1.0, 0.0, -1.0]], [[0.5], [-0.2]]);
//! let samples = Samples::from((&x, &y));
//!
//! let mut gradient = Gradient::<Regressor>::new();
//! let mut optimizer = Sgd::new(1e-2);
//! let start = net.loss(&samples, &Mse);
//! for _epoch in 0..100 {
//!     net.gradient(&samples, &Mse, &mut gradient); // forward, loss, backward
//!     optimizer.step(&mut net, &gradient); // update
//! }
//! assert!(net.loss(&samples, &Mse) < start);
//! ```
//!
//! In `Cargo.toml`: `staticnn = { path = "../staticnn" }`, with `features = ["plot"]` for pictures. The tutorial,
//! `docs/tutorial.md` beside the source, leads from a weighted sum to a network of one's own; `docs/errors.md` has every
//! message with its cause and its cure.
//!
//! # Where to look
//!
//! - [`prelude`]: all that a program needs.
//! - [`network!`]: the declaration. [`Network`](trait@Network): what one can do with what it declares.
//! - [`Samples`], [`Class`]: data, borrowed where it lies.
//! - [`Gradient`], [`Tape`]: the room that the passes need, made once.
//! - [`loss`], [`activation`], [`initializer`], [`optimizer`]: the choices, each with its formula.
//! - [`Trainer`], [`History`], [`chart::Chart`]: the loop handed over, and its picture.
//!
//! # Features
//!
//! | feature | brings | needs |
//! |---|---|---|
//! | (none) | declarations, the passes, losses, optimizers: the loop written by hand | neither `std` nor an allocator |
//! | `alloc` | [`History`], the `boxed` forms, [`Trainer`] together with `rand` | an allocator |
//! | `rand` (default) | initializers | nothing more |
//! | `std` (default) | printing, and the choice of the instruction set when the program runs; brings `alloc` | `std` |
//! | `plot` | [`History::plot`], [`chart::Chart`]: PNG and SVG | `std`, no system library |
//!
//! # Instruction sets
//!
//! On x86-64 the loops use AVX-512 or AVX2 with FMA if the processor has it; elsewhere, and without `std`, what the
//! compiler's target has. The environment variable `STATICNN_ISA`, which is `portable`, `avx2` or `avx512`, asks for a
//! lesser one. AVX2 and AVX-512 give the same bits; `portable` rounds differently.
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "alloc")]
extern crate alloc;
extern crate self as staticnn;
#[cfg(feature = "std")]
extern crate std;

pub mod activation;
mod blocks;
#[cfg(feature = "plot")]
pub mod chart;
pub mod class;
mod debug_by_display;
#[doc(hidden)]
pub mod expansion;
mod flat;
mod gradient;
#[cfg(feature = "alloc")]
mod history;
#[cfg(feature = "rand")]
pub mod initializer;
mod kernels;
pub mod layer;
pub mod layers;
pub mod loss;
pub mod network;
mod number;
pub mod optimizer;
mod pass;
pub mod prelude;
mod real;
mod rows;
pub mod samples;
mod scalar;
pub mod shape;
mod simd;
mod tape;
#[cfg(all(feature = "alloc", feature = "rand"))]
pub mod trainer;

pub use class::{Class, softmax};
pub use gradient::Gradient;
#[cfg(feature = "alloc")]
pub use history::History;
pub use layer::Layer;
pub use network::Network;
pub use samples::Samples;
pub use staticnn_macros::network;
pub use tape::Tape;
#[cfg(all(feature = "alloc", feature = "rand"))]
pub use trainer::Trainer;

/// The README's programs, compiled and run with the documentation's.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// The tutorial's programs, likewise.
#[cfg(doctest)]
#[doc = include_str!("../docs/tutorial.md")]
struct Tutorial;
