//! The scalars to test with, and the roundings that they allow.

use crate::number::Number;
use crate::simd::isa::Isa;
use crate::simd::lanes::Lanes;

/// A scalar to test with.
pub trait TestNumber: Number {
    /// Its vectors on an instruction set.
    type Vector<S: Isa>: Lanes<Scalar = Self>;
    /// Half of a unit in the last place of 1; all of it where the twin rounds likewise.
    const U: f64;
    /// How far tanh and sigmoid may be off, relative to them: 3 units in the last place, or 1e-14.
    const ELEMENTARY: f64;
    /// A NaN that no arithmetic gives.
    const CANARY: Self;

    fn bits(self) -> u64;
}

impl TestNumber for f32 {
    type Vector<S: Isa> = S::F32;
    const U: f64 = f32::EPSILON as f64 / 2.0;
    const ELEMENTARY: f64 = 3.0 * f32::EPSILON as f64;
    const CANARY: Self = Self::from_bits(0x7fc5_a5a5);

    fn bits(self) -> u64 {
        self.to_bits().into()
    }
}

impl TestNumber for f64 {
    type Vector<S: Isa> = S::F64;
    const U: f64 = f64::EPSILON;
    const ELEMENTARY: f64 = 1e-14;
    const CANARY: Self = Self::from_bits(0x7ff8_a5a5_a5a5_a5a5);

    fn bits(self) -> u64 {
        self.to_bits()
    }
}
