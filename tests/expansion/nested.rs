// The expansion of
//
//     network! { pub struct Model< 8 -> Encoder -> 1 >; }
//
// written by hand, where `Encoder` is a network `8 -> 16 relu -> 4 tanh`. `regressor.rs` explains what all expansions
// have in common. The comments here are about a stage that is another network, or a custom layer: the macro knows its
// name, and the compiler its sizes.

/// The network `8 -> Encoder -> 1` of `f32`.
///
/// | stage | shape | formula | parameters | multiply-adds | bytes |
/// |---|---|---|---:|---:|---:|
/// | `layer1` | 8 -> Encoder::OUTPUTS | y = Encoder(x) | `Encoder::PARAMETERS` | `Encoder::MULTIPLY_ADDS` | `size_of::<Encoder>()` |
/// | `layer2` | Encoder::OUTPUTS -> 1 | y = x W + b | Encoder::OUTPUTS + 1 | Encoder::OUTPUTS | 4 \* (Encoder::OUTPUTS + 1) |
/// | all | 8 -> 1 | | `PARAMETERS` | `MULTIPLY_ADDS` | `size_of::<Self>()` |
///
/// x is the input of a stage, y its output. The documentation of each field has its derivatives. A gradient has the
/// same fields: `gradient.layer2.weight[0][0]` belongs to the weight from input 0 to output 0.
/// The methods are those of the trait `staticnn::Network`.
///
/// # Example
///
/// ```text
/// use staticnn::prelude::*;
///
/// let mut net = Model::init(&mut ChaCha8Rng::seed_from_u64(42));
/// let y: [f32; 1] = net.predict(&[0.0; 8]);
///
/// let samples = Samples::new(&x, &t)?; // your data, x: [[f32; 8]], t: [[f32; 1]]
/// let mut gradient = Gradient::<Model>::new();
/// let mut optimizer = Adam::new(1e-3);
/// for _step in 0..1000 {
///     let loss = net.gradient(&samples, &Mse, &mut gradient);
///     optimizer.step(&mut net, &gradient);
/// }
/// ```
#[repr(C)]
pub struct Model {
    /// y = Encoder(x). The documentation of `Encoder` has its formulas and its parameters.
    pub layer1: Encoder,
    // The number of inputs is the number of values that the encoder puts out.
    /// y = x W + b. W is `weight`, Encoder::OUTPUTS x 1; b is `bias`, 1.
    ///
    /// Backward, with L the loss and z = x W + b:
    ///
    /// - d = dL/dz = dL/dy
    /// - dL/dW = xᵀ d, dL/db = sum of d, dL/dx = d Wᵀ
    pub layer2: ::staticnn::layers::Dense<
        f32,
        ::staticnn::expansion::OutputSize<::staticnn::expansion::StageOf<Model, 1>>,
        ::staticnn::shape::U1,
        ::staticnn::activation::Linear,
    >,
}

impl Model {
    // Fails to compile unless `Encoder` is a layer of `f32`. Everything below names it by way of this constant, as
    // `CheckedStage`. Where the constant has no value that is no type, and the compiler reports nothing that follows
    // from it.
    const LAYER_1: usize = ::staticnn::expansion::layer::<f32, Encoder>();

    /// The network with every parameter zero, for weights that are filled in. Training starts from `init`:
    /// units that start equal stay equal.
    #[must_use]
    pub const fn zeros() -> Self {
        Self {
            layer1: <::staticnn::expansion::StageOf<Self, 1> as ::staticnn::layer::Layer>::ZEROED,
            layer2: ::staticnn::layer::Layer::ZEROED,
        }
    }
}

impl Model {
    // Without `Plain`, which a network with a custom layer lacks, there is no such constant. `for<'lazy>` has the compiler
    // look for it only where the function is called.
    /// The network with these parameters, in the order of `parameters`: for a constant or a `static`.
    #[must_use]
    pub const fn from_parameters(parameters: &[f32; <Self as ::staticnn::network::Network>::PARAMETERS]) -> Self
    where
        for<'lazy> Self: ::staticnn::expansion::Plain<f32>,
    {
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

// `Plain`, if every stage has it: `for<'lazy>` has the compiler look for that only where `Plain` is needed.
::staticnn::expansion::plain! {
    for<'lazy> Model: f32 {
        layer1: ::staticnn::expansion::StageOf<Model, 1>,
        layer2: ::staticnn::expansion::StageOf<Model, 2>,
    }
}

// Fails to compile unless the encoder takes the 8 values of the input. The passes below compile whatever it takes, so a
// mistake is reported here and nowhere else.
const _: () = ::staticnn::expansion::input_fits::<
    8,
    { ::staticnn::expansion::input_size::<::staticnn::expansion::StageOf<Model, 1>>() },
>();
// Fails to compile unless the encoder takes a vector: an image of 8 values has another array. `taken` is what the encoder
// takes, or what arrives where the check above has found another number of values.
const _: () = ::staticnn::expansion::same_shape::<
    1,
    [f32; 8],
    ::staticnn::expansion::OutputArray<
        f32,
        { ::staticnn::expansion::taken::<::staticnn::expansion::StageOf<Model, 1>, 1, 8, 0, 0>(0) },
        { ::staticnn::expansion::taken::<::staticnn::expansion::StageOf<Model, 1>, 1, 8, 0, 0>(1) },
        { ::staticnn::expansion::taken::<::staticnn::expansion::StageOf<Model, 1>, 1, 8, 0, 0>(2) },
        { ::staticnn::expansion::taken::<::staticnn::expansion::StageOf<Model, 1>, 1, 8, 0, 0>(3) },
    >,
>();
// Fails to compile unless the encoder puts out a vector, which the dense stage takes.
const _: () = ::staticnn::expansion::takes_vector::<
    1,
    2,
    ::staticnn::expansion::OutputArray<
        f32,
        { ::staticnn::expansion::rank::<::staticnn::expansion::StageOf<Model, 1>>() },
        { ::staticnn::expansion::dimension::<::staticnn::expansion::StageOf<Model, 1>, 0>() },
        { ::staticnn::expansion::dimension::<::staticnn::expansion::StageOf<Model, 1>, 1>() },
        { ::staticnn::expansion::dimension::<::staticnn::expansion::StageOf<Model, 1>, 2>() },
    >,
>();

#[doc(hidden)]
impl ::staticnn::expansion::HasStage<1> for Model {
    type Layer = ::staticnn::expansion::CheckedStage<Encoder, { Model::LAYER_1 }>;
}

#[doc(hidden)]
impl ::staticnn::expansion::HasStage<2> for Model {
    type Layer = ::staticnn::layers::Dense<
        f32,
        ::staticnn::expansion::OutputSize<::staticnn::expansion::StageOf<Model, 1>>,
        ::staticnn::shape::U1,
        ::staticnn::activation::Linear,
    >;
}

impl ::staticnn::layer::Layer for Model {
    type Float = f32;
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
        name: "Model",
        kind: "network",
        input: ::staticnn::expansion::dimensions::<Self::InputShape>(),
        output: ::staticnn::expansion::dimensions::<Self::OutputShape>(),
        stages: &[
            &::staticnn::expansion::named::<::staticnn::expansion::StageOf<Self, 1>>("layer1", "y = Encoder(x)"),
            &::staticnn::expansion::named::<::staticnn::expansion::StageOf<Self, 2>>("layer2", "y = x W + b"),
        ],
        ..::staticnn::layer::Stage::EMPTY
    };

    fn tensors(&self) -> impl ::core::convert::AsRef<[&[f32]]> {
        [
            <::staticnn::expansion::StageOf<Self, 1> as ::staticnn::layer::Layer>::values(&self.layer1),
            ::staticnn::layer::Layer::values(&self.layer2),
        ]
    }

    fn tensors_mut(&mut self) -> impl ::core::convert::AsMut<[&mut [f32]]> {
        [
            <::staticnn::expansion::StageOf<Self, 1> as ::staticnn::layer::Layer>::values_mut(&mut self.layer1),
            ::staticnn::layer::Layer::values_mut(&mut self.layer2),
        ]
    }

    /// The forward pass, one call per stage. Each call reads the rows that the stage before it wrote, and writes
    /// its own.
    ///
    /// - `layer1`: y = Encoder(x), 8 to Encoder::OUTPUTS values
    /// - `layer2`: y = x W + b, Encoder::OUTPUTS to 1 values
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
        // `within` tells the random numbers of this encoder from those of another stage of its type.
        <::staticnn::expansion::StageOf<Self, 1> as ::staticnn::layer::Layer>::forward_rows(
            &self.layer1,
            pass.within(1).inner(),
            x,
            y_layer1.rows_mut(),
            tape_layer1,
            scratch_layer1,
        );
        self.layer2.forward_rows(pass, y_layer1.rows(), y, tape_layer2, scratch_layer2);
    }

    /// The backward pass, by the chain rule: one call per stage, from the last to the first. The caller has written
    /// the d of the last stage. Each call computes the derivatives of its layer's parameters, and writes the d of
    /// the stage before.
    ///
    /// - `layer2`: d = dL/dz = dL/dy; dL/dW = xᵀ d, dL/db = sum of d, dL/dx = d Wᵀ
    /// - `layer1`: the backward pass of `Encoder`
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
        self.layer2.backward_rows(
            pass,
            ::staticnn::layer::Seen { x: y_layer1.rows(), y: seen.y, tape: tape_layer2 },
            d,
            <::staticnn::expansion::StageOf<Self, 1> as ::staticnn::layer::Layer>::before(
                &self.layer1,
                d_layer1,
                y_layer1,
                tape_layer1,
                input_layer2,
            ),
            &mut gradient.layer2,
            scratch_layer2,
        );
        <::staticnn::expansion::StageOf<Self, 1> as ::staticnn::layer::Layer>::backward_rows(
            &self.layer1,
            pass.within(1).inner(),
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
        let mut y_layer1 = ::staticnn::expansion::frames::<::staticnn::expansion::StageOf<Self, 1>, P::Rows>();
        <::staticnn::expansion::StageOf<Self, 1> as ::staticnn::layer::Layer>::step_rows(
            &self.layer1,
            pass.within(1).inner(),
            x,
            y_layer1.rows_mut(),
            state_layer1,
        );
        self.layer2.step_rows(pass, y_layer1.rows(), y, state_layer2);
    }

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

impl ::staticnn::network::Network for Model {
    type Scalar = f32;
    type Input = [f32; 8];
    type Output = [f32; 1];
    type Frame = [f32; 8];
    type FrameOutput = [f32; 1];
    type Head = ::staticnn::expansion::ActivationOf<::staticnn::expansion::StageOf<Self, 2>>;
    type Block = ::staticnn::expansion::Block<{ ::staticnn::expansion::block::<Self>() }>;
}
