//! The layer of gated recurrent units.

use crate::flat::Flat;
use crate::kernels::recurrent::name::CellName;
use crate::layers::recurrent::Recurrent;
use crate::layers::recurrent_cell::{Cell, Named};

/// Gated recurrent units: a layer whose h is, at each step, a mean of the h' of the step before and of a candidate n, weighted by a
/// gate z of each unit.
///
/// The gates are r, z and n, in this order. With p = x W + b and q = h' U + c, which have a part for each gate:
///
/// - r = sigmoid(p_r + q_r), z = sigmoid(p_z + q_z), n = tanh(p_n + r q_n);
/// - h = (1 - z) n + z h'.
///
/// [`Recurrent`] has the shapes. Backward, with e = dL/dh, which has come from y and from the step after:
///
/// - dp_n = e (1 - z) (1 - n²), dp_z = e (h' - n) z (1 - z), dp_r = dp_n q_n r (1 - r);
/// - dq_n = r dp_n, dq_z = dp_z, dq_r = dp_r;
/// - dL/dW = sum of xᵀ dp, dL/db = sum of dp, dL/dU = sum of h'ᵀ dq, dL/dc = sum of dq, over steps and samples;
/// - dL/dx = dp Wᵀ, and dL/dh' = e z + dq Uᵀ goes to the step before.
///
/// It is PyTorch's `GRU`, whose r multiplies the product with U, not h' alone; it is Keras's with `reset_after=True`. Source: Cho et
/// al., "Learning phrase representations using RNN encoder-decoder for statistical machine translation", 2014.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Gate< 2x1 -> gru 1 >; }
///
/// let mut net = Gate::zeros();
/// net.layer1.bias[2][0] = 100.0; // the candidate n is 1, and z = sigmoid(0) = 1/2
/// assert_eq!(net.predict(&[[0.0], [0.0]]), [[0.5], [0.75]]);
/// ```
pub type Gru<T, X, Y> = Recurrent<T, X, Y, GruCell>;

/// The cell of [`Gru`].
#[derive(Clone, Copy, Debug)]
pub enum GruCell {}

impl Named for GruCell {
    #[allow(private_interfaces, reason = "the kernels know which cells there are")]
    const CELL: CellName = CellName::Gru;
}

impl Cell for GruCell {
    type Gates<A: Flat> = [A; 3];
    type Kept<A: Flat> = [A; 4];
    type Memory<A: Flat> = [A; 0];
    type IfDiffer<A: Flat> = [A; 1];
    const NAMES: [&'static str; 2] = ["gru", "Gru"];
    const BIASES: &'static [f64] = &[0.0, 0.0, 0.0];
}
