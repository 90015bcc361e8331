//! Convolution.

use crate::activation::{Activation, Linear};
use crate::flat::{self, plain_layer};
use crate::grid::Grid;
use crate::kernels::conv::geometry::Geometry;
use crate::kernels::conv::{self, Input, InputRoom, Parameters, SLACK};
use crate::layer::contract::{InputGradient, Inputs, Layer, Seen};
use crate::layer::row_activation::RowActivation;
use crate::layer::stage::Stage;
use crate::layer::tensor::Tensor;
use crate::layers::buffer::Buffer;
use crate::layers::placed::Placed;
use crate::layers::traits::{fields_as_tensors, traits};
use crate::layers::window::{Padding, Sliding};
use crate::pass::Pass;
use crate::rows::{Rows, RowsMut};
use crate::scalar::Scalar;
use crate::shape::{Adjoining, Length, Many, Matrix, PaddedRow, Shape, Size, U16, Vector, Zeros};

/// A convolution of an image or a series, with the activation `F`: y = f(x * W + b).
///
/// The output at position (v, u) in channel o is f(b(o) + the sum over c, j and i of
/// `weight[j][i][c][o]` x(v s + j t - p, u s + i t - p, c)), with the stride s, the dilation t and the padding p of the window
/// `W`, each of them for down and right, and with x zero outside of the input. This is a cross-correlation, PyTorch's
/// `nn.Conv2d`, or `nn.Conv1d` along the steps of a series.
///
/// `X` and `Y` are the shapes of input and output, `I` is the number of input channels that an output channel reads. If that is
/// a part of the input's, the channels are so many groups, of inputs as of outputs, and c counts within the group of o. `B` is
/// the length of the bias: the number of output channels, or 0 with `no_bias`. With d = dL/dz, z = x * W + b, summed over
/// the samples and positions (v, u):
///
/// - dL/dW(j, i, c, o) is the sum of d(v, u, o) x(v s + j t - p, u s + i t - p, c), and dL/db(o) the sum of d(v, u, o);
/// - dL/dx is the sum of d(v, u, o) W(j, i, c, o) over all o, and all positions and taps that read the value.
///
/// The tape keeps f'(z) only where it isn't a function of y; of a causal convolution also the steps before a window, which are zero
/// unless the training carries them from the window before. Source: LeCun, Bottou, Bengio and Haffner, "Gradient-based learning
/// applied to document recognition", 1998.
///
/// ```
/// use staticnn::layer::{Layer, Rows, call};
/// use staticnn::layer::{Block, Zeros};
/// use staticnn::layers::{Conv, Window};
/// use staticnn::shape::{Series, U1, U2, U3, U4};
///
/// // Differences of neighbours, along 4 steps of 1 feature.
/// type Differences = Conv<f32, Series<U4, U1>, Series<U3, U1>, Window<U1, U2>>;
///
/// let mut layer = Differences::ZEROED;
/// layer.weight[0][0][0][0] = -1.0;
/// layer.weight[0][1][0][0] = 1.0;
/// let (mut y, mut scratch) = (Block::<f32, U3, U1>::ZEROS, Zeros::ZEROS);
/// layer.forward_rows(call::<U1>(1), Rows::new(&[1.0, 4.0, 9.0, 16.0], 4), y.rows_mut(), &mut Zeros::ZEROS, &mut scratch);
/// assert_eq!(y.rows().row(0), [3.0, 5.0, 7.0]);
/// ```
#[repr(C)]
pub struct Conv<
    T: Scalar,
    X: Grid,
    Y: Grid,
    W: Sliding,
    F: RowActivation = Linear,
    B: Size = <Y as Grid>::Channels,
    I: Size = <X as Grid>::Channels,
> {
    /// W: rows of the window, taps of a row, input channels of a group, output channels. PyTorch's order is output channels,
    /// input channels, rows, taps: [how to load it](crate::guide::pytorch).
    pub weight: Weights<T, Y, W, I>,
    /// b: one number per output channel, or empty.
    pub bias: Vector<T, B>,
    /// What the activation learns: for `prelu` its slope, a number; for all others an array of none.
    pub slope: F::Parameter<T>,
    /// Nothing: the shape of the input is part of the type.
    shape: [Vector<T, X::Channels>; 0],
}

/// The weights of a convolution: rows of the window x taps x input channels x output channels.
type Weights<T, Y, W, I> =
    Vector<Vector<Matrix<T, I, <Y as Grid>::Channels>, <W as Sliding>::Width>, <W as Sliding>::Height>;

plain_layer! {
    [T: Scalar, X: Grid, Y: Grid, W: Sliding, F: RowActivation, B: Size, I: Size] Conv<T, X, Y, W, F, B, I>: T {
        weight: Weights<T, Y, W, I>,
        bias: Vector<T, B>,
        slope: F::Parameter<T>,
        shape: [Vector<T, X::Channels>; 0],
    }
}

/// Two parts of equal length.
#[inline(always)]
fn halves<T>(values: &mut [T]) -> [&mut [T]; 2] {
    let (first, second) = values.split_at_mut(values.len() / 2);
    [first, second]
}

/// A position of an input.
type Pixel<T, X> = Many<T, <X as Grid>::Channels>;

/// The steps before a window, for each row: those at its start, and those before the window that continues it. Nothing unless the
/// convolution is causal.
type Ends<T, X, W, R> =
    <<W as Sliding>::Padding as Padding>::Ends<Many<<<W as Sliding>::Padding as Padding>::Left<Pixel<T, X>>, R>>;

/// A row of an input with its padding.
type Row<T, X, P> = Adjoining<Many<Pixel<T, X>, <X as Grid>::Width>, [<P as Padding>::Left<Pixel<T, X>>; 2]>;

/// An input with its padding.
type Image<T, X, P> = Adjoining<Many<Row<T, X, P>, <X as Grid>::Height>, [<P as Padding>::Above<Row<T, X, P>>; 2]>;

/// Room for an input with its padding, if there is any.
type Padded<T, X, W> = Buffer<<<W as Sliding>::Padding as Padding>::IfAny<Image<T, X, <W as Sliding>::Padding>>>;

/// d of a sample, one plane per output channel, for the convolutions that take it so: those of one channel to a few.
type Planes<T, X, Y> = Many<
    Many<
        Many<Many<PaddedRow<T, <Y as Grid>::Width>, <Y as Grid>::Height>, <Y as Grid>::Channels>,
        <<Y as Grid>::Channels as Length>::IfFew,
    >,
    <<X as Grid>::Channels as Length>::IfOne,
>;

/// Room for an input with its padding, and for the planes.
type PaddedAndPlanes<T, X, Y, W> = Buffer<
    Adjoining<<<W as Sliding>::Padding as Padding>::IfAny<Image<T, X, <W as Sliding>::Padding>>, Planes<T, X, Y>>,
>;

/// d of a sample with its padding in the convolution that leads to dL/dx: at most the input's positions and the window's taps.
type Surrounded<T, X, Y, W> = Adjoining<
    Many<SurroundedRow<T, X, Y, W>, <X as Grid>::Height>,
    Many<SurroundedRow<T, X, Y, W>, <W as Sliding>::Height>,
>;

/// A row of it.
type SurroundedRow<T, X, Y, W> =
    Adjoining<Many<Pixel<T, Y>, <X as Grid>::Width>, Many<Pixel<T, Y>, <W as Sliding>::Width>>;

/// Room for what dL/dx takes: the weights transposed, a gradient with padding, and d with padding, where the input's channels fill a
/// vector. Whole vectors are read and written in the first two.
type Transposed<T, X, Y, W, I> = Buffer<
    Adjoining<
        Adjoining<Weights<T, Y, W, I>, Many<T, U16>>,
        Adjoining<
            Adjoining<Image<T, X, <W as Sliding>::Padding>, Many<T, U16>>,
            Many<Surrounded<T, X, Y, W>, <<X as Grid>::Channels as Length>::IfFull>,
        >,
    >,
>;

impl<T: Scalar, X: Grid + Shape<Element<T> = T>, Y: Grid, W: Sliding, F: RowActivation, B: Size, I: Size> Layer
    for Conv<T, X, Y, W, F, B, I>
{
    type Float = T;
    type InputShape = X;
    type OutputShape = Y;
    type Activation = F;
    type Tape<R: Size> = (F::Tape<T, Y::Len, R>, Ends<T, X, W, R>);
    type ForwardScratch<R: Size> = Padded<T, X, W>;
    type BackwardScratch<R: Size> = PaddedAndPlanes<T, X, Y, W>;
    type InputScratch<R: Size> = Transposed<T, X, Y, W, I>;
    type State = <W::Padding as Padding>::State<T, Pixel<T, X>>;
    type Stream = <W::Padding as Padding>::Stream;

    const ZEROED: Self = Self { weight: flat::zeros(), bias: flat::zeros(), slope: flat::zeros(), shape: [] };
    const STAGE: Stage = Stage {
        kind: "conv",
        attributes: Placed::<X, W>::attributes::<I>(),
        tensors: Self::TENSORS,
        multiply_adds: Self::GEOMETRY.inputs() * Y::Len::VALUE,
        ..Self::OUTLINE
    };

    fields_as_tensors!(weight, bias, slope);

    #[inline(always)]
    fn forward_rows<P: Pass>(
        &self,
        pass: P,
        x: Inputs<'_, Self>,
        mut y: RowsMut<'_, T>,
        (tape, ends): &mut Self::Tape<P::Rows>,
        scratch: &mut Self::ForwardScratch<P::Rows>,
    ) {
        let (isa, rows) = (pass.isa(), pass.rows());
        let [start, end] = halves(flat::scalars_mut(ends));
        if const { P::TAPED && W::Padding::CAUSAL } {
            conv::end(rows, Self::GEOMETRY, x, start, end);
        }
        let x = Input { x, start, copy: flat::scalars_mut(&mut scratch.values) };
        let parameters = Parameters { weight: flat::scalars(&self.weight), bias: flat::scalars(&self.bias) };
        if const { P::LOGITS } {
            conv::forward::<_, T, Linear>(isa, rows, Self::GEOMETRY, x, parameters, y);
        } else {
            conv::forward::<_, T, F::Fused>(isa, rows, Self::GEOMETRY, x, parameters, y.reborrow());
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
        scratch: &mut Self::BackwardScratch<P::Rows>,
    ) {
        let (isa, rows) = (pass.isa(), pass.rows());
        let (tape, ends) = seen.tape;
        F::differentiate::<P, T, Y::Len>(pass, &self.slope, seen.y, tape, d.reborrow(), &mut gradient.slope);
        let (start, _) = flat::scalars(ends).split_at(flat::scalars(ends).len() / 2);
        let x = Input { x: seen.x, start, copy: flat::scalars_mut(&mut scratch.values) };
        let to =
            Parameters { weight: flat::scalars_mut(&mut gradient.weight), bias: flat::scalars_mut(&mut gradient.bias) };
        conv::backward_parameters(isa, (rows, pass.adds()), Self::GEOMETRY, x, d.as_rows(), to);
        if let Some(dx) = dx {
            let (dx, scratch) = dx.split();
            let room = flat::scalars_mut(&mut scratch.values);
            let (transposed, room) = room.split_at_mut(flat::scalars(&self.weight).len() + SLACK);
            let (image, surrounded) = room.split_at_mut(Self::GEOMETRY.padded_len() + SLACK);
            if pass.is_first() {
                conv::transpose(isa, Self::GEOMETRY, flat::scalars(&self.weight), transposed);
            }
            dx.all_rows(
                rows,
                #[inline(always)]
                |mut dx, adds| {
                    for row in 0..rows {
                        let room = InputRoom { transposed, image, d: surrounded };
                        conv::backward_input(isa, Self::GEOMETRY, d.row(row), room, row == 0, (dx.row_mut(row), adds));
                    }
                },
            );
        }
    }

    #[inline(always)]
    fn step_rows<P: Pass>(&self, pass: P, x: Inputs<'_, Self>, mut y: RowsMut<'_, T>, state: &mut Self::State) {
        let Some((frames, oldest)) = W::Padding::frames::<T, Pixel<T, X>>(state) else { return };
        let parameters = Parameters { weight: flat::scalars(&self.weight), bias: flat::scalars(&self.bias) };
        let frame: &Pixel<T, X> = flat::view(x.row(0));
        conv::step(pass.isa(), W::DILATION[1], (frame, frames, oldest), parameters, y.reborrow());
        let mut tape = F::Tape::<T, Y::Channels, P::Rows>::ZEROS;
        F::activate::<P, T, Y::Channels>(pass, &self.slope, y, &mut tape);
    }

    #[inline(always)]
    fn kept<'a, R: Size>(tape: &'a Self::Tape<R>, y: Rows<'a, T>) -> Rows<'a, T> {
        F::kept::<T, Y::Len, R>(&tape.0, y)
    }

    #[inline(always)]
    fn carry<R: Size>((_, ends): &mut Self::Tape<R>, continues: bool) {
        let [start, end] = halves(flat::scalars_mut(ends));
        if continues {
            start.copy_from_slice(end);
        } else {
            start.fill(T::ZERO);
        }
    }
}

impl<T: Scalar, X: Grid, Y: Grid, W: Sliding, F: RowActivation, B: Size, I: Size> Conv<T, X, Y, W, F, B, I> {
    const GEOMETRY: Geometry = {
        let rank = X::DIMENSIONS.len();
        assert!(
            rank > 1 && rank == Y::DIMENSIONS.len(),
            "a convolution leads from image to image, or from series to series"
        );
        assert!(I::VALUE > 0, "the channels that an output reads are at least 1");
        assert!(B::VALUE == 0 || B::VALUE == Y::Channels::VALUE, "a bias has a number per output channel, or none");
        assert!(
            I::VALUE * (X::Channels::VALUE / I::VALUE) == X::Channels::VALUE,
            "groups of channels have equal sizes"
        );
        Geometry {
            input: [X::Channels::VALUE, X::Height::VALUE, X::Width::VALUE],
            output: [Y::Channels::VALUE, Y::Height::VALUE, Y::Width::VALUE],
            taps: [W::Height::VALUE, W::Width::VALUE],
            stride: W::STRIDE,
            pad: W::PAD,
            dilation: W::DILATION,
            groups: X::Channels::VALUE / I::VALUE,
            causal: W::Padding::CAUSAL,
        }
        .checked()
    };
    const WEIGHT: Tensor = Placed::<X, W>::weight::<I, Y>(Y::Channels::VALUE / Self::GEOMETRY.groups, F::START);
    const BIAS: Tensor = Tensor { name: "bias", shape: &[B::VALUE], ..Tensor::PARAMETER };
    /// Those that it has: there may be no bias, and only `prelu` has a slope.
    const TENSORS: &'static [Tensor] = match (B::VALUE > 0, F::INITIAL) {
        (true, None) => &[Self::WEIGHT, Self::BIAS],
        (false, None) => &[Self::WEIGHT],
        (true, Some(start)) => &[Self::WEIGHT, Self::BIAS, Tensor::slope(start)],
        (false, Some(start)) => &[Self::WEIGHT, Tensor::slope(start)],
    };
}

traits! {
    [T: Scalar, X: Grid + Shape<Element<T> = T>, Y: Grid, W: Sliding, F: RowActivation, B: Size, I: Size]
    Conv<T, X, Y, W, F, B, I> { weight, bias, slope, shape }
}
