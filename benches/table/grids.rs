//! The cases with images and series.

use std::hint::black_box;

use staticnn::prelude::*;

use crate::alone::{Filters, Norm, Nothing, derivative};
use crate::cases::{Effort, Row, allocations, classes, inputs_of, measure, numbers, placed, predict, step};
use crate::naive_grids::{Kind, NaiveGrids, NaiveNorm, Stage};
use crate::peak::Width;

network! {
    pub struct LeNet<
        1x28x28
        -> conv 6 (5x5, pad 2) relu -> max_pool 2x2
        -> conv 16 (5x5) relu -> max_pool 2x2
        -> flatten -> 120 relu -> 84 relu -> 10
    >;
    pub struct Waves< 128x16 -> conv 16 (3, pad 1) relu -> conv 16 (3, pad 1) >;
    pub struct Filtering< 8192 -> Filters >;
    pub struct Normalizing< 64 -> Norm >;
}

/// Measures the cases by `case`, which knows which of them are wanted.
pub fn all(case: &mut impl FnMut(&str, &dyn Fn(&str) -> Row), how: (Effort, Width)) {
    case("LeNet-5, 64, CE, SGD", &|name| {
        let row =
            step::<LeNet, _>(name, &inputs_of::<LeNet>(64), &classes(64), &CrossEntropy, &mut Sgd::new(1e-7), how);
        Row { naive: naive(&lenet(), false, 64, how), ..row }
    });
    case("predict LeNet-5", &|name| predict::<LeNet>(name, how));
    case("conv1d 16-16-16, 3, 128 steps, 32, MSE, SGD", &|name| {
        let row =
            step::<Waves, _>(name, &inputs_of::<Waves>(32), &inputs_of::<Waves>(32), &Mse, &mut Sgd::new(1e-7), how);
        Row { naive: naive(&waves(), false, 32, how), ..row }
    });
    case("depthwise 3x3, 32x16x16, 32, both passes", &|name| Row {
        naive: naive(&filters(), true, 32, how),
        ..passes::<Filtering>(name, 32, how)
    });
    case("layer_norm 64, 1024, both passes", &|name| Row {
        naive: naive_norm(how),
        values: 1024 * 64,
        ..passes::<Normalizing>(name, 1024, how)
    });
}

/// Measures the passes of a layer by itself, dL/dx included.
fn passes<N>(name: &str, rows: usize, (effort, width): (Effort, Width)) -> Row
where
    N: Network<Scalar = f32, Output = [f32; 1]>,
{
    let (x, targets) = (inputs_of::<N>(rows), vec![(); rows]);
    let Ok(samples) = Samples::new(&x, &targets) else { unreachable!("as many targets as inputs") };
    // Without products there is no share of the peak.
    let operations = if N::MULTIPLY_ADDS > 0 { (2 * rows * 3 * N::MULTIPLY_ADDS) as f64 } else { f64::NAN };
    let mut count = 0;
    let row = placed::<N>(name, |net, gradient| {
        black_box(net.predict(&x[0]));
        count += allocations(|| {
            black_box(net.gradient(&samples, &Nothing, gradient));
        });
        measure(effort, width, operations, || {
            black_box(black_box(&*net).gradient(black_box(&samples), &Nothing, gradient));
        })
    });
    Row { allocations: count, ..row }
}

/// Returns the microseconds of plain loops, for as many samples.
fn naive(stages: &[Stage], first: bool, rows: usize, (effort, width): (Effort, Width)) -> f64 {
    if effort.calls.is_some() {
        return f64::NAN;
    }
    let count = |shape: [usize; 3]| shape.iter().product::<usize>();
    let x: Vec<f32> = numbers(rows * count(stages[0].from)).collect();
    let targets: Vec<f32> = numbers(rows * count(stages[stages.len() - 1].to)).collect();
    let mut network = NaiveGrids::new(stages, first);
    measure(effort, width, f64::NAN, || network.step(black_box(&x), &targets, 1e-6))[0] * 1e6
}

fn naive_norm((effort, width): (Effort, Width)) -> f64 {
    if effort.calls.is_some() {
        return f64::NAN;
    }
    let x: Vec<f32> = numbers(1024 * 64).collect();
    let d: Vec<f32> = (0..x.len()).map(|index| derivative(index % 64)).collect();
    let mut norm = NaiveNorm::new(1024, 64);
    let call = || {
        norm.passes(black_box(&x), &d);
        black_box(&mut norm);
    };
    measure(effort, width, f64::NAN, call)[0] * 1e6
}

fn conv(from: [usize; 3], to: [usize; 3], window: [usize; 2], pad: [usize; 2], relu: bool) -> Stage {
    Stage { kind: Kind::Conv { window, pad, groups: 1 }, from, to, relu }
}

fn lenet() -> [Stage; 7] {
    let pool = |from, to| Stage { kind: Kind::MaxPool, from, to, relu: false };
    let dense = |from, to, relu| Stage { kind: Kind::Dense, from, to: [to, 1, 1], relu };
    [
        conv([1, 28, 28], [6, 28, 28], [5, 5], [2, 2], true),
        pool([6, 28, 28], [6, 14, 14]),
        conv([6, 14, 14], [16, 10, 10], [5, 5], [0, 0], true),
        pool([16, 10, 10], [16, 5, 5]),
        dense([16, 5, 5], 120, true),
        dense([120, 1, 1], 84, true),
        dense([84, 1, 1], 10, false),
    ]
}

fn waves() -> [Stage; 2] {
    [true, false].map(|relu| conv([16, 1, 128], [16, 1, 128], [1, 3], [0, 1], relu))
}

fn filters() -> [Stage; 1] {
    let shape = [32, 16, 16];
    [Stage { kind: Kind::Conv { window: [3, 3], pad: [1, 1], groups: 32 }, from: shape, to: shape, relu: false }]
}
