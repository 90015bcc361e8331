//! The elementwise part of a recurrent layer's step.

use core::ops::Range;

use crate::real::Real;

/// The most gates of a unit.
pub(crate) const MOST_GATES: usize = 4;

/// The most values of a unit that a step keeps for the backward pass.
pub(crate) const MOST_KEPT: usize = 6;

/// What a step does with each unit, from the products of x and of the last h with the weights.
///
/// The first gates are activations of the sum of both products. For those beyond the two products are given by themselves.
pub(crate) trait Cell {
    /// How many gates a unit has: so many columns of the weights.
    const GATES: usize;
    /// How many of them are activations of a sum.
    const SUMS: usize;
    /// Which of these are tanh; the others are sigmoids.
    const TANH: Range<usize>;
    /// How many values of a unit a step keeps: the activations first.
    const KEPT: usize;
    /// Which of them is the cell's memory c; none for a cell that carries h alone.
    const MEMORY: Option<usize>;
    /// Whether the derivatives of the two products differ.
    const DIFFER: bool;
    /// Whether h leads to the next h by other ways than the gates.
    const DIRECT: bool;

    /// One step, from the activations and then x's part of the gates beyond, from h's part of those, and from h and c.
    fn forward<R: Real>(gates: [R; MOST_GATES], hidden: [R; MOST_GATES], h: R, c: R) -> Step<R>;

    /// The step backward.
    fn backward<R: Real>(step: Back<R>) -> Derivatives<R>;
}

/// What a step computes of a unit.
pub(crate) struct Step<R> {
    pub(crate) h: R,
    /// As many as `KEPT` says; the activations are there already.
    pub(crate) kept: [R; MOST_KEPT],
}

/// What the backward pass of a step starts from.
pub(crate) struct Back<R> {
    /// dL/dh of the new h.
    pub(crate) dh: R,
    /// dL/dc of the new c, from later steps.
    pub(crate) dc: R,
    pub(crate) kept: [R; MOST_KEPT],
    /// The h and the c that the step started from.
    pub(crate) h: R,
    pub(crate) c: R,
}

/// What the backward pass of a step computes of a unit.
pub(crate) struct Derivatives<R> {
    /// With respect to the gates' parts of x.
    pub(crate) input: [R; MOST_GATES],
    /// With respect to the gates' parts of h; looked at only if `DIFFER`.
    pub(crate) hidden: [R; MOST_GATES],
    /// With respect to the h that the step started from, by other ways than the gates; looked at only if `DIRECT`.
    pub(crate) h: R,
    /// With respect to the c that the step started from.
    pub(crate) c: R,
}
