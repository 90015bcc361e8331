//! The scalars to test with, and their rounding errors.

use crate::number::Number;
use crate::simd::isa::Isa;
use crate::simd::lanes::Lanes;

/// A scalar type to test with.
pub trait TestNumber: Number {
    /// The vectors of an instruction set.
    type Vector<S: Isa>: Lanes<Scalar = Self>;
    /// The unit roundoff: half of a unit in the last place of 1. Twice that in f64, since the twin computes in f64 and
    /// rounds too.
    const U: f64;
    /// The relative error that tanh and sigmoid may have: 3 units in the last place in f32, 1e-14 in f64.
    const ELEMENTARY: f64;
    /// A NaN that no arithmetic returns.
    const CANARY: Self;
}

impl TestNumber for f32 {
    type Vector<S: Isa> = S::F32;
    const U: f64 = f32::EPSILON as f64 / 2.0;
    const ELEMENTARY: f64 = 3.0 * f32::EPSILON as f64;
    const CANARY: Self = Self::from_bits(0x7fc5_a5a5);
}

impl TestNumber for f64 {
    type Vector<S: Isa> = S::F64;
    const U: f64 = f64::EPSILON;
    const ELEMENTARY: f64 = 1e-14;
    const CANARY: Self = Self::from_bits(0x7ff8_a5a5_a5a5_a5a5);
}
