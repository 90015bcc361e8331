//! The two kinds of number that a network can be made of.

use core::fmt::{Debug, Display};
use core::iter::Sum;
use core::ops::{Add, AddAssign, Div, Mul, MulAssign, Neg, Sub, SubAssign};

use crate::flat::Flat;

/// A network's number: `f32`, or `f64` where `#[scalar(f64)]` asks for it.
///
/// Arithmetic and the few elementary functions that layers, losses and optimizers need, the same with and without
/// `std` (they are libm's, so that every machine computes the same bits).
///
/// ```
/// use staticnn::scalar::Scalar;
///
/// fn logistic<T: Scalar>(z: T) -> T {
///     T::ONE / (T::ONE + (-z).exp())
/// }
/// assert_eq!(logistic(0.0_f32), 0.5);
/// assert_eq!(logistic(0.0_f64), 0.5);
/// ```
pub trait Scalar:
    Flat<Scalar = Self>
    + Copy
    + Default
    + Debug
    + Display
    + PartialEq
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + Sum
    + Send
    + Sync
    + sealed::Sealed
{
    /// 0
    const ZERO: Self;
    /// 1
    const ONE: Self;
    /// The nearest number of this kind.
    fn from_f64(value: f64) -> Self;
    /// The same number, exactly.
    fn to_f64(self) -> f64;
    /// e to the power of it.
    fn exp(self) -> Self;
    /// The natural logarithm.
    fn ln(self) -> Self;
    /// ln(1 + x), exact for small x too.
    fn ln_1p(self) -> Self;
    /// The hyperbolic tangent.
    fn tanh(self) -> Self;
    /// The square root.
    fn sqrt(self) -> Self;
    /// Without its sign.
    fn abs(self) -> Self;
    /// Neither infinite nor NaN.
    fn is_finite(self) -> bool;
}

macro_rules! scalar {
    ($T:ident, $exp:ident, $ln:ident, $ln_1p:ident, $tanh:ident, $sqrt:ident) => {
        impl sealed::Sealed for $T {}

        impl Scalar for $T {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;

            #[inline]
            #[allow(clippy::cast_possible_truncation, reason = "rounding is what the method says")]
            fn from_f64(value: f64) -> Self {
                value as $T
            }
            #[inline]
            fn to_f64(self) -> f64 {
                self.into()
            }
            #[inline]
            fn exp(self) -> Self {
                libm::$exp(self)
            }
            #[inline]
            fn ln(self) -> Self {
                libm::$ln(self)
            }
            #[inline]
            fn ln_1p(self) -> Self {
                libm::$ln_1p(self)
            }
            #[inline]
            fn tanh(self) -> Self {
                libm::$tanh(self)
            }
            #[inline]
            fn sqrt(self) -> Self {
                libm::$sqrt(self)
            }
            #[inline]
            fn abs(self) -> Self {
                $T::abs(self)
            }
            #[inline]
            fn is_finite(self) -> bool {
                $T::is_finite(self)
            }
        }
    };
}

scalar!(f32, expf, logf, log1pf, tanhf, sqrtf);
scalar!(f64, exp, log, log1p, tanh, sqrt);

mod sealed {
    /// Two kinds, and the kernels know both.
    pub trait Sealed {}
}
