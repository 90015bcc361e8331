//! The largest value of each window.

use crate::activation::{Activation, Linear};
use crate::flat::Nothing;
use crate::grid::Grid;
use crate::kernels::dense::Target;
use crate::kernels::pool::{self, Of};
use crate::layer::contract::{InputGradient, Inputs, Layer, Seen};
use crate::layer::stage::Stage;
use crate::layers::placed::Placed;
use crate::layers::pooled::pooled;
use crate::layers::window::Sliding;
use crate::pass::Pass;
use crate::rows::RowsMut;
use crate::scalar::Scalar;
use crate::shape::Size;

/// The largest value of each window `W` over the positions of the grid `X`, per channel: y = max x over the window's taps.
///
/// Shapes, for a block of n samples: x is n x (height · width · channels) with those of X, y with those of Y. Y has as many
/// channels, and (size - kernel) / stride + 1 positions in each direction, rounded down: what remains at the right and at
/// the bottom is in no window. The window has no pad and no dilation.
///
/// dL/dx is, at each position, the sum of dL/dy over the windows whose largest value it is. Of several equal ones the first
/// takes it, by rows of the window. A NaN in a window makes its y NaN, and the window's last NaN takes dL/dy. All of that is as in
/// PyTorch. The tape is empty: the backward pass finds the largest value by comparing x with y, which costs nothing beside the
/// derivative of the activation before, for which it reads x anyway.
///
/// ```
/// use staticnn::layer::{Block, Layer, Rows, Zeros, call};
/// use staticnn::layers::{MaxPool, Stride, Window};
/// use staticnn::shape::{Series, U1, U2, U5};
///
/// type Halving = MaxPool<f32, Series<U5, U1>, Series<U2, U1>, Window<U1, U2, Stride<1, 2>>>;
///
/// let mut y = Block::<f32, U2, U1>::ZEROS;
/// let x = [1.0, 3.0, 7.0, 5.0, 9.0];
/// Halving::ZEROED.forward_rows(call::<U1>(1), Rows::new(&x, 5), y.rows_mut(), &mut (), &mut ());
/// assert_eq!(y.rows().row(0), [3.0, 7.0]);
/// ```
#[repr(C)]
pub struct MaxPool<T: Scalar, X: Grid, Y: Grid, W: Sliding> {
    nothing: Nothing<T, (X, Y, W)>,
}

pooled!(MaxPool, "max_pool", Of::Largest);
