//! The smallest program that streams: an LSTM with its weights in flash and its state in RAM. Its size is what it is for.

#![no_std]
#![no_main]

use core::hint::black_box;

use staticnn::prelude::*;
use staticnn_cortex_m as _;

network! { struct Amp< 64x1 -> lstm 20 -> 1 >; }

static NET: Amp = Amp::from_parameters(&[0.1; Amp::PARAMETERS]);

#[unsafe(no_mangle)]
fn run() -> Result<(), ()> {
    let mut state = State::<Amp>::new();
    let [y] = NET.step(&[black_box(0.5)], &mut state);
    if y.is_finite() { Ok(()) } else { Err(()) }
}
