//! The two kinds of number that a network can be made of.

use core::fmt::{Debug, Display};
use core::iter::Sum;
use core::ops::{AddAssign, MulAssign, SubAssign};

use crate::flat::Flat;
use crate::kernels::isa::Isa;
use crate::kernels::shared::{Shared, Updates};
use crate::real::Real;

/// A network's number: `f32`, or `f64` where `#[scalar(f64)]` asks for it.
///
/// Arithmetic and elementary functions are those of [`Real`].
///
/// ```
/// use staticnn::scalar::Scalar;
///
/// fn mean<T: Scalar>(values: &[T]) -> T {
///     values.iter().copied().sum::<T>() / T::from_f64(values.len() as f64)
/// }
/// assert_eq!(mean(&[1.0_f32, 2.0]), 1.5);
/// assert_eq!(mean(&[1.0_f64, 2.0]), 1.5);
/// ```
#[allow(private_bounds, reason = "the kernels' part is nobody else's business")]
pub trait Scalar:
    Real
    + Flat<Scalar = Self>
    + Updates
    + Default
    + Debug
    + Display
    + PartialEq
    + PartialOrd
    + AddAssign
    + SubAssign
    + MulAssign
    + Sum
    + Send
    + Sync
{
    /// The vectors of an instruction set.
    #[doc(hidden)]
    type Lanes<S: Isa>: Shared<Scalar = Self>;
    /// 0
    const ZERO: Self;
    /// 1
    const ONE: Self;
    /// The same number, exactly.
    fn to_f64(self) -> f64;
    /// Neither infinite nor NaN.
    fn is_finite(self) -> bool;
}

impl Scalar for f32 {
    type Lanes<S: Isa> = S::F32;
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
}

impl Scalar for f64 {
    type Lanes<S: Isa> = S::F64;
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
}
