//! How long a full-batch optimizer runs, and the losses on its way.

use alloc::vec::Vec;

use crate::bounds::Bounds;
use crate::history::History;
use crate::number::Number;
use crate::optimizer::error::check_number;
use crate::optimizer::full_batch::error::Error;

/// The limits of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Limits {
    pub(super) iterations: usize,
    pub(super) tolerance: f64,
}

impl Limits {
    pub(super) const fn new() -> Self {
        Self { iterations: 100, tolerance: 1e-6 }
    }

    /// Checks the tolerance, which has this name.
    pub(super) fn check(&self, name: &'static str) -> Result<(), Error> {
        check_number(name, self.tolerance, Bounds::FiniteFromZero).map_err(Error::Optimizer)
    }

    /// Whether every derivative is at most the tolerance.
    pub(super) fn reached<T: Number>(&self, derivatives: &[T]) -> bool {
        derivatives.iter().all(|g| g.to_f64().abs() <= self.tolerance)
    }
}

/// The losses after the steps, in room for all of them, up to a million.
pub(super) struct Losses(Vec<f64>);

impl Losses {
    pub(super) fn with_capacity(iterations: usize) -> Self {
        Self(Vec::with_capacity(iterations.min(1_000_000)))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn push(&mut self, loss: f64) {
        self.0.push(loss);
    }

    pub(super) fn history(self) -> History {
        History::from_iter(self.0)
    }
}

/// The sum of the products of two slices, in f64.
pub(super) fn dot<T: Number>(a: &[T], b: &[T]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a.to_f64() * b.to_f64()).sum()
}

/// Whether all numbers are finite.
pub(super) fn all_finite<T: Number>(values: &[T]) -> bool {
    values.iter().all(|value| value.is_finite())
}
