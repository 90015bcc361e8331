//! The kernels: the products, sums and updates that take most of the time.
//!
//! They are written once, generic over a type of [`Lanes`](crate::simd::lanes::Lanes), a vector of 64 bytes. The
//! instruction set is chosen at run time. A step enters it once, by [`Isa::enter`](crate::simd::isa::Isa::enter).
//! Functions that it calls are inlined there, or are kernels that were compiled for the set (see `compiled`).
//!
//! | files, each importing only those above it | |
//! |---|---|
//! | `epilogue` | bias and activation of a product |
//! | `product` | products with a matrix: of the forward pass, and of the backward pass to the inputs |
//! | `packed` | the first of these for large layers with AVX2: packs the weights |
//! | `weight_gradient` | the gradient of weights and bias |
//! | `outer` | that gradient for one sample |
//! | `narrow` | both for layers of up to 4 outputs, whose rows aren't padded |
//! | `lines`, `single` | one sample |
//! | `sums` | sums of several products, in one order for any number of rows |
//! | `transpose` | the weights for the backward pass |
//! | `elementwise` | activations and derivatives over rows |
//! | `reduction`, `distribution` | pools: the largest value or the mean of windows; which taps take the gradient |
//! | `taps`, `channelwise`, `tap_gradient` | a depthwise convolution, and its ways back |
//! | `updates` | optimizers |
//! | `norm`, `batch_norm` | normalization of positions over their channels, and by given means and variances |
//! | `dropout` | which values are dropped |
//! | `losses` | losses over rows |
//! | `compiled` | the kernels that the library compiles for each vector type |
//! | `normalize` | the passes of normalizations |
//! | `dense` | the passes of a dense layer: which kernel computes which shape |
//! | `cross_entropy` | this loss over rows: inlined or compiled |
//! | `conv` | the passes of a convolution, with its kernels in a folder |
//! | `flatten`, `pool`, `depthwise` | the passes of these layers |
//! | `attention` | the passes of an attention, with its heads in a folder |
//! | `recurrent` | the passes of recurrent layers, with their cells in a folder |
//!
//! `unsafe` code here either accesses memory by a pointer, whose bounds `rows` and `dense` check where a kernel is
//! entered, or uses vectors, which a token vouches for.

#![allow(clippy::needless_range_loop, reason = "tiles are indexed by row, column and chain")]
#![allow(clippy::inline_always, reason = "only what is inlined is compiled for the instruction set")]

pub(crate) mod attention;
mod batch_norm;
mod channelwise;
pub(crate) mod compiled;
pub(crate) mod conv;
pub(crate) mod cross_entropy;
pub(crate) mod dense;
pub(crate) mod depthwise;
mod distribution;
pub(crate) mod dropout;
mod elementwise;
mod epilogue;
pub(crate) mod flatten;
mod lines;
pub(crate) mod losses;
mod narrow;
pub(crate) mod norm;
pub(crate) mod normalize;
mod outer;
pub(crate) mod packed;
pub(crate) mod pool;
mod product;
pub(crate) mod recurrent;
pub(crate) mod reduction;
pub(crate) mod rowwise;
mod single;
pub(crate) mod sums;
mod tap_gradient;
pub(crate) mod taps;
#[cfg(test)]
mod tests;
mod transpose;
pub(crate) mod updates;
mod weight_gradient;
