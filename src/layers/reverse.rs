//! The steps of a series in reverse order.

use crate::activation::{Activation, Linear};
use crate::flat::Nothing;
use crate::grid::Grid;
use crate::layer::contract::{InputGradient, Inputs, Layer, Seen};
use crate::layer::stage::Stage;
use crate::layers::parameterless::{holds_nothing, parameterless};
use crate::pass::Pass;
use crate::rows::RowsMut;
use crate::scalar::Scalar;
use crate::shape::{Length, Size};

/// The steps of a series in reverse order: y of step t is x of step steps - 1 - t, counted from 0.
///
/// Shapes, for a block of n samples: x and y are n x (steps · features). dL/dx is dL/dy in reverse order. The tape is empty. A
/// recurrent layer between two of them runs from the last step to the first.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Net< 3x2 -> reverse >; }
///
/// let y = Net::zeros().predict(&[[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]]);
/// assert_eq!(y, [[3.0, 30.0], [2.0, 20.0], [1.0, 10.0]]);
/// ```
#[repr(C)]
pub struct Reverse<T: Scalar, X: Grid> {
    nothing: Nothing<T, (X,)>,
}

parameterless!([T: Scalar, X: Grid<Element<T> = T>] Reverse<T, X>);

impl<T: Scalar, X: Grid<Element<T> = T>> Layer for Reverse<T, X> {
    type Float = T;
    type InputShape = X;
    type OutputShape = X;
    type Activation = Linear;
    holds_nothing!();

    const STAGE: Stage = Stage { kind: "reverse", ..Self::OUTLINE };

    #[inline(always)]
    fn forward_rows<P: Pass>(&self, pass: P, x: Inputs<'_, Self>, mut y: RowsMut<'_, T>, (): &mut (), (): &mut ()) {
        let features = X::Channels::VALUE;
        for row in 0..pass.rows() {
            let steps = x.row(row).chunks_exact(features).rev();
            y.row_mut(row).chunks_exact_mut(features).zip(steps).for_each(|(y, x)| y.copy_from_slice(x));
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
            let features = X::Channels::VALUE;
            dx.each_row(
                pass.rows(),
                #[inline(always)]
                |row, dx| {
                    let steps = d.row(row).chunks_exact(features).rev();
                    for (dx, d) in dx.chunks_exact_mut(features).zip(steps) {
                        dx.iter_mut().zip(d).for_each(|(dx, d)| *dx += *d);
                    }
                },
            );
        }
    }
}
