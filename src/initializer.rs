//! Initializers: the distributions that initial weights are drawn from.
//!
//! | initializer | variance of a weight | for |
//! |---|---|---|
//! | any `rand_distr` distribution, such as `StandardNormal` | that of the distribution | any layer |
//! | [`He`] | 2 / inputs | relu, leaky_relu, prelu, relu6, elu, gelu, gelu_tanh, silu, mish |
//! | [`LeCun`] | 1 / inputs | selu |
//! | [`Xavier`] | 2 / (inputs + outputs) | all others: linear, tanh, sigmoid, softmax and so on |
//! | [`Constant`] | 0 | tests |
//! | [`Orthogonal`] | that of another; 1 / units for the weights of a recurrent layer's state | rnn, gru, lstm |
//!
//! Inputs and outputs are the sizes of the weight's layer. `normal()` draws from a normal distribution with this variance
//! and mean 0, `uniform()` from a uniform distribution with this variance and mean 0. A network's `init` chooses the
//! initializer by the activation of each layer ([`START`](crate::activation::Activation::START)) and uses `normal()`.
//!
//! Biases start at 0, the slope of a `prelu` at 0.25.
//!
//! For a custom initializer, implement [`Initializer`]: its example is complete.

use rand::Rng;
use rand_distr::{Distribution, StandardNormal, StandardUniform};

use crate::activation::Start;
use crate::layer::contract::Layer;
use crate::layer::tensor::Initial;
use crate::number::Number;
use crate::real::Real;
use crate::scalar::Scalar;

/// Draws the initial weights of a layer.
///
/// Every `rand_distr` distribution is an initializer. A custom initializer implements the trait for one scalar:
///
/// ```
/// use staticnn::prelude::*;
///
/// /// Uniform between plus and minus 1 / inputs.
/// struct Small;
///
/// impl Initializer<f32> for Small {
///     fn draw<G: rand::Rng + ?Sized>(&self, inputs: usize, _outputs: usize, rng: &mut G) -> f32 {
///         let bound = 1.0 / inputs as f32;
///         Uniform::new(-bound, bound).expect("the bound is above 0").sample(rng)
///     }
/// }
///
/// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
///
/// let net = Regressor::new(&Small, &mut ChaCha8Rng::seed_from_u64(42));
/// assert!(net.layer1.weight[0][0].abs() < 1.0 / 3.0);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't an initializer of `{T}`",
    label = "not an initializer",
    note = "an initializer is a distribution, `&StandardNormal`, or one of `&He::normal()`, `&Xavier::uniform()`, `&Constant(0.5)`",
    note = "arguments swapped? the order is `Net::new(&initializer, &mut rng)`; `Uniform::new(-1.0, 1.0)?` needs its `?`, and a whole number its point: `1.0`"
)]
pub trait Initializer<T> {
    /// Draws one weight of a layer with these numbers of inputs and outputs.
    fn draw<G: Rng + ?Sized>(&self, inputs: usize, outputs: usize, rng: &mut G) -> T;

    /// Draws the weights that lead from the state of a recurrent layer to its gates: a row for each of `units` units, in which the
    /// weights of a gate are `units` neighbours. By default, each is drawn by itself.
    fn draw_recurrent<G: Rng + ?Sized>(&self, units: usize, weights: &mut [T], rng: &mut G) {
        weights.iter_mut().for_each(|weight| *weight = self.draw(units, units, rng));
    }
}

#[diagnostic::do_not_recommend]
impl<T, D: Distribution<T>> Initializer<T> for D {
    fn draw<G: Rng + ?Sized>(&self, _: usize, _: usize, rng: &mut G) -> T {
        self.sample(rng)
    }
}

/// A family of distributions with mean 0.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Family {
    Normal,
    Uniform,
}

impl Family {
    /// Draws a value with this variance.
    fn draw<T: Scalar, G: Rng + ?Sized>(self, variance: f64, rng: &mut G) -> T
    where
        StandardNormal: Distribution<T>,
        StandardUniform: Distribution<T>,
    {
        match self {
            Self::Normal => T::from_f64(variance).sqrt() * StandardNormal.sample(rng),
            Self::Uniform => {
                // The variance between -b and b is b² / 3.
                let bound = T::from_f64(3.0 * variance).sqrt();
                let unit: T = StandardUniform.sample(rng);
                bound * (unit + unit - T::ONE)
            }
        }
    }
}

/// Not an initializer.
#[derive(Debug)]
pub struct NeitherNormalNorUniform;

/// Defines an initializer whose variance depends on the sizes of the layer. `$example` is the variance for 200 inputs
/// and 100 outputs, the layer of the examples.
macro_rules! scaled {
    ($(#[$doc:meta])* $Name:ident, $example:literal, |$inputs:ident, $outputs:ident| $variance:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $Name {
            family: Family,
        }

        /// The name as a value, which isn't an initializer: the message about that says `normal()` and `uniform()`.
        #[doc(hidden)]
        #[allow(non_snake_case)]
        pub fn $Name<T>(_: T) -> NeitherNormalNorUniform {
            NeitherNormalNorUniform
        }

        impl $Name {
            /// Draws from a normal distribution with mean 0.
            ///
            /// ```
            /// use staticnn::prelude::*;
            ///
            /// network! { struct Wide< 200 -> 100 relu -> 1 >; }
            ///
            /// let mut rng = ChaCha8Rng::seed_from_u64(42);
            #[doc = concat!("let net = Wide::new(&", stringify!($Name), "::normal(), &mut rng);")]
            /// let squares: f32 = net.layer1.weight.iter().flatten().map(|weight| weight * weight).sum();
            #[doc = concat!("let variance = ", $example, ";")]
            /// assert!((squares / (200.0 * 100.0) / variance - 1.0).abs() < 0.05);
            /// ```
            #[must_use]
            pub const fn normal() -> Self {
                Self { family: Family::Normal }
            }

            /// Draws from a uniform distribution between plus and minus the square root of 3 times the variance.
            ///
            /// ```
            /// use staticnn::prelude::*;
            ///
            /// network! { struct Wide< 200 -> 100 relu -> 1 >; }
            ///
            /// let mut rng = ChaCha8Rng::seed_from_u64(42);
            #[doc = concat!("let net = Wide::new(&", stringify!($Name), "::uniform(), &mut rng);")]
            /// let largest = net.layer1.weight.iter().flatten().fold(0.0_f32, |max, weight| max.max(weight.abs()));
            #[doc = concat!("let variance: f32 = ", $example, ";")]
            /// let bound = (3.0 * variance).sqrt();
            /// assert!(largest <= bound && largest > 0.99 * bound);
            /// ```
            #[must_use]
            pub const fn uniform() -> Self {
                Self { family: Family::Uniform }
            }

            fn variance($inputs: f64, $outputs: f64) -> f64 {
                $variance
            }
        }

        scaled!(@for $Name, f32);
        scaled!(@for $Name, f64);
    };
    // One `impl` per scalar: a generic one would overlap with the `impl` for distributions.
    (@for $Name:ident, $T:ident) => {
        impl Initializer<$T> for $Name {
            #[allow(clippy::cast_precision_loss, reason = "no layer has 2^53 inputs")]
            fn draw<G: Rng + ?Sized>(&self, inputs: usize, outputs: usize, rng: &mut G) -> $T {
                self.family.draw(Self::variance(inputs as f64, outputs as f64), rng)
            }
        }
    };
}

scaled! {
    /// Variance 2 / inputs: keeps the variance of the signal through relu layers, which halve it.
    ///
    /// Source: He, Zhang, Ren and Sun, "Delving Deep into Rectifiers", 2015.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
    ///
    /// let net = Regressor::new(&He::uniform(), &mut ChaCha8Rng::seed_from_u64(42));
    /// assert!(net.layer1.weight[0][0].abs() <= (6.0_f32 / 3.0).sqrt());
    /// ```
    He, "2.0 / 200.0", |inputs, _outputs| 2.0 / inputs
}

scaled! {
    /// Variance 1 / inputs: keeps the variance of the signal through linear layers and, with `init`, selu layers.
    ///
    /// Source: LeCun, Bottou, Orr and Müller, "Efficient BackProp", 1998.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 3 -> 1 >; }
    ///
    /// let net = Line::new(&LeCun::uniform(), &mut ChaCha8Rng::seed_from_u64(42));
    /// assert!(net.layer1.weight[0][0].abs() <= 1.0);
    /// ```
    LeCun, "1.0 / 200.0", |inputs, _outputs| 1.0 / inputs
}

scaled! {
    /// Variance 2 / (inputs + outputs): a compromise that nearly keeps the variance of the signal in both passes.
    ///
    /// Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Regressor< 3 -> 12 tanh -> 1 >; }
    ///
    /// let net = Regressor::new(&Xavier::uniform(), &mut ChaCha8Rng::seed_from_u64(42));
    /// assert!(net.layer1.weight[0][0].abs() <= (6.0_f32 / 15.0).sqrt());
    /// ```
    Xavier, "2.0 / (200.0 + 100.0)", |inputs, outputs| 2.0 / (inputs + outputs)
}

/// Sets every weight to one value. For tests only: equal units have equal gradients, so they stay equal.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Line< 2 -> 1 >; }
///
/// let line = Line::new(&Constant(0.5), &mut ChaCha8Rng::seed_from_u64(0));
/// assert_eq!(line.parameters(), [0.5, 0.5, 0.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Constant<T>(pub T);

impl Initializer<f32> for Constant<f32> {
    fn draw<G: Rng + ?Sized>(&self, _: usize, _: usize, _: &mut G) -> f32 {
        self.0
    }
}

impl Initializer<f64> for Constant<f64> {
    fn draw<G: Rng + ?Sized>(&self, _: usize, _: usize, _: &mut G) -> f64 {
        self.0
    }
}

/// Starts the weights from a recurrent layer's state to each of its gates as an orthogonal matrix, and all other weights by another
/// initializer. Its product with a state has the state's length, so a signal neither fades nor grows over many steps by these weights.
///
/// A matrix is drawn from the uniform distribution of orthogonal matrices: Gram-Schmidt orthonormalization of normal numbers.
///
/// Source: Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks", 2014.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Amp< 64x1 -> gru 4 -> 1 >; }
///
/// let net = Amp::new(&Orthogonal(Xavier::uniform()), &mut ChaCha8Rng::seed_from_u64(42));
/// let weight = &net.layer1.recurrent_weight;
/// let product = |i: usize, j: usize| weight.iter().map(|row| row[0][i] * row[0][j]).sum::<f32>();
/// assert!((product(0, 0) - 1.0).abs() < 1e-6);
/// assert!(product(0, 1).abs() < 1e-6);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Orthogonal<I>(pub I);

/// One `impl` per scalar: a generic one would overlap with the `impl` for distributions.
macro_rules! orthogonal {
    ($T:ident) => {
        impl<I: Initializer<$T>> Initializer<$T> for Orthogonal<I> {
            fn draw<G: Rng + ?Sized>(&self, inputs: usize, outputs: usize, rng: &mut G) -> $T {
                self.0.draw(inputs, outputs, rng)
            }

            fn draw_recurrent<G: Rng + ?Sized>(&self, units: usize, weights: &mut [$T], rng: &mut G) {
                weights.iter_mut().for_each(|weight| *weight = StandardNormal.sample(rng));
                orthonormalize(units, weights);
            }
        }
    };
}

orthogonal!(f32);
orthogonal!(f64);

/// Makes the columns of each gate's square matrix orthonormal. Every column goes through Gram-Schmidt twice: once leaves errors that grow
/// where a column is nearly a combination of those before it.
fn orthonormalize<T: Scalar>(units: usize, weights: &mut [T]) {
    let columns = weights.len().checked_div(units).unwrap_or(0);
    for column in 0..columns {
        for _ in 0..2 {
            for other in column - column % units..column {
                let product = products(weights, columns, [column, other]);
                weights.chunks_exact_mut(columns).for_each(|row| row[column] -= product * row[other]);
            }
            let length = products(weights, columns, [column, column]).sqrt();
            if length > T::ZERO {
                weights.chunks_exact_mut(columns).for_each(|row| row[column] = row[column] / length);
            }
        }
    }
}

/// The dot product of two columns.
fn products<T: Scalar>(weights: &[T], columns: usize, [one, other]: [usize; 2]) -> T {
    weights.chunks_exact(columns).fold(T::ZERO, |sum, row| sum + row[one] * row[other])
}

/// Draws the tensors that start from drawn values with `initializer`, and sets the others to what they start from.
pub(crate) fn draw_weights<L: Layer, G: Rng + ?Sized>(
    layer: &mut L,
    initializer: &impl Initializer<L::Float>,
    rng: &mut G,
) {
    fill(
        layer,
        rng,
        |inputs, outputs, _, rng| initializer.draw(inputs, outputs, rng),
        |units, _, weights, rng| initializer.draw_recurrent(units, weights, rng),
    );
}

/// Draws the tensors that start from drawn values with the initializer for the activation behind them, and sets the others
/// to what they start from.
pub(crate) fn draw_by_activation<L: Layer, G: Rng + ?Sized>(layer: &mut L, rng: &mut G) {
    let draw = |inputs, outputs, start, rng: &mut G| {
        L::Float::from_f64(match start {
            Start::He => He::normal().draw(inputs, outputs, rng),
            Start::LeCun => LeCun::normal().draw(inputs, outputs, rng),
            Start::Xavier => Xavier::normal().draw(inputs, outputs, rng),
        })
    };
    fill(layer, rng, draw, |units, start, weights, rng| weights.fill_with(|| draw(units, units, start, rng)));
}

/// Sets every tensor to what it starts from, in order; `draw` is given the inputs, the outputs and the suitable initializer.
/// `draw_recurrent` draws the weights of a recurrent layer's state: it is given the units, the suitable initializer and the place.
fn fill<L: Layer, G: Rng + ?Sized>(
    layer: &mut L,
    rng: &mut G,
    mut draw: impl FnMut(usize, usize, Start, &mut G) -> L::Float,
    mut draw_recurrent: impl FnMut(usize, Start, &mut [L::Float], &mut G),
) {
    let mut rest = layer.values_mut();
    L::STAGE.each_tensor(&mut |tensor| {
        let (values, others) = core::mem::take(&mut rest).split_at_mut(tensor.len());
        match tensor.initial {
            Initial::Zero => values.fill(L::Float::ZERO),
            Initial::One => values.fill(L::Float::ONE),
            Initial::Constant(value) => values.fill(L::Float::from_f64(value)),
            Initial::Parts(parts) => {
                let length = values.len().div_ceil(parts.len().max(1)).max(1);
                for (values, value) in values.chunks_mut(length).zip(parts) {
                    values.fill(L::Float::from_f64(*value));
                }
            }
            Initial::Normal(deviation) => {
                let mut draw = || -> f64 { StandardNormal.sample(rng) };
                values.iter_mut().for_each(|value| *value = L::Float::from_f64(deviation * draw()));
            }
            Initial::Drawn { inputs, outputs, start } => {
                values.iter_mut().for_each(|value| *value = draw(inputs, outputs, start, rng));
            }
            Initial::Recurrent { units, start } => draw_recurrent(units, start, values, rng),
        }
        rest = others;
    });
}
