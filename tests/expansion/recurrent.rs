// The expansion of
//
//     network! {
//         /// Answers with what it heard some steps before.
//         pub struct Echo< 16x1 -> gru 8 -> 1 >;
//     }
//
// written by hand. `regressor.rs` explains what all expansions have in common. The comments here are about a network of
// series: 16 steps of one value each go in, and a dense stage works on each of the 16 steps that the recurrent stage
// puts out.
//
// The steps are inside of the layers: an expansion has one call per stage, for all steps of a window together, or for
// one step of a stream. `src/layers/gru.rs` has the formulas of a step, `src/kernels/recurrent.rs` the loop over the
// steps.

/// Answers with what it heard some steps before.
///
/// The network `16x1 -> gru 8 -> 1` of `f32`.
///
/// | stage | shape | formula | parameters | multiply-adds | bytes |
/// |---|---|---|---:|---:|---:|
/// | `layer1` | 16x1 -> 16x8 | y = gru(x W + b, h' U + c), with h' the y of the step before | 264 | 3456 | 1056 |
/// | `layer2` | 16x8 -> 16x1 | y = x W + b | 9 | 128 | 36 |
/// | all | 16x1 -> 16x1 | | 273 | 3584 | 1092 |
///
/// x is the input of a stage, y its output. The documentation of each field has its derivatives. A gradient has the
/// same fields: `gradient.layer1.weight[0][2][7]` belongs to the weight from value 0 to the gate n of unit 7.
/// The methods are those of the trait `staticnn::Network`.
///
/// # Example
///
/// ```text
/// use staticnn::prelude::*;
///
/// let mut net = Echo::init(&mut ChaCha8Rng::seed_from_u64(42));
/// let y: [[f32; 1]; 16] = net.predict(&[[0.0; 1]; 16]);
///
/// let samples = Samples::new(&x, &t)?; // your data, x: [[[f32; 1]; 16]], t: [[[f32; 1]; 16]]
/// let mut gradient = Gradient::<Echo>::new();
/// let mut optimizer = Adam::new(1e-3);
/// for _step in 0..1000 {
///     let loss = net.gradient(&samples, &Mse, &mut gradient);
///     optimizer.step(&mut net, &gradient);
/// }
/// ```
#[repr(C)]
pub struct Echo {
    /// y = gru(x W + b, h' U + c), with h' the y of the step before. W is `weight`, 1 x 3 x 8; U is `recurrent_weight`, 8 x 3 x 8; b is `bias`, 3 x 8; c is `recurrent_bias`, 3 x 8.
    ///
    /// With p = x W + b and q = h' U + c, which have a part for each of the gates r, z and n:
    ///
    /// - r = sigmoid(p_r + q_r), z = sigmoid(p_z + q_z), n = tanh(p_n + r q_n)
    /// - y = (1 - z) n + z h'
    ///
    /// Backward, from the last step to the first, with L the loss and e = dL/dy, to which the step after adds its dL/dh':
    ///
    /// - dp_n = e (1 - z) (1 - n²), dp_z = e (h' - n) z (1 - z), dp_r = dp_n q_n r (1 - r)
    /// - dq_n = r dp_n, dq_z = dp_z, dq_r = dp_r, dL/dh' = e z + dq Uᵀ
    /// - dL/dW = sum of xᵀ dp, dL/dU = sum of h'ᵀ dq, dL/db = sum of dp, dL/dc = sum of dq, dL/dx = dp Wᵀ
    // A series has its steps first, as its array has: `Series<U16, U1>` is `[[f32; 1]; 16]`. The weights belong to no step, so
    // their sizes are those of the values.
    pub layer1: ::staticnn::layers::Gru<
        f32,
        ::staticnn::shape::Series<::staticnn::shape::U16, ::staticnn::shape::U1>,
        ::staticnn::shape::Series<::staticnn::shape::U16, ::staticnn::shape::U8>,
    >,
    /// y = x W + b. W is `weight`, 8 x 1; b is `bias`, 1.
    ///
    /// Backward, with L the loss and z = x W + b:
    ///
    /// - d = dL/dz = dL/dy
    /// - dL/dW = xᵀ d, dL/db = sum of d, dL/dx = d Wᵀ
    // `DenseSteps` is `Dense` at every step, with one weight for all of them.
    pub layer2: ::staticnn::layers::DenseSteps<
        f32,
        ::staticnn::shape::Series<::staticnn::shape::U16, ::staticnn::shape::U8>,
        ::staticnn::shape::Series<::staticnn::shape::U16, ::staticnn::shape::U1>,
        ::staticnn::activation::Linear,
    >,
}

impl Echo {
    /// The network with every parameter zero, for weights that are filled in. Training starts from `init`:
    /// units that start equal stay equal.
    #[must_use]
    pub const fn zeros() -> Self {
        Self { layer1: ::staticnn::layer::Layer::ZEROED, layer2: ::staticnn::layer::Layer::ZEROED }
    }
}

impl Echo {
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

::staticnn::expansion::plain! {
    Echo: f32 {
        layer1: ::staticnn::expansion::StageOf<Echo, 1>,
        layer2: ::staticnn::expansion::StageOf<Echo, 2>,
    }
}

#[doc(hidden)]
impl ::staticnn::expansion::HasStage<1> for Echo {
    type Layer = ::staticnn::layers::Gru<
        f32,
        ::staticnn::shape::Series<::staticnn::shape::U16, ::staticnn::shape::U1>,
        ::staticnn::shape::Series<::staticnn::shape::U16, ::staticnn::shape::U8>,
    >;
}

#[doc(hidden)]
impl ::staticnn::expansion::HasStage<2> for Echo {
    type Layer = ::staticnn::layers::DenseSteps<
        f32,
        ::staticnn::shape::Series<::staticnn::shape::U16, ::staticnn::shape::U8>,
        ::staticnn::shape::Series<::staticnn::shape::U16, ::staticnn::shape::U1>,
        ::staticnn::activation::Linear,
    >;
}

impl ::staticnn::layer::Layer for Echo {
    type Float = f32;
    type InputShape = ::staticnn::expansion::InputShape<::staticnn::expansion::StageOf<Self, 1>>;
    type OutputShape = ::staticnn::expansion::OutputShape<::staticnn::expansion::StageOf<Self, 2>>;
    type Activation = ::staticnn::expansion::ActivationOf<::staticnn::expansion::StageOf<Self, 2>>;
    // The first pair has the y of the recurrent layer for R samples of 16 steps each, and what else its backward pass needs of
    // each step: r, z, n and q_n. So a tape grows with the length of the window.
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
    // What a stream carries: the h of the recurrent layer, 8 values. The dense stage carries nothing, its state is empty.
    type State = (
        ::staticnn::expansion::State<::staticnn::expansion::StageOf<Self, 1>>,
        ::staticnn::expansion::State<::staticnn::expansion::StageOf<Self, 2>>,
    );
    // Both layers stream, since neither looks at a later step. With a stage that does, such as `reverse`, this would be a type
    // for which there is no `step`, and which has the position of the stage for the message.
    type Stream = ::staticnn::expansion::BothStream<
        ::staticnn::expansion::StreamAt<::staticnn::expansion::StageOf<Self, 1>, 1>,
        ::staticnn::expansion::StreamAt<::staticnn::expansion::StageOf<Self, 2>, 2>,
    >;

    const ZEROED: Self = Self::zeros();

    const STAGE: ::staticnn::layer::Stage = ::staticnn::layer::Stage {
        name: "Echo",
        kind: "network",
        input: ::staticnn::expansion::dimensions::<Self::InputShape>(),
        output: ::staticnn::expansion::dimensions::<Self::OutputShape>(),
        stages: &[
            &::staticnn::expansion::named::<::staticnn::expansion::StageOf<Self, 1>>(
                "layer1",
                "y = gru(x W + b, h' U + c), with h' the y of the step before",
            ),
            &::staticnn::expansion::named::<::staticnn::expansion::StageOf<Self, 2>>("layer2", "y = x W + b"),
        ],
        ..::staticnn::layer::Stage::EMPTY
    };

    fn tensors(&self) -> impl ::core::convert::AsRef<[&[f32]]> {
        [::staticnn::layer::Layer::values(&self.layer1), ::staticnn::layer::Layer::values(&self.layer2)]
    }

    fn tensors_mut(&mut self) -> impl ::core::convert::AsMut<[&mut [f32]]> {
        [::staticnn::layer::Layer::values_mut(&mut self.layer1), ::staticnn::layer::Layer::values_mut(&mut self.layer2)]
    }

    /// The forward pass, one call per stage. Each call reads the rows that the stage before it wrote, and writes
    /// its own.
    ///
    /// - `layer1`: y = gru(x W + b, h' U + c), with h' the y of the step before, 16x1 to 16x8 values
    /// - `layer2`: y = x W + b, 16x8 to 16x1 values
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
        // A row is a sample: 16 x 1 values go in, 16 x 8 come out. The layer goes through the steps one after the other, each
        // for all rows: h of a step needs h' of the step before.
        self.layer1.forward_rows(pass.inner(), x, y_layer1.rows_mut(), tape_layer1, scratch_layer1);
        // No step needs another one here, so R rows of 16 steps are multiplied as 16 R rows.
        self.layer2.forward_rows(pass, y_layer1.rows(), y, tape_layer2, scratch_layer2);
    }

    /// The backward pass, by the chain rule: one call per stage, from the last to the first. The caller has written
    /// the d of the last stage. Each call computes the derivatives of its layer's parameters, and writes the d of
    /// the stage before.
    ///
    /// - `layer2`: d = dL/dz = dL/dy; dL/dW = xᵀ d, dL/db = sum of d, dL/dx = d Wᵀ
    /// - `layer1`: from the last step to the first; dL/dW = sum of xᵀ dp, dL/dU = sum of h'ᵀ dq, dL/db = sum of dp, dL/dc = sum of dq
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
        // The d of the first stage, dL/dy at all 16 steps, is d Wᵀ. `before` multiplies by no derivative of an activation: a
        // recurrent layer has its own, inside.
        self.layer2.backward_rows(
            pass,
            ::staticnn::layer::Seen { x: y_layer1.rows(), y: seen.y, tape: tape_layer2 },
            d,
            self.layer1.before(d_layer1, y_layer1, tape_layer1, input_layer2),
            &mut gradient.layer2,
            scratch_layer2,
        );
        // Backpropagation through time: from the last step to the first, dL/dh is what `d_layer1` has for the step, plus what
        // the step after it passes back as its dL/dh'. The gradients of W, U, b and c are sums over all steps.
        self.layer1.backward_rows(
            pass.inner(),
            ::staticnn::layer::Seen { x: seen.x, y: y_layer1.rows(), tape: tape_layer1 },
            d_layer1.rows_mut(),
            dx,
            &mut gradient.layer1,
            scratch_layer1,
        );
    }

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
        // A row is a step now, and not a window: x has one value, y_layer1 has 8. The recurrent layer reads h' from its state
        // and leaves h there, so the calls of a stream compute what one call computes for a window.
        let mut y_layer1 = ::staticnn::expansion::frames::<::staticnn::expansion::StageOf<Self, 1>, P::Rows>();
        self.layer1.step_rows(pass.inner(), x, y_layer1.rows_mut(), state_layer1);
        self.layer2.step_rows(pass, y_layer1.rows(), y, state_layer2);
    }

    // Before a forward pass over the next window of a long recording: the h of the last step becomes the h' of the first one,
    // or 0 if the window continues none. No derivative goes back into the window before.
    #[inline(always)]
    fn carry<R: ::staticnn::shape::Size>(tape: &mut Self::Tape<R>, continues: bool) {
        let ((_, tape_layer1), tape_layer2) = tape;
        <::staticnn::expansion::StageOf<Self, 1> as ::staticnn::layer::Layer>::carry::<R>(tape_layer1, continues);
        <::staticnn::expansion::StageOf<Self, 2> as ::staticnn::layer::Layer>::carry::<R>(tape_layer2, continues);
    }

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

impl ::staticnn::network::Network for Echo {
    type Scalar = f32;
    type Input = [[f32; 1]; 16];
    type Output = [[f32; 1]; 16];
    // A frame is a step of a stream.
    type Frame = [f32; 1];
    type FrameOutput = [f32; 1];
    type Head = ::staticnn::expansion::ActivationOf<::staticnn::expansion::StageOf<Self, 2>>;
    type Block = ::staticnn::expansion::Block<{ ::staticnn::expansion::block::<Self>() }>;
}
