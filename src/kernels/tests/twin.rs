//! What the twin says a result is, and how far a kernel may be from it.
//!
//! A sum of n terms in any order errs by at most n u times the sum of its terms' sizes, u the half of a unit in the last
//! place of 1 (Higham, "Accuracy and Stability of Numerical Algorithms", section 4.2); a product's own rounding and
//! the second order add at most one u each. So the tolerance is (terms + 2) u (sum of sizes), no matter how many chains a
//! kernel adds in. In f64 the twin rounds as well, and u counts twice.

use crate::activation::{Activation, FromInput, FromOutput, Linear, Relu, Sigmoid, Tanh};
use crate::real::Real;
use crate::scalar::Scalar;
use crate::simd::tests::number::TestNumber;

/// A scalar to test kernels with.
pub trait TestScalar: Scalar + TestNumber {}

impl<T: Scalar + TestNumber> TestScalar for T {}

/// A result, and how far a kernel's may be from it.
#[derive(Clone, Copy, Debug)]
pub struct Expected {
    pub value: f64,
    pub error: f64,
}

impl Expected {
    /// Not a bit off.
    pub fn exactly(value: f64) -> Self {
        Self { value, error: 0.0 }
    }

    /// Off by so many roundings of numbers of this size.
    pub fn rounded<T: TestScalar>(value: f64, roundings: f64, size: f64) -> Self {
        Self { value, error: roundings * T::U * size }
    }

    /// f of it: the argument's error arrives through f, which is monotone, and f has its own.
    pub fn through<T: TestScalar, F: Formula>(self) -> Self {
        let value = F::f(self.value);
        let moved = |by: f64| (F::f(self.value + by) - value).abs();
        Self { value, error: moved(self.error).max(moved(-self.error)) + F::error::<T>(value) }
    }

    /// Times f', which is given y = f(z): it errs by at most two roundings of a number up to 1 + |f'|.
    pub fn times_slope<T: TestScalar, F: Formula>(self, y: f64) -> Self {
        let slope = F::slope(y);
        let own = if F::STEPS { 0.0 } else { 3.0 * T::U * self.value.abs() * (1.0 + slope.abs()) };
        Self { value: self.value * slope, error: self.error * slope.abs() + own }
    }
}

/// A sum, term by term.
#[derive(Clone, Copy, Default)]
pub struct Sum {
    pub value: f64,
    size: f64,
    terms: f64,
}

impl Sum {
    pub fn add(&mut self, term: f64) {
        self.value += term;
        self.size += term.abs();
        self.terms += 1.0;
    }

    pub fn expected<T: TestScalar>(self) -> Expected {
        Expected::rounded::<T>(self.value, self.terms + 2.0, self.size)
    }
}

/// An activation with its textbook formula, which is monotone where the tests use it.
pub trait Formula: Activation {
    /// Whether it is made of straight lines, so that it has no error of its own.
    const STEPS: bool;
    fn f(z: f64) -> f64;
    fn slope(y: f64) -> f64;
    /// Its own error, at a value.
    fn error<T: TestScalar>(value: f64) -> f64 {
        if Self::STEPS { 0.0 } else { T::ELEMENTARY * value.abs() }
    }
}

impl Formula for Linear {
    const STEPS: bool = true;

    fn f(z: f64) -> f64 {
        z
    }
    fn slope(_: f64) -> f64 {
        1.0
    }
}

impl Formula for Relu {
    const STEPS: bool = true;

    fn f(z: f64) -> f64 {
        if z > 0.0 { z } else { 0.0 }
    }
    fn slope(y: f64) -> f64 {
        if y > 0.0 { 1.0 } else { 0.0 }
    }
}

impl Formula for Tanh {
    const STEPS: bool = false;

    fn f(z: f64) -> f64 {
        libm::tanh(z)
    }
    fn slope(y: f64) -> f64 {
        1.0 - y * y
    }
}

impl Formula for Sigmoid {
    const STEPS: bool = false;

    fn f(z: f64) -> f64 {
        1.0 / (1.0 + libm::exp(-z))
    }
    fn slope(y: f64) -> f64 {
        y * (1.0 - y)
    }
}

/// 1 / z, which isn't finite at 0: what it makes of the padding's zeros must not stay there. Tests keep z above 0.
#[derive(Debug)]
pub struct Reciprocal;

impl Activation for Reciprocal {
    type Derivative = FromOutput;

    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        R::from_f64(1.0) / z
    }
    #[inline(always)]
    fn derivative<R: Real>(y: R) -> R {
        -(y * y)
    }
    fn describe(f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("reciprocal")
    }
}

impl Formula for Reciprocal {
    const STEPS: bool = false;

    fn f(z: f64) -> f64 {
        1.0 / z
    }
    fn slope(y: f64) -> f64 {
        -(y * y)
    }
    /// That of a division.
    fn error<T: TestScalar>(value: f64) -> f64 {
        T::U * value.abs()
    }
}

/// z |z|, whose derivative is given z.
#[derive(Debug)]
pub struct Square;

impl Activation for Square {
    type Derivative = FromInput;

    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        z * z.abs()
    }
    #[inline(always)]
    fn derivative<R: Real>(z: R) -> R {
        z.abs() + z.abs()
    }
    fn describe(f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("square")
    }
}
