// The expansion of
//
//     network! {
//         #[derive(Clone, Debug, PartialEq)]
//         #[scalar(f64)]
//         pub struct Classifier< 4 -> hidden: 8 tanh no_bias -> 3 softmax >;
//     }
//
// written by hand. `regressor.rs` explains what all expansions have in common. The comments here are about the
// differences: a label, a stage without a bias, a softmax at the end, numbers of 64 bits.

// Derives and other attributes pass through. `#[scalar(f64)]` is for the macro, which takes it out.
#[derive(Clone, Debug, PartialEq)]
/// The network `4 -> hidden: 8 tanh no_bias -> 3 softmax` of `f64`.
///
/// | stage | shape | formula | parameters | multiply-adds | bytes |
/// |---|---|---|---:|---:|---:|
/// | `hidden` | 4 -> 8 | y = tanh(x W) | 32 | 32 | 256 |
/// | `layer2` | 8 -> 3 | y = softmax(x W + b) | 27 | 24 | 216 |
/// | all | 4 -> 3 | | 59 | 56 | 472 |
///
/// x is the input of a stage, y its output. The documentation of each field has its derivatives. A gradient has the
/// same fields: `gradient.hidden.weight[3][7]` belongs to the weight from input 3 to output 7.
/// The methods are those of the trait `staticnn::Network`.
///
/// # Example
///
/// ```text
/// use staticnn::prelude::*;
///
/// let mut net = Classifier::init(&mut ChaCha8Rng::seed_from_u64(42));
/// let y: [f64; 3] = net.predict(&[0.0; 4]);
///
/// let samples = Samples::new(&x, &t)?; // your data, x: [[f64; 4]], t: [Class<3>]
/// let mut gradient = Gradient::<Classifier>::new();
/// let mut optimizer = Adam::new(1e-3);
/// for _step in 0..1000 {
///     let loss = net.gradient(&samples, &CrossEntropy, &mut gradient);
///     optimizer.step(&mut net, &gradient);
/// }
/// ```
#[repr(C)]
pub struct Classifier {
    // The label is the name of the field. The last argument is the length of the bias, which is 0 with `no_bias`.
    /// y = tanh(x W). W is `weight`, 4 x 8.
    ///
    /// Backward, with L the loss and z = x W:
    ///
    /// - d = dL/dz = dL/dy times (1 - y²)
    /// - dL/dW = xᵀ d, dL/dx = d Wᵀ
    pub hidden: ::staticnn::layers::Dense<
        f64,
        ::staticnn::shape::U4,
        ::staticnn::shape::U8,
        ::staticnn::activation::Tanh,
        ::staticnn::shape::U0,
    >,
    /// y = softmax(x W + b). W is `weight`, 8 x 3; b is `bias`, 3.
    ///
    /// Backward, with L the loss and z = x W + b:
    ///
    /// - d = dL/dz = y (g - sum of g y) with g = dL/dy
    /// - dL/dW = xᵀ d, dL/db = sum of d, dL/dx = d Wᵀ
    pub layer2:
        ::staticnn::layers::Dense<f64, ::staticnn::shape::U8, ::staticnn::shape::U3, ::staticnn::activation::Softmax>,
}

impl Classifier {
    /// The network with every parameter zero, for weights that are filled in. Training starts from `init`:
    /// units that start equal stay equal.
    #[must_use]
    pub const fn zeros() -> Self {
        Self { hidden: ::staticnn::layer::Layer::ZEROED, layer2: ::staticnn::layer::Layer::ZEROED }
    }
}

impl Classifier {
    /// The network with these parameters, in the order of `parameters`: for a constant or a `static`.
    #[must_use]
    pub const fn from_parameters(parameters: &[f64; <Self as ::staticnn::network::Network>::PARAMETERS]) -> Self {
        ::staticnn::expansion::from_scalars(parameters)
    }

    /// The network with these parameters, each number with its lowest byte first: what `to_le_bytes` returns.
    #[must_use]
    pub fn from_le_bytes(bytes: &[u8; ::core::mem::size_of::<Self>()]) -> Self {
        ::staticnn::expansion::from_le_bytes(bytes)
    }

    /// All parameters as bytes, in the order of `parameters`, each number with its lowest byte first.
    #[must_use]
    pub fn to_le_bytes(&self) -> [u8; ::core::mem::size_of::<Self>()] {
        ::staticnn::expansion::to_le_bytes(self)
    }
}

::staticnn::expansion::plain! {
    Classifier: f64 {
        hidden: ::staticnn::expansion::StageOf<Classifier, 1>,
        layer2: ::staticnn::expansion::StageOf<Classifier, 2>,
    }
}

#[doc(hidden)]
impl ::staticnn::expansion::HasStage<1> for Classifier {
    type Layer = ::staticnn::layers::Dense<
        f64,
        ::staticnn::shape::U4,
        ::staticnn::shape::U8,
        ::staticnn::activation::Tanh,
        ::staticnn::shape::U0,
    >;
}

#[doc(hidden)]
impl ::staticnn::expansion::HasStage<2> for Classifier {
    type Layer =
        ::staticnn::layers::Dense<f64, ::staticnn::shape::U8, ::staticnn::shape::U3, ::staticnn::activation::Softmax>;
}

impl ::staticnn::layer::Layer for Classifier {
    type Float = f64;
    type InputShape = ::staticnn::expansion::InputShape<::staticnn::expansion::StageOf<Self, 1>>;
    type OutputShape = ::staticnn::expansion::OutputShape<::staticnn::expansion::StageOf<Self, 2>>;
    type Activation = ::staticnn::expansion::ActivationOf<::staticnn::expansion::StageOf<Self, 2>>;
    type Tape<R: ::staticnn::shape::Size> = (
        (
            ::staticnn::expansion::Outputs<::staticnn::expansion::StageOf<Self, 1>, R>,
            ::staticnn::expansion::Tape<::staticnn::expansion::StageOf<Self, 1>, R>,
        ),
        ::staticnn::expansion::Tape<::staticnn::expansion::StageOf<Self, 2>, R>,
    );
    type ForwardScratch<R: ::staticnn::shape::Size> = (
        ::staticnn::expansion::ForwardScratch<::staticnn::expansion::StageOf<Self, 1>, R>,
        ::staticnn::expansion::ForwardScratch<::staticnn::expansion::StageOf<Self, 2>, R>,
    );
    type BackwardScratch<R: ::staticnn::shape::Size> = (
        (
            ::staticnn::expansion::Outputs<::staticnn::expansion::StageOf<Self, 1>, R>,
            ::staticnn::expansion::BackwardScratch<::staticnn::expansion::StageOf<Self, 1>, R>,
        ),
        (
            ::staticnn::expansion::BackwardScratch<::staticnn::expansion::StageOf<Self, 2>, R>,
            ::staticnn::expansion::InputScratch<::staticnn::expansion::StageOf<Self, 2>, R>,
        ),
    );
    type InputScratch<R: ::staticnn::shape::Size> =
        ::staticnn::expansion::InputScratch<::staticnn::expansion::StageOf<Self, 1>, R>;
    type State = (
        ::staticnn::expansion::State<::staticnn::expansion::StageOf<Self, 1>>,
        ::staticnn::expansion::State<::staticnn::expansion::StageOf<Self, 2>>,
    );
    type Stream = ::staticnn::expansion::BothStream<
        ::staticnn::expansion::StreamAt<::staticnn::expansion::StageOf<Self, 1>, 1>,
        ::staticnn::expansion::StreamAt<::staticnn::expansion::StageOf<Self, 2>, 2>,
    >;

    const ZEROED: Self = Self::zeros();

    const STAGE: ::staticnn::layer::Stage = ::staticnn::layer::Stage {
        name: "Classifier",
        kind: "network",
        input: ::staticnn::expansion::dimensions::<Self::InputShape>(),
        output: ::staticnn::expansion::dimensions::<Self::OutputShape>(),
        stages: &[
            &::staticnn::expansion::named::<::staticnn::expansion::StageOf<Self, 1>>("hidden", "y = tanh(x W)"),
            &::staticnn::expansion::named::<::staticnn::expansion::StageOf<Self, 2>>("layer2", "y = softmax(x W + b)"),
        ],
        ..::staticnn::layer::Stage::EMPTY
    };

    fn tensors(&self) -> impl ::core::convert::AsRef<[&[f64]]> {
        [::staticnn::layer::Layer::values(&self.hidden), ::staticnn::layer::Layer::values(&self.layer2)]
    }

    fn tensors_mut(&mut self) -> impl ::core::convert::AsMut<[&mut [f64]]> {
        [::staticnn::layer::Layer::values_mut(&mut self.hidden), ::staticnn::layer::Layer::values_mut(&mut self.layer2)]
    }

    /// The forward pass, one call per stage. Each call reads the rows that the stage before it wrote, and writes
    /// its own.
    ///
    /// - `hidden`: y = tanh(x W), 4 to 8 values
    /// - `layer2`: y = softmax(x W + b), 8 to 3 values
    #[inline(always)]
    fn forward_rows<P: ::staticnn::layer::Pass>(
        &self,
        pass: P,
        x: ::staticnn::layer::Inputs<'_, Self>,
        y: ::staticnn::layer::RowsMut<'_, f64>,
        tape: &mut Self::Tape<P::Rows>,
        scratch: &mut Self::ForwardScratch<P::Rows>,
    ) {
        let ((y_hidden, tape_hidden), tape_layer2) = tape;
        let (scratch_hidden, scratch_layer2) = scratch;
        self.hidden.forward_rows(pass.inner(), x, y_hidden.rows_mut(), tape_hidden, scratch_hidden);
        // The cross-entropy starts from z: `pass` then says that y = z, so that no digit is lost to a probability near
        // 0 or 1.
        self.layer2.forward_rows(pass, y_hidden.rows(), y, tape_layer2, scratch_layer2);
    }

    /// The backward pass, by the chain rule: one call per stage, from the last to the first. The caller has written
    /// the d of the last stage. Each call computes the derivatives of its layer's parameters, and writes the d of
    /// the stage before.
    ///
    /// - `layer2`: d = dL/dz = y (g - sum of g y) with g = dL/dy; dL/dW = xᵀ d, dL/db = sum of d, dL/dx = d Wᵀ
    /// - `hidden`: d = dL/dz = dL/dy times (1 - y²); dL/dW = xᵀ d
    #[inline(always)]
    fn backward_rows<P: ::staticnn::layer::Pass, B: ::staticnn::activation::Activation>(
        &self,
        pass: P,
        seen: ::staticnn::layer::Seen<'_, Self, P>,
        d: ::staticnn::layer::RowsMut<'_, f64>,
        dx: ::staticnn::layer::InputGradient<'_, Self, P, B>,
        gradient: &mut Self,
        scratch: &mut Self::BackwardScratch<P::Rows>,
    ) {
        let ((y_hidden, tape_hidden), tape_layer2) = seen.tape;
        let ((d_hidden, scratch_hidden), (scratch_layer2, input_layer2)) = scratch;
        // Each y of a softmax depends on every z of its row: dy[o]/dz[k] = y[o] ((o = k) - y[k]), which sums up to
        // d = y (g - sum of g y). `d` arrives as g = dL/dy, and the layer itself computes d from it. The cross-entropy
        // leaves d: p - 1 at the right class, p elsewhere; `pass` then says that this is done.
        // dL/dx = d Wᵀ, and `before` multiplies it by the derivative of the stage before, tanh'(z) = 1 - y².
        self.layer2.backward_rows(
            pass,
            ::staticnn::layer::Seen { x: y_hidden.rows(), y: seen.y, tape: tape_layer2 },
            d,
            self.hidden.before(d_hidden, y_hidden, tape_hidden, input_layer2),
            &mut gradient.layer2,
            scratch_layer2,
        );
        // Without a bias there is only dL/dW = xᵀ d. `gradient.hidden.bias` has length 0.
        self.hidden.backward_rows(
            pass.inner(),
            ::staticnn::layer::Seen { x: seen.x, y: y_hidden.rows(), tape: tape_hidden },
            d_hidden.rows_mut(),
            dx,
            &mut gradient.hidden,
            scratch_hidden,
        );
    }

    #[inline(always)]
    fn kept<'a, R: ::staticnn::shape::Size>(
        tape: &'a Self::Tape<R>,
        y: ::staticnn::layer::Rows<'a, f64>,
    ) -> ::staticnn::layer::Rows<'a, f64> {
        let (_, tape_layer2) = tape;
        <::staticnn::expansion::StageOf<Self, 2> as ::staticnn::layer::Layer>::kept::<R>(tape_layer2, y)
    }

    /// One step of a stream: one call per stage, each with its own state.
    #[inline(always)]
    fn step_rows<P: ::staticnn::layer::Pass>(
        &self,
        pass: P,
        x: ::staticnn::layer::Inputs<'_, Self>,
        y: ::staticnn::layer::RowsMut<'_, f64>,
        state: &mut Self::State,
    ) {
        let (state_hidden, state_layer2) = state;
        let mut y_hidden = ::staticnn::expansion::frames::<::staticnn::expansion::StageOf<Self, 1>, P::Rows>();
        self.hidden.step_rows(pass.inner(), x, y_hidden.rows_mut(), state_hidden);
        self.layer2.step_rows(pass, y_hidden.rows(), y, state_layer2);
    }

    #[inline(always)]
    fn carry<R: ::staticnn::shape::Size>(tape: &mut Self::Tape<R>, continues: bool) {
        let ((_, tape_hidden), tape_layer2) = tape;
        <::staticnn::expansion::StageOf<Self, 1> as ::staticnn::layer::Layer>::carry::<R>(tape_hidden, continues);
        <::staticnn::expansion::StageOf<Self, 2> as ::staticnn::layer::Layer>::carry::<R>(tape_layer2, continues);
    }

    /// Shows what each stage has put out.
    fn look_inside<'a, R: ::staticnn::shape::Size>(
        tape: &'a Self::Tape<R>,
        y: ::staticnn::layer::Rows<'a, f64>,
        path: &::staticnn::layer::StagePath<'_>,
        see: &mut dyn ::core::ops::FnMut(&::staticnn::layer::StagePath<'_>, ::staticnn::layer::Rows<'a, f64>),
    ) {
        let ((y_hidden, tape_hidden), tape_layer2) = tape;
        ::staticnn::expansion::see::<::staticnn::expansion::StageOf<Self, 1>, R>(
            "hidden",
            y_hidden.rows(),
            tape_hidden,
            path,
            see,
        );
        ::staticnn::expansion::see::<::staticnn::expansion::StageOf<Self, 2>, R>("layer2", y, tape_layer2, path, see);
    }
}

impl ::staticnn::network::Network for Classifier {
    type Scalar = f64;
    type Input = [f64; 4];
    type Output = [f64; 3];
    type Frame = [f64; 4];
    type FrameOutput = [f64; 3];
    // With a softmax at the end `CrossEntropy` fits, `BinaryCrossEntropy` doesn't.
    type Head = ::staticnn::expansion::ActivationOf<::staticnn::expansion::StageOf<Self, 2>>;
    type Block = ::staticnn::expansion::Block<{ ::staticnn::expansion::block::<Self>() }>;
}
