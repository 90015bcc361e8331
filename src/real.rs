//! Real numbers that a formula can be written for: scalars, and vectors of them.

use core::ops::{Add, Div, Mul, Neg, Sub};

/// A real number, or a vector of them. The formula of an activation is generic over it, so that it is written once for
/// `f32`, `f64` and the vectors of every instruction set.
///
/// There are no comparisons to branch on, since each lane of a vector has its own answer; use
/// [`if_less`](Self::if_less). The elementary functions are implemented by this crate, so that results don't depend on
/// `std`. In f32 the error is at most 2 units in the last place for `exp` and `ln`, and 3 for `tanh`, `sigmoid` and
/// `softplus`. In f64 it is at most 1e-14 of the value.
///
/// ```
/// use staticnn::real::Real;
///
/// /// x² for x < 0, else x.
/// fn square_below_zero<R: Real>(x: R) -> R {
///     x.if_less(R::from_f64(0.0), x * x, x)
/// }
/// assert_eq!(square_below_zero(-3.0_f32), 9.0);
/// assert_eq!(square_below_zero(3.0_f64), 3.0);
/// ```
pub trait Real:
    Copy + 'static + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> + Neg<Output = Self>
{
    /// Converts from `f64`, to the nearest number. Every lane of a vector gets it.
    fn from_f64(value: f64) -> Self;
    /// `self` × `factor` + `addend`, rounded once if the instruction set has fused multiply-add, else twice.
    fn mul_add(self, factor: Self, addend: Self) -> Self;
    /// The larger number. Returns `other` if they are equal or if either is NaN.
    fn max(self, other: Self) -> Self;
    /// The smaller number. Returns `other` if they are equal or if either is NaN.
    fn min(self, other: Self) -> Self;
    /// The square root.
    fn sqrt(self) -> Self;
    /// The absolute value.
    fn abs(self) -> Self;
    /// The absolute value of `self` with the sign of `sign`.
    fn copysign(self, sign: Self) -> Self;
    /// `then` if `self` < `limit`, else `otherwise`. If `self` or `limit` is NaN, returns `otherwise`.
    fn if_less(self, limit: Self, then: Self, otherwise: Self) -> Self;
    /// The exponential function: 0 at -infinity, infinity at infinity.
    fn exp(self) -> Self;
    /// exp(x) - 1, accurate for x near 0 too.
    fn exp_m1(self) -> Self;
    /// The natural logarithm: -infinity at 0, NaN below.
    fn ln(self) -> Self;
    /// ln(1 + x), accurate for x near 0 too.
    fn ln_1p(self) -> Self;
    /// The hyperbolic tangent.
    fn tanh(self) -> Self;
    /// The logistic function, 1 / (1 + exp(-x)).
    fn sigmoid(self) -> Self;
    /// x / (1 + exp(-x)). In f32 the error is at most 3 units in the last place of the result, or of x / 1024 if that
    /// is larger in size. In f64 it is at most 1e-14 of the larger one.
    fn silu(self) -> Self;
    /// ln(1 + exp(x)).
    fn softplus(self) -> Self;
    /// Φ(x), the probability that a standard normal variable is at most x. For x >= -3 the error is at most 3 units in
    /// the last place in f32, and 1e-15 of the value in f64. For x < -3 it is at most the error allowed at Φ(-3).
    fn normal_cdf(self) -> Self;
    /// The sine of an angle in radians. In f32 the absolute error is about 1.2e-7 for |x| up to 8000 and 2e-6 up to
    /// 100000; beyond, the result is NaN. In f64 it is 1e-15 for |x| up to 500000; from 1000000 on the result is NaN.
    /// So large an angle has no significant digits left.
    fn sin(self) -> Self;
    /// The cosine of an angle in radians, with the errors of [`sin`](Self::sin).
    fn cos(self) -> Self;
}
