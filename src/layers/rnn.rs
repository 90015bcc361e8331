//! Elman's recurrent layer.

use crate::flat::Flat;
use crate::kernels::recurrent::name::CellName;
use crate::layers::recurrent::Recurrent;
use crate::layers::recurrent_cell::{Cell, Named};

/// A recurrent layer of Elman's: at each step, h = tanh(x W + b + h' U + c), where h' is the h of the step before.
///
/// [`Recurrent`] has the shapes. Backward, with e = dL/dh, which has come from y and from the step after:
///
/// - d = e (1 - h²);
/// - dL/dW = sum of xᵀ d, dL/dU = sum of h'ᵀ d, and dL/db and dL/dc are the sum of d, over steps and samples;
/// - dL/dx = d Wᵀ, and d Uᵀ goes to the step before.
///
/// It is PyTorch's `RNN` with its default, tanh. Source: Elman, "Finding structure in time", 1990.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Sum< 3x1 -> rnn 1 >; }
///
/// let mut net = Sum::zeros();
/// net.layer1.weight[0][0][0] = 1.0;
/// net.layer1.recurrent_weight[0][0][0] = 1.0;
/// let y = net.predict(&[[0.1], [0.0], [0.2]]);
/// assert!((y[0][0] - 0.1_f32.tanh()).abs() < 1e-6);
/// assert!((y[1][0] - 0.1_f32.tanh().tanh()).abs() < 1e-6);
/// ```
pub type Rnn<T, X, Y> = Recurrent<T, X, Y, RnnCell>;

/// The cell of [`Rnn`].
#[derive(Clone, Copy, Debug)]
pub enum RnnCell {}

impl Named for RnnCell {
    #[allow(private_interfaces, reason = "the kernels know which cells there are")]
    const CELL: CellName = CellName::Rnn;
}

impl Cell for RnnCell {
    type Gates<A: Flat> = [A; 1];
    type Kept<A: Flat> = [A; 1];
    type Memory<A: Flat> = [A; 0];
    type IfDiffer<A: Flat> = [A; 0];
    const NAMES: [&'static str; 2] = ["rnn", "Rnn"];
    const BIASES: &'static [f64] = &[0.0];
}
