//! What programs do with a network.

use core::fmt;

use crate::blocks::{self, Batch};
use crate::debug_by_display::debug_by_display;
#[cfg(not(feature = "alloc"))]
use crate::feature::NeedsAlloc;
#[cfg(not(feature = "rand"))]
use crate::feature::NeedsRand;
use crate::flat::{self, Flat};
use crate::gradient::Gradient;
#[cfg(feature = "rand")]
use crate::initializer::{self, Initializer};
#[cfg(feature = "alloc")]
use crate::layer::contract::Zeroed;
use crate::layer::contract::{Inputs, Layer};
use crate::layer::model::Model;
use crate::layer::row_activation::RowActivation;
use crate::loss::Loss;
use crate::real::Real;
use crate::rows::Rows;
use crate::samples::SamplesFor;
use crate::scalar::Scalar;
use crate::shape::{Shape, Size};
use crate::simd::dispatch::dispatch;
use crate::tape::Tape;

/// A network of fixed shape: what programs do with it. [`network!`](crate::network!) implements the trait, and code for any
/// network is generic over it.
///
/// | task | methods |
/// |---|---|
/// | create | `init` and `new`, which draw weights (feature `rand`); `boxed` (feature `alloc`), then `initialize`; `zeros`, of the struct itself |
/// | predict | [`predict`](Self::predict), [`predict_batch`](Self::predict_batch) |
/// | train | [`gradient`](Self::gradient), [`loss`](Self::loss) and an [`Optimizer`](crate::optimizer::Optimizer); or a `Trainer` |
/// | run the two passes by hand, for one sample | [`forward`](Self::forward), [`backward`](Self::backward) |
/// | read and write weights | the fields, [`parameters`](Self::parameters), [`parameters_mut`](Self::parameters_mut) |
///
/// Every network is a [`Layer`] too, so it can be a stage of another network.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! {
///     struct Regressor< 3 -> 12 relu -> 1 >;
///     struct Classifier< 4 -> 8 tanh -> 3 softmax >;
/// }
///
/// fn kilobytes<N: Network>() -> f64 {
///     (N::PARAMETERS * size_of::<N::Scalar>()) as f64 / 1000.0
/// }
/// assert_eq!(kilobytes::<Regressor>(), 0.244);
/// assert_eq!(kilobytes::<Classifier>(), 0.268);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't a network",
    note = "declare one: `network! {{ struct Name< 3 -> 12 relu -> 1 >; }}`",
    note = "one that is boxed is passed on as `&mut *net`"
)]
pub trait Network:
    Layer<
        Float = <Self as Network>::Scalar,
        InputShape: Shape<Element<<Self as Network>::Scalar> = <Self as Network>::Scalar>, // in a Vec: Box<dyn Fn(..)>
    >
{
    /// `f32`, or `f64` with `#[scalar(f64)]`.
    type Scalar: Scalar;
    /// One sample's input: `[f32; 3]`.
    type Input: Flat<Scalar = Self::Scalar> + Copy;
    /// One sample's output: `[f32; 1]`.
    type Output: Flat<Scalar = Self::Scalar> + Copy;
    /// The activation of the last stage.
    type Head: RowActivation;
    /// How many samples go through the passes together.
    #[doc(hidden)]
    type Block: Size;

    /// How many values the input of a sample has.
    const INPUTS: usize = Self::Input::COUNT;
    /// How many values the output of a sample has.
    const OUTPUTS: usize = Self::Output::COUNT;
    /// How many numbers training changes.
    const PARAMETERS: usize = Self::STAGE.parameters();
    /// Multiplications, each with its addition, that a prediction of one sample takes in the products of the layers.
    const MULTIPLY_ADDS: usize = Self::STAGE.total_multiply_adds();
    /// Every parameter zero.
    const ZEROS: Self;

    /// Returns a network with weights drawn by `initializer`. Biases start from 0, gains of `layer_norm` from 1 and slopes of
    /// `prelu` from 0.25. Needs the feature `rand`.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
    ///
    /// let mut rng = ChaCha8Rng::seed_from_u64(42);
    /// let net = Regressor::new(&StandardNormal, &mut rng);
    /// assert!(net.layer1.weight[0][0] != 0.0);
    /// assert_eq!(net.layer1.bias[0], 0.0);
    /// ```
    #[cfg(feature = "rand")]
    #[must_use]
    fn new<I: Initializer<Self::Scalar>, G: rand::Rng + ?Sized>(initializer: &I, rng: &mut G) -> Self {
        let mut network = Self::ZEROS;
        network.initialize(initializer, rng);
        network
    }

    /// Returns a network whose weights are drawn by the initializer for each layer's activation
    /// ([`START`](crate::activation::Activation::START)): `He` for relu and its relatives, `LeCun` for selu, `Xavier` for all
    /// others, each normal. The other parameters start as with `new`. Needs the feature `rand`.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
    ///
    /// let net = Regressor::init(&mut ChaCha8Rng::seed_from_u64(42));
    /// assert!(net.parameters().iter().any(|p| *p != 0.0));
    /// ```
    #[cfg(feature = "rand")]
    #[must_use]
    fn init<G: rand::Rng + ?Sized>(rng: &mut G /* &mut ChaCha8Rng::seed_from_u64(42) */) -> Self {
        let mut network = Self::ZEROS;
        initializer::draw_by_activation(&mut network, rng);
        network
    }

    /// Draws all weights and sets the other parameters as `new` does, in place: for a boxed network. Needs the feature
    /// `rand`.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Digits< 784 -> 128 relu -> 10 >; }
    ///
    /// let mut net = Digits::boxed();
    /// net.initialize(&He::normal(), &mut ChaCha8Rng::seed_from_u64(42));
    /// assert!(net.layer2.weight[0][0] != 0.0);
    /// ```
    #[cfg(feature = "rand")]
    fn initialize<I: Initializer<Self::Scalar>, G: rand::Rng + ?Sized>(&mut self, initializer: &I, rng: &mut G) {
        initializer::draw_weights(self, initializer, rng);
    }

    /// Returns a network on the heap with every parameter zero, without a copy on the stack: for networks of hundreds of
    /// kilobytes. Needs the feature `alloc`.
    ///
    /// Pass it to an optimizer's `step` as `&mut *net`: it is generic over networks, and a box isn't one.
    /// A trainer's `fit` takes the box, too.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Digits< 784 -> 128 relu -> 10 >; }
    ///
    /// let mut net = Digits::boxed();
    /// let mut optimizer = Adam::boxed(1e-3);
    /// let gradient = Gradient::<Digits>::boxed();
    /// optimizer.step(&mut *net, &gradient);
    /// ```
    #[cfg(feature = "alloc")]
    #[must_use]
    fn boxed() -> alloc::boxed::Box<Self> {
        flat::boxed::<Zeroed<Self>>()
    }

    /// What stands in for the methods whose feature is off: the message about their bounds names it.
    #[cfg(not(feature = "rand"))]
    #[doc(hidden)]
    fn new<I: NeedsRand + ?Sized, G: ?Sized>(_: &I, _: &mut G) -> Self {
        Self::ZEROS
    }

    #[cfg(not(feature = "rand"))]
    #[doc(hidden)]
    fn init<G: NeedsRand + ?Sized>(_: &mut G) -> Self {
        Self::ZEROS
    }

    #[cfg(not(feature = "rand"))]
    #[doc(hidden)]
    fn initialize<I: NeedsRand + ?Sized, G: ?Sized>(&mut self, _: &I, _: &mut G) {}

    #[cfg(not(feature = "alloc"))]
    #[doc(hidden)]
    fn boxed() -> Self
    where
        Self: NeedsAlloc,
    {
        Self::ZEROS
    }

    /// Returns all parameters as one slice: layer by layer in declared order. A dense layer has its weight (inputs x outputs,
    /// row by row), then its bias, then what its activation learns.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut line = Line::zeros();
    /// line.layer1.bias[0] = 2.0;
    /// assert_eq!(line.parameters(), [0.0, 2.0]);
    /// ```
    fn parameters(&self) -> &[Self::Scalar] {
        self.values()
    }

    /// Returns all parameters as one slice to write to, in the order of [`parameters`](Self::parameters).
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut line = Line::zeros();
    /// line.parameters_mut().copy_from_slice(&[3.0, 2.0]);
    /// assert_eq!(line.predict(&[1.0]), [5.0]);
    /// ```
    fn parameters_mut(&mut self) -> &mut [Self::Scalar] {
        self.values_mut()
    }

    /// Returns the output for one sample.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
    ///
    /// let net = Regressor::init(&mut ChaCha8Rng::seed_from_u64(42));
    /// let y: [f32; 1] = net.predict(&[0.1, -0.4, 2.0]);
    /// assert!(y[0].is_finite());
    /// ```
    #[must_use]
    #[inline]
    fn predict(&self, input: &Self::Input /* many: predict_batch; a Vec: x[..].try_into()? */) -> Self::Output {
        dispatch!(isa => blocks::predict(isa, self, input))
    }

    /// Writes the outputs for many samples, block by block. The buffers of one block are on the stack. The order of additions
    /// differs from that of [`predict`](Self::predict), so the last bits may differ; they don't depend on the other samples.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
    ///
    /// let net = Regressor::init(&mut ChaCha8Rng::seed_from_u64(42));
    /// let mut outputs = [[0.0]; 1000];
    /// net.predict_batch(&[[1.0, 2.0, 3.0]; 1000], &mut outputs)?;
    /// assert!((outputs[999][0] - net.predict(&[1.0, 2.0, 3.0])[0]).abs() < 1e-5);
    /// # Ok::<(), staticnn::network::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Lengths`] if `outputs` is longer or shorter than `inputs`.
    fn predict_batch(&self, inputs: &[Self::Input], outputs: &mut [Self::Output]) -> Result<(), Error> {
        if inputs.len() != outputs.len() {
            return Err(Error::Lengths { inputs: inputs.len(), outputs: outputs.len() });
        }
        dispatch!(isa => blocks::predict_batch(isa, self, inputs, outputs));
        Ok(())
    }

    /// Runs the forward pass for one sample: returns what [`predict`](Self::predict) returns, and writes what the backward
    /// pass needs onto the tape.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut line = Line::zeros();
    /// line.layer1.weight[0][0] = 3.0;
    /// let mut tape = Tape::<Line>::new();
    /// let mut gradient = Gradient::<Line>::new();
    ///
    /// let y = line.forward(&[2.0], &mut tape);
    /// let error = y[0] - 5.0; // the loss is error²
    /// let input_gradient = line.backward(&tape, &[2.0 * error], &mut gradient);
    ///
    /// assert_eq!(gradient.layer1.weight[0][0], 2.0 * error * 2.0); // times the input
    /// assert_eq!(gradient.layer1.bias[0], 2.0 * error);
    /// assert_eq!(input_gradient, [2.0 * error * 3.0]); // times the weight
    /// ```
    fn forward(&self, input: &Self::Input /* a Vec: x[..].try_into()? */, tape: &mut Tape<Self>) -> Self::Output {
        dispatch!(isa => blocks::forward(isa, self, input, tape))
    }

    /// Runs the backward pass for one sample: adds the derivatives with respect to the parameters to `gradient`, and returns
    /// those with respect to the input.
    ///
    /// `output_gradient` is the gradient of the loss with respect to the output, and `tape` is what
    /// [`forward`](Self::forward) has written. The example of `forward` calls both.
    fn backward(
        &self,
        tape: &Tape<Self>,
        output_gradient: &Self::Output,
        gradient: &mut Gradient<Self>,
    ) -> Self::Input {
        dispatch!(isa => blocks::backward(isa, self, tape, output_gradient, gradient))
    }

    /// Returns the mean loss over the samples.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
    /// assert_eq!(Line::zeros().loss(&samples, &Mse), (1.0 + 9.0) / 2.0);
    /// ```
    fn loss<L: Loss<Self::Output, Self::Head>>(
        &self,
        samples: &impl SamplesFor<Self::Input, L::Target>,
        loss: &L,
    ) -> Self::Scalar {
        Self::Scalar::from_f64(blocks::loss::<Self, Self::Head, L>(self, &samples.samples(), loss))
    }

    /// Overwrites `gradient` with the derivatives of the mean loss with respect to all parameters, and returns the mean loss.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
    /// let mut gradient = Gradient::<Line>::new();
    /// let loss = Line::zeros().gradient(&samples, &Mse, &mut gradient);
    /// assert_eq!(loss, 5.0);
    /// assert_eq!(gradient.layer1.weight[0][0], -2.0 * (1.0 * 1.0 + 3.0 * 2.0) / 2.0);
    /// ```
    fn gradient<L: Loss<Self::Output, Self::Head>>(
        &self,
        samples: &impl SamplesFor<Self::Input, L::Target>,
        loss: &L,
        gradient: &mut Gradient<Self>,
    ) -> Self::Scalar {
        let samples = samples.samples();
        Self::Scalar::from_f64(blocks::gradient::<Self, Self::Head, L>(self, &Batch::all(&samples), loss, gradient))
    }
}

#[diagnostic::do_not_recommend]
impl<N: Network> Model for N {
    type Input = N::Input;
    type Output = N::Output;
    type Block = N::Block;

    #[inline(always)]
    fn rows(inputs: &[N::Input]) -> Inputs<'_, N> {
        Rows::new(flat::scalars_of(inputs), N::INPUTS)
    }
}

/// An error of a network's methods.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let error = Line::zeros().predict_batch(&[[1.0], [2.0]], &mut [[0.0]]).unwrap_err();
/// assert_eq!(error.to_string(), "2 inputs need 2 places for their outputs, but there is 1");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The slices of inputs and outputs have different lengths.
    Lengths {
        /// The number of inputs.
        inputs: usize,
        /// The number of outputs that there is room for.
        outputs: usize,
    },
}

debug_by_display!(Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Lengths { inputs, outputs } => {
                write!(f, "{inputs} inputs need {inputs} places for their outputs, but there ")?;
                write!(f, "{} {outputs}", if outputs == 1 { "is" } else { "are" })
            }
        }
    }
}

impl core::error::Error for Error {}
