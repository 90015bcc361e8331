// What the macro makes of
//
//     network! {
//         /// Three predictors, one response.
//         pub struct Regressor< 3 -> 12 relu -> 1 >;
//     }
//
// written by hand, with comments. A test of the macro holds it to this file, token by token; so a change begins here.
//
// Notation, for a block of n samples, one row a sample: x is what a stage takes, z = x W + b, and y = f(z) what it puts
// out, which is the next stage's x. L is the loss, and d is dL/dz. Two locals a stage, `y_layer1` and `d_layer1`, are
// the rows of these two.

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
/// x is what a stage takes, y what it puts out. Each field says its derivatives; those that a gradient holds are its
/// fields: `gradient.layer1.weight[2][11]`, from input 2 to output 11. The methods are `staticnn::Network`'s.
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
// The layers lie in declared order without a gap, so that all parameters are one slice.
#[repr(C)]
pub struct Regressor {
    // A layer's type says all of its shape: the scalar, inputs, outputs, activation.
    /// y = relu(x W + b). W is `weight`, 3 x 12, b is `bias`, 12.
    ///
    /// Backward, with L the loss and z = x W + b:
    ///
    /// - d = dL/dz = dL/dy times (1 where y > 0, else 0)
    /// - dL/dW = xᵀ d, dL/db = sum of d, dL/dx = d Wᵀ
    pub layer1:
        ::staticnn::layers::Dense<f32, ::staticnn::shape::U3, ::staticnn::shape::U12, ::staticnn::activation::Relu>,
    /// y = x W + b. W is `weight`, 12 x 1, b is `bias`, 1.
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
    /// The network with every parameter zero, for weights that are filled in. A training starts from `init`: units that
    /// are equal stay equal.
    #[must_use]
    pub const fn zeros() -> Self {
        // Which dense layer each of them is, the fields' types say.
        Self { layer1: ::staticnn::layers::Dense::ZEROS, layer2: ::staticnn::layers::Dense::ZEROS }
    }
}

impl ::staticnn::network::Network for Regressor {
    // What programs see of the shape: plain arrays, so that rustc's messages have both lengths in decimal.
    type Scalar = f32;
    type Input = [f32; 3];
    type Output = [f32; 1];
    // The last activation, which decides what losses fit.
    type Head = ::staticnn::activation::Linear;
    // The layers once more, as a list: from it the library computes the tape's type, the counts, the initialization.
    type Layers = (
        ::staticnn::layers::Dense<f32, ::staticnn::shape::U3, ::staticnn::shape::U12, ::staticnn::activation::Relu>,
        (
            ::staticnn::layers::Dense<
                f32,
                ::staticnn::shape::U12,
                ::staticnn::shape::U1,
                ::staticnn::activation::Linear,
            >,
            (),
        ),
    );
    // So many samples go through the passes together: as many as keep the tape in the core's cache.
    type Block = ::staticnn::shape::U128;

    const ZEROS: Self = Self::zeros();

    // Each layer's parameters, to read and to write: the library sees that they adjoin, and makes one slice of them.
    fn layers(&self) -> impl ::core::convert::AsRef<[&[f32]]> {
        [self.layer1.parameters(), self.layer2.parameters()]
    }

    fn layers_mut(&mut self) -> impl ::core::convert::AsMut<[&mut [f32]]> {
        [self.layer1.parameters_mut(), self.layer2.parameters_mut()]
    }

    /// The forward pass, one call a stage: each reads the rows that the stage before it left, and leaves its own.
    ///
    /// - `layer1`: y = relu(x W + b), 3 to 12 values
    /// - `layer2`: y = x W + b, 12 to 1 values
    #[inline(always)]
    fn forward_block<S: ::staticnn::network::Processor, R: ::staticnn::shape::Size, H: ::staticnn::activation::Head>(
        &self,
        pass: ::staticnn::network::Pass<S>,
        input: &[Self::Input],
        tape: &mut ::staticnn::network::TapeOf<Self, R>,
    ) {
        // The tape's places, a stage each.
        let (y_layer1, (y_layer2, ())) = tape;
        // y = relu(x W + b), where x is the samples themselves, read where they lie.
        self.layer1.forward(pass, input, y_layer1);
        // y = h(x W + b), where x is what the first stage put out. H is the last activation, `Head`, or none for a loss
        // that starts from z.
        self.layer2.forward_to::<H>(pass, y_layer1, y_layer2);
    }

    /// The backward pass, by the chain rule: the same stages from the last to the first. With L the loss, dL/dy is what
    /// the loss leaves, and before the last stage the dL/dx of the stage after it.
    ///
    /// - `layer2`: d = dL/dz = dL/dy; dL/dW = xᵀ d, dL/db = sum of d, dL/dx = d Wᵀ
    /// - `layer1`: d = dL/dz = dL/dy times (1 where y > 0, else 0); dL/dW = xᵀ d, dL/db = sum of d
    #[inline(always)]
    fn backward_block<
        S: ::staticnn::network::Processor,
        R: ::staticnn::shape::Size,
        D: ::staticnn::shape::Size,
        H: ::staticnn::activation::Head,
    >(
        &self,
        pass: ::staticnn::network::Pass<S>,
        input: &[Self::Input],
        tape: &::staticnn::network::TapeOf<Self, R>,
        deltas: &mut ::staticnn::network::DeltasOf<Self, D>,
        gradient: &mut Self,
    ) {
        let (y_layer1, (y_layer2, ())) = tape;
        let (d_layer1, (d_layer2, ())) = deltas;
        // The loss left dL/dy in the last place. y = h(z), so d = dL/dy h'(z); nothing is left to do where h is none.
        self.layer2.backward_head::<H>(pass, y_layer2, d_layer2);
        // z = x W + b: W[i][o] takes x[i] into z[o], so dL/dW = xᵀ d; b is added to every row, so dL/db = sum of d.
        self.layer2.backward_parameters(pass, y_layer1, d_layer2, &mut gradient.layer2);
        // x[i] goes into every z[o] by W[i][o], so dL/dx = d Wᵀ. This x is the first stage's y = relu(z): its d is that
        // times relu'(z), which is 1 where y > 0 and else 0.
        self.layer2.backward_input::<::staticnn::activation::Relu>(pass, d_layer2, y_layer1, d_layer1);
        // The same for the first stage, whose x is the samples. Training doesn't ask for their dL/dx.
        self.layer1.backward_parameters(pass, input, d_layer1, &mut gradient.layer1);
    }

    /// The last step of the chain rule, for one sample: from the first stage's d to the input, dL/dx = d Wᵀ.
    #[inline(always)]
    fn backward_input<S: ::staticnn::network::Processor, D: ::staticnn::shape::Size>(
        &self,
        pass: ::staticnn::network::Pass<S>,
        deltas: &::staticnn::network::DeltasOf<Self, D>,
        input: &mut Self::Input,
    ) {
        let (d_layer1, _) = deltas;
        self.layer1.backward_to_input(pass, d_layer1, input);
    }
}
