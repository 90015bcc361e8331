//! The sizes of an attention.

use core::num::NonZero;

use crate::rows::padded;

/// The sizes of a layer.
#[derive(Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) steps: usize,
    /// The features of x.
    pub(crate) inputs: usize,
    /// The features of y, which the heads share equally.
    pub(crate) units: usize,
    /// By their type the division of the units, in compiled kernels too, can't panic.
    pub(crate) heads: NonZero<usize>,
    /// Whether a step attends to no later one.
    pub(crate) causal: bool,
}

impl Sizes {
    /// The features of a head.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn width(&self) -> usize {
        self.units / self.heads
    }

    /// The distance between the steps of q, k and v, which are side by side.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn qkv(&self) -> usize {
        3 * padded(self.units)
    }

    /// The distance between the steps of what has a value for each unit.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn row(&self) -> usize {
        padded(self.units)
    }

    /// The distance between rows of which each has a value for each step.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn line(&self) -> usize {
        padded(self.steps)
    }

    /// What scores are multiplied by: 1 / sqrt(the features of a head).
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn scale<T: crate::real::Real>(&self) -> T {
        T::from_f64(1.0) / T::from_f64(self.width() as f64).sqrt()
    }
}
