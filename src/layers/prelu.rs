//! The rectifier with a learnt slope, over a layer's rows.

use crate::activation::{Linear, Prelu, Start};
use crate::kernels::rowwise;
use crate::layer::row_activation::RowActivation;
use crate::layer::stage::ActivationName;
use crate::pass::Pass;
use crate::rows::{Block, Rows, RowsMut};
use crate::scalar::Scalar;
use crate::shape::{Length, Size};

impl RowActivation for Prelu {
    type Each = Linear;
    type Fused = Linear;
    type Parameter<T: Scalar> = T;
    /// z: with a negative slope, y doesn't tell it.
    type Tape<T: Scalar, W: Length, R: Size> = Block<T, W, R>;
    const NAME: ActivationName = ActivationName { name: "prelu", number: None };
    const START: Start = Start::He;
    const INITIAL: Option<f64> = Some(0.25);

    #[inline(always)]
    fn forward_rows<P: Pass, T: Scalar, W: Length>(
        pass: P,
        slope: &T,
        y: RowsMut<'_, T>,
        z: &mut Block<T, W, P::Rows>,
    ) {
        rowwise::prelu(pass.isa(), [pass.rows(), W::VALUE], y, z.rows_mut(), *slope);
    }

    #[inline(always)]
    fn backward_rows<P: Pass, T: Scalar, W: Length>(
        pass: P,
        slope: &T,
        _: Rows<'_, T>,
        z: &Block<T, W, P::Rows>,
        d: RowsMut<'_, T>,
        gradient: &mut T,
    ) {
        *gradient = rowwise::prelu_backward(pass.isa(), [pass.rows(), W::VALUE], z.rows(), d, *slope);
    }

    #[inline(always)]
    fn kept<'a, T: Scalar, W: Length, R: Size>(_: &'a Block<T, W, R>, y: Rows<'a, T>) -> Rows<'a, T> {
        y
    }
}
