//! Vectors of scalars for each instruction set, and elementary functions over them.
//!
//! | files, each importing only those above it | |
//! |---|---|
//! | `kind` | the instruction sets by name |
//! | `lanes` | the trait of vectors |
//! | `isa` | the trait of the tokens, which prove that the CPU supports a set |
//! | `float_bits`, `elementary`, `normal`, `sine`, `functions` | elementary functions, and the macro that makes them methods of `Real` |
//! | `numbers` | `Real` for `f32` and `f64` |
//! | `reorder` | lanes in another order |
//! | `portable`, `avx2`, `avx512` | the vectors and the token of each set |
//! | `dispatch` | the choice of a set at run time |
//!
//! Their functions, and those of the kernels, are inlined into the one that is compiled for the instruction set, unless there
//! are debug assertions. Without optimization, everything that is inlined into one function has its place on the stack at once:
//! `loss` of 3-12-1 then took 64 KB instead of 17 KB, and compiling the tests four times as long.

#![allow(clippy::inline_always, reason = "only what is inlined is compiled for the instruction set")]

#[cfg(target_arch = "x86_64")]
pub(crate) mod avx2;
#[cfg(target_arch = "x86_64")]
pub(crate) mod avx512;
pub(crate) mod dispatch;
mod elementary;
mod float_bits;
mod functions;
pub(crate) mod isa;
pub(crate) mod kind;
pub(crate) mod lanes;
mod normal;
mod numbers;
pub(crate) mod portable;
#[cfg(target_arch = "x86_64")]
mod reorder;
mod sine;
#[cfg(test)]
pub(crate) mod tests;
