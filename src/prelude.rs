//! All names that a program needs to declare and train a network: `use staticnn::prelude::*`.
//!
//! ```
//! use staticnn::prelude::*;
//!
//! network! { struct Line< 1 -> 1 >; }
//! assert_eq!(Line::PARAMETERS, 2);
//! ```

#[cfg(feature = "plot")]
pub use crate::chart::Chart;
pub use crate::class::{Class, softmax};
#[cfg(any(feature = "safetensors", feature = "onnx", feature = "json"))]
pub use crate::files::Files as _;
pub use crate::gradient::Gradient;
#[cfg(feature = "alloc")]
pub use crate::history::History;
#[cfg(feature = "rand")]
pub use crate::initializer::{Constant, He, Initializer, LeCun, Orthogonal, Xavier};
pub use crate::loss::{
    BinaryCrossEntropy, CrossEntropy, Hinge, Huber, KlDivergence, LogCosh, Loss, Mae, Mse, Quantile,
};
pub use staticnn_macros::network;
// A second time without a name, so that its methods can be called in a module that has another `Network`.
pub use crate::network::Network;
pub use crate::network::Network as _;
pub use crate::network::Streams as _;
pub use crate::network::Weights as _;
pub use crate::optimizer::{
    AdaGrad, Adam, AdamW, ClipNorm, ClipValue, L1, L2, Lion, Momentum, NAdam, Optimizer, RAdam, RmsProp, Sgd,
    WeightDecay,
};
pub use crate::samples::Samples;
pub use crate::state::State;
#[cfg(not(feature = "rand"))]
#[doc(hidden)]
pub use crate::stubs::ChaCha8Rng;
#[cfg(not(feature = "plot"))]
#[doc(hidden)]
pub use crate::stubs::Chart;
#[cfg(not(feature = "safetensors"))]
#[doc(hidden)]
pub use crate::stubs::Files as _;
#[cfg(not(feature = "json"))]
#[doc(hidden)]
pub use crate::stubs::JsonFiles as _;
#[cfg(not(feature = "onnx"))]
#[doc(hidden)]
pub use crate::stubs::OnnxFiles as _;
#[cfg(not(feature = "rayon"))]
#[doc(hidden)]
pub use crate::stubs::Parallel as _;
#[cfg(not(all(feature = "alloc", feature = "rand")))]
#[doc(hidden)]
pub use crate::stubs::Trainer;
pub use crate::tape::Tape;
#[cfg(all(feature = "alloc", feature = "rand"))]
pub use crate::trainer::Trainer;
#[cfg(feature = "rayon")]
pub use crate::workers::Parallel as _;
#[cfg(feature = "rand")]
#[doc(no_inline)]
pub use rand::{SeedableRng, rngs::ChaCha8Rng};
#[cfg(feature = "rand")]
pub use rand_distr::Distribution as _;
#[cfg(feature = "rand")]
#[doc(no_inline)]
pub use rand_distr::{Normal, StandardNormal, Uniform};
