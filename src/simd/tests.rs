//! Elementary functions against libm in f64, on every instruction set that the processor has; and what the kernels' tests
//! need of the sets: see `sets`, `number` and `draw`.

extern crate std;

mod dispatch;
pub mod draw;
mod elementary;
mod exhaustive;
pub mod number;
pub mod sets;
