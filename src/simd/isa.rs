//! Tokens of the instruction sets.

use crate::simd::lanes::Lanes;

/// A token: whoever has a value of it runs on a processor that has the instruction set.
///
/// # Safety
///
/// `enter` runs its argument as a function compiled for the set; the lanes' methods may rely on the set where a value of
/// the token exists.
pub unsafe trait Isa: Copy + 'static {
    /// Its vectors of f32.
    type F32: Lanes<Scalar = f32>;
    /// Its vectors of f64.
    type F64: Lanes<Scalar = f64>;

    /// Runs `f` in a function that is compiled for this instruction set. All that `f` calls must be `inline(always)`, or
    /// it isn't.
    fn enter<R>(self, f: impl FnOnce() -> R) -> R;
}
