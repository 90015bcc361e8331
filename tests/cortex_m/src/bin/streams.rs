//! What streams take: the bytes of the network, of its state and of the stack, and the instructions of a step.

#![no_std]
#![no_main]

use core::fmt::Write;
use core::hint::black_box;

use staticnn::layer::Steps;
use staticnn::prelude::*;
use staticnn_cortex_m::semihosting::Output;
use staticnn_cortex_m::stack::stack_of;
use staticnn_cortex_m::ticks::instructions_of;

network! {
    struct Amp< 64x1 -> lstm 20 -> 1 >;
    struct Control< 64x8 -> gru 16 -> 1 >;
    struct Filter< 64x1 -> conv 8 (3, dilation 4, causal) tanh -> 1 >;
    struct Text< 64x16 -> positions -> attention 16 (heads 2, causal) -> 4 softmax >;
    struct Regressor< 3 -> 12 relu -> 1 >;
}

const STEPS: u32 = 200;

/// Prints the row of a network.
fn row<N: Network<Stream = Steps>>(declared: &str, net: &N, frame: N::Frame) -> Result<(), ()> {
    let mut state = State::<N>::new();
    let stack = stack_of(|| {
        black_box(net.step(black_box(&frame), &mut state));
    });
    let instructions = instructions_of(|| {
        for _ in 0..STEPS {
            black_box(net.step(black_box(&frame), &mut state));
        }
    });
    let (bytes, carried) = (size_of::<N>(), size_of::<State<N>>());
    let stack = stack.filter(|_| state.is_finite()).ok_or(())?;
    writeln!(Output, "| `{declared}` | {bytes} | {carried} | {stack} | {} |", instructions / STEPS).map_err(|_| ())
}

#[unsafe(no_mangle)]
fn run() -> Result<(), ()> {
    writeln!(Output, "| network | bytes | `State` | stack of a step | instructions of a step |").map_err(|_| ())?;
    writeln!(Output, "|---|---:|---:|---:|---:|").map_err(|_| ())?;
    row("3 -> 12 relu -> 1", &Regressor::from_parameters(&[0.1; Regressor::PARAMETERS]), [0.5; 3])?;
    row("64x1 -> lstm 20 -> 1", &Amp::from_parameters(&[0.1; Amp::PARAMETERS]), [0.5])?;
    row("64x8 -> gru 16 -> 1", &Control::from_parameters(&[0.1; Control::PARAMETERS]), [0.5; 8])?;
    row(
        "64x1 -> conv 8 (3, dilation 4, causal) tanh -> 1",
        &Filter::from_parameters(&[0.1; Filter::PARAMETERS]),
        [0.5],
    )?;
    row(
        "64x16 -> positions -> attention 16 (heads 2, causal) -> 4 softmax",
        &Text::from_parameters(&[0.1; Text::PARAMETERS]),
        [0.5; 16],
    )
}
