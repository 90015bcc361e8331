//! A dense layer at every step of a series.

use core::fmt;
use core::mem::MaybeUninit;

use crate::activation::{Activation, Linear};
use crate::flat::{self, Nothing, plain_layer, zero_by_field};
use crate::grid::Grid;
use crate::kernels::dense;
use crate::layer::contract::{InputGradient, Inputs, Layer, Seen};
use crate::layer::row_activation::RowActivation;
use crate::layer::stage::Stage;
use crate::layer::stage_debug;
use crate::layer::stream::Steps;
use crate::layers::dense::Dense;
use crate::layers::traits::{fields_as_tensors, traits};
use crate::pass::Pass;
use crate::rows::{Block, Rows, RowsMut};
use crate::scalar::Scalar;
use crate::shape::{Length, Matrix, Size, Vector, Zeros};

/// A dense layer at every step of the series `X`: y = f(x W + b), with the same weights at each step.
///
/// Shapes, for a block of n samples: x is n x (steps · inputs), y is n x (steps · outputs), and those of the parameters are as in
/// [`Dense`], which has the formulas. The derivatives of the parameters are sums over the steps of all samples. An activation that looks
/// at all outputs, softmax, looks at those of one step.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Line< 2x1 -> 1 >; }
///
/// let mut line = Line::zeros();
/// line.layer1.weight[0][0] = 3.0;
/// line.layer1.bias[0] = -1.0;
/// assert_eq!(line.predict(&[[2.0], [3.0]]), [[5.0], [8.0]]);
/// ```
#[repr(C)]
pub struct DenseSteps<T: Scalar, X: Grid, Y: Grid, F: RowActivation = Linear, B: Size = <Y as Grid>::Channels> {
    /// W: inputs x outputs. PyTorch's `nn.Linear` has outputs x inputs: [how to load it](crate::guide::pytorch).
    pub weight: Matrix<T, X::Channels, Y::Channels>,
    /// b: one number per output, or empty.
    pub bias: Vector<T, B>,
    /// What the activation learns: for `prelu` its slope, a number; for all others an array of none.
    pub slope: F::Parameter<T>,
    /// Nothing: the shape of the input is part of the type.
    shape: Nothing<T, (X,)>,
}

plain_layer! {
    [T: Scalar, X: Grid, Y: Grid, F: RowActivation, B: Size] DenseSteps<T, X, Y, F, B>: T {
        weight: Matrix<T, X::Channels, Y::Channels>,
        bias: Vector<T, B>,
        slope: F::Parameter<T>,
        shape: Nothing<T, (X,)>,
    }
}

/// The layer at one step.
type AtStep<T, X, Y, F, B> = Dense<T, <X as Grid>::Channels, <Y as Grid>::Channels, F, B>;

/// The outputs of all steps of a sample, a row for each.
type Outputs<T, X, Y> = Block<T, <Y as Grid>::Channels, <X as Grid>::Width>;

/// Buffers of the forward pass.
pub struct ForwardScratch<T: Scalar, X: Grid, Y: Grid, F: RowActivation, B: Size> {
    y: Outputs<T, X, Y>,
    layer: <AtStep<T, X, Y, F, B> as Layer>::ForwardScratch<X::Width>,
}

impl<T: Scalar, X: Grid, Y: Grid, F: RowActivation, B: Size> Zeros for ForwardScratch<T, X, Y, F, B> {
    const ZEROS: Self = Self { y: Zeros::ZEROS, layer: Zeros::ZEROS };

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        zero_by_field!(place, y: Zeros::zero, layer: Zeros::zero)
    }
}

/// Buffers of the backward pass.
pub struct BackwardScratch<T: Scalar, X: Grid, Y: Grid, F: RowActivation, B: Size> {
    d: Outputs<T, X, Y>,
    layer: <AtStep<T, X, Y, F, B> as Layer>::BackwardScratch<X::Width>,
}

impl<T: Scalar, X: Grid, Y: Grid, F: RowActivation, B: Size> Zeros for BackwardScratch<T, X, Y, F, B> {
    const ZEROS: Self = Self { d: Zeros::ZEROS, layer: Zeros::ZEROS };

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        zero_by_field!(place, d: Zeros::zero, layer: Zeros::zero)
    }
}

/// Buffers for dL/dx.
pub struct InputScratch<T: Scalar, X: Grid, Y: Grid, F: RowActivation, B: Size> {
    /// dL/dx of all steps of a sample, a row for each.
    dx: Block<T, X::Channels, X::Width>,
    layer: <AtStep<T, X, Y, F, B> as Layer>::InputScratch<X::Width>,
}

impl<T: Scalar, X: Grid, Y: Grid, F: RowActivation, B: Size> Zeros for InputScratch<T, X, Y, F, B> {
    const ZEROS: Self = Self { dx: Zeros::ZEROS, layer: Zeros::ZEROS };

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        zero_by_field!(place, dx: Zeros::zero, layer: Zeros::zero)
    }
}

impl<T: Scalar, X: Grid<Element<T> = T>, Y: Grid, F: RowActivation, B: Size> Layer for DenseSteps<T, X, Y, F, B> {
    type Float = T;
    type InputShape = X;
    type OutputShape = Y;
    type Activation = F;
    type Tape<R: Size> = F::Tape<T, Y::Len, R>;
    type ForwardScratch<R: Size> = ForwardScratch<T, X, Y, F, B>;
    type BackwardScratch<R: Size> = BackwardScratch<T, X, Y, F, B>;
    type InputScratch<R: Size> = InputScratch<T, X, Y, F, B>;
    type State = ();
    type Stream = Steps;

    const ZEROED: Self =
        Self { weight: flat::zeros(), bias: flat::zeros(), slope: flat::zeros(), shape: flat::zeros() };
    const STAGE: Stage = Stage {
        input: X::DIMENSIONS,
        output: Y::DIMENSIONS,
        multiply_adds: Self::STEPS * <AtStep<T, X, Y, F, B> as Layer>::STAGE.multiply_adds,
        ..<AtStep<T, X, Y, F, B> as Layer>::STAGE
    };

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
        for row in 0..pass.rows() {
            let x = Rows::new(x.row(row), X::Channels::VALUE);
            let parameters = dense::Parameters {
                weight: flat::scalars(&self.weight),
                bias: flat::scalars(&self.bias),
                panel: flat::scalars_mut(&mut scratch.layer.values),
            };
            let (isa, place) = (pass.isa(), scratch.y.rows_mut());
            if const { P::LOGITS } {
                dense::forward::<_, T, X::Channels, Y::Channels, Linear, X::Width>(
                    isa,
                    Self::STEPS,
                    x,
                    parameters,
                    place,
                );
            } else {
                dense::forward::<_, T, X::Channels, Y::Channels, F::Fused, X::Width>(
                    isa,
                    Self::STEPS,
                    x,
                    parameters,
                    place,
                );
                if const { F::OF_ROWS } {
                    let mut tape = F::Tape::<T, Y::Channels, X::Width>::ZEROS;
                    F::forward_rows::<_, T, Y::Channels>(
                        pass.steps::<X::Width>(),
                        &self.slope,
                        scratch.y.rows_mut(),
                        &mut tape,
                    );
                }
            }
            for (to, from) in y.row_mut(row).chunks_exact_mut(Y::Channels::VALUE).zip(scratch.y.rows().iter()) {
                to.copy_from_slice(from);
            }
        }
        if const { !P::LOGITS && !F::OF_ROWS } {
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
        if const { !F::OF_ROWS } {
            F::differentiate::<P, T, Y::Len>(pass, &self.slope, seen.y, seen.tape, d.reborrow(), &mut gradient.slope);
        }
        let rows = pass.rows();
        let Some(dx) = dx else {
            for row in 0..rows {
                self.backward_row(pass, &seen, row, d.reborrow(), gradient, scratch);
            }
            return;
        };
        let (dx, input) = dx.split();
        dx.all_rows(
            rows,
            #[inline(always)]
            |mut dx, adds| {
                for row in 0..rows {
                    self.backward_row(pass, &seen, row, d.reborrow(), gradient, scratch);
                    let weights = dense::Weights {
                        weight: flat::scalars(&self.weight),
                        transposed: flat::scalars_mut(&mut input.layer.values),
                        changed: pass.is_first() && row == 0,
                    };
                    let target = dense::Target { dx: input.dx.rows_mut(), kept: Rows::new(&[], 0), add: false };
                    let (isa, d) = (pass.isa(), scratch.d.rows());
                    dense::backward_input::<_, T, X::Channels, Y::Channels, Linear>(
                        isa,
                        Self::STEPS,
                        d,
                        weights,
                        target,
                    );
                    let steps = dx.row_mut(row).chunks_exact_mut(X::Channels::VALUE).zip(input.dx.rows().iter());
                    for (to, from) in steps {
                        if adds {
                            to.iter_mut().zip(from).for_each(|(to, value)| *to += *value);
                        } else {
                            to.copy_from_slice(from);
                        }
                    }
                }
            },
        );
    }

    #[inline(always)]
    fn kept<'a, R: Size>(tape: &'a Self::Tape<R>, y: Rows<'a, T>) -> Rows<'a, T> {
        F::kept::<T, Y::Len, R>(tape, y)
    }

    #[inline(always)]
    fn step_rows<P: Pass>(&self, pass: P, x: Inputs<'_, Self>, mut y: RowsMut<'_, T>, (): &mut ()) {
        let parameters =
            dense::Parameters { weight: flat::scalars(&self.weight), bias: flat::scalars(&self.bias), panel: &mut [] };
        let (isa, rows, place) = (pass.isa(), pass.rows(), y.reborrow());
        dense::forward::<_, T, X::Channels, Y::Channels, F::Fused, P::Rows>(isa, rows, x, parameters, place);
        let mut tape = F::Tape::<T, Y::Channels, P::Rows>::ZEROS;
        F::forward_rows::<P, T, Y::Channels>(pass, &self.slope, y, &mut tape);
    }
}

impl<T: Scalar, X: Grid, Y: Grid, F: RowActivation, B: Size> DenseSteps<T, X, Y, F, B> {
    const STEPS: usize = {
        assert!(
            X::Height::VALUE == 1 && Y::Height::VALUE == 1 && X::Width::VALUE == Y::Width::VALUE,
            "a dense layer at every step leads from series to series, with as many steps"
        );
        X::Width::VALUE
    };

    /// The derivatives of the parameters for one sample, and its d as rows of steps in `scratch`.
    #[inline(always)]
    fn backward_row<P: Pass>(
        &self,
        pass: P,
        seen: &Seen<'_, Self, P>,
        row: usize,
        d: RowsMut<'_, T>,
        gradient: &mut Self,
        scratch: &mut BackwardScratch<T, X, Y, F, B>,
    ) where
        X: Grid<Element<T> = T>,
    {
        let outputs = Y::Channels::VALUE;
        for (to, from) in scratch.d.rows_mut().iter_mut().zip(d.row(row).chunks_exact(outputs)) {
            to.copy_from_slice(from);
        }
        if const { F::OF_ROWS } {
            let (y, tape) = (Rows::new(seen.y.row(row), outputs), F::Tape::<T, Y::Channels, X::Width>::ZEROS);
            let (pass, d) = (pass.steps::<X::Width>(), scratch.d.rows_mut());
            F::differentiate::<_, T, Y::Channels>(pass, &self.slope, y, &tape, d, &mut gradient.slope);
        }
        let x = Rows::new(seen.x.row(row), X::Channels::VALUE);
        let to = dense::Derivatives {
            weight: flat::scalars_mut(&mut gradient.weight),
            bias: flat::scalars_mut(&mut gradient.bias),
            copies: flat::scalars_mut(&mut scratch.layer.values),
        };
        let (isa, sizes) = (pass.isa(), (Self::STEPS, pass.adds() || row > 0));
        dense::backward_parameters::<_, T, X::Channels, Y::Channels, X::Width>(isa, sizes, x, scratch.d.rows(), to);
    }
}

traits! {
    without Debug [T: Scalar, X: Grid<Element<T> = T>, Y: Grid, F: RowActivation, B: Size]
    DenseSteps<T, X, Y, F, B> { weight, bias, slope, shape }
}

impl<T: Scalar, X: Grid<Element<T> = T>, Y: Grid, F: RowActivation, B: Size> fmt::Debug for DenseSteps<T, X, Y, F, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        stage_debug::debug_tensors(f, "DenseSteps", &Self::STAGE, self.tensors().as_ref())
    }
}
