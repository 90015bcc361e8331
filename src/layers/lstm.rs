//! The layer of units with long short-term memory.

use crate::flat::Flat;
use crate::kernels::recurrent::name::CellName;
use crate::layers::recurrent::Recurrent;
use crate::layers::recurrent_cell::{Cell, Named};

/// Long short-term memory: a layer whose units each have a memory m, which gates write, keep and read at each step.
///
/// The gates are i, f, g and o, in this order. With a = x W + b + h' U + c, which has a part for each gate, where h' and m' are those of
/// the step before:
///
/// - i = sigmoid(a_i), f = sigmoid(a_f), g = tanh(a_g), o = sigmoid(a_o);
/// - m = f m' + i g, h = o tanh(m).
///
/// [`Recurrent`] has the shapes. Backward, with e = dL/dh, which has come from y and from the step after:
///
/// - dm = e o (1 - tanh²(m)) + what has come for m from the step after;
/// - da_i = g i (1 - i) dm, da_f = m' f (1 - f) dm, da_g = i (1 - g²) dm, da_o = tanh(m) o (1 - o) e;
/// - dL/dW = sum of xᵀ da, dL/dU = sum of h'ᵀ da, dL/db and dL/dc are the sum of da, over steps and samples;
/// - dL/dx = da Wᵀ, and dL/dh' = da Uᵀ and dL/dm' = f dm go to the step before.
///
/// The biases b of the gate f start from 1 at `new` and `init`, so that the memory lasts from the start (Jozefowicz, Zaremba and
/// Sutskever, "An empirical exploration of recurrent network architectures", 2015). It is PyTorch's `LSTM`. Source: Hochreiter and
/// Schmidhuber, "Long short-term memory", 1997, with the gate f of Gers, Schmidhuber and Cummins, 2000.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Memory< 2x1 -> lstm 1 >; }
///
/// let mut net = Memory::init(&mut ChaCha8Rng::seed_from_u64(42));
/// assert_eq!(net.layer1.bias, [[0.0], [1.0], [0.0], [0.0]].map(Into::into));
/// net.layer1.bias[2][0] = 100.0; // what is written is 1
/// let [[first], [second]] = net.predict(&[[0.0], [0.0]]);
/// assert!(first < second); // the memory fills
/// ```
pub type Lstm<T, X, Y> = Recurrent<T, X, Y, LstmCell>;

/// The cell of [`Lstm`].
#[derive(Clone, Copy, Debug)]
pub enum LstmCell {}

impl Named for LstmCell {
    #[allow(private_interfaces, reason = "the kernels know which cells there are")]
    const CELL: CellName = CellName::Lstm;
}

impl Cell for LstmCell {
    type Gates<A: Flat> = [A; 4];
    type Kept<A: Flat> = [A; 6];
    type Memory<A: Flat> = [A; 1];
    type IfDiffer<A: Flat> = [A; 0];
    const NAMES: [&'static str; 2] = ["lstm", "Lstm"];
    const BIASES: &'static [f64] = &[0.0, 1.0, 0.0, 0.0];
}
