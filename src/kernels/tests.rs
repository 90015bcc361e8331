//! Every kernel against its slow twin, plain loops in f64: for ragged shapes, on every instruction set that the CPU
//! supports, in both precisions.
//!
//! A [`Case`](case::Case) is a kernel with its operands. [`hold`](case::hold) runs it on every set, and compares the
//! results with those of the twin, and AVX2 with AVX-512 to the last bit. `twin` derives the tolerance from the
//! roundings. `memory` has operands that end with their allocation, and results between canaries.

extern crate std;

mod attention;
mod case;
mod channelwise;
mod conv;
mod dropout;
mod elementary;
mod elementwise;
mod exhaustive;
mod extreme_losses;
mod lanes;
mod losses;
mod memory;
mod narrow;
mod norm;
mod outer;
mod product;
mod reduction;
mod single;
mod sums;
mod transpose;
mod twin;
mod updates;
mod weight_gradient;
