//! The cases with sequences and streams.

use std::hint::black_box;

use staticnn::layer::Steps;
use staticnn::prelude::*;

use crate::cases::{Effort, Row, allocations, inputs_of, measure, numbers, placed};
use crate::naive_sequences::{Cell, Naive};
use crate::peak::Width;

network! {
    pub struct Control< 64x8 -> gru 16 -> 1 >;
    pub struct Amp< 64x1 -> lstm 20 -> 1 >;
    pub struct Looking< 16x32 -> attention 32 >;
}

/// The frames of a stream that are measured together.
const FRAMES: usize = 256;

/// Measures the cases by `case`, which knows which of them are wanted.
pub fn all(case: &mut impl FnMut(&str, &dyn Fn(&str) -> Row), how: (Effort, Width)) {
    case("GRU 8-16-1, 64 steps, 32, MSE, SGD", &|name| {
        let products = [8 * 48, 16 * 48, 16];
        Row { naive: naive(Cell::Gru, [8, 16], how), ..training::<Control>(name, 64, products, how) }
    });
    case("LSTM 1-20-1, 64 steps, 32, MSE, SGD", &|name| {
        let products = [80, 20 * 80, 20];
        Row { naive: naive(Cell::Lstm, [1, 20], how), ..training::<Amp>(name, 64, products, how) }
    });
    // q, k and v have no dL/dx; the others have three products of this size.
    case("attention 16x32, 32, MSE, SGD", &|name| training::<Looking>(name, 16, [32 * 96, 2 * 16 * 32, 32 * 32], how));
    case("stream GRU 8-16-1, a step", &|name| stream::<Control, 8>(name, false, how));
    case("stream GRU 8-16-1, a step of a buffer", &|name| stream::<Control, 8>(name, true, how));
    case("stream LSTM 1-20-1, a step", &|name| stream::<Amp, 1>(name, false, how));
    case("stream LSTM 1-20-1, a step of a buffer", &|name| stream::<Amp, 1>(name, true, how));
}

/// Measures a step of a training over 32 windows. `first` are the multiply-adds of the products of x at each step, which have no dL/dx;
/// the others are computed three times.
fn training<N>(name: &str, steps: usize, [first, second, third]: [usize; 3], (effort, width): (Effort, Width)) -> Row
where
    N: Network<Scalar = f32>,
    Mse: Loss<N::Output, N::Head, Target = N::Output>,
{
    let x = inputs_of::<N>(32);
    // Zeros: what a network of zeros predicts.
    let targets = vec![N::boxed().predict(&x[0]); 32];
    let Ok(samples) = Samples::new(&x, &targets) else { unreachable!("as many targets as inputs") };
    let operations = (2 * 32 * steps * (2 * first + 3 * second + 3 * third)) as f64;
    let (mut optimizer, mut count) = (Sgd::new(1e-7), 0);
    let row = placed::<N>(name, |net, gradient| {
        net.gradient(&samples, &Mse, gradient);
        count += allocations(|| {
            black_box(net.gradient(&samples, &Mse, gradient));
        });
        measure(effort, width, operations, || {
            black_box(black_box(&*net).gradient(black_box(&samples), &Mse, gradient));
            optimizer.step(net, gradient);
        })
    });
    Row { allocations: count, ..row }
}

/// Measures a step of a stream: by calls of their own, or within a buffer. The row has the microseconds of one step.
fn stream<N, const F: usize>(name: &str, by_buffer: bool, (effort, width): (Effort, Width)) -> Row
where
    N: Network<Scalar = f32, Frame = [f32; F], FrameOutput = [f32; 1], Stream = Steps>,
{
    let x: Vec<[f32; F]> = crate::cases::inputs::<F>(FRAMES);
    let (mut y, mut state, mut count) = (vec![[0.0]; FRAMES], State::<N>::new(), 0);
    let operations = (2 * FRAMES * N::MULTIPLY_ADDS / 64) as f64;
    let row = placed::<N>(name, |net, _| {
        count += allocations(|| {
            black_box(net.step(&x[0], &mut state));
        });
        let [time, share] = measure(effort, width, operations, || {
            if by_buffer {
                let done = net.run(black_box(&x), &mut y, &mut state);
                assert!(done.is_ok(), "a place for each frame");
            } else {
                for (x, y) in x.iter().zip(&mut y) {
                    *y = black_box(&*net).step(black_box(x), &mut state);
                }
            }
            black_box(&y);
        });
        [time / FRAMES as f64, share]
    });
    Row { allocations: count, ..row }
}

/// Returns the microseconds of plain loops, for as many windows.
fn naive(cell: Cell, sizes: [usize; 2], (effort, width): (Effort, Width)) -> f64 {
    if effort.calls.is_some() {
        return f64::NAN;
    }
    let x: Vec<f32> = numbers(32 * 64 * sizes[0]).collect();
    let targets: Vec<f32> = numbers(32 * 64).collect();
    let mut network = Naive::new(cell, sizes);
    measure(effort, width, f64::NAN, || network.step(black_box(&x), &targets, 1e-7))[0] * 1e6
}
