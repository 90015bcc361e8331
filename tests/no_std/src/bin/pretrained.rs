//! Predicts with weights that `network!` has read from a file, without `std` and without an allocator.
//!
//! Run it in this directory: `cargo run --release --bin pretrained`. It prints nothing: it exits with 0 if the outputs are
//! those that NumPy has computed, with 1 if they aren't, and aborts on a panic. `.ci/pretrained-image` looks for the weights
//! in the linked program.

#![no_std]
#![no_main]

#[path = "../runtime.rs"]
mod runtime;

use core::hint::black_box;

use staticnn::prelude::*;

network! { struct Digits< 64 -> 32 relu -> 10 > = "weights/digits.safetensors"; }

/// What `weights.py` prints.
const EXPECTED: [f32; 10] =
    [-0.214031, 0.286372, -0.453802, -0.721064, -0.159101, -0.977154, 1.158936, 0.067227, -0.138706, 0.096278];

/// What the C library calls.
#[unsafe(no_mangle)]
pub extern "C" fn main() -> i32 {
    let mut x = [0.0; 64];
    x.iter_mut().enumerate().for_each(|(index, x)| *x = (index % 5) as f32 / 4.0);
    let y = Digits::PRETRAINED.predict(&black_box(x));
    let agrees = y.iter().zip(&EXPECTED).all(|(found, expected)| (found - expected).max(expected - found) < 1e-5);
    i32::from(!agrees)
}
