//! Numbers that a formula is written over: a scalar, or a vector of them.

use core::ops::{Add, Div, Mul, Neg, Sub};

/// A real number, or many side by side: what an activation's formula is written over, once for `f32`, `f64` and the
/// vectors of every instruction set.
///
/// There are no comparisons that branch, since each lane would need its own answer; [`if_less`](Self::if_less) chooses.
/// Elementary functions are the crate's own, the same with and without `std`. For f32 exp and ln err by at most 2 units in
/// the last place, tanh, sigmoid and softplus by 3; for f64 all by 1e-14 of the value.
///
/// ```
/// use staticnn::activation::Real;
///
/// /// x² below 0, x above.
/// fn bent<R: Real>(x: R) -> R {
///     x.if_less(R::from_f64(0.0), x * x, x)
/// }
/// assert_eq!(bent(-3.0_f32), 9.0);
/// assert_eq!(bent(3.0_f64), 3.0);
/// ```
pub trait Real:
    Copy + 'static + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> + Neg<Output = Self>
{
    /// The nearest number of this kind.
    fn from_f64(value: f64) -> Self;
    /// self x factor + addend, rounded once where the instruction set can.
    fn mul_add(self, factor: Self, addend: Self) -> Self;
    /// The larger: `other` where they are equal, and where either is NaN.
    fn max(self, other: Self) -> Self;
    /// The smaller: `other` where they are equal, and where either is NaN.
    fn min(self, other: Self) -> Self;
    /// The square root.
    fn sqrt(self) -> Self;
    /// Without its sign.
    fn abs(self) -> Self;
    /// With the sign of another number.
    fn copysign(self, sign: Self) -> Self;
    /// `then` where self < limit, else `otherwise`; so where either is NaN.
    fn if_less(self, limit: Self, then: Self, otherwise: Self) -> Self;
    /// e to the power of it: 0 and infinity at the ends.
    fn exp(self) -> Self;
    /// e to the power of it, less 1: exact for small numbers too.
    fn exp_m1(self) -> Self;
    /// The natural logarithm: NaN below 0, -infinity at 0.
    fn ln(self) -> Self;
    /// ln(1 + x): exact for small numbers too.
    fn ln_1p(self) -> Self;
    /// The hyperbolic tangent.
    fn tanh(self) -> Self;
    /// 1 / (1 + exp(-x)), the logistic function.
    fn sigmoid(self) -> Self;
    /// x / (1 + exp(-x)), x times its sigmoid. Its error is at most 3 units in the last place of it, or of x / 1024 where
    /// that is larger; for f64 1e-14 of the same.
    fn silu(self) -> Self;
    /// ln(1 + exp(x)).
    fn softplus(self) -> Self;
    /// Φ(x), the share of a standard normal distribution that is below x. Its error is at most 3 units in the last place
    /// down to x = -3, and from there on at most those of Φ(-3); in f64 the same with 1e-15 of the value.
    fn normal_cdf(self) -> Self;
    /// The sine of an angle in radians, to about a unit in the last place of 1 up to |x| = 8000, and 2e-6 up to 100000; in
    /// f64 to 1e-15 up to 500000. NaN from 100000 on, in f64 from 1000000: so large an angle has no digits left.
    fn sin(self) -> Self;
    /// The cosine of an angle in radians, as [`sin`](Self::sin).
    fn cos(self) -> Self;
}
