//! The depthwise convolution.

use crate::activation::{Activation, Linear};
use crate::flat::{self, plain_layer};
use crate::grid::{Grid, positions};
use crate::kernels::dense::Target;
use crate::kernels::depthwise;
use crate::layer::contract::{InputGradient, Inputs, Layer, Seen};
use crate::layer::row_activation::RowActivation;
use crate::layer::stage::Stage;
use crate::layer::stream::Whole;
use crate::layer::tensor::Tensor;
use crate::layers::placed::Placed;
use crate::layers::traits::{fields_as_tensors, traits};
use crate::layers::window::Sliding;
use crate::pass::Pass;
use crate::rows::{Rows, RowsMut};
use crate::scalar::Scalar;
use crate::shape::{Length, Size, U1, Vector};

/// A convolution of each channel by itself, with a filter per channel and the activation `F`:
/// y\[p, c\] = f(b\[c\] + the sum of w\[t, c\] x\[p + t, c\] over the taps t of the window `W`), a cross-correlation as
/// PyTorch's `Conv2d` with as many groups as channels.
///
/// Shapes, for a block of n samples: x is n x (height · width · channels) with those of the grid X, y with those of Y, which has as
/// many channels; `weight[down][right][0][channel]`. In each direction Y has (size + 2 pad - dilation (kernel - 1) - 1) /
/// stride + 1 positions, rounded down. `B` is the length of the bias: the channels, or 0. With d = dL/dz:
///
/// - dL/dw\[t, c\] is the sum of d\[p, c\] x\[p + t, c\] over the positions p and the samples, and dL/db\[c\] that of d\[p, c\];
/// - dL/dx\[q, c\] is the sum of w\[t, c\] d\[p, c\] over the positions and taps with p + t = q.
///
/// Taps in the padding are left out. The tape keeps f'(z) only where it isn't a function of y. What the activation learns is a
/// parameter after the bias. The weights are drawn as those of kernel inputs and outputs each, PyTorch's fan-in and fan-out.
/// Source: Howard et al., "MobileNets", 2017.
///
/// ```
/// use staticnn::layer::{Block, Layer, Rows, Zeros, call};
/// use staticnn::layers::{Depthwise, Pad, Stride, Window};
/// use staticnn::shape::{Series, U1, U3};
///
/// // Three steps of one feature, each plus half of its neighbors.
/// type Blur = Depthwise<f32, Series<U3, U1>, Series<U3, U1>, Window<U1, U3, Stride<1, 1>, Pad<0, 1>>>;
///
/// let mut blur = Blur::ZEROED;
/// for (right, weight) in [0.5, 1.0, 0.5].into_iter().enumerate() {
///     blur.weight[0][right][0][0] = weight;
/// }
/// let mut y = Block::<f32, U3, U1>::ZEROS;
/// blur.forward_rows(call::<U1>(1), Rows::new(&[2.0, 4.0, 8.0], 3), y.rows_mut(), &mut (), &mut ());
/// assert_eq!(y.rows().row(0), [4.0, 9.0, 10.0]);
/// ```
#[repr(C)]
pub struct Depthwise<
    T: Scalar,
    X: Grid,
    Y: Grid,
    W: Sliding,
    F: RowActivation = Linear,
    B: Size = <Y as Grid>::Channels,
> {
    /// w: taps down x taps right x 1 x channels. PyTorch's order is channels, 1, taps down, taps right: [how to load it](crate::guide::pytorch).
    pub weight: Weight<T, Y, W>,
    /// b: one number per channel, or empty.
    pub bias: Vector<T, B>,
    /// What the activation learns: for `prelu` its slope, a number; for all others an array of none.
    pub slope: F::Parameter<T>,
    /// The grid that it reads.
    input: flat::Nothing<T, X>,
}

/// A filter per channel.
type Weight<T, Y, W> =
    Vector<Vector<Vector<Vector<T, <Y as Grid>::Channels>, U1>, <W as Sliding>::Width>, <W as Sliding>::Height>;

plain_layer! {
    [T: Scalar, X: Grid, Y: Grid, W: Sliding, F: RowActivation, B: Size] Depthwise<T, X, Y, W, F, B>: T {
        weight: Weight<T, Y, W>,
        bias: Vector<T, B>,
        slope: F::Parameter<T>,
        input: flat::Nothing<T, X>,
    }
}

impl<T: Scalar, X: Grid<Element<T> = T>, Y: Grid, W: Sliding, F: RowActivation, B: Size> Layer
    for Depthwise<T, X, Y, W, F, B>
{
    type Float = T;
    type InputShape = X;
    type OutputShape = Y;
    type Activation = F;
    type Tape<R: Size> = F::Tape<T, Y::Len, R>;
    type ForwardScratch<R: Size> = ();
    type BackwardScratch<R: Size> = ();
    type InputScratch<R: Size> = ();
    type State = ();
    type Stream = Whole;

    const ZEROED: Self =
        Self { weight: flat::zeros(), bias: flat::zeros(), slope: flat::zeros(), input: flat::zeros() };
    const STAGE: Stage = Stage {
        kind: "depthwise",
        attributes: Placed::<X, W>::DEPTHWISE,
        tensors: Self::TENSORS,
        multiply_adds: positions::<Y>() * Self::FAN * Y::Channels::VALUE,
        ..Self::OUTLINE
    };

    fields_as_tensors!(weight, bias, slope);

    #[inline(always)]
    fn forward_rows<P: Pass>(
        &self,
        pass: P,
        x: Inputs<'_, Self>,
        mut y: RowsMut<'_, T>,
        tape: &mut Self::Tape<P::Rows>,
        (): &mut (),
    ) {
        let (isa, n, taps) = (pass.isa(), pass.rows(), Placed::<X, W>::taps::<Y>());
        let parameters = [flat::scalars(&self.weight), flat::scalars(&self.bias)];
        if const { P::LOGITS } {
            depthwise::forward::<_, T, Linear>(isa, n, taps, x, parameters, y);
        } else {
            depthwise::forward::<_, T, F::Fused>(isa, n, taps, x, parameters, y.reborrow());
            F::forward_rows::<P, T, Y::Len>(pass, &self.slope, y, tape);
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
        (): &mut (),
    ) {
        let (isa, n, taps) = (pass.isa(), pass.rows(), Placed::<X, W>::taps::<Y>());
        F::differentiate::<P, T, Y::Len>(pass, &self.slope, seen.y, seen.tape, d.reborrow(), &mut gradient.slope);
        let to = [flat::scalars_mut(&mut gradient.weight), flat::scalars_mut(&mut gradient.bias)];
        depthwise::backward_parameters::<_, T>(isa, (n, pass.adds()), taps, [seen.x, d.as_rows()], to);
        if let Some(dx) = dx {
            let (weight, dx) = (flat::scalars(&self.weight), dx.into_parts());
            let target = Target { dx: dx.d, kept: dx.kept, add: dx.adds };
            depthwise::backward_input::<_, T, A>(isa, n, taps, d.as_rows(), weight, target);
        }
    }

    #[inline(always)]
    fn kept<'a, R: Size>(tape: &'a Self::Tape<R>, y: Rows<'a, T>) -> Rows<'a, T> {
        F::kept::<T, Y::Len, R>(tape, y)
    }
}

impl<T: Scalar, X: Grid<Element<T> = T>, Y: Grid, W: Sliding, F: RowActivation, B: Size> Depthwise<T, X, Y, W, F, B> {
    /// How many values feed one output.
    const FAN: usize = W::Height::VALUE * W::Width::VALUE;
    const WEIGHT: Tensor = Placed::<X, W>::weight::<U1, Y>(1, F::START);
    const BIAS: Tensor = Tensor { name: "bias", shape: &[B::VALUE], ..Tensor::PARAMETER };
    /// Those that it has: there may be no bias, and only `prelu` has a slope.
    const TENSORS: &'static [Tensor] = {
        assert!(B::VALUE == 0 || B::VALUE == Y::Channels::VALUE, "a bias has a number per channel, or none");
        match (B::VALUE > 0, F::INITIAL) {
            (true, None) => &[Self::WEIGHT, Self::BIAS],
            (false, None) => &[Self::WEIGHT],
            (true, Some(start)) => &[Self::WEIGHT, Self::BIAS, Tensor::slope(start)],
            (false, Some(start)) => &[Self::WEIGHT, Tensor::slope(start)],
        }
    };
}

traits! {
    [T: Scalar, X: Grid<Element<T> = T>, Y: Grid, W: Sliding, F: RowActivation, B: Size]
    Depthwise<T, X, Y, W, F, B> { weight, bias, slope, input }
}
