// What the macro makes of
//
//     network! {
//         #[derive(Clone, Debug, PartialEq)]
//         #[scalar(f64)]
//         pub struct Classifier< 4 -> hidden: 8 tanh no_bias -> 3 softmax >;
//     }
//
// written by hand. `regressor.rs` explains what all expansions have; the comments here are about what is different: a
// label, a stage without a bias, a softmax at the end, numbers of 64 bits.

// Derives and other attributes are the declaration's. `#[scalar(f64)]` is the macro's own, and gone.
#[derive(Clone, Debug, PartialEq)]
/// The network `4 -> hidden: 8 tanh no_bias -> 3 softmax` of `f64`.
///
/// | stage | shape | formula | parameters | multiply-adds | bytes |
/// |---|---|---|---:|---:|---:|
/// | `hidden` | 4 -> 8 | y = tanh(x W) | 32 | 32 | 256 |
/// | `layer2` | 8 -> 3 | y = softmax(x W + b) | 27 | 24 | 216 |
/// | all | 4 -> 3 | | 59 | 56 | 472 |
///
/// x is what a stage takes, y what it puts out. Each field says its derivatives; those that a gradient holds are its
/// fields: `gradient.hidden.weight[3][7]`, from input 3 to output 7. The methods are `staticnn::Network`'s.
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
    // The label is the field's name. The last argument is the length of the bias: `no_bias` is a bias of none.
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
    /// y = softmax(x W + b). W is `weight`, 8 x 3, b is `bias`, 3.
    ///
    /// Backward, with L the loss and z = x W + b:
    ///
    /// - d = dL/dz = y (g - sum of g y) with g = dL/dy
    /// - dL/dW = xᵀ d, dL/db = sum of d, dL/dx = d Wᵀ
    pub layer2:
        ::staticnn::layers::Dense<f64, ::staticnn::shape::U8, ::staticnn::shape::U3, ::staticnn::activation::Softmax>,
}

impl Classifier {
    /// The network with every parameter zero, for weights that are filled in. A training starts from `init`: units that
    /// are equal stay equal.
    #[must_use]
    pub const fn zeros() -> Self {
        Self { hidden: ::staticnn::layers::Dense::ZEROS, layer2: ::staticnn::layers::Dense::ZEROS }
    }
}

impl ::staticnn::network::Network for Classifier {
    type Scalar = f64;
    type Input = [f64; 4];
    type Output = [f64; 3];
    // A loss is chosen by this: `CrossEntropy` takes it, `BinaryCrossEntropy` doesn't.
    type Head = ::staticnn::activation::Softmax;
    type Layers = (
        ::staticnn::layers::Dense<
            f64,
            ::staticnn::shape::U4,
            ::staticnn::shape::U8,
            ::staticnn::activation::Tanh,
            ::staticnn::shape::U0,
        >,
        (
            ::staticnn::layers::Dense<
                f64,
                ::staticnn::shape::U8,
                ::staticnn::shape::U3,
                ::staticnn::activation::Softmax,
            >,
            (),
        ),
    );
    type Block = ::staticnn::shape::U128;

    const ZEROS: Self = Self::zeros();

    fn layers(&self) -> impl ::core::convert::AsRef<[&[f64]]> {
        [self.hidden.parameters(), self.layer2.parameters()]
    }

    fn layers_mut(&mut self) -> impl ::core::convert::AsMut<[&mut [f64]]> {
        [self.hidden.parameters_mut(), self.layer2.parameters_mut()]
    }

    /// The forward pass, one call a stage: each reads the rows that the stage before it left, and leaves its own.
    ///
    /// - `hidden`: y = tanh(x W), 4 to 8 values
    /// - `layer2`: y = softmax(x W + b), 8 to 3 values
    #[inline(always)]
    fn forward_block<S: ::staticnn::network::Processor, R: ::staticnn::shape::Size, H: ::staticnn::activation::Head>(
        &self,
        pass: ::staticnn::network::Pass<S>,
        input: &[Self::Input],
        tape: &mut ::staticnn::network::TapeOf<Self, R>,
    ) {
        let (y_hidden, (y_layer2, ())) = tape;
        self.hidden.forward(pass, input, y_hidden);
        // The cross-entropy asks for H = Linear: it starts from z, so that no digit is lost to a p near 0 or 1.
        self.layer2.forward_to::<H>(pass, y_hidden, y_layer2);
    }

    /// The backward pass, by the chain rule: the same stages from the last to the first. With L the loss, dL/dy is what
    /// the loss leaves, and before the last stage the dL/dx of the stage after it.
    ///
    /// - `layer2`: d = dL/dz = y (g - sum of g y) with g = dL/dy; dL/dW = xᵀ d, dL/db = sum of d, dL/dx = d Wᵀ
    /// - `hidden`: d = dL/dz = dL/dy times (1 - y²); dL/dW = xᵀ d
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
        let (y_hidden, (y_layer2, ())) = tape;
        let (d_hidden, (d_layer2, ())) = deltas;
        // With H = Softmax: each y depends on every z of its row, dy[o]/dz[k] = y[o] ((o = k) - y[k]), which sums up to
        // d = y (g - sum of g y). With H = Linear the cross-entropy has left d itself: p - 1 at the right class, or p.
        self.layer2.backward_head::<H>(pass, y_layer2, d_layer2);
        self.layer2.backward_parameters(pass, y_hidden, d_layer2, &mut gradient.layer2);
        // dL/dx = d Wᵀ, times tanh'(z) = 1 - y² of the stage before.
        self.layer2.backward_input::<::staticnn::activation::Tanh>(pass, d_layer2, y_hidden, d_hidden);
        // Without a bias there is only dL/dW = xᵀ d; `gradient.hidden.bias` has no place to write to.
        self.hidden.backward_parameters(pass, input, d_hidden, &mut gradient.hidden);
    }

    /// The last step of the chain rule, for one sample: from the first stage's d to the input, dL/dx = d Wᵀ.
    #[inline(always)]
    fn backward_input<S: ::staticnn::network::Processor, D: ::staticnn::shape::Size>(
        &self,
        pass: ::staticnn::network::Pass<S>,
        deltas: &::staticnn::network::DeltasOf<Self, D>,
        input: &mut Self::Input,
    ) {
        let (d_hidden, _) = deltas;
        self.hidden.backward_to_input(pass, d_hidden, input);
    }
}
