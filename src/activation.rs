//! Activations: y = f(z), applied to what a layer computes.
//!
//! Each is one block: its value, its derivative and their source.
//!
//! | word | type | f(z) | f'(z) |
//! |---|---|---|---|
//! | (none), `linear` | [`Linear`] | z | 1 |
//! | `relu` | [`Relu`] | max(0, z) | 1 where y > 0, else 0 |
//! | `leaky_relu(a)` | [`LeakyRelu`] | z where z > 0, else a z | 1 where y > 0, else a |
//! | `prelu` | [`Prelu`] | z where z > 0, else a z; a is learnt | 1 where z > 0, else a |
//! | `relu6` | [`Relu6`] | min(max(0, z), 6) | 1 where 0 < y < 6, else 0 |
//! | `elu(a)` | [`Elu`] | z where z > 0, else a (exp(z) - 1) | 1 where y > 0, else y + a |
//! | `selu` | [`Selu`] | s z where z > 0, else s a (exp(z) - 1) | s where y > 0, else y + s a |
//! | `gelu` | [`Gelu`] | z Φ(z) | Φ(z) + z φ(z) |
//! | `gelu_tanh` | [`GeluTanh`] | z (1 + tanh u) / 2, u = sqrt(2/π) (z + 0.044715 z³) | (1 + tanh u) / 2 + z (1 - tanh² u) u' / 2 |
//! | `silu` | [`Silu`] | z σ(z) | σ(z) (1 + z (1 - σ(z))) |
//! | `mish` | [`Mish`] | z t, t = tanh(softplus z) | t + z (1 - t²) σ(z) |
//! | `softplus` | [`Softplus`] | ln(1 + exp(z)) | 1 - exp(-y) |
//! | `tanh` | [`Tanh`] | tanh z | 1 - y² |
//! | `hard_tanh` | [`HardTanh`] | z, cut off at -1 and 1 | 1 where -1 < y < 1, else 0 |
//! | `softsign` | [`Softsign`] | z / (1 + \|z\|) | (1 - \|y\|)² |
//! | `sigmoid` | [`Sigmoid`] | σ(z) = 1 / (1 + exp(-z)) | y (1 - y) |
//! | `hard_sigmoid` | [`HardSigmoid`] | z / 6 + 1 / 2, cut off at 0 and 1 | 1 / 6 where 0 < y < 1, else 0 |
//! | `sin` | [`Sin`] | sin z | cos z |
//! | `softmax` | [`Softmax`] | exp(z) / sum of exp(z) | of the whole row: y (g - sum of g y) |
//!
//! Most derivatives are functions of the output y, which the tape keeps anyway because the next stage reads it. For the
//! others, which are functions of z, the tape keeps f'(z) too. At a kink the derivative is PyTorch's: relu'(0) = 0.
//!
//! Your own activation is a type that implements [`Activation`]; a declaration names it by its path.

mod elu;
pub(crate) mod formula;
mod gelu;
mod hard;
mod linear;
mod mish;
mod prelu;
mod relu;
mod sigmoid;
mod silu;
mod sin;
mod softmax;
mod softplus;
mod softsign;
mod tanh;

pub use crate::real::Real;
pub use elu::{Elu, Selu};
pub(crate) use formula::is_linear;
pub use formula::{Activation, DerivativeOf, FromInput, FromOutput, Fused, Start};
pub use gelu::{Gelu, GeluTanh};
pub use hard::{HardSigmoid, HardTanh};
pub use linear::Linear;
pub use mish::Mish;
pub use prelu::Prelu;
pub use relu::{LeakyRelu, Relu, Relu6};
pub use sigmoid::Sigmoid;
pub use silu::Silu;
pub use sin::Sin;
pub use softmax::Softmax;
pub use softplus::Softplus;
pub use softsign::Softsign;
pub use tanh::Tanh;
