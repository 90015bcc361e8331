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

use crate::scalar::Scalar;

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
pub trait Activation: 'static {
    /// The initializer that suits it.
    const START: Start = Start::Xavier;
    /// f(z)
    fn value<T: Scalar>(z: T) -> T;
    /// f'(z), given y = f(z).
    fn derivative<T: Scalar>(y: T) -> T;
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
/// use staticnn::activation::{Head, Softmax};
///
/// let mut row = [0.0_f32, 0.0, 0.0, 0.0];
/// Softmax::forward(&mut row);
/// assert_eq!(row, [0.25; 4]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't an activation",
    note = "an activation is a type with `impl staticnn::activation::Activation`"
)]
pub trait Head: 'static {
    /// The initializer that suits it.
    const START: Start;
    /// From z to y, in place: one sample's values.
    fn forward<T: Scalar>(row: &mut [T]);
    /// From the loss' gradient with respect to y to that with respect to z, in place: one sample's values.
    fn backward<T: Scalar>(y: &[T], gradient: &mut [T]);
    /// Its name, as a declaration says it.
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

impl<A: Activation> Head for A {
    const START: Start = A::START;

    #[inline]
    fn forward<T: Scalar>(row: &mut [T]) {
        for z in row {
            *z = A::value(*z);
        }
    }

    #[inline]
    fn backward<T: Scalar>(y: &[T], gradient: &mut [T]) {
        for (g, y) in gradient.iter_mut().zip(y) {
            *g *= A::derivative(*y);
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
    #[inline]
    fn value<T: Scalar>(z: T) -> T {
        z
    }
    #[inline]
    fn derivative<T: Scalar>(_: T) -> T {
        T::ONE
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
    const START: Start = Start::He;

    #[inline]
    fn value<T: Scalar>(z: T) -> T {
        // Asked this way round, a NaN passes.
        if z <= T::ZERO { T::ZERO } else { z }
    }
    #[inline]
    fn derivative<T: Scalar>(y: T) -> T {
        if y > T::ZERO { T::ONE } else { T::ZERO }
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
    const START: Start = Start::He;

    #[inline]
    fn value<T: Scalar>(z: T) -> T {
        if z <= T::ZERO { z * T::from_f64(Self::SLOPE) } else { z }
    }
    #[inline]
    fn derivative<T: Scalar>(y: T) -> T {
        if y > T::ZERO { T::ONE } else { T::from_f64(Self::SLOPE) }
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
    #[inline]
    fn value<T: Scalar>(z: T) -> T {
        z.tanh()
    }
    #[inline]
    fn derivative<T: Scalar>(y: T) -> T {
        T::ONE - y * y
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
    #[inline]
    fn value<T: Scalar>(z: T) -> T {
        // The exponential of a number that isn't positive can't overflow, and small results keep their digits.
        let e = (-z.abs()).exp();
        let numerator = if z < T::ZERO { e } else { T::ONE };
        numerator / (T::ONE + e)
    }
    #[inline]
    fn derivative<T: Scalar>(y: T) -> T {
        y * (T::ONE - y)
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
/// use staticnn::activation::{Head, Softmax};
///
/// let mut row = [1000.0_f32, 1000.0];
/// Softmax::forward(&mut row);
/// assert_eq!(row, [0.5, 0.5]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Softmax;

impl Head for Softmax {
    const START: Start = Start::Xavier;

    #[inline]
    fn forward<T: Scalar>(row: &mut [T]) {
        let mut sum = T::ZERO;
        let largest = largest(row);
        for z in row.iter_mut() {
            *z = (*z - largest).exp();
            sum += *z;
        }
        for z in row {
            *z = *z / sum;
        }
    }

    #[inline]
    fn backward<T: Scalar>(y: &[T], gradient: &mut [T]) {
        let mean: T = y.iter().zip(&*gradient).map(|(y, g)| *y * *g).sum();
        for (g, y) in gradient.iter_mut().zip(y) {
            *g = *y * (*g - mean);
        }
    }

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("softmax")
    }
}

/// The largest value of a row that has one; it is subtracted before an exponential, which then can't overflow.
#[inline]
pub(crate) fn largest<T: Scalar>(row: &[T]) -> T {
    row.iter().fold(T::from_f64(f64::NEG_INFINITY), |largest, z| if *z > largest { *z } else { largest })
}
