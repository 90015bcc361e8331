//! The results that the twin expects, and the error that a kernel may have.
//!
//! In any order of additions, the error of a sum of n terms is at most n u times the sum of their absolute values, where u is
//! the unit roundoff (Higham, "Accuracy and Stability of Numerical Algorithms", section 4.2). The rounding of a product and
//! the terms of second order add at most one u each. So the tolerance is (n + 2) u (sum of absolute values), for any number of
//! chains. In f64 the twin rounds too, and u is doubled.

use crate::activation::{Activation, FromInput, FromOutput, Linear, Relu, Sigmoid, Tanh};
use crate::real::Real;
use crate::scalar::Scalar;
use crate::simd::tests::number::TestNumber;

/// A scalar type to test kernels with.
pub trait TestScalar: Scalar + TestNumber {}

impl<T: Scalar + TestNumber> TestScalar for T {}

/// An expected result, and the error that a kernel may have.
#[derive(Clone, Copy, Debug)]
pub struct Expected {
    pub value: f64,
    pub error: f64,
}

impl Expected {
    /// An exact result.
    pub fn exactly(value: f64) -> Self {
        Self { value, error: 0.0 }
    }

    /// A result after so many roundings of numbers of this size.
    pub fn rounded<T: TestScalar>(value: f64, roundings: f64, size: f64) -> Self {
        Self { value, error: roundings * T::U * size }
    }

    /// f of the result. The error of the argument is propagated through f, which is monotone, and f has an error of its own.
    pub fn through<T: TestScalar, F: Formula>(self) -> Self {
        let value = F::f(self.value);
        let moved = |by: f64| (F::f(self.value + by) - value).abs();
        Self { value, error: moved(self.error).max(moved(-self.error)) + F::error::<T>(value) }
    }

    /// The result times f', from y = f(z). f' has an error of at most two roundings of a number up to 1 + |f'|.
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

/// An activation with its textbook formula, which is monotone in the range of the tests.
pub trait Formula: Activation {
    /// Whether the formula is piecewise linear, so that it has no error of its own.
    const STEPS: bool;
    fn f(z: f64) -> f64;
    fn slope(y: f64) -> f64;
    /// The error of the formula, for a value of f.
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

/// 1 / z, which is infinite at 0, so that kernels must clear the padding. Tests keep z > 0.
#[derive(Debug)]
pub struct Reciprocal;

impl Activation for Reciprocal {
    type Derivative = FromOutput;
    const NAME: &'static str = "reciprocal";

    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        R::from_f64(1.0) / z
    }
    #[inline(always)]
    fn derivative<R: Real>(y: R) -> R {
        -(y * y)
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
    /// The error of a division.
    fn error<T: TestScalar>(value: f64) -> f64 {
        T::U * value.abs()
    }
}

/// z |z|, whose derivative is a function of z.
#[derive(Debug)]
pub struct Square;

impl Activation for Square {
    type Derivative = FromInput;
    const NAME: &'static str = "square";

    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        z * z.abs()
    }
    #[inline(always)]
    fn derivative<R: Real>(z: R) -> R {
        z.abs() + z.abs()
    }
}
