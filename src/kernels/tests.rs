//! Every kernel against its slow twin, plain loops in f64: over ragged shapes, on every instruction set that the
//! processor has, in both precisions.
//!
//! A `case` is a kernel with its operands; `hold` runs it everywhere, compares the results with the twin's, and those of
//! AVX2 and AVX-512 with each other, bit by bit. How far a result may be off follows from its roundings: see `twin`.
//! Operands end where their allocation does, and results lie between canaries: see `memory`.

extern crate std;

mod case;
mod elementwise;
mod lanes;
mod losses;
mod memory;
mod narrow;
mod product;
mod single;
mod transpose;
mod twin;
mod updates;
mod weight_gradient;
