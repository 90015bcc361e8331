//! Softmax over a layer's rows.

use crate::activation::{Linear, Softmax, Start};
use crate::kernels::losses;
use crate::layer::row_activation::RowActivation;
use crate::layer::stage::ActivationName;
use crate::pass::Pass;
use crate::rows::{Rows, RowsMut};
use crate::scalar::{LanesOf, Scalar};
use crate::shape::{Length, Size};

impl RowActivation for Softmax {
    type Each = Linear;
    type Fused = Linear;
    type Parameter<T: Scalar> = [T; 0];
    type Tape<T: Scalar, W: Length, R: Size> = ();
    const NAME: ActivationName = ActivationName { name: "softmax", number: None };
    const START: Start = Start::Xavier;
    const OF_ROWS: bool = true;

    #[inline(always)]
    fn forward_rows<P: Pass, T: Scalar, W: Length>(pass: P, _: &[T; 0], y: RowsMut<'_, T>, (): &mut ()) {
        losses::softmax::<LanesOf<T, P::Isa>>(y, pass.rows());
    }

    #[inline(always)]
    fn backward_rows<P: Pass, T: Scalar, W: Length>(
        pass: P,
        _: &[T; 0],
        y: Rows<'_, T>,
        (): &(),
        d: RowsMut<'_, T>,
        _: &mut [T; 0],
    ) {
        losses::softmax_backward(y, d, pass.rows());
    }

    #[inline(always)]
    fn kept<'a, T: Scalar, W: Length, R: Size>((): &'a (), y: Rows<'a, T>) -> Rows<'a, T> {
        y
    }
}
