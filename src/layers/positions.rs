//! What is added to each step, so that the layers behind know which it is.

use crate::activation::{Activation, Linear};
use crate::flat::{self, plain_layer};
use crate::grid::Grid;
use crate::layer::contract::{InputGradient, Inputs, Layer, Seen};
use crate::layer::stage::Stage;
use crate::layer::stream::Steps;
use crate::layer::tensor::{Initial, Tensor};
use crate::layers::traits::{fields_as_tensors, traits};
use crate::pass::Pass;
use crate::rows::RowsMut;
use crate::scalar::Scalar;
use crate::shape::{Length, Size, Vector};

/// Adds a learnt row to each step of a series: y = x + p of step t.
///
/// Shapes, for a block of n samples: x and y are n x (steps · features). With d = dL/dy, dL/dp is the sum of d over the samples, and
/// dL/dx = d. The tape is empty. It is what `nn.Embedding(steps, features)` of the steps' numbers adds in PyTorch, under that module's
/// name.
///
/// `new` and `init` draw p from a normal distribution with mean 0 and standard deviation 0.02, whatever the initializer, as GPT-2 does: the
/// rows start small beside an x of size 1. Weight decay leaves them alone. Source: Gehring et al., "Convolutional Sequence to Sequence
/// Learning", 2017.
///
/// In a stream, the state counts the steps; from the last row on, every step gets that row.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Net< 3x2 -> positions >; }
///
/// let mut net = Net::zeros();
/// net.layer1.weight[1] = [5.0, 6.0].into();
/// assert_eq!(net.predict(&[[1.0, 2.0]; 3]), [[1.0, 2.0], [6.0, 8.0], [1.0, 2.0]]);
/// ```
#[repr(C)]
pub struct Positions<T: Scalar, X: Grid> {
    /// p: steps x features, as PyTorch has it.
    pub weight: Vector<Vector<T, X::Channels>, X::Width>,
}

plain_layer! {
    [T: Scalar, X: Grid] Positions<T, X>: T { weight: Vector<Vector<T, X::Channels>, X::Width>, }
}

impl<T: Scalar, X: Grid<Element<T> = T>> Layer for Positions<T, X> {
    type Float = T;
    type InputShape = X;
    type OutputShape = X;
    type Activation = Linear;
    type Tape<R: Size> = ();
    type ForwardScratch<R: Size> = ();
    type BackwardScratch<R: Size> = ();
    type InputScratch<R: Size> = ();
    type State = T;
    type Stream = Steps;

    const ZEROED: Self = Self { weight: flat::zeros() };
    const STAGE: Stage = Stage {
        kind: "positions",
        tensors: &[Tensor {
            name: "weight",
            shape: &[X::Width::VALUE, X::Channels::VALUE],
            initial: Initial::Normal(0.02),
            ..Tensor::PARAMETER
        }],
        ..Self::OUTLINE
    };

    fields_as_tensors!(weight);

    #[inline(always)]
    fn forward_rows<P: Pass>(&self, pass: P, x: Inputs<'_, Self>, mut y: RowsMut<'_, T>, (): &mut (), (): &mut ()) {
        for row in 0..pass.rows() {
            add(y.row_mut(row), x.row(row), flat::scalars(&self.weight));
        }
    }

    #[inline(always)]
    fn backward_rows<P: Pass, B: Activation>(
        &self,
        pass: P,
        _: Seen<'_, Self, P>,
        d: RowsMut<'_, T>,
        dx: InputGradient<'_, Self, P, B>,
        gradient: &mut Self,
        (): &mut (),
    ) {
        gradient.zero_unless_adding(pass);
        let sum = flat::scalars_mut(&mut gradient.weight);
        for row in 0..pass.rows() {
            sum.iter_mut().zip(d.row(row)).for_each(|(sum, d)| *sum += *d);
        }
        if let Some(dx) = dx {
            dx.each_row(
                pass.rows(),
                #[inline(always)]
                |row, dx| dx.iter_mut().zip(d.row(row)).for_each(|(dx, d)| *dx += *d),
            );
        }
    }

    #[inline(always)]
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the conversion saturates, and NaN is 0"
    )]
    fn step_rows<P: Pass>(&self, _: P, x: Inputs<'_, Self>, mut y: RowsMut<'_, T>, steps: &mut T) {
        // The number may be any, if a program has read it from a file.
        let step = (steps.to_f64() as usize).min(const { X::Width::VALUE - 1 });
        *steps = T::from_f64((step + 1) as f64);
        add(y.row_mut(0), x.row(0), &self.weight[step]);
    }
}

/// y = x + p
#[inline(always)]
fn add<T: Scalar>(y: &mut [T], x: &[T], p: &[T]) {
    y.iter_mut().zip(x).zip(p).for_each(|((y, x), p)| *y = *x + *p);
}

traits! {
    [T: Scalar, X: Grid<Element<T> = T>] Positions<T, X> { weight }
}
