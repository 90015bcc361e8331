//! The layer of units with long short-term memory.

use crate::flat::Flat;
use crate::kernels::recurrent::name::CellName;
use crate::layers::recurrent::Recurrent;
use crate::layers::recurrent_cell::{Cell, Named};

/// Long short-term memory: a layer whose units each have a memory m, which gates write, keep and read at each step.
///
/// The gates are i, f, g and o, in this order. With z = x W + b + h' U + c, which has a part for every gate, where h' and m' are those of
/// the step before:
///
/// - i = sigmoid(z i), f = sigmoid(z f), g = tanh(z g), o = sigmoid(z o), where z i is the part of z for the gate i;
/// - m = f m' + i g, and h = o tanh m.
///
/// [`Recurrent`] has the shapes. With e = dL/dh, which has come from y and from the step after, t = tanh m, and k = e o (1 - t²) + what
/// has come for m from the step after, the derivatives d with respect to z are:
///
/// - i: k g i (1 - i), f: k m' f (1 - f), g: k i (1 - g²), o: e t o (1 - o).
///
/// dL/dW = sum of xᵀ d, dL/dU = sum of h'ᵀ d, and dL/db and dL/dc are the sum of d, over steps and samples; dL/dx = d Wᵀ; d Uᵀ goes to
/// the h of the step before, and k f to its m.
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
