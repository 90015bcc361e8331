//! What the checks of the losses have in common.

use crate::bounds::Bounds;
use crate::loss::error::Error;
use crate::number::Number;

/// Checks a number that a loss was created with.
pub(super) fn check_number<T: Number>(name: &'static str, value: T, bounds: Bounds) -> Result<(), Error> {
    let value = value.to_f64();
    if bounds.contain(value) { Ok(()) } else { Err(Error::Number { name, value, allowed: bounds.words() }) }
}

/// Checks every value of a target.
pub(super) fn check_values<T: Number>(sample: usize, target: &[T], bounds: Bounds) -> Result<(), Error> {
    for (column, value) in target.iter().enumerate() {
        let value = value.to_f64();
        if !bounds.contain(value) {
            return Err(Error::Target { sample, column, value, allowed: bounds.words() });
        }
    }
    Ok(())
}

/// Defines the method `check` of a loss with targets of numbers. [`Loss::check`](crate::loss::Loss::check), which it
/// calls, can't be called without saying for which last activation.
macro_rules! check_samples {
    ($loss:literal) => {
        /// Checks the samples, and the numbers that the loss was created with, for a training loop written by hand:
        /// `Trainer::fit` does so itself. Without a check, a number out of range
        /// makes loss and derivatives NaN.
        ///
        /// # Errors
        ///
        /// The first value that is out of range, as a [`loss::Error`](crate::loss::Error).
        ///
        /// ```
        /// use staticnn::prelude::*;
        ///
        /// let (x, nan) = ([[0.5], [0.25]], [[1.0], [f32::NAN]]);
        #[doc = concat!("assert!(", $loss, ".check(&Samples::from((&x, &[[1.0]; 2]))).is_ok());")]
        #[doc = concat!("assert!(", $loss, ".check(&Samples::from((&x, &nan))).is_err());")]
        /// ```
        pub fn check<Input: $crate::flat::Elements, Float: $crate::scalar::Scalar, const N: usize>(
            &self,
            samples: &$crate::samples::Samples<'_, Input, [Float; N]>,
        ) -> Result<(), $crate::loss::error::Error>
        where
            Self: $crate::loss::contract::Loss<[Float; N], $crate::activation::Linear, Target = [Float; N]>,
        {
            $crate::loss::contract::Loss::<[Float; N], $crate::activation::Linear>::check(self, samples)
        }
    };
}

pub(super) use check_samples;
