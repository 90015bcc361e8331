//! Tests of the choice of an instruction set, and what the tests of the kernels need of the sets: which of them the CPU
//! supports, scalars to test with, and operands.

extern crate std;

mod dispatch;
pub mod draw;
pub mod number;
pub mod sets;
