//! Vectors of scalars for each instruction set, and their elementary functions.
//!
//! From the bottom up: `kind` names the instruction sets; `lanes` is the trait of their vectors; `isa` is the trait of
//! their tokens; `words`, `elementary`, `normal` and `sine` are the elementary functions, which `functions` gathers for
//! the implementations of `Real`; `portable`, `avx2` and `avx512` implement vectors and token of one set each; `dispatch`
//! chooses a set at run time.

#![allow(clippy::inline_always, reason = "only what is inlined is compiled for the instruction set")]

#[cfg(target_arch = "x86_64")]
pub(crate) mod avx2;
#[cfg(target_arch = "x86_64")]
pub(crate) mod avx512;
pub(crate) mod dispatch;
mod elementary;
mod functions;
pub(crate) mod isa;
pub(crate) mod kind;
pub(crate) mod lanes;
mod normal;
pub(crate) mod portable;
mod sine;
#[cfg(test)]
pub(crate) mod tests;
mod words;
