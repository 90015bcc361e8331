//! The arithmetic that formulas use: on a scalar or on a vector.

use core::ops::{Add, Div, Mul, Neg, Sub};

/// A real number, or a vector of real numbers. The formula of an activation is generic over it, so it is written once for
/// `f32`, `f64` and the vectors of every instruction set.
///
/// There are no comparisons to branch on, since the lanes of a vector may differ; [`if_less`](Self::if_less) selects per lane.
/// The crate has its own elementary functions, which give the same results with and without `std`. Their errors in f32: exp
/// and ln at most 2 units in the last place, tanh, sigmoid and softplus 3; in f64, 1e-14 of the value.
///
/// ```
/// use staticnn::activation::Real;
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
    /// The nearest number of this type.
    fn from_f64(value: f64) -> Self;
    /// self x factor + addend, rounded once if the instruction set has a fused multiply-add.
    fn mul_add(self, factor: Self, addend: Self) -> Self;
    /// The larger of the two; `other` if they are equal or either is NaN.
    fn max(self, other: Self) -> Self;
    /// The smaller of the two; `other` if they are equal or either is NaN.
    fn min(self, other: Self) -> Self;
    /// The square root.
    fn sqrt(self) -> Self;
    /// The absolute value.
    fn abs(self) -> Self;
    /// The absolute value with the sign of `sign`.
    fn copysign(self, sign: Self) -> Self;
    /// `then` if self < limit, else `otherwise`, also if either is NaN.
    fn if_less(self, limit: Self, then: Self, otherwise: Self) -> Self;
    /// e to the power of self; 0 and infinity at the ends of the range.
    fn exp(self) -> Self;
    /// e to the power of self, minus 1; accurate near 0.
    fn exp_m1(self) -> Self;
    /// The natural logarithm; NaN below 0, -infinity at 0.
    fn ln(self) -> Self;
    /// ln(1 + x); accurate near 0.
    fn ln_1p(self) -> Self;
    /// The hyperbolic tangent.
    fn tanh(self) -> Self;
    /// The logistic function, 1 / (1 + exp(-x)).
    fn sigmoid(self) -> Self;
    /// x / (1 + exp(-x)), x times its sigmoid. The error is at most 3 units in the last place of the result, or of
    /// x / 1024 where that is larger; in f64, 1e-14 of the larger.
    fn silu(self) -> Self;
    /// ln(1 + exp(x)).
    fn softplus(self) -> Self;
    /// Φ(x), the standard normal distribution function. The error is at most 3 units in the last place of the result for
    /// x >= -3, and of Φ(-3) below; in f64, 1e-15 of the same.
    fn normal_cdf(self) -> Self;
    /// Φ(-|x|), the smaller of Φ(x) and Φ(-x), with the error of [`normal_cdf`](Self::normal_cdf).
    fn normal_tail(self) -> Self;
    /// φ(x) = exp(-x²/2) / sqrt(2π), the density of the standard normal distribution. The error is at most 3 units in the
    /// last place; in f64, 1e-14 of the value.
    fn normal_pdf(self) -> Self;
    /// The sine of an angle in radians. The error is about 6e-8 up to |x| = 8000 and 2e-6 up to 100000; in f64, 1e-15 up to
    /// 500000. NaN from 100000 on, in f64 from 1000000.
    fn sin(self) -> Self;
    /// The cosine of an angle in radians, with the errors and the range of [`sin`](Self::sin).
    fn cos(self) -> Self;
}
