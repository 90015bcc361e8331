//! The last step of a series.

use crate::activation::{Activation, Linear};
use crate::flat::{self, Nothing};
use crate::grid::Grid;
use crate::layer::contract::{InputGradient, Inputs, Layer, Seen};
use crate::layer::stage::Stage;
use crate::layers::parameterless::parameterless;
use crate::pass::Pass;
use crate::rows::RowsMut;
use crate::scalar::Scalar;
use crate::shape::{Features, Length, Shape};

/// The features of the last step of a series: y = x of the last step.
///
/// Shapes, for a block of n samples: x is n x (steps · features), y is n x features. dL/dx is dL/dy at the last step and 0 at the
/// others. The tape is empty. In a stream each step is the last so far: y = x.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Net< 3x2 -> last >; }
///
/// assert_eq!(Net::zeros().predict(&[[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]]), [3.0, 30.0]);
/// ```
#[repr(C)]
pub struct Last<T: Scalar, X: Grid> {
    nothing: Nothing<T, (X,)>,
}

parameterless!([T: Scalar, X: Grid<Element<T> = T>] Last<T, X>);

impl<T: Scalar, X: Grid<Element<T> = T>> Layer for Last<T, X> {
    type Float = T;
    type InputShape = X;
    type OutputShape = Features<X::Channels>;
    type Activation = Linear;
    crate::layer::contract::keeps_nothing!();

    const ZEROED: Self = Self { nothing: flat::zeros() };
    const STAGE: Stage = Stage { kind: "last", ..Self::OUTLINE };

    #[inline]
    fn tensors(&self) -> impl AsRef<[&[T]]> {
        [] as [&[T]; 0]
    }

    #[inline]
    fn tensors_mut(&mut self) -> impl AsMut<[&mut [T]]> {
        [] as [&mut [T]; 0]
    }

    #[inline(always)]
    fn forward_rows<P: Pass>(&self, pass: P, x: Inputs<'_, Self>, mut y: RowsMut<'_, T>, (): &mut (), (): &mut ()) {
        for row in 0..pass.rows() {
            y.row_mut(row).copy_from_slice(&x.row(row)[Self::BEFORE..]);
        }
    }

    #[inline(always)]
    fn backward_rows<P: Pass, B: Activation>(
        &self,
        pass: P,
        _: Seen<'_, Self, P>,
        d: RowsMut<'_, T>,
        dx: InputGradient<'_, Self, P, B>,
        _: &mut Self,
        (): &mut (),
    ) {
        if let Some(dx) = dx {
            dx.each_row(
                pass.rows(),
                #[inline(always)]
                |row, dx| dx[Self::BEFORE..].iter_mut().zip(d.row(row)).for_each(|(dx, d)| *dx += *d),
            );
        }
    }

    #[inline(always)]
    fn step_rows<P: Pass>(&self, pass: P, x: Inputs<'_, Self>, mut y: RowsMut<'_, T>, (): &mut ()) {
        for row in 0..pass.rows() {
            y.row_mut(row).iter_mut().zip(x.row(row)).for_each(|(y, x)| *y = *x);
        }
    }
}

impl<T: Scalar, X: Grid> Last<T, X> {
    /// How many values come before the last step.
    const BEFORE: usize = <X as Shape>::Len::VALUE - X::Channels::VALUE;
}
