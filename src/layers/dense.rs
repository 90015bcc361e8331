//! The dense layer.

use core::{array, fmt};

use crate::activation::{Activation, Linear};
use crate::flat::{self, plain_layer};
use crate::kernels::dense;
use crate::layer::contract::{InputGradient, Inputs, Layer, Seen};
use crate::layer::input_gradient::{Before, Parts};
use crate::layer::row_activation::RowActivation;
use crate::layer::stage::Stage;
use crate::layer::stage_debug;
use crate::layer::stream::Steps;
use crate::layer::tensor::{Initial, PyTorch, Tensor};
use crate::layers::buffer::Buffer;
use crate::layers::traits::{fields_as_tensors, traits};
use crate::message::Message;
use crate::pass::Pass;
use crate::rows::{Rows, RowsMut};
use crate::scalar::Scalar;
use crate::shape::{Features, Length, Many, Matrix, PaddedRow, Size, U16, U32, Vector};

/// A fully connected layer of `I` inputs and `O` outputs with the activation `F`: y = f(x W + b).
///
/// Shapes, for a block of n samples: x is n x I, W is I x O, b is O, y is n x O; `weight[i][o]` leads from input i to
/// output o. `B` is the length of the bias: `O`, or 0 with `no_bias`. With d = dL/dz, z = x W + b:
///
/// - dL/dW = xᵀ d, and dL/db is the sum of d over the samples;
/// - dL/dx = d Wᵀ.
///
/// The tape keeps f'(z) only where it isn't a function of y. What the activation learns is a parameter after the bias.
/// Source: Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors", 1986.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let mut line = Line::zeros();
/// line.layer1.weight[0][0] = 3.0;
/// line.layer1.bias[0] = -1.0;
/// assert_eq!(line.predict(&[2.0]), [5.0]);
/// ```
#[repr(C)]
pub struct Dense<T: Scalar, I: Size, O: Size, F: RowActivation = Linear, B: Size = O> {
    /// W: inputs x outputs. PyTorch's `nn.Linear` has outputs x inputs: [how to load it](crate::guide::pytorch).
    pub weight: Matrix<T, I, O>,
    /// b: one number per output, or empty.
    pub bias: Vector<T, B>,
    /// What the activation learns: for `prelu` its slope, a number; for all others an array of none.
    pub slope: F::Parameter<T>,
}

plain_layer! {
    [T: Scalar, I: Size, O: Size, F: RowActivation, B: Size] Dense<T, I, O, F, B>: T {
        weight: Matrix<T, I, O>,
        bias: Vector<T, B>,
        slope: F::Parameter<T>,
    }
}

/// Room for a panel of weights, which the forward pass of a block packs: 16 values per input. Only layers of more than 16 inputs
/// and outputs have one, in passes over more than 16 rows, where the processor may have AVX2.
type Panel<T, I, O, R> = Buffer<IfLarge<Many<Many<T, U16>, <I as Length>::Panel>, O, R>>;

/// Room for copies of 32 inputs of a block, which dL/dW takes where it reads them several times: for layers of more than 16
/// inputs and outputs, in passes over more than 16 rows.
type Copies<T, I, O, R> = Buffer<Many<IfLarge<Many<Many<T, U32>, R>, O, R>, <I as Length>::IfVectors>>;

/// A value that is there for more than 16 outputs and rows.
type IfLarge<A, O, R> = Many<Many<A, <O as Length>::IfVectors>, <R as Length>::IfVectors>;

/// Room for the weights transposed, O padded rows of I, which dL/dx takes; none where passes have a single row, which reads
/// the weights in place.
type Transposed<T, I, O, R> = Buffer<Many<Many<PaddedRow<T, I>, O>, <R as Length>::IfMany>>;

impl<T: Scalar, I: Size, O: Size, F: RowActivation, B: Size> Layer for Dense<T, I, O, F, B> {
    type Float = T;
    type InputShape = Features<I>;
    type OutputShape = Features<O>;
    type Activation = F;
    type Tape<R: Size> = F::Tape<T, O, R>;
    type ForwardScratch<R: Size> = Panel<T, I, O, R>;
    type BackwardScratch<R: Size> = Copies<T, I, O, R>;
    type InputScratch<R: Size> = Transposed<T, I, O, R>;
    type State = ();
    type Stream = Steps;

    const ZEROED: Self = Self { weight: flat::zeros(), bias: flat::zeros(), slope: flat::zeros() };
    const STAGE: Stage =
        Stage { kind: "dense", tensors: Self::TENSORS, multiply_adds: I::VALUE * O::VALUE, ..Self::OUTLINE };

    fields_as_tensors!(weight, bias, slope);

    #[inline(always)]
    fn forward_rows<P: Pass>(
        &self,
        pass: P,
        x: Inputs<'_, Self>,
        mut y: RowsMut<'_, T>,
        tape: &mut Self::Tape<P::Rows>,
        scratch: &mut Self::ForwardScratch<P::Rows>,
    ) {
        let (isa, rows) = (pass.isa(), pass.rows());
        let parameters = dense::Parameters {
            weight: flat::scalars(&self.weight),
            bias: flat::scalars(&self.bias),
            panel: flat::scalars_mut(&mut scratch.values),
        };
        if const { P::LOGITS } {
            dense::forward::<_, T, I, O, Linear, P::Rows>(isa, rows, x, parameters, y.reborrow());
        } else {
            dense::forward::<_, T, I, O, F::Fused, P::Rows>(isa, rows, x, parameters, y.reborrow());
            F::forward_rows::<P, T, O>(pass, &self.slope, y, tape);
        }
    }

    #[inline(always)]
    fn backward_rows<P: Pass, A: Activation>(
        &self,
        pass: P,
        seen: Seen<'_, Self, P>,
        mut d: RowsMut<'_, T>,
        dx: InputGradient<'_, Self, P, A>,
        gradient: &mut Self,
        scratch: &mut Self::BackwardScratch<P::Rows>,
    ) {
        let isa = pass.isa();
        F::differentiate::<P, T, O>(pass, &self.slope, seen.y, seen.tape, d.reborrow(), &mut gradient.slope);
        let to = dense::Derivatives {
            weight: flat::scalars_mut(&mut gradient.weight),
            bias: flat::scalars_mut(&mut gradient.bias),
            copies: flat::scalars_mut(&mut scratch.values),
        };
        let rows = (pass.rows(), pass.adds());
        let mut dx = dx.map(Before::into_parts);
        if const { O::VALUE == 1 && P::Rows::VALUE > 1 } {
            match dx {
                Some(Parts { d: dx, kept, adds: add @ false, .. }) if dx.is_whole() => {
                    let (weight, target) = (flat::scalars(&self.weight), dense::Target { dx, kept, add });
                    return dense::backward_one_output::<P::Isa, T, I, A>(
                        rows,
                        seen.x,
                        d.as_rows(),
                        to,
                        weight,
                        target,
                    );
                }
                other => dx = other,
            }
        }
        // Called in one place only: it is most of what a layer adds to a program's compile time.
        dense::backward_parameters::<_, T, I, O, P::Rows>(isa, rows, seen.x, d.as_rows(), to);
        if let Some(dx) = dx {
            let weights = dense::Weights {
                weight: flat::scalars(&self.weight),
                transposed: flat::scalars_mut(&mut dx.scratch.values),
                changed: pass.is_first(),
            };
            let target = dense::Target { dx: dx.d, kept: dx.kept, add: dx.adds };
            dense::backward_input::<_, T, I, O, A>(isa, pass.rows(), d.as_rows(), weights, target);
        }
    }

    #[inline(always)]
    fn kept<'a, R: Size>(tape: &'a Self::Tape<R>, y: Rows<'a, T>) -> Rows<'a, T> {
        F::kept::<T, O, R>(tape, y)
    }
}

impl<T: Scalar, I: Size, O: Size, F: RowActivation, B: Size> Dense<T, I, O, F, B> {
    const WEIGHT: Tensor = Tensor {
        name: "weight",
        shape: &[I::VALUE, O::VALUE],
        initial: Initial::Drawn { inputs: I::VALUE, outputs: O::VALUE, start: F::START },
        decays: true,
        pytorch: PyTorch { order: &[1, 0], ..PyTorch::SAME },
        ..Tensor::PARAMETER
    };
    const BIAS: Tensor = Tensor { name: "bias", shape: &[B::VALUE], ..Tensor::PARAMETER };
    /// Those that it has: there may be no bias, and only `prelu` has a slope.
    const TENSORS: &'static [Tensor] = match (B::VALUE > 0, F::INITIAL) {
        (true, None) => &[Self::WEIGHT, Self::BIAS],
        (false, None) => &[Self::WEIGHT],
        (true, Some(start)) => &[Self::WEIGHT, Self::BIAS, Tensor::slope(start)],
        (false, Some(start)) => &[Self::WEIGHT, Tensor::slope(start)],
    };
}

/// The numbers as plain arrays. Their sizes are the layer's: any other doesn't compile, which `cargo build` finds and
/// `cargo check` doesn't.
impl<T: Scalar, I: Size, O: Size, F: RowActivation, B: Size> Dense<T, I, O, F, B> {
    /// Returns a copy of the weights: inputs x outputs. It is on the stack: to read the weights of a large layer, index
    /// [`weight`](Self::weight).
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
    ///
    /// let net = Regressor::init(&mut ChaCha8Rng::seed_from_u64(42));
    /// let weights: [[f32; 12]; 3] = net.layer1.weights();
    /// assert_eq!(weights[2][11], net.layer1.weight[2][11]);
    /// ```
    ///
    /// ```compile_fail,E0080
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
    ///
    /// // "this layer's weights are [[_; 12]; 3], and the program's are [[_; 3]; 12]"
    /// let weights: [[f32; 3]; 12] = Regressor::zeros().layer1.weights();
    /// ```
    #[must_use]
    pub fn weights<const INPUTS: usize, const OUTPUTS: usize>(&self) -> [[T; OUTPUTS]; INPUTS] {
        const { Self::assert_weights(INPUTS, OUTPUTS) };
        array::from_fn(|input| array::from_fn(|output| self.weight[input][output]))
    }

    /// Returns a copy of the biases: one per output, or none with `no_bias`.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
    ///
    /// let biases: [f32; 12] = Regressor::zeros().layer1.biases();
    /// assert_eq!(biases, [0.0; 12]);
    /// ```
    #[must_use]
    pub fn biases<const OUTPUTS: usize>(&self) -> [T; OUTPUTS] {
        const { Self::assert_biases(OUTPUTS) };
        array::from_fn(|output| self.bias[output])
    }

    /// Sets the weights: inputs x outputs. PyTorch's `Linear` has them transposed, outputs x inputs.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 2 -> 1 >; }
    ///
    /// let mut line = Line::zeros();
    /// line.layer1.set_weights(&[[3.0], [0.5]]);
    /// line.layer1.set_biases(&[1.0]);
    /// assert_eq!(line.predict(&[1.0, 2.0]), [3.0 + 0.5 * 2.0 + 1.0]);
    /// ```
    pub fn set_weights<const INPUTS: usize, const OUTPUTS: usize>(&mut self, weights: &[[T; OUTPUTS]; INPUTS]) {
        const { Self::assert_weights(INPUTS, OUTPUTS) };
        flat::scalars_mut(&mut self.weight).copy_from_slice(weights.as_flattened());
    }

    /// Sets the biases. [`set_weights`](Self::set_weights) has an example.
    pub fn set_biases<const OUTPUTS: usize>(&mut self, biases: &[T; OUTPUTS]) {
        const { Self::assert_biases(OUTPUTS) };
        flat::scalars_mut(&mut self.bias).copy_from_slice(biases);
    }

    const fn assert_weights(inputs: usize, outputs: usize) {
        if inputs != I::VALUE || outputs != O::VALUE {
            let layer =
                Message::new().text("this layer's weights are [[_; ").number(O::VALUE).text("]; ").number(I::VALUE);
            let program =
                layer.text("], and the program's are [[_; ").number(outputs).text("]; ").number(inputs).text("]");
            panic!("{}", program.as_str());
        }
    }

    const fn assert_biases(outputs: usize) {
        if outputs != B::VALUE {
            let layer = Message::new().text("this layer's biases are [_; ").number(B::VALUE);
            let program = layer.text("], and the program's are [_; ").number(outputs).text("]");
            panic!("{}", program.as_str());
        }
    }
}

traits! {
    without Debug [T: Scalar, I: Size, O: Size, F: RowActivation, B: Size] Dense<T, I, O, F, B> { weight, bias, slope }
}

impl<T: Scalar, I: Size, O: Size, F: RowActivation, B: Size> fmt::Debug for Dense<T, I, O, F, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (weight, bias): (&dyn fmt::Debug, &dyn fmt::Debug) = (&self.weight, &self.bias);
        let fields = [("weight", weight), ("bias", bias), ("slope", &self.slope)];
        stage_debug::debug(f, "Dense", &Self::STAGE, if F::INITIAL.is_some() { &fields } else { &fields[..2] })
    }
}
