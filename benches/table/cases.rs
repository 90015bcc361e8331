//! The cases of the table, and their measurement.

use std::alloc::System;
use std::hint::black_box;

use staticnn::layer::Layer;
use staticnn::prelude::*;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

use crate::bandwidth::bandwidth;
use crate::grids;
use crate::machine::alignment;
use crate::naive::Naive;
use crate::peak::{Width, now, peak};
use crate::sequences;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

network! {
    pub struct Small< 3 -> 12 relu -> 1 >;
    pub struct Wider< 3 -> 32 relu -> 1 >;
    pub struct Policy< 8 -> 64 tanh -> 64 tanh -> 2 >;
    pub struct Digits< 64 -> 64 relu -> 32 relu -> 10 >;
    pub struct Mnist< 784 -> 128 relu -> 10 >;
    pub struct Wide< 256 -> 256 relu -> 256 relu -> 256 >;
}

/// The measurements of a case. Times are in microseconds; NaN stands for what isn't measured.
#[derive(Clone, Debug)]
pub struct Row {
    pub name: String,
    /// With the network in a `Box`.
    pub boxed: f64,
    /// With the network on the stack.
    pub stacked: f64,
    /// To how many bytes the network is aligned in the box, and on the stack.
    pub alignment: [usize; 2],
    /// The share of the peak with the network in a `Box`, in percent.
    pub share: f64,
    /// For one prediction of a network of 4 KB or more, how fast the parameters are read: a share of the rate at which the core
    /// reads as many bytes over and over, in percent; and that rate in GB/s.
    pub bandwidth: [f64; 2],
    pub naive: f64,
    pub products: f64,
    pub allocations: usize,
    pub parameters: usize,
    /// The bytes of a `Tape`, and of a `Gradient`.
    pub tape: usize,
    pub gradient: usize,
    /// The bytes within the gradient that the passes over a block write: what they keep from one to the other, and buffers.
    pub block: [usize; 2],
    /// Of how many values the time per value is of interest, or 0.
    pub values: usize,
}

impl Row {
    /// Writes a line for the parent process.
    pub fn line(&self) -> String {
        let Self { name, boxed, stacked, alignment, share, bandwidth, naive, products, .. } = self;
        let Self { allocations, parameters, tape, gradient, block, values, .. } = self;
        let ([in_box, on_stack], [of_rate, rate], [kept, scratch]) = (alignment, bandwidth, block);
        format!(
            "{name}\t{boxed}\t{stacked}\t{in_box}\t{on_stack}\t{share}\t{of_rate}\t{rate}\t{naive}\t{products}\t\
             {allocations}\t{parameters}\t{tape}\t{gradient}\t{kept}\t{scratch}\t{values}"
        )
    }

    /// Reads such a line.
    pub fn parse(line: &str) -> Option<Self> {
        let mut fields = line.split('\t');
        Some(Self {
            name: fields.next()?.to_owned(),
            boxed: fields.next()?.parse().ok()?,
            stacked: fields.next()?.parse().ok()?,
            alignment: [fields.next()?.parse().ok()?, fields.next()?.parse().ok()?],
            share: fields.next()?.parse().ok()?,
            bandwidth: [fields.next()?.parse().ok()?, fields.next()?.parse().ok()?],
            naive: fields.next()?.parse().ok()?,
            products: fields.next()?.parse().ok()?,
            allocations: fields.next()?.parse().ok()?,
            parameters: fields.next()?.parse().ok()?,
            tape: fields.next()?.parse().ok()?,
            gradient: fields.next()?.parse().ok()?,
            block: [fields.next()?.parse().ok()?, fields.next()?.parse().ok()?],
            values: fields.next()?.parse().ok()?,
        })
    }
}

/// How long to measure each case.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    pub seconds: f64,
    /// How often to run each case instead, for a tool that counts what it does.
    pub calls: Option<usize>,
}

/// Returns the median seconds per call, over samples of about 150 microseconds, and the share of the peak, which is
/// measured before each sample.
pub fn measure(effort: Effort, width: Width, operations: f64, mut call: impl FnMut()) -> [f64; 2] {
    if let Some(calls) = effort.calls {
        (0..calls).for_each(|_| call());
        return [f64::NAN; 2];
    }
    // Reading the clock takes as long as a hundred predictions of a small network, so it is read once for many calls.
    let (start, mut inner) = (now(), 1_usize);
    let each = loop {
        let begin = now();
        for _ in 0..inner {
            call();
        }
        let time = now() - begin;
        if time < 150e-6 {
            inner *= 2;
        } else if now() - start > effort.seconds * 0.05 {
            break time / inner as f64;
        }
    };
    let inner = (150e-6 / each).max(1.0) as usize;
    // Plain loops may take a tenth of a second.
    let least = if each < 0.02 { 9 } else { 3 };
    let samples = ((effort.seconds / (each * inner as f64)) as usize).clamp(least, 2000);
    let (mut times, mut peaks) = (Vec::new(), Vec::new());
    for _ in 0..samples {
        peaks.push(peak(width));
        let start = now();
        for _ in 0..inner {
            call();
        }
        times.push((now() - start) / inner as f64);
    }
    // Other load on the core only lowers a measured peak, so a high quantile is the true one.
    peaks.sort_by(f64::total_cmp);
    let (time, peak) = (median(times), peaks[peaks.len() * 9 / 10]);
    [time, operations / time / peak]
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Pseudo-random numbers from -1 to 1.
pub fn numbers(count: usize) -> impl Iterator<Item = f32> {
    let mut state = 7_u64;
    (0..count).map(move |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1_u32 << 23) as f32 - 1.0
    })
}

pub fn inputs<const I: usize>(rows: usize) -> Vec<[f32; I]> {
    let flat: Vec<f32> = numbers(rows * I).collect();
    flat.chunks_exact(I).map(|row| row.try_into().unwrap_or([0.0; I])).collect()
}

/// Inputs of any network.
pub fn inputs_of<N: Network<Scalar = f32>>(rows: usize) -> Vec<N::Input> {
    let flat: Vec<f32> = numbers(rows * N::INPUTS).collect();
    let Ok(inputs) = flat.chunks_exact(N::INPUTS).map(N::input_from).collect() else { unreachable!("as many values") };
    inputs
}

/// Classes from 0 to 9.
pub fn classes(rows: usize) -> Vec<Class<10>> {
    let Ok(classes) = (0..rows).map(|row| Class::new(row * 7 % 10)).collect() else { unreachable!("below 10") };
    classes
}

/// Measures something with a network and its gradient in boxes, then on the stack. Returns the case's row with the times and
/// what the type says.
pub fn placed<N: Network<Scalar = f32>>(
    name: &str,
    mut seconds: impl FnMut(&mut N, &mut Gradient<N>) -> [f64; 2],
) -> Row {
    let (initializer, rng) = (LeCun::normal(), || ChaCha8Rng::seed_from_u64(42));
    let (mut net, mut gradient) = (N::boxed(), Gradient::<N>::boxed());
    net.initialize(&initializer, &mut rng());
    let ([boxed, share], in_box) = (seconds(&mut net, &mut gradient), alignment(&*net));
    let (mut net, mut gradient) = (N::new(&initializer, &mut rng()), Gradient::<N>::new());
    let ([stacked, _], on_stack) = (seconds(&mut net, &mut gradient), alignment(&net));
    Row {
        name: name.to_owned(),
        boxed: boxed * 1e6,
        stacked: stacked * 1e6,
        alignment: [in_box, on_stack],
        share: share * 100.0,
        bandwidth: [f64::NAN; 2],
        naive: f64::NAN,
        products: f64::NAN,
        allocations: 0,
        parameters: size_of::<N>(),
        tape: size_of::<Tape<N>>(),
        gradient: size_of::<Gradient<N>>(),
        block: [
            size_of::<<N as Layer>::Tape<<N as Network>::Block>>(),
            size_of::<N::ForwardScratch<<N as Network>::Block>>()
                + size_of::<N::BackwardScratch<<N as Network>::Block>>(),
        ],
        values: 0,
    }
}

/// Counts the allocations of a call.
pub fn allocations(call: impl FnOnce()) -> usize {
    let region = Region::new(ALLOCATOR);
    call();
    let change = region.change();
    change.allocations + change.reallocations
}

/// Measures a whole step: forward, loss, backward, update.
pub fn step<N, L>(
    name: &str,
    x: &[N::Input],
    targets: &[L::Target],
    loss: &L,
    optimizer: &mut impl Optimizer<N>,
    (effort, width): (Effort, Width),
) -> Row
where
    N: Network<Scalar = f32>,
    L: Loss<N::Output, N::Head>,
{
    let Ok(samples) = Samples::new(x, targets) else { unreachable!("as many targets as inputs") };
    // The first stage has no dL/dx.
    let multiply_adds = 3 * N::MULTIPLY_ADDS - N::STAGE.stages[0].total_multiply_adds();
    let mut count = 0;
    let row = placed::<N>(name, |net, gradient| {
        // The first call reads STATICNN_ISA, which allocates.
        black_box(net.predict(&x[0]));
        count += allocations(|| {
            black_box(net.gradient(&samples, loss, gradient));
            optimizer.step(net, gradient);
        });
        measure(effort, width, (2 * x.len() * multiply_adds) as f64, || {
            black_box(net.gradient(black_box(&samples), loss, gradient));
            optimizer.step(net, gradient);
        })
    });
    Row { allocations: count, ..row }
}

/// Measures a step of a network of dense layers, beside plain loops and products.
fn dense<N, L, const I: usize>(
    name: &str,
    sizes: &[usize],
    rows: usize,
    loss: &L,
    targets: &[L::Target],
    optimizer: &mut impl Optimizer<N>,
    (effort, width): (Effort, Width),
) -> Row
where
    N: Network<Scalar = f32, Input = [f32; I]>,
    L: Loss<N::Output, N::Head>,
{
    let x = inputs::<I>(rows);
    let row = step(name, &x, targets, loss, optimizer, (effort, width));
    if effort.calls.is_some() {
        return row;
    }
    let mut naive = Naive::new(sizes, rows);
    let flat = x.as_flattened();
    let flat_targets: Vec<f32> = numbers(rows * sizes[sizes.len() - 1]).collect();
    let [naive_time, _] = measure(effort, width, f64::NAN, || naive.step(black_box(flat), &flat_targets, rows, 1e-6));
    let [products_time, _] = measure(effort, width, f64::NAN, || naive.products(black_box(flat), rows));
    Row { naive: naive_time * 1e6, products: products_time * 1e6, ..row }
}

/// Measures the prediction of one sample.
pub fn predict<N: Network<Scalar = f32>>(name: &str, (effort, width): (Effort, Width)) -> Row {
    let x = inputs_of::<N>(1);
    let mut count = 0;
    let row = placed::<N>(name, |net, _| {
        black_box(net.predict(&x[0]));
        count += allocations(|| {
            black_box(net.predict(&x[0]));
        });
        measure(effort, width, (2 * N::MULTIPLY_ADDS) as f64, || {
            black_box(black_box(&*net).predict(black_box(&x[0])));
        })
    });
    let row = Row { allocations: count, ..row };
    // The last additions take longer than to read a small buffer.
    if row.parameters < 4096 || effort.calls.is_some() {
        return row;
    }
    let rate = bandwidth(width, row.parameters);
    let share = row.parameters as f64 / (row.boxed * 1e-6) / rate;
    Row { bandwidth: [100.0 * share, rate * 1e-9], ..row }
}

/// Measures the predictions of a batch.
fn predict_batch<N, const I: usize>(name: &str, rows: usize, (effort, width): (Effort, Width)) -> Row
where
    N: Network<Scalar = f32, Input = [f32; I]>,
{
    let x = inputs::<I>(rows);
    let mut y = vec![N::boxed().predict(&x[0]); rows];
    let mut count = 0;
    let row = placed::<N>(name, |net, _| {
        let mut call = || {
            black_box(net.predict_batch(black_box(&x), black_box(&mut y))).unwrap_or_else(|error| panic!("{error}"));
        };
        count += allocations(&mut call);
        measure(effort, width, (2 * rows * N::MULTIPLY_ADDS) as f64, call)
    });
    Row { allocations: count, ..row }
}

/// Measures the gradient of one sample without an update.
fn single<N, const I: usize, const O: usize>(name: &str, (effort, width): (Effort, Width)) -> Row
where
    N: Network<Scalar = f32, Input = [f32; I], Output = [f32; O]>,
    Mse: Loss<[f32; O], N::Head, Target = [f32; O]>,
{
    let (x, y) = (inputs::<I>(1), inputs::<O>(1));
    let Ok(samples) = Samples::new(&x, &y) else { unreachable!("one target, one input") };
    let mut count = 0;
    let row = placed::<N>(name, |net, gradient| {
        black_box(net.predict(&x[0]));
        count += allocations(|| {
            black_box(net.gradient(&samples, &Mse, gradient));
        });
        measure(effort, width, f64::NAN, || {
            black_box(black_box(&*net).gradient(black_box(&samples), &Mse, gradient));
        })
    });
    Row { allocations: count, ..row }
}

/// Measures all cases whose names contain `filter`.
pub fn all(filter: &str, effort: Effort, width: Width, mut found: impl FnMut(Row)) {
    let how = (effort, width);
    let mut case = |name: &str, run: &dyn Fn(&str) -> Row| {
        if name.contains(filter) {
            found(run(name));
        }
    };
    case("3-12-1 relu, 100, MSE, SGD", &|name| {
        dense::<Small, _, 3>(name, &[3, 12, 1], 100, &Mse, &inputs(100), &mut Sgd::new(1e-6), how)
    });
    case("3-32-1 relu, 100, MSE, SGD", &|name| {
        dense::<Wider, _, 3>(name, &[3, 32, 1], 100, &Mse, &inputs(100), &mut Sgd::new(1e-6), how)
    });
    case("8-64-64-2 tanh, 256, MSE, Adam", &|name| {
        dense::<Policy, _, 8>(name, &[8, 64, 64, 2], 256, &Mse, &inputs(256), &mut Adam::boxed(1e-7), how)
    });
    case("64-64-32-10 relu, 64, CE, Adam", &|name| {
        dense::<Digits, _, 64>(name, &[64, 64, 32, 10], 64, &CrossEntropy, &classes(64), &mut Adam::boxed(1e-7), how)
    });
    case("784-128-10 relu, 128, CE, SGD", &|name| {
        dense::<Mnist, _, 784>(name, &[784, 128, 10], 128, &CrossEntropy, &classes(128), &mut Sgd::new(1e-7), how)
    });
    case("784-128-10 relu, 128, CE, Adam", &|name| {
        dense::<Mnist, _, 784>(name, &[784, 128, 10], 128, &CrossEntropy, &classes(128), &mut Adam::boxed(1e-7), how)
    });
    case("256-256-256-256 relu, 256, MSE, SGD", &|name| {
        dense::<Wide, _, 256>(name, &[256; 4], 256, &Mse, &inputs(256), &mut Sgd::new(1e-7), how)
    });
    case("predict 3-12-1", &|name| predict::<Small>(name, how));
    case("predict 8-64-64-2 tanh", &|name| predict::<Policy>(name, how));
    case("predict 784-128-10", &|name| predict::<Mnist>(name, how));
    case("gradient of one, 3-12-1", &|name| single::<Small, 3, 1>(name, how));
    case("gradient of one, 8-64-64-2 tanh", &|name| single::<Policy, 8, 2>(name, how));
    case("gradient of one, 784-128-10", &|name| single::<Mnist, 784, 10>(name, how));
    case("predict_batch 784-128-10, 1024", &|name| predict_batch::<Mnist, 784>(name, 1024, how));
    grids::all(&mut case, how);
    sequences::all(&mut case, how);
}
