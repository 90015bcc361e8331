//! The loops: every product, sum and update that takes time.
//!
//! They are written once, over a type of [`Lanes`](lanes::Lanes), a vector of 64 bytes, whose instruction set is chosen
//! when the program runs. A step enters the set once ([`Isa::enter`](isa::Isa::enter)); all that it calls is inlined
//! there, or is a kernel that was compiled for the set ([`shared`]).
//!
//! Here, from the bottom up: `lanes` and the sets (`avx512`, `avx2`, `portable`), `elementary` functions (with `normal`
//! and `sine`), `view`s of rows; the kernels, `product` (forward, and back to the input), `outer` (the weights' gradient), `few` (layers of few
//! outputs), `single` (one sample), `transpose`, `rows`, `losses`, `updates`; and `dense`, which chooses among them.
//!
//! Every `unsafe` here is a pointer into a slice whose length was checked where the kernel was entered (`view`, `dense`),
//! or an instruction of a set whose token was handed in.

#![allow(clippy::needless_range_loop, reason = "tiles are indexed by row, column and chain")]
#![allow(clippy::inline_always, reason = "what isn't inlined isn't compiled for the instruction set")]

pub(crate) mod compiled;
pub(crate) mod dense;
mod elementwise;
mod epilogue;
pub(crate) mod layer_norm;
pub(crate) mod losses;
mod narrow;
mod product;
pub(crate) mod rowwise;
mod single;
#[cfg(test)]
mod tests;
mod transpose;
pub(crate) mod updates;
mod weight_gradient;
