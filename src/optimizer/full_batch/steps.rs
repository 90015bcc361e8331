//! How long a full-batch optimizer runs, and the losses on its way.

use alloc::vec::Vec;

use crate::bounds::Bounds;
use crate::history::{History, RESERVED};
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

/// Writes the methods that set the limits. `$new` makes the optimizer, for an example.
macro_rules! limits {
    ($Type:ident, $new:literal) => {
        /// Sets the most steps that `fit` takes: steps that were taken, however many points were tried for them. The default is
        /// 100; 0 leaves the network unchanged.
        ///
        /// ```
        #[doc = concat!("use staticnn::optimizer::", stringify!($Type), ";")]
        /// use staticnn::prelude::*;
        ///
        /// network! { struct Line< 1 -> 1 >; }
        ///
        /// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
        #[doc = concat!("let history = ", $new, ".iterations(2).fit(&mut Line::zeros(), &samples)?;")]
        /// assert_eq!(history.training().len(), 2);
        /// # Ok::<(), staticnn::optimizer::full_batch::Error>(())
        /// ```
        #[must_use]
        pub fn iterations(mut self, iterations: usize) -> Self {
            self.limits.iterations = iterations;
            self
        }

        /// Sets the size of the largest derivative of the loss at which `fit` stops, finite and at least 0, in the unit of the
        /// loss per unit of a parameter. The default is 1e-6; with 0 it goes on while a step lowers the loss.
        ///
        /// ```
        #[doc = concat!("use staticnn::optimizer::", stringify!($Type), ";")]
        /// use staticnn::prelude::*;
        ///
        /// network! { struct Line< 1 -> 1 >; }
        ///
        /// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
        #[doc = concat!("let error = ", $new, ".tolerance(-1.0).fit(&mut Line::zeros(), &samples).unwrap_err();")]
        #[doc = concat!(
            "assert_eq!(error.to_string(), \"", stringify!($Type), "'s tolerance is -1.0, but must be finite and at least 0\");"
        )]
        /// ```
        #[must_use]
        pub fn tolerance(mut self, tolerance: f64) -> Self {
            self.limits.tolerance = tolerance;
            self
        }
    };
}

pub(super) use limits;

/// The losses after the steps, in room for all of them, up to a million.
pub(super) struct Losses(Vec<f64>);

impl Losses {
    pub(super) fn with_capacity(iterations: usize) -> Self {
        Self(Vec::with_capacity(iterations.min(RESERVED)))
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
