//! Small neural networks, up to a few hundred thousand parameters, inside a Rust program: declared in one line, trained or
//! only run, from a microcontroller to a server.
//!
//! | for whom | why |
//! |---|---|
//! | firmware, control, robotics | no heap and no `std`; a network is a plain struct whose size you know |
//! | real-time audio, games, trading | a prediction takes nanoseconds to microseconds, and never allocates |
//! | the inner loop of reinforcement learning | training steps take microseconds, also those of a single sample |
//! | programs that run a model trained in Python | PyTorch's files, both ways: see [PyTorch](crate::guide::pytorch) |
//! | people who learn or teach | the macro writes plain Rust with one call per stage; each layer documents its derivatives |
//!
//! You declare a network and get a plain struct of weights, with a forward and a hand-derived backward pass. Its shape is part
//! of its type, so a wrong shape doesn't compile. For large models, GPUs or automatic differentiation, take another library.
//!
//! If you are new to machine learning, start with the [tutorial](crate::guide::tutorial). The [guide] has the
//! other pages, too: how to do what takes more than one call, and every message with its cause and its cure.
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
//! In `Cargo.toml`: `staticnn = { path = "../staticnn" }`, with `features = ["plot"]` for pictures.
//!
//! # For programs
//!
//! [`prelude`] exports all names that a program needs:
//!
//! - [`network!`] is the declaration, and [`Network`](trait@Network) is what you do with a declared network.
//! - [`Samples`] and [`Class`] are data, borrowed in place; `dataset` has data that a program owns, splits, and reads from files.
//! - [`Gradient`] and [`Tape`] hold derivatives, and the buffers that the passes need.
//! - [`activation`], [`loss`], [`optimizer`] and `initializer` (feature `rand`) list the choices, each with its formula.
//! - [`scaler`] brings data to unit size, and [`metric`] judges predictions.
//! - `Trainer` runs the training loop, `History` holds its losses, and `Chart` (feature `plot`) draws them.
//!
//! # For authors of layers
//!
//! - [`layer`] has the trait [`Layer`], and everything else that your own layer needs.
//! - [`layers`] are the library's layers, and [`shape`] has sizes as types.
//!
//! # Features
//!
//! | feature | adds | needs |
//! |---|---|---|
//! | (none) | declarations, the passes, losses, optimizers: the loop written by hand | neither `std` nor an allocator |
//! | `alloc` | `History`, the `boxed` forms and, together with `rand`, `Trainer` | an allocator |
//! | `rand` (default) | initializers | nothing more |
//! | `std` (default) | printing, and the choice of the instruction set at run time; implies `alloc` | `std` |
//! | `safetensors` | networks in files: `to_safetensors`, `to_pytorch` and their loads; with `std`, `save` and `load` | an allocator |
//! | `onnx` | `to_onnx`: networks as ONNX files; with `std`, `save_onnx` | an allocator |
//! | `json` | `load_rtneural_bytes`: networks from RTNeural's files; with `std`, `load_rtneural` | an allocator |
//! | `pretrained` | weights that `network!` reads from a file: `struct Net< .. > = "net.safetensors";`, `struct Net = onnx "net.onnx";` | nothing more |
//! | `csv` | `dataset::csv`: data sets from CSV files, columns by their names | `std` |
//! | `idx` | `dataset::idx`: data sets from IDX files, those of MNIST | `std` |
//! | `serde` | `Serialize` and `Deserialize` for networks, optimizers with their state, scalers, metrics, data sets and `History`: see `staticnn::serde` | nothing more |
//! | `plot` | `History::plot`, `Chart`: PNG and SVG | `std`, no system library |
//!
//! # Instruction sets
//!
//! On x86-64 the kernels use AVX-512, or AVX2 with FMA, if the processor has them; elsewhere, and without `std`, what the
//! compiler's target has. The environment variable `STATICNN_ISA` selects a lesser set: `portable`, `avx2` or `avx512`. AVX2
//! and AVX-512 give the same bits; `portable` rounds differently. With `debug-assertions` switched on in an optimized build, the
//! kernels are correct but slow: vector instructions are calls then.
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "alloc")]
extern crate alloc;
extern crate self as staticnn;
#[cfg(feature = "std")]
extern crate std;

pub mod activation;
mod blocks;
mod bounds;
#[cfg(feature = "plot")]
pub mod chart;
pub mod class;
mod class_shape;
pub mod dataset;
mod debug_by_display;
mod digits;
#[cfg(any(
    feature = "plot",
    feature = "checkpoint",
    feature = "csv",
    feature = "idx",
    all(feature = "std", any(feature = "safetensors", feature = "onnx", feature = "json"))
))]
mod disk;
mod element;
#[doc(hidden)]
pub mod expansion;
mod feature;
#[cfg(any(feature = "safetensors", feature = "onnx", feature = "json"))]
pub mod files;
#[doc(hidden)]
pub mod flat;
mod gradient;
mod grid;
#[cfg(any(doc, doctest))]
pub mod guide;
#[cfg(feature = "alloc")]
pub mod history;
#[cfg(feature = "rand")]
pub mod initializer;
mod kernels;
mod label;
pub mod layer;
pub mod layers;
pub mod loss;
mod message;
pub mod metric;
mod moments;
pub mod network;
mod number;
#[cfg(feature = "onnx")]
pub mod onnx;
pub mod optimizer;
mod pass;
pub mod prelude;
mod real;
mod rows;
#[cfg(feature = "json")]
pub mod rtneural;
pub mod samples;
mod scalar;
pub mod scaler;
pub mod schedule;
#[cfg(feature = "serde")]
pub mod serde;
pub mod shape;
mod simd;
mod state;
mod stubs;
mod summary;
mod tape;
#[cfg(all(feature = "alloc", feature = "rand"))]
pub mod trainer;
mod width;
#[cfg(feature = "rayon")]
pub mod workers;
mod zeros;

pub use class::{Class, softmax};
pub use gradient::Gradient;
#[cfg(feature = "alloc")]
pub use history::History;
pub use layer::Layer;
pub use network::Network;
pub use samples::Samples;
pub use state::State;
pub use staticnn_macros::network;
#[cfg(not(all(feature = "alloc", feature = "rand")))]
#[doc(hidden)]
pub use stubs::Trainer;
pub use summary::Summary;
pub use tape::Tape;
#[cfg(all(feature = "alloc", feature = "rand"))]
pub use trainer::Trainer;

/// Compiles and runs the programs of the README with those of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
