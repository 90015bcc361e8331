//! The strength of a penalty or a decay, and the parameters that it acts on.

use core::mem;
use core::ops::Range;

#[cfg(feature = "serde")]
use ::serde::{Deserialize, Serialize};

use crate::network::Network;

/// λ, and whether it acts on the weights only.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(Serialize, Deserialize),
    serde(deny_unknown_fields, bound = "T: crate::scalar::Scalar")
)]
pub(super) struct Strength<T> {
    #[cfg_attr(feature = "serde", serde(with = "crate::serde::float"))]
    pub(super) lambda: T,
    pub(super) weights_only: bool,
}

impl<T> Strength<T> {
    /// Acts on all parameters that are trained.
    pub(super) const fn new(lambda: T) -> Self {
        Self { lambda, weights_only: false }
    }

    /// Calls `f` with the ranges of the parameters that the strength acts on.
    pub(super) fn for_each_range<N: Network>(&self, mut f: impl FnMut(Range<usize>)) {
        // Tensors that adjoin are one range.
        let mut range = 0..0;
        N::STAGE.each_tensor(&mut |tensor| {
            let end = range.end + tensor.len();
            if tensor.trained && (tensor.decays || !self.weights_only) {
                range.end = end;
            } else {
                f(mem::replace(&mut range, end..end));
            }
        });
        f(range);
    }
}

/// Defines the method `weights_only` of a wrapper that has a `strength`. `$result` is the weight after the example's
/// step, from 2.0 with λ = 0.5 and a rate of 1.0.
macro_rules! weights_only {
    ($Name:ident, $result:literal) => {
        /// Leaves all parameters but the weights unchanged: biases and learnt slopes.
        ///
        /// ```
        /// use staticnn::prelude::*;
        ///
        /// network! { struct Line< 1 -> 1 >; }
        ///
        /// let mut line = Line::zeros();
        /// line.parameters_mut().fill(2.0);
        #[doc = concat!("let mut optimizer = ", stringify!($Name), "::new(0.5, Sgd::new(1.0)).weights_only();")]
        /// optimizer.step(&mut line, &Gradient::new());
        #[doc = concat!("assert_eq!(line.parameters(), [", $result, ", 2.0]); // weight, bias")]
        /// ```
        #[must_use]
        pub fn weights_only(mut self) -> Self {
            self.strength.weights_only = true;
            self
        }
    };
}

pub(super) use weights_only;
