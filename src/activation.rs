//! What a stage does to each of its values: z becomes y = f(z).
//!
//! Each activation is one block: its value, its derivative and where they come from. A derivative is a function of the
//! output y, which the tape keeps anyway because the next stage reads it; so nothing else need be kept.
//!
//! | word | type | f(z) | f'(z), from y |
//! |---|---|---|---|
//! | (none), `linear` | [`Linear`] | z | 1 |
//! | `relu` | [`Relu`] | max(0, z) | 1 where y > 0, else 0 |
//! | `leaky_relu(a)` | [`LeakyRelu`] | z where z > 0, else a z | 1 where y > 0, else a |
//! | `tanh` | [`Tanh`] | tanh z | 1 - y² |
//! | `sigmoid` | [`Sigmoid`] | 1 / (1 + exp(-z)) | y (1 - y) |
//! | `softmax` | [`Softmax`] | exp(z) / sum of exp(z) | of the whole row: y (g - sum of g y) |
//!
//! At a kink the derivative is the left one, as in PyTorch: relu'(0) = 0.

use core::fmt;

use crate::kernels::dense;
use crate::kernels::isa::{Isa, LanesOf};
use crate::kernels::losses;
use crate::kernels::shared::Known;
use crate::kernels::view::{View, ViewMut};
use crate::network::Pass;
use crate::real::Real;
use crate::scalar::Scalar;
use crate::shape::Size;

/// An activation of single values: all of them but [`Softmax`], which needs the whole row.
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
/// One's own is a type, which a declaration names by its path. Its derivative must be a function of its output:
///
/// ```
/// use core::fmt;
/// use staticnn::activation::Activation;
/// use staticnn::prelude::*;
/// use staticnn::real::Real;
///
/// /// z / (1 + |z|), with the derivative (1 - |y|)².
/// struct Softsign;
///
/// impl Activation for Softsign {
///     fn value<R: Real>(z: R) -> R {
///         z / (R::from_f64(1.0) + z.abs())
///     }
///     fn derivative<R: Real>(y: R) -> R {
///         let rest = R::from_f64(1.0) - y.abs();
///         rest * rest
///     }
///     fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
///         f.write_str("softsign")
///     }
/// }
///
/// network! { struct Squashed< 1 -> 1 Softsign >; }
///
/// let mut net = Squashed::zeros();
/// net.layer1.bias[0] = 3.0;
/// assert_eq!(net.predict(&[0.0]), [0.75]);
/// ```
pub trait Activation: 'static {
    /// The initializer that suits it.
    const START: Start = Start::Xavier;
    /// Whether `value` takes more registers than a product leaves, and so follows it. Nothing but speed depends on it.
    const HEAVY: bool = true;
    /// Whether f(0) is known to be finite: then what it makes of the rows' padding can stay there.
    #[doc(hidden)]
    const FINITE_AT_ZERO: bool = false;
    /// The compiled kernels that end in it.
    #[doc(hidden)]
    const KNOWN: Option<Known> = None;

    /// y = f(z), for any z; of many values side by side, so without branches.
    fn value<R: Real>(z: R) -> R;

    /// f'(z), given y = f(z). At a kink it is the left derivative.
    fn derivative<R: Real>(y: R) -> R;

    /// The chain rule's step: the loss' gradient with respect to z, from that with respect to y.
    #[inline(always)]
    fn backward<R: Real>(gradient: R, y: R) -> R {
        gradient * Self::derivative(y)
    }

    /// Its name, as a declaration says it.
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result;
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

/// What the last stage may end in: any [`Activation`], or [`Softmax`].
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
    /// What it does to each value: all of it, or nothing.
    type Each: Activation;
    /// What it does to whole rows, from z to y, after that.
    #[doc(hidden)]
    fn forward_rows<S: Isa, T: Scalar, O: Size>(pass: Pass<S>, rows: ViewMut<'_, T>);
    /// From the loss' gradient with respect to y to that with respect to z, in place.
    #[doc(hidden)]
    fn backward_rows<S: Isa, T: Scalar, O: Size>(pass: Pass<S>, y: View<'_, T>, gradient: ViewMut<'_, T>);
    /// Its name, as a declaration says it.
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

impl<A: Activation> Head for A {
    const START: Start = A::START;
    type Each = A;

    #[inline(always)]
    fn forward_rows<S: Isa, T: Scalar, O: Size>(_: Pass<S>, _: ViewMut<'_, T>) {}

    #[inline(always)]
    fn backward_rows<S: Isa, T: Scalar, O: Size>(pass: Pass<S>, y: View<'_, T>, gradient: ViewMut<'_, T>) {
        if const { !matches!(A::KNOWN, Some(Known::Linear)) } {
            dense::derive::<S, T, O, A>(pass, y, gradient);
        }
    }

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        A::describe(f)
    }
}

/// y = z: a stage without an activation.
///
/// f'(z) = 1. Range: all numbers. What a regression ends in, and a classification that is trained from logits.
///
/// ```
/// use staticnn::activation::{Activation, Linear};
///
/// assert_eq!(Linear::value(-2.5), -2.5);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Linear;

impl Activation for Linear {
    const FINITE_AT_ZERO: bool = true;
    const HEAVY: bool = false;
    const KNOWN: Option<Known> = Some(Known::Linear);

    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        z
    }
    #[inline(always)]
    fn derivative<R: Real>(_: R) -> R {
        R::from_f64(1.0)
    }
    #[inline(always)]
    fn backward<R: Real>(gradient: R, _: R) -> R {
        gradient
    }
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("linear")
    }
}

/// y = max(0, z): the rectified linear unit.
///
/// f'(z) = 1 for z > 0, else 0 (at 0 too). Range: 0 and above. NaN stays NaN.
/// Source: Nair and Hinton, "Rectified Linear Units Improve Restricted Boltzmann Machines", 2010.
///
/// ```
/// use staticnn::activation::{Activation, Relu};
///
/// assert_eq!([-2.0, 1.0, 5.0, -7.0].map(Relu::value), [0.0, 1.0, 5.0, 0.0]);
/// assert_eq!(Relu::derivative(0.0), 0.0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Relu;

impl Activation for Relu {
    const FINITE_AT_ZERO: bool = true;
    const START: Start = Start::He;
    const HEAVY: bool = false;
    const KNOWN: Option<Known> = Some(Known::Relu);

    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        // This way round a NaN passes.
        R::from_f64(0.0).max(z)
    }
    #[inline(always)]
    fn derivative<R: Real>(y: R) -> R {
        Self::backward(R::from_f64(1.0), y)
    }
    #[inline(always)]
    fn backward<R: Real>(gradient: R, y: R) -> R {
        let zero = R::from_f64(0.0);
        zero.if_less(y, gradient, zero)
    }
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("relu")
    }
}

/// y = z for z > 0, else a z: a relu that lets a little through.
///
/// f'(z) = 1 for z > 0, else a (at 0 too). Range: all numbers. The slope a is part of the type, as the bits of an
/// `f64`, and 0 or more: so y tells the side that z was on.
/// Source: Maas, Hannun and Ng, "Rectifier Nonlinearities Improve Neural Network Acoustic Models", 2013.
///
/// ```
/// use staticnn::activation::{Activation, LeakyRelu};
///
/// type Leaky = LeakyRelu<{ f64::to_bits(0.01) }>; // `leaky_relu(0.01)`
/// assert_eq!(Leaky::value(-2.0), -0.02);
/// assert_eq!(Leaky::derivative(-0.02), 0.01);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct LeakyRelu<const SLOPE: u64>;

impl<const SLOPE: u64> LeakyRelu<SLOPE> {
    const SLOPE: f64 = {
        let slope = f64::from_bits(SLOPE);
        assert!(slope >= 0.0 && slope < f64::INFINITY, "the slope of a leaky_relu is a number, 0 or more");
        slope
    };
}

impl<const SLOPE: u64> Activation for LeakyRelu<SLOPE> {
    const FINITE_AT_ZERO: bool = true;
    const START: Start = Start::He;
    const HEAVY: bool = false;

    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        R::from_f64(0.0).if_less(z, z, z * R::from_f64(Self::SLOPE))
    }
    #[inline(always)]
    fn derivative<R: Real>(y: R) -> R {
        R::from_f64(0.0).if_less(y, R::from_f64(1.0), R::from_f64(Self::SLOPE))
    }
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "leaky_relu({})", Self::SLOPE)
    }
}

/// y = tanh z: an S through the origin.
///
/// f'(z) = 1 - y². Range: -1 to 1.
///
/// ```
/// use staticnn::activation::{Activation, Tanh};
///
/// assert_eq!(Tanh::value(0.0), 0.0);
/// assert_eq!(Tanh::derivative(0.0), 1.0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Tanh;

impl Activation for Tanh {
    const FINITE_AT_ZERO: bool = true;
    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        z.tanh()
    }
    #[inline(always)]
    fn derivative<R: Real>(y: R) -> R {
        R::from_f64(1.0) - y * y
    }
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("tanh")
    }
}

/// y = 1 / (1 + exp(-z)): the logistic function, which makes a probability of any number.
///
/// f'(z) = y (1 - y). Range: 0 to 1. As a last stage it is what `BinaryCrossEntropy` fuses with.
///
/// ```
/// use staticnn::activation::{Activation, Sigmoid};
///
/// assert_eq!(Sigmoid::value(0.0), 0.5);
/// assert_eq!(Sigmoid::value(-1000.0), 0.0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Sigmoid;

impl Activation for Sigmoid {
    const FINITE_AT_ZERO: bool = true;
    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        z.sigmoid()
    }
    #[inline(always)]
    fn derivative<R: Real>(y: R) -> R {
        y * (R::from_f64(1.0) - y)
    }
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sigmoid")
    }
}

/// y = exp(z) / sum of exp(z), over one sample's values: probabilities of classes, which sum to 1.
///
/// With g the gradient with respect to y, that with respect to z is y (g - sum of g y). Range: 0 to 1. Last stage only;
/// `CrossEntropy` fuses with it, and then the gradient is p - 1 at the right class and p elsewhere.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Choice< 1 -> 2 softmax >; }
///
/// let mut net = Choice::zeros();
/// net.layer1.bias[..].copy_from_slice(&[1000.0, 1000.0]);
/// assert_eq!(net.predict(&[0.0]), [0.5, 0.5]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Softmax;

impl Head for Softmax {
    const START: Start = Start::Xavier;
    type Each = Linear;

    #[inline(always)]
    fn forward_rows<S: Isa, T: Scalar, O: Size>(pass: Pass<S>, rows: ViewMut<'_, T>) {
        losses::softmax::<LanesOf<T, S>>(rows, [pass.rows, O::VALUE]);
    }

    #[inline(always)]
    fn backward_rows<S: Isa, T: Scalar, O: Size>(pass: Pass<S>, y: View<'_, T>, gradient: ViewMut<'_, T>) {
        losses::softmax_backward(y, gradient, [pass.rows, O::VALUE]);
    }

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("softmax")
    }
}
