//! The trait that `network!` implements.

use core::slice;

use crate::blocks;
#[cfg(not(feature = "alloc"))]
use crate::feature::boxed_without_alloc;
#[cfg(not(feature = "rand"))]
use crate::feature::methods_without_rand;
use crate::flat::{self, Elements, Flat};
use crate::gradient::Gradient;
#[cfg(feature = "rand")]
use crate::initializer::{self, Initializer};
#[cfg(feature = "alloc")]
use crate::layer::contract;
use crate::layer::contract::Layer;
use crate::layer::row_activation::RowActivation;
use crate::loss::Loss;
use crate::network::error::Error;
use crate::network::fold;
use crate::network::rust_code::RustCode;
use crate::network::weights::Weights;
use crate::real::Real;
use crate::samples::SamplesFor;
use crate::scalar::Scalar;
use crate::shape::{Shape, Size};
use crate::simd::dispatch::dispatch;
use crate::summary::Summary;
use crate::tape::Tape;

/// A network of fixed shape: what programs do with it. [`network!`](crate::network!) implements the trait, and code for any
/// network is generic over it.
///
/// | task | methods |
/// |---|---|
/// | create | `init` and `new`, which draw weights (feature `rand`); `boxed` (feature `alloc`), then `initialize`; `zeros`, of the struct itself |
/// | predict | [`predict`](Self::predict), [`predict_batch`](Self::predict_batch) |
/// | train | [`gradient`](Self::gradient), [`loss`](Self::loss) and an [`Optimizer`](crate::optimizer::Optimizer); or a `Trainer` |
/// | run the two passes by hand, for one sample | [`forward`](Self::forward), then [`backward_loss`](Self::backward_loss) or [`backward`](Self::backward) |
/// | write code for any network | [`input_from`](Self::input_from), [`as_slice`](Self::as_slice), the constants |
/// | see what it is | [`summary`](Self::summary), [`Layer::STAGE`] |
/// | read and write weights | the fields, [`parameters`](Self::parameters), [`parameters_mut`](Self::parameters_mut) |
/// | copy weights, keep them | [`Weights`]: as bytes; [`to_rust`](Self::to_rust); `from_parameters` of the struct, for constants |
///
/// Every network is a [`Layer`] too, so it can be a stage of another network.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
/// /// The largest output for an input.
/// fn largest<N: Network<Scalar = f32>>(net: &N, values: &[f32]) -> Result<f32, staticnn::network::Error> {
///     let output = net.predict(&N::input_from(values)?);
///     Ok(N::as_slice(&output).iter().copied().fold(f32::NEG_INFINITY, f32::max))
/// }
/// let net = Regressor::init(&mut ChaCha8Rng::seed_from_u64(42));
/// assert_eq!(largest(&net, &[1.0, 2.0, 3.0]), Ok(net.predict(&[1.0, 2.0, 3.0])[0]));
/// let error = largest(&net, &[1.0, 2.0]).unwrap_err();
/// assert_eq!(error.to_string(), "an input of this network has 3 values, but the slice has 2");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't a network",
    note = "declare one: `network! {{ struct Name< 3 -> 12 relu -> 1 >; }}`",
    note = "one that is boxed is passed on as `&mut *net`"
)]
pub trait Network:
    Weights
    + Layer<
        Float = <Self as Network>::Scalar,
        InputShape: Shape<Element<<Self as Network>::Scalar> = <<Self as Network>::Input as Elements>::Element>, // in a Vec: Box<dyn Fn(..)>
    >
{
    /// `f32`, or `f64` with `#[scalar(f64)]`.
    type Scalar: Scalar;
    /// One sample's input: `[f32; 3]`, or `[Class<27>; 12]`.
    type Input: Elements + Copy;
    /// One sample's output: `[f32; 1]`.
    type Output: Flat<Scalar = Self::Scalar> + Copy;
    /// What a stream takes at each step: the features of a series, `[f32; 1]`; all values of any other input.
    type Frame: Elements<Element = <Self::Input as Elements>::Element> + Copy;
    /// What a stream puts out at each step.
    type FrameOutput: Flat<Scalar = Self::Scalar> + Copy;
    /// The activation of the last stage.
    type Head: RowActivation;
    /// How many samples go through the passes together.
    #[doc(hidden)]
    type Block: Size;

    /// How many values the input of a sample has.
    const INPUTS: usize = Self::Input::COUNT;
    /// How many values the output of a sample has.
    const OUTPUTS: usize = Self::Output::COUNT;
    /// How many numbers its layers hold. Training changes all of them, but for those of `batch_norm`.
    const PARAMETERS: usize = Self::STAGE.parameters();
    /// Multiplications, each with its addition, that a prediction of one sample takes in the products of the layers.
    const MULTIPLY_ADDS: usize = Self::STAGE.total_multiply_adds();
    /// Every parameter zero.
    const ZEROS: Self = Self::ZEROED;

    /// Returns a network with weights drawn by `initializer`. Biases start from 0, gains of `layer_norm` from 1 and slopes of
    /// `prelu` from 0.25. Needs the feature `rand`.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
    ///
    /// let mut rng = ChaCha8Rng::seed_from_u64(42);
    /// let net = Regressor::new(&StandardNormal, &mut rng); // or Regressor::init(&mut rng)
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
    #[cfg(feature = "rand")]
    #[must_use]
    fn init<G: rand::Rng + ?Sized>(rng: &mut G /* &mut ChaCha8Rng::seed_from_u64(42) */) -> Self {
        let mut network = Self::ZEROS;
        initializer::draw_by_activation(&mut network, rng);
        network
    }

    /// Draws all weights and sets the other parameters as `new` does, in place: for a boxed network, as in the example of
    /// [`boxed`](Self::boxed). Needs the feature `rand`.
    #[cfg(feature = "rand")]
    fn initialize<I: Initializer<Self::Scalar>, G: rand::Rng + ?Sized>(&mut self, initializer: &I, rng: &mut G) {
        initializer::draw_weights(self, initializer, rng);
    }

    /// Returns a network on the heap with every parameter zero, without a copy on the stack: for networks of hundreds of
    /// kilobytes. Needs the feature `alloc`.
    ///
    /// Pass it to an optimizer's `step` as `&mut *net`; a trainer's `fit` takes the box, too.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Digits< 784 -> 128 relu -> 10 >; }
    ///
    /// let mut net = Digits::boxed();
    /// net.initialize(&He::normal(), &mut ChaCha8Rng::seed_from_u64(42));
    /// let mut optimizer = Adam::boxed(1e-3);
    /// let gradient = Gradient::<Digits>::boxed();
    /// optimizer.step(&mut *net, &gradient);
    /// ```
    #[cfg(feature = "alloc")]
    #[must_use]
    fn boxed() -> alloc::boxed::Box<Self> {
        flat::boxed(contract::zero::<Self>)
    }

    #[cfg(not(feature = "rand"))]
    methods_without_rand!();
    #[cfg(not(feature = "alloc"))]
    boxed_without_alloc!();

    /// Returns all parameters as one slice: layer by layer in declared order. A dense layer has its weight (inputs x outputs,
    /// row by row), then its bias, then what its activation learns.
    ///
    /// PyTorch's `nn.Linear` has a weight of outputs x inputs, the transpose: load its files as the
    /// [page on PyTorch](crate::guide::pytorch) says.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut line = Line::zeros();
    /// line.parameters_mut().copy_from_slice(&[3.0, 2.0]);
    /// line.layer1.bias[0] += 5.0;
    /// assert_eq!(line.parameters(), [3.0, 7.0]);
    /// ```
    fn parameters(&self) -> &[Self::Scalar] {
        self.values()
    }

    /// Returns all parameters as one slice to write to, in the order of [`parameters`](Self::parameters).
    fn parameters_mut(&mut self) -> &mut [Self::Scalar] {
        self.values_mut()
    }

    /// Returns the output for one sample.
    ///
    /// Stack: the sample's values at every stage.
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

    /// Writes the outputs for many samples, block by block. The order of additions differs from that of
    /// [`predict`](Self::predict), so the last bits may differ; they don't depend on the other samples.
    ///
    /// Stack: the values of up to eight samples at every stage, and 64 KiB.
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
        blocks::predict_batch(self, inputs, outputs);
        Ok(())
    }

    /// Runs the forward pass for one sample: returns what [`predict`](Self::predict) returns, and writes what the backward
    /// pass needs onto the tape. The stack holds little but the output.
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
    /// let y = line.forward(&[2.0], &mut tape);
    /// let error = y[0] - 5.0; // the loss is error²
    /// let input_gradient = line.backward(&tape, &[2.0 * error], &mut gradient);
    /// assert_eq!(gradient.layer1.weight[0][0], 2.0 * error * 2.0); // times the input
    /// assert_eq!(gradient.layer1.bias[0], 2.0 * error);
    /// assert_eq!(input_gradient, [2.0 * error * 3.0]); // times the weight
    /// ```
    fn forward(&self, input: &Self::Input /* a Vec: x[..].try_into()? */, tape: &mut Tape<Self>) -> Self::Output {
        dispatch!(isa => blocks::forward(isa, self, input, tape))
    }

    /// Adds the derivatives of one sample with respect to the parameters to `gradient`, and returns those with respect to the
    /// input; of an input of classes, which have no derivative, `()`.
    ///
    /// `output_gradient` is the gradient of the loss with respect to the output, and `tape` is what
    /// [`forward`](Self::forward) has written. For one of the library's losses, [`backward_loss`](Self::backward_loss) is
    /// shorter and loses no digits. Stack: as [`predict`](Self::predict), and as much for the derivatives.
    fn backward(
        &self,
        tape: &Tape<Self>,
        output_gradient: &Self::Output,
        gradient: &mut Gradient<Self>,
    ) -> <Self::Input as Elements>::Gradient {
        dispatch!(isa => blocks::backward(isa, self, tape, output_gradient, gradient))
    }

    /// Adds the derivatives of one sample's loss with respect to the parameters to `gradient`, and returns the loss.
    ///
    /// `tape` is what [`forward`](Self::forward) has written. The gradient of the loss is fused with the last activation, as
    /// in [`gradient`](Self::gradient): a loss that starts from logits, such as `CrossEntropy`, gets those of the last stage. If
    /// that isn't linear, they are computed by another forward pass, since the tape has the outputs. Stack: as
    /// [`backward`](Self::backward).
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Classifier< 2 -> 3 softmax >; }
    ///
    /// let net = Classifier::init(&mut ChaCha8Rng::seed_from_u64(42));
    /// let (mut tape, mut by_hand, mut at_once) = (Tape::new(), Gradient::new(), Gradient::new());
    /// let (x, target) = ([1.0, 2.0], Class::new(2)?);
    /// net.forward(&x, &mut tape);
    /// let loss = net.backward_loss(&mut tape, &CrossEntropy, &target, &mut by_hand);
    /// assert_eq!(loss, net.gradient(&Samples::from((&[x], &[target])), &CrossEntropy, &mut at_once));
    /// assert_eq!(by_hand.parameters(), at_once.parameters());
    /// # Ok::<(), staticnn::class::Error>(())
    /// ```
    fn backward_loss<L: Loss<Self::Output, Self::Head>>(
        &self,
        tape: &mut Tape<Self>,
        loss: &L,
        target: &L::Target,
        gradient: &mut Gradient<Self>,
    ) -> Self::Scalar {
        dispatch!(isa => if const { L::FROM_LOGITS } {
            blocks::backward_loss::<_, Self, Self::Head, L, true>(isa, self, tape, loss, target, gradient)
        } else {
            blocks::backward_loss::<_, Self, Self::Head, L, false>(isa, self, tape, loss, target, gradient)
        })
    }

    /// Makes an input from a slice of [`INPUTS`](Self::INPUTS) values: for code over any network, which doesn't know the type
    /// of the input. The example of [`Network`](trait@Network) calls it. For an input of classes it doesn't compile.
    ///
    /// # Errors
    ///
    /// [`Error::InputLength`] if the slice is longer or shorter.
    fn input_from(values: &[Self::Scalar]) -> Result<Self::Input, Error> {
        const {
            assert!(
                size_of::<<Self::Input as Elements>::Gradient>() > 0,
                "an input of classes can't be made from numbers: make it of classes, `Class::new(label)?`"
            );
        }
        if values.len() != Self::INPUTS {
            return Err(Error::InputLength { expected: Self::INPUTS, found: values.len() });
        }
        let mut input = flat::zeros::<Self::Input>();
        flat::floats_of_mut(slice::from_mut(&mut input)).copy_from_slice(values);
        Ok(input)
    }

    /// Returns the [`OUTPUTS`](Self::OUTPUTS) values of an output as a slice: for code over any network.
    #[must_use]
    fn as_slice(output: &Self::Output) -> &[Self::Scalar] {
        flat::scalars(output)
    }

    /// Returns the table of the stages that the documentation of the network has, to print. [`Summary`] shows one.
    #[must_use]
    fn summary() -> Summary {
        Summary::new(&Self::STAGE, size_of::<Self::Scalar>())
    }

    /// Returns Rust code to print: a `static` of this network with its numbers, for programs that have them built in.
    /// [`RustCode`] shows some. The code compiles for networks whose stages are the library's, or such networks.
    #[must_use]
    fn to_rust(&self) -> RustCode<'_, Self::Scalar> {
        RustCode::new(&Self::STAGE, self.parameters())
    }

    /// Moves each `batch_norm` into the weights and the bias of the linear convolution or dense stage directly before it, and leaves
    /// of it the exact identity. Networks that are stages are searched, too. [`fold`] has the formulas and an example.
    ///
    /// # Errors
    ///
    /// [`fold::Error`] names the first `batch_norm` that has another stage before it. Nothing is changed then.
    fn fold_batch_norm(&mut self) -> Result<(), fold::Error> {
        fold::fold_batch_norm(&Self::STAGE, self.values_mut())
    }

    /// Returns the mean loss over the samples, which [`gradient`](Self::gradient) returns too.
    ///
    /// Stack: the values of up to eight samples at every stage, and 64 KiB.
    fn loss<L: Loss<Self::Output, Self::Head>>(
        &self,
        samples: &impl SamplesFor<Self::Input, L::Target>,
        loss: &L,
    ) -> Self::Scalar {
        Self::Scalar::from_f64(blocks::loss::<Self, Self::Head, L>(self, &samples.samples(), loss))
    }

    /// Overwrites `gradient` with the derivatives of the mean loss with respect to all parameters, and returns the mean loss.
    ///
    /// Stages of `dropout` drop, in each call other values: [`Gradient::seeded`] has their seed. The samples go through the
    /// network in blocks, whose buffers `gradient` holds. The sums over more than 1024 samples are compensated: a derivative over
    /// ten million samples is as accurate as one over a hundred.
    ///
    /// Stack: twice the values of one sample at every stage, and 24 KiB; 72 KiB in a debug build.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
    /// let mut gradient = Gradient::<Line>::new();
    /// let loss = Line::zeros().gradient(&samples, &Mse, &mut gradient);
    /// assert_eq!(loss, (1.0 + 9.0) / 2.0);
    /// assert_eq!(loss, Line::zeros().loss(&samples, &Mse));
    /// assert_eq!(gradient.layer1.weight[0][0], -2.0 * (1.0 * 1.0 + 3.0 * 2.0) / 2.0);
    /// ```
    fn gradient<L: Loss<Self::Output, Self::Head>>(
        &self,
        samples: &impl SamplesFor<Self::Input, L::Target>,
        loss: &L,
        gradient: &mut Gradient<Self>,
    ) -> Self::Scalar {
        Self::Scalar::from_f64(blocks::gradient::<Self, Self::Head, L>(self, &samples.samples(), loss, gradient))
    }
}
