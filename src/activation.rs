//! What a stage does to each of its values: z becomes y = f(z).
//!
//! Each activation is one block: its value, its derivative and where they come from.
//!
//! | word | type | f(z) | f'(z) |
//! |---|---|---|---|
//! | (none), `linear` | [`Linear`] | z | 1 |
//! | `relu` | [`Relu`] | max(0, z) | 1 where y > 0, else 0 |
//! | `leaky_relu(a)` | [`LeakyRelu`] | z where z > 0, else a z | 1 where y > 0, else a |
//! | `prelu` | [`Prelu`] | likewise, but a is learnt | likewise, from z |
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
//! Most derivatives are functions of the output y, which the tape keeps anyway because the next stage reads it; for the
//! others, which are written with z, the tape keeps f'(z) too. At a kink the derivative is PyTorch's: relu'(0) = 0.

mod elu;
mod gelu;
mod hard;
pub(crate) mod keeps;
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

pub use elu::{Elu, Selu};
pub use gelu::{Gelu, GeluTanh};
pub use hard::{HardSigmoid, HardTanh};
pub use keeps::{DerivativeOf, FromInput, FromOutput};
#[doc(hidden)]
pub use keeps::{Keeps, Learns};
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

use core::fmt;

use crate::kernels::compiled::Processor;
use crate::kernels::dense;
use crate::layers::outputs::{DeltaMut, OutputsMut, OutputsRef};
use crate::network::Pass;
use crate::real::Real;
use crate::scalar::Scalar;
use crate::shape::Size;

/// An activation of single values, without parameters: all of them but [`Softmax`] and [`Prelu`].
///
/// ```
/// use staticnn::activation::{Activation, Tanh};
///
/// let y = Tanh::value(0.5_f64);
/// let slope = Tanh::derivative(y);
/// let numeric = (Tanh::value(0.5 + 1e-6) - Tanh::value(0.5 - 1e-6)) / 2e-6;
/// assert!((slope - numeric).abs() < 1e-9);
/// ```
///
/// One's own is a type, which a declaration names by its path:
///
/// ```
/// use core::fmt;
/// use staticnn::activation::{Activation, FromInput, FromOutput};
/// use staticnn::prelude::*;
/// use staticnn::real::Real;
///
/// mod my {
///     /// z / (1 + exp(-2 z)).
///     pub struct Swish;
///     /// z², with its sign.
///     pub struct Square;
/// }
///
/// impl Activation for my::Swish {
///     type Derivative = FromInput; // y doesn't tell z
///
///     fn value<R: Real>(z: R) -> R {
///         z * (z + z).sigmoid()
///     }
///     fn derivative<R: Real>(z: R) -> R {
///         let share = (z + z).sigmoid();
///         share + (z + z) * share * (R::from_f64(1.0) - share)
///     }
///     fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
///         f.write_str("my::Swish")
///     }
/// }
///
/// impl Activation for my::Square {
///     type Derivative = FromOutput; // 2 |z| is 2 sqrt |y|: nothing else need be kept
///
///     fn value<R: Real>(z: R) -> R {
///         z * z.abs()
///     }
///     fn derivative<R: Real>(y: R) -> R {
///         R::from_f64(2.0) * y.abs().sqrt()
///     }
///     fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
///         f.write_str("my::Square")
///     }
/// }
///
/// network! { struct Mine< 1 -> 12 my::Swish -> 1 my::Square >; }
///
/// let mut net = Mine::zeros();
/// net.layer2.bias[0] = -3.0;
/// assert_eq!(net.predict(&[0.0]), [-9.0]);
/// ```
pub trait Activation: 'static {
    /// What `derivative` is given: the output y with [`FromOutput`], z with [`FromInput`].
    type Derivative: DerivativeOf;
    /// The initializer that suits it.
    const START: Start = Start::Xavier;
    /// Whether `value` takes more registers than a product leaves, and so follows it. Nothing but speed depends on it.
    const HEAVY: bool = true;
    /// Whether f(0) is known to be finite: then what it makes of the rows' padding can stay there.
    #[doc(hidden)]
    const FINITE_AT_ZERO: bool = false;
    /// Which of the compiled kernels applies the activation, if one does.
    #[doc(hidden)]
    const FUSED: Option<Fused> = None;

    /// y = f(z), for any z; of many values side by side, so without branches.
    fn value<R: Real>(z: R) -> R;

    /// f'(z), given y = f(z) or z itself, as `Derivative` says. At a kink, where either side's would do, the crate's own
    /// have PyTorch's.
    fn derivative<R: Real>(given: R) -> R;

    /// The chain rule's step: the loss' gradient with respect to z, from that with respect to y, and from what the tape
    /// keeps: y with [`FromOutput`], f'(z) with [`FromInput`].
    #[inline(always)]
    fn backward<R: Real>(gradient: R, kept: R) -> R {
        if const { Self::Derivative::OF_INPUT } { gradient * kept } else { gradient * Self::derivative(kept) }
    }

    /// Its name, as a declaration says it.
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

/// The activations that have compiled kernels of their own, which apply them to the sums in registers. Every other
/// activation runs over the rows after a product without one.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fused {
    /// y = z
    Linear,
    /// y = max(0, z)
    Relu,
}

/// Which weights a layer starts from at `init`, by the activation that follows it: see
/// [`initializer`](crate::initializer).
///
/// ```
/// use staticnn::activation::{Activation, Relu, Start};
///
/// assert_eq!(Relu::START, Start::He);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Variance 2 / inputs: half of the values are lost to a relu.
    He,
    /// Variance 1 / inputs.
    LeCun,
    /// Variance 2 / (inputs + outputs): a compromise between the two passes.
    Xavier,
}

/// What a stage may end in: any [`Activation`], [`Prelu`] or, for the last, [`Softmax`].
///
/// ```
/// use staticnn::activation::{Head, Relu, Softmax, Start};
///
/// fn start<H: Head>() -> Start {
///     H::START
/// }
/// assert_eq!(start::<Relu>(), Start::He);
/// assert_eq!(start::<Softmax>(), Start::Xavier);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't an activation",
    note = "an activation is a type with `impl staticnn::activation::Activation`"
)]
pub trait Head: 'static {
    /// The initializer that suits it.
    const START: Start;
    /// What it does to each value by itself: all of it, or nothing.
    type Each: Activation;
    /// What the tape keeps beside y, and what is learnt.
    #[doc(hidden)]
    type Keeps: Keeps;
    /// What the product ends in: the rest is for `forward_rows`.
    #[doc(hidden)]
    type Product: Activation;
    /// What the learnt numbers start from.
    #[doc(hidden)]
    const LEARNT: &'static [f64] = &[];
    /// From what the product ended in to y, in place, with what the tape keeps beside it.
    #[doc(hidden)]
    fn forward_rows<S: Processor, T: Scalar, O: Size>(pass: Pass<S>, rows: OutputsMut<'_, T>);
    /// From the loss' gradient with respect to y to that with respect to z, in place, but for what `Each` does; and to
    /// that with respect to what is learnt.
    #[doc(hidden)]
    fn backward_rows<S: Processor, T: Scalar, O: Size>(pass: Pass<S>, rows: OutputsRef<'_, T>, d: DeltaMut<'_, T>);
    /// Its name, as a declaration says it.
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

#[diagnostic::do_not_recommend]
impl<A: Activation> Head for A {
    const START: Start = A::START;
    type Each = A;
    type Keeps = A::Derivative;
    type Product = <A::Derivative as DerivativeOf>::Product<A>;

    #[inline(always)]
    fn forward_rows<S: Processor, T: Scalar, O: Size>(pass: Pass<S>, rows: OutputsMut<'_, T>) {
        if const { A::Derivative::OF_INPUT } {
            dense::activate_with_slope::<S, T, O, A>(pass, rows.y, rows.kept);
        }
    }

    #[inline(always)]
    fn backward_rows<S: Processor, T: Scalar, O: Size>(_: Pass<S>, _: OutputsRef<'_, T>, _: DeltaMut<'_, T>) {}

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        A::describe(f)
    }
}

/// That a network has an activation of one's own at a stage: `network!` writes it for each that is a path.
#[doc(hidden)]
pub trait Owns<const STAGE: usize> {
    type Activation;
}

/// Compiles for activations alone.
#[doc(hidden)]
#[must_use]
pub const fn own<A: Head>() -> usize {
    0
}

/// A network's activation at a stage, if it is one's own. `CHECK` is what [`own`] returns: where that doesn't compile, this
/// is no type at all, and the compiler says nothing more about it.
#[doc(hidden)]
pub type Own<N, const STAGE: usize, const CHECK: usize> = <<N as Owns<STAGE>>::Activation as Same<CHECK>>::Type;

/// An activation, itself.
#[doc(hidden)]
pub trait Same<const CHECK: usize> {
    type Type;
}

impl<A: Head, const CHECK: usize> Same<CHECK> for A {
    type Type = A;
}
