// The expansion of
//
//     network! {
//         /// Three predictors, one response.
//         pub struct Regressor< 3 -> 12 relu -> 1 >;
//     }
//
// written by hand, with comments. A test holds the macro to this file, token by token, so a change of the expansion
// starts here.
//
// Notation, for a block of R samples with one row each: x is the input of a stage, z = x W + b, and y = f(z) its
// output, which is the x of the next stage. L is the loss and d = dL/dz. The locals of a stage end in its name:
// `y_layer1` has the rows of the first stage's y, `d_layer1` those of its d.

/// Three predictors, one response.
///
/// The network `3 -> 12 relu -> 1` of `f32`.
///
/// | stage | shape | formula | parameters | multiply-adds | bytes |
/// |---|---|---|---:|---:|---:|
/// | `layer1` | 3 -> 12 | y = relu(x W + b) | 48 | 36 | 192 |
/// | `layer2` | 12 -> 1 | y = x W + b | 13 | 12 | 52 |
/// | all | 3 -> 1 | | 61 | 48 | 244 |
///
/// x is the input of a stage, y its output. The documentation of each field has its derivatives. A gradient has the
/// same fields: `gradient.layer1.weight[2][11]` belongs to the weight from input 2 to output 11.
/// The methods are those of the trait `staticnn::Network`.
///
/// # Example
///
/// ```text
/// use staticnn::prelude::*;
///
/// let mut net = Regressor::init(&mut ChaCha8Rng::seed_from_u64(42));
/// let y: [f32; 1] = net.predict(&[0.0; 3]);
///
/// let samples = Samples::new(&x, &t)?; // your data, x: [[f32; 3]], t: [[f32; 1]]
/// let mut gradient = Gradient::<Regressor>::new();
/// let mut optimizer = Adam::new(1e-3);
/// for _step in 0..1000 {
///     let loss = net.gradient(&samples, &Mse, &mut gradient);
///     optimizer.step(&mut net, &gradient);
/// }
/// ```
// With `repr(C)` the layers lie in declared order, so that all parameters are one slice.
#[repr(C)]
pub struct Regressor {
    // The type of a layer has its scalar, its inputs, its outputs and its activation.
    /// y = relu(x W + b). W is `weight`, 3 x 12; b is `bias`, 12.
    ///
    /// Backward, with L the loss and z = x W + b:
    ///
    /// - d = dL/dz = dL/dy times (1 where y > 0, else 0)
    /// - dL/dW = xᵀ d, dL/db = sum of d, dL/dx = d Wᵀ
    pub layer1:
        ::staticnn::layers::Dense<f32, ::staticnn::shape::U3, ::staticnn::shape::U12, ::staticnn::activation::Relu>,
    /// y = x W + b. W is `weight`, 12 x 1; b is `bias`, 1.
    ///
    /// Backward, with L the loss and z = x W + b:
    ///
    /// - d = dL/dz = dL/dy
    /// - dL/dW = xᵀ d, dL/db = sum of d, dL/dx = d Wᵀ
    pub layer2:
        ::staticnn::layers::Dense<f32, ::staticnn::shape::U12, ::staticnn::shape::U1, ::staticnn::activation::Linear>,
}

impl Regressor {
    // Inherent, because a trait's function can't be const: `static NET: Regressor = Regressor::zeros();`.
    /// The network with every parameter zero, for weights that are filled in. Training starts from `init`:
    /// units that start equal stay equal.
    #[must_use]
    pub const fn zeros() -> Self {
        Self { layer1: ::staticnn::layer::Layer::ZEROED, layer2: ::staticnn::layer::Layer::ZEROED }
    }
}

// Numbers as a network. The lengths of the arrays are in their types, so the compiler says both where they differ.
impl Regressor {
    /// The network with these parameters, in the order of `parameters`: for a constant or a `static`.
    #[must_use]
    pub const fn from_parameters(parameters: &[f32; <Self as ::staticnn::network::Network>::PARAMETERS]) -> Self {
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

// `Plain`: the layers of the library have it. The macro, one of the library, has the compiler check that these are all fields.
::staticnn::expansion::plain! {
    Regressor: f32 {
        layer1: ::staticnn::expansion::StageOf<Regressor, 1>,
        layer2: ::staticnn::expansion::StageOf<Regressor, 2>,
    }
}

// The type of each stage by its position, so that it has a short name below: `StageOf<Self, 1>`.
#[doc(hidden)]
impl ::staticnn::expansion::HasStage<1> for Regressor {
    type Layer =
        ::staticnn::layers::Dense<f32, ::staticnn::shape::U3, ::staticnn::shape::U12, ::staticnn::activation::Relu>;
}

#[doc(hidden)]
impl ::staticnn::expansion::HasStage<2> for Regressor {
    type Layer =
        ::staticnn::layers::Dense<f32, ::staticnn::shape::U12, ::staticnn::shape::U1, ::staticnn::activation::Linear>;
}

// A network is a layer whose passes call those of its stages. So a network can be a stage of another network.
impl ::staticnn::layer::Layer for Regressor {
    type Float = f32;
    type InputShape = ::staticnn::expansion::InputShape<::staticnn::expansion::StageOf<Self, 1>>;
    type OutputShape = ::staticnn::expansion::OutputShape<::staticnn::expansion::StageOf<Self, 2>>;
    // The last activation: a loss may fuse with it.
    type Activation = ::staticnn::expansion::ActivationOf<::staticnn::expansion::StageOf<Self, 2>>;
    // What the backward pass needs of the forward pass, for R samples: of each stage its outputs y and what the layer
    // keeps beside them. The y of the last stage isn't here, since the caller has it.
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
    // Buffers of the backward pass: of each stage its d and the layer's own scratch, and from the second stage on what
    // the layer needs for dL/dx. The d of the last stage isn't here, since the caller has it.
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
    // What the first stage needs for its dL/dx, where the caller asks for it.
    type InputScratch<R: ::staticnn::shape::Size> =
        ::staticnn::expansion::InputScratch<::staticnn::expansion::StageOf<Self, 1>, R>;
    // What a stream carries from one step to the next.
    type State = (
        ::staticnn::expansion::State<::staticnn::expansion::StageOf<Self, 1>>,
        ::staticnn::expansion::State<::staticnn::expansion::StageOf<Self, 2>>,
    );
    // Whether it can run step by step: only if every stage can.
    type Stream = ::staticnn::expansion::BothStream<
        ::staticnn::expansion::StreamAt<::staticnn::expansion::StageOf<Self, 1>, 1>,
        ::staticnn::expansion::StreamAt<::staticnn::expansion::StageOf<Self, 2>, 2>,
    >;

    const ZEROED: Self = Self::zeros();

    // The description that initializers, optimizers and summaries read.
    const STAGE: ::staticnn::layer::Stage = ::staticnn::layer::Stage {
        name: "Regressor",
        kind: "network",
        input: ::staticnn::expansion::dimensions::<Self::InputShape>(),
        output: ::staticnn::expansion::dimensions::<Self::OutputShape>(),
        stages: &[
            &::staticnn::expansion::named::<::staticnn::expansion::StageOf<Self, 1>>("layer1", "y = relu(x W + b)"),
            &::staticnn::expansion::named::<::staticnn::expansion::StageOf<Self, 2>>("layer2", "y = x W + b"),
        ],
        ..::staticnn::layer::Stage::EMPTY
    };

    // The parameters of each stage. The library checks that they adjoin, and makes one slice of them.
    fn tensors(&self) -> impl ::core::convert::AsRef<[&[f32]]> {
        [::staticnn::layer::Layer::values(&self.layer1), ::staticnn::layer::Layer::values(&self.layer2)]
    }

    fn tensors_mut(&mut self) -> impl ::core::convert::AsMut<[&mut [f32]]> {
        [::staticnn::layer::Layer::values_mut(&mut self.layer1), ::staticnn::layer::Layer::values_mut(&mut self.layer2)]
    }

    /// The forward pass, one call per stage. Each call reads the rows that the stage before it wrote, and writes
    /// its own.
    ///
    /// - `layer1`: y = relu(x W + b), 3 to 12 values
    /// - `layer2`: y = x W + b, 12 to 1 values
    #[inline(always)]
    fn forward_rows<P: ::staticnn::layer::Pass>(
        &self,
        pass: P,
        x: ::staticnn::layer::Inputs<'_, Self>,
        y: ::staticnn::layer::RowsMut<'_, f32>,
        tape: &mut Self::Tape<P::Rows>,
        scratch: &mut Self::ForwardScratch<P::Rows>,
    ) {
        let ((y_layer1, tape_layer1), tape_layer2) = tape;
        let (scratch_layer1, scratch_layer2) = scratch;
        // y = relu(x W + b), where x is the samples themselves, which are read in place.
        self.layer1.forward_rows(pass.inner(), x, y_layer1.rows_mut(), tape_layer1, scratch_layer1);
        // y = x W + b, where x is the first stage's y. Only the last stage gets `pass` itself: with it, a loss that
        // starts from z can ask for z in place of y.
        self.layer2.forward_rows(pass, y_layer1.rows(), y, tape_layer2, scratch_layer2);
    }

    /// The backward pass, by the chain rule: one call per stage, from the last to the first. The caller has written
    /// the d of the last stage. Each call computes the derivatives of its layer's parameters, and writes the d of
    /// the stage before.
    ///
    /// - `layer2`: d = dL/dz = dL/dy; dL/dW = xᵀ d, dL/db = sum of d, dL/dx = d Wᵀ
    /// - `layer1`: d = dL/dz = dL/dy times (1 where y > 0, else 0); dL/dW = xᵀ d, dL/db = sum of d
    #[inline(always)]
    fn backward_rows<P: ::staticnn::layer::Pass, B: ::staticnn::activation::Activation>(
        &self,
        pass: P,
        seen: ::staticnn::layer::Seen<'_, Self, P>,
        d: ::staticnn::layer::RowsMut<'_, f32>,
        dx: ::staticnn::layer::InputGradient<'_, Self, P, B>,
        gradient: &mut Self,
        scratch: &mut Self::BackwardScratch<P::Rows>,
    ) {
        let ((y_layer1, tape_layer1), tape_layer2) = seen.tape;
        let ((d_layer1, scratch_layer1), (scratch_layer2, input_layer2)) = scratch;
        // z = x W + b. W[i][o] takes x[i] into z[o], so dL/dW = xᵀ d. b is added to every row, so dL/db is the sum of d
        // over the rows. x[i] goes into every z[o] through W[i][o], so dL/dx = d Wᵀ. This x is the first stage's y =
        // relu(z), so the first stage's d is that dL/dx times relu'(z), which is 1 where y > 0, else 0: `before`
        // multiplies by it.
        self.layer2.backward_rows(
            pass,
            ::staticnn::layer::Seen { x: y_layer1.rows(), y: seen.y, tape: tape_layer2 },
            d,
            self.layer1.before(d_layer1, y_layer1, tape_layer1, input_layer2),
            &mut gradient.layer2,
            scratch_layer2,
        );
        // The first stage's x is the samples. Training doesn't ask for their dL/dx, so `dx` is none.
        self.layer1.backward_rows(
            pass.inner(),
            ::staticnn::layer::Seen { x: seen.x, y: y_layer1.rows(), tape: tape_layer1 },
            d_layer1.rows_mut(),
            dx,
            &mut gradient.layer1,
            scratch_layer1,
        );
    }

    // What the derivative of the last activation is a function of: y, or what the last layer has on the tape for it.
    #[inline(always)]
    fn kept<'a, R: ::staticnn::shape::Size>(
        tape: &'a Self::Tape<R>,
        y: ::staticnn::layer::Rows<'a, f32>,
    ) -> ::staticnn::layer::Rows<'a, f32> {
        let (_, tape_layer2) = tape;
        <::staticnn::expansion::StageOf<Self, 2> as ::staticnn::layer::Layer>::kept::<R>(tape_layer2, y)
    }

    /// One step of a stream: one call per stage, each with its own state.
    #[inline(always)]
    fn step_rows<P: ::staticnn::layer::Pass>(
        &self,
        pass: P,
        x: ::staticnn::layer::Inputs<'_, Self>,
        y: ::staticnn::layer::RowsMut<'_, f32>,
        state: &mut Self::State,
    ) {
        let (state_layer1, state_layer2) = state;
        let mut y_layer1 = ::staticnn::expansion::frames::<::staticnn::expansion::StageOf<Self, 1>, P::Rows>();
        self.layer1.step_rows(pass.inner(), x, y_layer1.rows_mut(), state_layer1);
        self.layer2.step_rows(pass, y_layer1.rows(), y, state_layer2);
    }

    // Prepares the tape for a window that continues the one it holds.
    #[inline(always)]
    fn carry<R: ::staticnn::shape::Size>(tape: &mut Self::Tape<R>, continues: bool) {
        let ((_, tape_layer1), tape_layer2) = tape;
        <::staticnn::expansion::StageOf<Self, 1> as ::staticnn::layer::Layer>::carry::<R>(tape_layer1, continues);
        <::staticnn::expansion::StageOf<Self, 2> as ::staticnn::layer::Layer>::carry::<R>(tape_layer2, continues);
    }

    // What a `Tape` shows: the name and the output of every stage, and of the stages in it.
    /// Shows what each stage has put out.
    fn look_inside<'a, R: ::staticnn::shape::Size>(
        tape: &'a Self::Tape<R>,
        y: ::staticnn::layer::Rows<'a, f32>,
        path: &::staticnn::layer::StagePath<'_>,
        see: &mut dyn ::core::ops::FnMut(&::staticnn::layer::StagePath<'_>, ::staticnn::layer::Rows<'a, f32>),
    ) {
        let ((y_layer1, tape_layer1), tape_layer2) = tape;
        ::staticnn::expansion::see::<::staticnn::expansion::StageOf<Self, 1>, R>(
            "layer1",
            y_layer1.rows(),
            tape_layer1,
            path,
            see,
        );
        ::staticnn::expansion::see::<::staticnn::expansion::StageOf<Self, 2>, R>("layer2", y, tape_layer2, path, see);
    }
}

// What programs see of it.
impl ::staticnn::network::Network for Regressor {
    type Scalar = f32;
    // Plain arrays, so that the compiler's messages have both lengths in decimal.
    type Input = [f32; 3];
    type Output = [f32; 1];
    type Frame = [f32; 3];
    type FrameOutput = [f32; 1];
    // The last activation decides which losses fit.
    type Head = ::staticnn::expansion::ActivationOf<::staticnn::expansion::StageOf<Self, 2>>;
    // The number of samples that go through the passes together, such that the tape stays in the cache of the core.
    type Block = ::staticnn::expansion::Block<{ ::staticnn::expansion::block::<Self>() }>;
}
