//! From a grid to a vector.

use crate::activation::{Activation, Linear, is_linear};
use crate::flat::Nothing;
use crate::grid::{Grid, positions};
use crate::kernels::{flatten, rowwise};
use crate::layer::contract::{InputGradient, Inputs, Layer, Seen};
use crate::layer::stage::Stage;
use crate::layers::parameterless::{holds_nothing, parameterless};
use crate::pass::Pass;
use crate::rows::RowsMut;
use crate::scalar::Scalar;
use crate::shape::{Features, Length, Size};

/// Makes a vector of an image or of a series, in PyTorch's order: channel by channel, and within a channel position by
/// position.
///
/// Shapes, for a block of n samples: x is n x (height · width · channels), with the channels of a position adjoining, and
/// y is n x (channels · height · width): y\[c, p\] = x\[p, c\], where p counts the positions by rows. A series is one row of
/// steps. dL/dx is dL/dy in the order of x. The dense weights of the next stage are PyTorch's by that.
///
/// It has no parameters, and its tape is empty.
///
/// ```
/// use staticnn::layer::{Block, Layer, Rows, Zeros, call};
/// use staticnn::layers::Flatten;
/// use staticnn::shape::{Series, U1, U2, U3, U6};
///
/// let x = [1.0, 10.0, 2.0, 20.0, 3.0, 30.0]; // three steps of two features
/// let mut y = Block::<f32, U6, U1>::ZEROS;
/// Flatten::<f32, Series<U3, U2>>::ZEROED.forward_rows(call::<U1>(1), Rows::new(&x, 6), y.rows_mut(), &mut (), &mut ());
/// assert_eq!(y.rows().row(0), [1.0, 2.0, 3.0, 10.0, 20.0, 30.0]);
/// ```
#[repr(C)]
pub struct Flatten<T: Scalar, X: Grid> {
    nothing: Nothing<T, (X,)>,
}

parameterless!([T: Scalar, X: Grid<Element<T> = T>] Flatten<T, X>);

impl<T: Scalar, X: Grid<Element<T> = T>> Layer for Flatten<T, X> {
    type Float = T;
    type InputShape = X;
    type OutputShape = Features<X::Len>;
    type Activation = Linear;
    holds_nothing!();

    const STAGE: Stage = Stage { kind: "flatten", ..Self::OUTLINE };

    #[inline(always)]
    fn forward_rows<P: Pass>(&self, pass: P, x: Inputs<'_, Self>, y: RowsMut<'_, T>, (): &mut (), (): &mut ()) {
        flatten::transpose_rows(pass.isa(), pass.rows(), [positions::<X>(), X::Channels::VALUE], x, y, false);
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
            let (isa, n, mut dx) = (pass.isa(), pass.rows(), dx.into_parts());
            let sizes = [X::Channels::VALUE, positions::<X>()];
            flatten::transpose_rows(isa, n, sizes, d.as_rows(), dx.d.reborrow(), dx.adds);
            if const { !is_linear::<B>() } {
                rowwise::multiply_by_derivative::<_, T, B>(isa, [n, X::Len::VALUE], dx.kept, dx.d);
            }
        }
    }
}
