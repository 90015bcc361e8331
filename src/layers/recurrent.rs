//! What the recurrent layers have in common.

use core::fmt;

use crate::activation::{Activation, Linear, Start};
use crate::flat::{self, Nothing, plain_layer};
use crate::grid::Grid;
use crate::kernels::recurrent::{BackRoom, InputRoom, Memory, Recurrence, Sizes, Weights};
use crate::layer::contract::{InputGradient, Inputs, Layer, Seen};
use crate::layer::stage::Stage;
use crate::layer::stage_debug;
use crate::layer::stream::Steps;
use crate::layer::tensor::{Initial, Tensor};
use crate::layers::buffer::Buffer;
use crate::layers::recurrent_cell::Cell;
use crate::layers::recurrent_memory::{BackwardScratch, Gates, InputScratch, State, Tape};
use crate::layers::traits::{fields_as_tensors, traits};
use crate::pass::Pass;
use crate::rows::RowsMut;
use crate::scalar::Scalar;
use crate::shape::{Length, Size, Vector};

/// A recurrent layer with the cell `C`, over the steps of the series `X`: [`Rnn`](crate::layers::Rnn), [`Gru`](crate::layers::Gru) and
/// [`Lstm`](crate::layers::Lstm) have the formulas.
///
/// Shapes, for a block of n samples: x is n x (steps · features), y is n x (steps · units), the h of every step. A window starts from
/// h = 0 and, for an LSTM, c = 0, or from where the window before it has ended, if the training carries its state.
///
/// The derivatives go back through all steps of the window (Werbos, "Backpropagation through time", 1990). The tape keeps the gates of
/// every step. A stream carries h and c from one step to the next.
#[repr(C)]
pub struct Recurrent<T: Scalar, X: Grid, Y: Grid, C: Cell> {
    /// W: features x gates x units, by which x is multiplied. PyTorch's `weight_ih_l0` has gates · units x features.
    pub weight: Vector<C::Gates<Units<T, Y>>, X::Channels>,
    /// U: units x gates x units, by which the last h is multiplied. PyTorch's `weight_hh_l0` has gates · units x units.
    pub recurrent_weight: Vector<C::Gates<Units<T, Y>>, Y::Channels>,
    /// b: gates x units, PyTorch's `bias_ih_l0`.
    pub bias: C::Gates<Units<T, Y>>,
    /// c: gates x units, PyTorch's `bias_hh_l0`.
    pub recurrent_bias: C::Gates<Units<T, Y>>,
    /// Nothing: the shape of the input is part of the type.
    shape: Nothing<T, (X,)>,
}

/// A number for each unit.
type Units<T, Y> = Vector<T, <Y as Grid>::Channels>;

plain_layer! {
    [T: Scalar, X: Grid, Y: Grid, C: Cell] Recurrent<T, X, Y, C>: T {
        weight: Vector<C::Gates<Units<T, Y>>, X::Channels>,
        recurrent_weight: Vector<C::Gates<Units<T, Y>>, Y::Channels>,
        bias: C::Gates<Units<T, Y>>,
        recurrent_bias: C::Gates<Units<T, Y>>,
        shape: Nothing<T, (X,)>,
    }
}

impl<T: Scalar, X: Grid<Element<T> = T>, Y: Grid, C: Cell> Layer for Recurrent<T, X, Y, C> {
    type Float = T;
    type InputShape = X;
    type OutputShape = Y;
    type Activation = Linear;
    type Tape<R: Size> = Tape<T, X, Y, C, R>;
    type ForwardScratch<R: Size> = Buffer<Gates<T, Y, C, R>>;
    type BackwardScratch<R: Size> = BackwardScratch<T, X, Y, C, R>;
    type InputScratch<R: Size> = InputScratch<T, X, Y, C, R>;
    type State = State<T, Y, C>;
    type Stream = Steps;

    const ZEROED: Self = Self {
        weight: flat::zeros(),
        recurrent_weight: flat::zeros(),
        bias: flat::zeros(),
        recurrent_bias: flat::zeros(),
        shape: flat::zeros(),
    };
    const STAGE: Stage = Stage {
        kind: C::NAMES[0],
        sequential: true,
        tensors: &[
            Tensor::matrix("weight", "weight_ih_l0", &[X::Channels::VALUE, Self::COLUMNS], Y::Channels::VALUE),
            Tensor {
                initial: Initial::Recurrent { units: Y::Channels::VALUE, start: Start::Xavier },
                ..Tensor::matrix(
                    "recurrent_weight",
                    "weight_hh_l0",
                    &[Y::Channels::VALUE, Self::COLUMNS],
                    Y::Channels::VALUE,
                )
            },
            Tensor { initial: Initial::Parts(C::BIASES), ..Tensor::bias("bias", "bias_ih_l0", &[Self::COLUMNS]) },
            Tensor::bias("recurrent_bias", "bias_hh_l0", &[Self::COLUMNS]),
        ],
        multiply_adds: X::Width::VALUE * Self::COLUMNS * (X::Channels::VALUE + Y::Channels::VALUE),
        ..Self::OUTLINE
    };

    fields_as_tensors!(weight, recurrent_weight, bias, recurrent_bias);

    #[inline(always)]
    fn forward_rows<P: Pass>(
        &self,
        pass: P,
        x: Inputs<'_, Self>,
        mut y: RowsMut<'_, T>,
        Tape { start, end, kept }: &mut Self::Tape<P::Rows>,
        scratch: &mut Self::ForwardScratch<P::Rows>,
    ) {
        let (recurrence, hidden) =
            (Self::recurrence(X::Width::VALUE, pass.rows()), flat::scalars_mut(&mut scratch.values));
        let (h, c) = (flat::scalars(&start.h), flat::scalars(&start.c));
        let memory = Memory { h, c, kept: flat::scalars_mut(&mut kept.values) };
        recurrence.forward(pass.isa(), x, self.all(), memory, hidden, y.reborrow());
        if const { P::TAPED } {
            end.take(recurrence, y.as_rows(), flat::scalars(&kept.values));
        }
    }

    #[inline(always)]
    fn backward_rows<P: Pass, B: Activation>(
        &self,
        pass: P,
        seen: Seen<'_, Self, P>,
        d: RowsMut<'_, T>,
        dx: InputGradient<'_, Self, P, B>,
        gradient: &mut Self,
        scratch: &mut Self::BackwardScratch<P::Rows>,
    ) {
        let (isa, recurrence) = (pass.isa(), Self::recurrence(X::Width::VALUE, pass.rows()));
        let Tape { start, kept, .. } = seen.tape;
        let memory =
            Memory { h: flat::scalars(&start.h), c: flat::scalars(&start.c), kept: flat::scalars(&kept.values) };
        let room = BackRoom {
            input: flat::scalars_mut(&mut scratch.input.values),
            hidden: flat::scalars_mut(&mut scratch.hidden.values),
            later: flat::scalars_mut(&mut scratch.later.values),
            transposed: flat::scalars_mut(&mut scratch.transposed.values),
        };
        let rows = [seen.x, seen.y, d.as_rows()];
        let weights = flat::scalars(&self.recurrent_weight);
        recurrence.backward(isa, rows, weights, memory, room, (gradient.all_mut(), pass.adds()));
        if let Some(dx) = dx {
            let (dx, scratch_of_dx) = dx.split();
            let room = InputRoom {
                transposed: flat::scalars_mut(&mut scratch_of_dx.transposed.values),
                step: flat::scalars_mut(&mut scratch_of_dx.step.values),
            };
            let (weights, input) = (flat::scalars(&self.weight), flat::scalars(&scratch.input.values));
            dx.all_rows(
                pass.rows(),
                #[inline(always)]
                |dx, adds| recurrence.backward_input(isa, weights, input, room, dx, adds),
            );
        }
    }

    #[inline(always)]
    fn step_rows<P: Pass>(&self, pass: P, x: Inputs<'_, Self>, mut y: RowsMut<'_, T>, state: &mut Self::State) {
        let (recurrence, State { carried, kept, hidden }) = (Self::recurrence(1, 1), state);
        let (h, c) = (flat::scalars(&carried.h), flat::scalars(&carried.c));
        let memory = Memory { h, c, kept: flat::scalars_mut(kept) };
        recurrence.forward(pass.isa(), x, self.all(), memory, flat::scalars_mut(hidden), y.reborrow());
        carried.take(recurrence, y.as_rows(), flat::scalars(kept));
    }

    #[inline(always)]
    fn carry<R: Size>(tape: &mut Self::Tape<R>, continues: bool) {
        let Tape { start, end, .. } = tape;
        if continues {
            flat::scalars_mut(&mut start.h).copy_from_slice(flat::scalars(&end.h));
            flat::scalars_mut(&mut start.c).copy_from_slice(flat::scalars(&end.c));
        } else {
            flat::scalars_mut(&mut start.h).fill(T::ZERO);
            flat::scalars_mut(&mut start.c).fill(T::ZERO);
        }
    }
}

impl<T: Scalar, X: Grid, Y: Grid, C: Cell> Recurrent<T, X, Y, C> {
    /// The columns of both weights.
    const COLUMNS: usize = {
        assert!(
            X::Height::VALUE == 1 && Y::Height::VALUE == 1 && X::Width::VALUE == Y::Width::VALUE,
            "a recurrent layer leads from series to series, with as many steps"
        );
        C::CELL.gates() * Y::Channels::VALUE
    };

    #[inline(always)]
    fn recurrence(steps: usize, rows: usize) -> Recurrence {
        let sizes = Sizes { steps, inputs: X::Channels::VALUE, units: Y::Channels::VALUE };
        Recurrence::new(C::CELL, sizes, rows)
    }

    #[inline(always)]
    fn all(&self) -> Weights<&[T]> {
        Weights {
            input: flat::scalars(&self.weight),
            hidden: flat::scalars(&self.recurrent_weight),
            input_bias: flat::scalars(&self.bias),
            hidden_bias: flat::scalars(&self.recurrent_bias),
        }
    }

    #[inline(always)]
    fn all_mut(&mut self) -> Weights<&mut [T]> {
        Weights {
            input: flat::scalars_mut(&mut self.weight),
            hidden: flat::scalars_mut(&mut self.recurrent_weight),
            input_bias: flat::scalars_mut(&mut self.bias),
            hidden_bias: flat::scalars_mut(&mut self.recurrent_bias),
        }
    }
}

traits! {
    without Debug [T: Scalar, X: Grid<Element<T> = T>, Y: Grid, C: Cell]
    Recurrent<T, X, Y, C> { weight, recurrent_weight, bias, recurrent_bias, shape }
}

impl<T: Scalar, X: Grid<Element<T> = T>, Y: Grid, C: Cell> fmt::Debug for Recurrent<T, X, Y, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        stage_debug::debug_tensors(f, C::NAMES[1], &Self::STAGE, self.tensors().as_ref())
    }
}
