//! What the library needs of a scalar beyond the arithmetic of [`Real`].

use core::fmt::{Debug, Display};
use core::iter::Sum;
use core::ops::{AddAssign, MulAssign, SubAssign};

use crate::real::Real;

/// A scalar number: `f32` or `f64`. [`Real`] is the arithmetic that vectors share with it; this trait adds what only a
/// single number has, such as an order and a conversion to `f64`.
///
/// ```
/// use staticnn::layer::Number;
///
/// fn mean<T: Number>(values: &[T]) -> T {
///     values.iter().copied().sum::<T>() / T::from_f64(values.len() as f64)
/// }
/// assert_eq!(mean(&[1.0_f32, 2.0]), 1.5);
/// assert_eq!(mean(&[1.0_f64, 2.0]).to_f64(), 1.5);
/// ```
pub trait Number:
    Real + Default + Debug + Display + PartialEq + PartialOrd + AddAssign + SubAssign + MulAssign + Sum + Send + Sync
{
    /// 0
    const ZERO: Self;
    /// 1
    const ONE: Self;
    /// Converts to `f64`, exactly.
    fn to_f64(self) -> f64;
    /// Returns `true` if the number is neither infinite nor NaN.
    fn is_finite(self) -> bool;
    /// The bits; of an `f32`, the lower 32.
    #[doc(hidden)]
    fn bits(self) -> u64;
    /// The number of these bits.
    #[doc(hidden)]
    fn from_bits(bits: u64) -> Self;
}

impl Number for f32 {
    const ZERO: Self = 0.0;
    const ONE: Self = 1.0;

    #[inline]
    fn to_f64(self) -> f64 {
        self.into()
    }
    #[inline]
    fn is_finite(self) -> bool {
        f32::is_finite(self)
    }
    #[inline]
    fn bits(self) -> u64 {
        self.to_bits().into()
    }
    #[inline]
    #[allow(clippy::cast_possible_truncation, reason = "the upper half is zero")]
    fn from_bits(bits: u64) -> Self {
        f32::from_bits(bits as u32)
    }
}

impl Number for f64 {
    const ZERO: Self = 0.0;
    const ONE: Self = 1.0;

    #[inline]
    fn to_f64(self) -> f64 {
        self
    }
    #[inline]
    fn is_finite(self) -> bool {
        f64::is_finite(self)
    }
    #[inline]
    fn bits(self) -> u64 {
        self.to_bits()
    }
    #[inline]
    fn from_bits(bits: u64) -> Self {
        f64::from_bits(bits)
    }
}
