//! The cells of recurrent layers.

use crate::flat::Flat;
use crate::kernels::recurrent::name::CellName;

/// The cell of a recurrent layer: what it computes at each step. [`Gru`](crate::layers::Gru) and its neighbours name the layers.
#[allow(private_bounds, reason = "the kernels know which cells there are")]
pub trait Cell: sealed::Named + 'static {
    /// What each gate has: an array of as many.
    type Gates<A: Flat>: Flat<Scalar = A::Scalar>;
    /// What a step keeps for the backward pass: an array of as many.
    #[doc(hidden)]
    type Kept<A: Flat>: Flat<Scalar = A::Scalar>;
    /// What is there for the memory c: one or none.
    #[doc(hidden)]
    type Memory<A: Flat>: Flat<Scalar = A::Scalar>;
    /// What is there if the derivatives of the two products differ: one or none.
    #[doc(hidden)]
    type IfDiffer<A: Flat>: Flat<Scalar = A::Scalar>;
    /// The word of declarations, and the name of the layer.
    #[doc(hidden)]
    const NAMES: [&'static str; 2];
    /// What the biases of x's part start from: a number for each gate.
    #[doc(hidden)]
    const BIASES: &'static [f64];
}

mod sealed {
    use super::CellName;

    pub trait Named {
        #[allow(private_interfaces, reason = "the kernels know which cells there are")]
        const CELL: CellName;
    }
}

pub(super) use sealed::Named;
