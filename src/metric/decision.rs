//! From outputs and targets of numbers to decisions.

use crate::class::Class;
use crate::number::Number;
use crate::scalar::Scalar;

/// The class with the largest output, the first of equal ones; none if an output is NaN.
pub(super) fn largest<T: Scalar, const N: usize>(output: &[T; N]) -> Option<Class<N>> {
    let is_number = output.iter().all(|value| !value.to_f64().is_nan());
    is_number.then(|| Class::most_likely(output))
}

/// Whether a target of yes or no is 1; none if it is neither 0 nor 1.
pub(super) fn is_one<T: Number>(target: T) -> Option<bool> {
    if target == T::ONE {
        Some(true)
    } else if target == T::ZERO {
        Some(false)
    } else {
        None
    }
}

/// A probability as f64. NaN if it isn't from 0 to 1; rounding may have brought it a millionth above 1, for which it is 1.
pub(super) fn probability<T: Number>(output: T) -> f64 {
    let p = output.to_f64();
    if (0.0..=1.0 + 1e-6).contains(&p) { p.min(1.0) } else { f64::NAN }
}
