//! The trait of the instruction sets' tokens.

use crate::simd::lanes::Lanes;

/// A token of an instruction set: proof that the CPU supports it, since a token can only be made after a check.
///
/// # Safety
///
/// `enter` must run `f` in a function that is compiled for the instruction set. A token must exist only if the CPU supports
/// the set: the methods of `F32` and `F64` rely on it.
pub unsafe trait Isa: Copy + 'static {
    /// Vectors of f32.
    type F32: Lanes<Scalar = f32>;
    /// Vectors of f64.
    type F64: Lanes<Scalar = f64>;

    /// Runs `f` in a function that is compiled for this instruction set. Functions that `f` calls must be `inline(always)`
    /// to be compiled for it too.
    fn enter<R>(self, f: impl FnOnce() -> R) -> R;
}
