//! What an activation states: its value, its derivative, and what the derivative is a function of.

use crate::real::Real;
use crate::shape::Zeros;

/// A function of each value by itself, without parameters: every activation but [`Softmax`](crate::activation::Softmax) and
/// [`Prelu`](crate::activation::Prelu).
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
/// Your own activation is a type, which a declaration names by its path:
///
/// ```
/// use staticnn::activation::{Activation, FromInput, FromOutput, Real};
/// use staticnn::prelude::*;
///
/// mod my {
///     /// z / (1 + exp(-2 z)).
///     pub struct Swish;
///     /// z², with its sign.
///     pub struct Square;
/// }
///
/// impl Activation for my::Swish {
///     type Derivative = FromInput; // not a function of y
///     const NAME: &'static str = "my::Swish";
///
///     fn value<R: Real>(z: R) -> R {
///         z * (z + z).sigmoid()
///     }
///     fn derivative<R: Real>(z: R) -> R {
///         let share = (z + z).sigmoid();
///         share + (z + z) * share * (R::from_f64(1.0) - share)
///     }
/// }
///
/// impl Activation for my::Square {
///     type Derivative = FromOutput; // 2 |z| = 2 sqrt |y|, so the tape need not keep more than y
///     const NAME: &'static str = "my::Square";
///
///     fn value<R: Real>(z: R) -> R {
///         z * z.abs()
///     }
///     fn derivative<R: Real>(y: R) -> R {
///         R::from_f64(2.0) * y.abs().sqrt()
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
    /// Its name, as a declaration says it.
    const NAME: &'static str;
    /// The number that is part of it, as in `leaky_relu(0.01)`.
    const NUMBER: Option<f64> = None;
    /// The initializer that suits it.
    const START: Start = Start::Xavier;
    /// Whether `value` needs more registers than a product leaves free, and so runs as a loop after it. It affects speed
    /// only.
    const HEAVY: bool = true;
    /// Whether f(0) is finite, so that the zero padding need not be cleared after f has run over it.
    #[doc(hidden)]
    const FINITE_AT_ZERO: bool = false;
    /// Set where the library has compiled kernels that apply it.
    #[doc(hidden)]
    const FUSED: Option<Fused> = None;

    /// y = f(z), for any z. `R` may be a vector of numbers, so there are no branches.
    fn value<R: Real>(z: R) -> R;

    /// f'(z), given y = f(z) or z itself, as `Derivative` says. At a kink the library's activations take PyTorch's value.
    fn derivative<R: Real>(given: R) -> R;

    /// The chain rule: dL/dz from dL/dy and from what the tape keeps, which is y with [`FromOutput`] and f'(z) with
    /// [`FromInput`].
    #[inline(always)]
    fn backward<R: Real>(gradient: R, kept: R) -> R {
        if const { Self::Derivative::OF_INPUT } { gradient * kept } else { gradient * Self::derivative(kept) }
    }
}

/// The initializer that suits the weights before an activation: what `init` draws from. See
/// the module `initializer`.
///
/// ```
/// use staticnn::activation::{Activation, Relu, Start};
///
/// assert_eq!(Relu::START, Start::He);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Variance 2 / inputs: a relu sets half of the values to zero.
    He,
    /// Variance 1 / inputs.
    LeCun,
    /// Variance 2 / (inputs + outputs): a compromise between the two passes.
    Xavier,
}

/// The activations that the library's compiled kernels apply; any other runs as a loop after the kernel.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fused {
    /// y = z
    Linear,
    /// y = max(0, z)
    Relu,
}

/// Whether an activation is z itself, with the derivative 1.
pub(crate) const fn is_linear<A: Activation>() -> bool {
    matches!(A::FUSED, Some(Fused::Linear))
}

/// f' is a function of the output y, which the tape keeps anyway.
///
/// ```
/// use staticnn::activation::{Activation, FromOutput, Sigmoid};
///
/// fn from_output<A: Activation<Derivative = FromOutput>>(y: f64) -> f64 {
///     A::derivative(y)
/// }
/// assert_eq!(from_output::<Sigmoid>(0.5), 0.25);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct FromOutput;

/// f' is a function of the input z. The forward pass computes it together with f(z), and the tape keeps it.
///
/// ```
/// use staticnn::activation::{Activation, FromInput, Sin};
///
/// fn from_input<A: Activation<Derivative = FromInput>>(z: f64) -> f64 {
///     A::derivative(z)
/// }
/// assert_eq!(from_input::<Sin>(0.0), 1.0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct FromInput;

/// What a derivative is a function of: [`FromOutput`] or [`FromInput`].
///
/// ```
/// use staticnn::activation::{DerivativeOf, FromInput, FromOutput};
///
/// assert!(FromInput::OF_INPUT && !FromOutput::OF_INPUT);
/// ```
pub trait DerivativeOf: sealed::Sealed + 'static {
    /// Whether it is a function of z instead of y.
    const OF_INPUT: bool;
    /// `Output` for a function of y, and `Input` for a function of z.
    #[doc(hidden)]
    type Either<Output: Activation, Input: Activation>: Activation;
    /// What the tape keeps beside y, where `K` holds f'(z) for a block: `K`, or nothing.
    #[doc(hidden)]
    type Kept<K: Zeros>: Zeros;
    #[doc(hidden)]
    fn kept<K: Zeros>(kept: &Self::Kept<K>) -> Option<&K>;
    #[doc(hidden)]
    fn kept_mut<K: Zeros>(kept: &mut Self::Kept<K>) -> Option<&mut K>;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::FromOutput {}
    impl Sealed for super::FromInput {}
}

impl DerivativeOf for FromOutput {
    const OF_INPUT: bool = false;
    type Either<Output: Activation, Input: Activation> = Output;
    type Kept<K: Zeros> = ();

    #[inline(always)]
    fn kept<K: Zeros>((): &()) -> Option<&K> {
        None
    }
    #[inline(always)]
    fn kept_mut<K: Zeros>((): &mut ()) -> Option<&mut K> {
        None
    }
}

impl DerivativeOf for FromInput {
    const OF_INPUT: bool = true;
    type Either<Output: Activation, Input: Activation> = Input;
    type Kept<K: Zeros> = K;

    #[inline(always)]
    fn kept<K: Zeros>(kept: &K) -> Option<&K> {
        Some(kept)
    }
    #[inline(always)]
    fn kept_mut<K: Zeros>(kept: &mut K) -> Option<&mut K> {
        Some(kept)
    }
}
