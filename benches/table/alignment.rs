//! Whether the address of a network matters: the same work with the weights 4, 16, 32 and 64 bytes aligned.
//!
//! A kernel that reads weights where they lie loads vectors of 64 bytes, and at most addresses such a load crosses a cache
//! line.

use std::hint::black_box;
use std::mem::MaybeUninit;

use staticnn::prelude::*;

use crate::cases::{Digits, Effort, Mnist, Policy, Wide, classes, inputs, measure};
use crate::peak::Width;

/// Where the networks lie, in bytes from the start of a cache line: exactly 4, 16, 32 and 64 bytes aligned.
const OFFSETS: [usize; 4] = [4, 16, 32, 0];

/// The rounds of measurements. Each round measures all addresses, and each address's best round counts, since other load
/// only slows one down.
const ROUNDS: usize = 15;

/// A cache line.
#[repr(C, align(64))]
struct Line(MaybeUninit<[u8; 64]>);

/// Memory in which networks are placed, one after the other: in the same pages, which decide where in the caches they lie.
struct Place {
    lines: Vec<Line>,
}

impl Place {
    /// Room for a network at any offset.
    fn new<N>() -> Self {
        let lines = size_of::<N>() / 64 + 2;
        Self { lines: (0..lines).map(|_| Line(MaybeUninit::uninit())).collect() }
    }

    /// Returns an initialized network that starts so many bytes after the start of a cache line.
    fn network<N: Network<Scalar = f32>>(&mut self, offset: usize) -> &mut N {
        assert!(offset.is_multiple_of(align_of::<N>()) && offset < 64, "no address of a network");
        assert!(offset + size_of::<N>() <= self.lines.len() * 64, "room for a smaller network");
        let start = self.lines.as_mut_ptr().cast::<u8>();
        // SAFETY: the lines are one allocation that has room for a network from `offset` on, where it is aligned. `Self` is
        // borrowed as long as the network is.
        unsafe {
            let place = start.add(offset).cast::<N>();
            place.write(N::new(&LeCun::normal(), &mut ChaCha8Rng::seed_from_u64(42)));
            &mut *place
        }
    }
}

/// Measures something with a network at each of the offsets, and prints a row of the table.
fn compare<N: Network<Scalar = f32>>(name: &str, mut seconds: impl FnMut(&mut N) -> f64) {
    let mut place = Place::new::<N>();
    let mut best = [f64::INFINITY; OFFSETS.len()];
    for _ in 0..ROUNDS {
        for (best, offset) in best.iter_mut().zip(OFFSETS) {
            *best = best.min(seconds(place.network::<N>(offset)));
        }
    }
    let (least, most) =
        best.iter().fold((f64::INFINITY, 0.0), |(least, most), &time| (time.min(least), time.max(most)));
    let cells: Vec<String> = best.iter().map(|time| format!("{:.3}", time * 1e6)).collect();
    println!("| {name} | {} | {:.1} % |", cells.join(" | "), 100.0 * (most / least - 1.0));
}

/// Measures a step.
fn step<N, L, const I: usize>(
    name: &str,
    rows: usize,
    loss: &L,
    targets: &[L::Target],
    optimizer: &mut impl Optimizer<N>,
    (effort, width): (Effort, Width),
) where
    N: Network<Scalar = f32, Input = [f32; I]>,
    L: Loss<N::Output, N::Head>,
{
    let mut gradient = Gradient::<N>::boxed();
    let x = inputs::<I>(rows);
    let Ok(samples) = Samples::new(&x, targets) else { unreachable!("as many targets as inputs") };
    compare::<N>(name, |net| {
        let [time, _] = measure(effort, width, 0.0, || {
            black_box(net.gradient(black_box(&samples), loss, &mut gradient));
            optimizer.step(net, &gradient);
        });
        time
    });
}

/// Measures the prediction of one sample.
fn predict<N: Network<Scalar = f32, Input = [f32; I]>, const I: usize>(name: &str, (effort, width): (Effort, Width)) {
    let x = inputs::<I>(1);
    compare::<N>(name, |net| {
        let [time, _] = measure(effort, width, 0.0, || {
            black_box(black_box(&*net).predict(black_box(&x[0])));
        });
        time
    });
}

/// Measures the prediction of a batch.
fn predict_batch<N: Network<Scalar = f32, Input = [f32; I]>, const I: usize>(
    name: &str,
    rows: usize,
    (effort, width): (Effort, Width),
) {
    let x = inputs::<I>(rows);
    let mut y = vec![N::boxed().predict(&x[0]); rows];
    compare::<N>(name, |net| {
        let [time, _] = measure(effort, width, 0.0, || {
            black_box(net.predict_batch(black_box(&x), black_box(&mut y))).unwrap_or_else(|error| panic!("{error}"));
        });
        time
    });
}

/// Measures the larger networks, if their names contain `filter`, and prints the table.
pub fn all(set: &str, filter: &str, effort: Effort, width: Width) {
    println!("\n{set}: us with the network 4, 16, 32 and 64 bytes aligned, best of {ROUNDS} rounds\n");
    println!("| work | 4 | 16 | 32 | 64 | slowest over fastest |\n|---|---:|---:|---:|---:|---:|");
    let how = (Effort { seconds: effort.seconds / 3.0, ..effort }, width);
    let case = |name: &str, run: &dyn Fn(&str)| {
        if name.contains(filter) {
            run(name);
        }
    };
    case("8-64-64-2 tanh, 256, MSE, SGD", &|name| {
        step::<Policy, _, 8>(name, 256, &Mse, &inputs(256), &mut Sgd::new(1e-7), how);
    });
    case("64-64-32-10 relu, 64, CE, SGD", &|name| {
        step::<Digits, _, 64>(name, 64, &CrossEntropy, &classes(64), &mut Sgd::new(1e-7), how);
    });
    case("784-128-10 relu, 128, CE, SGD", &|name| {
        step::<Mnist, _, 784>(name, 128, &CrossEntropy, &classes(128), &mut Sgd::new(1e-7), how);
    });
    case("784-128-10 relu, 128, CE, Adam", &|name| {
        step::<Mnist, _, 784>(name, 128, &CrossEntropy, &classes(128), &mut Adam::boxed(1e-7), how);
    });
    case("256-256-256-256 relu, 256, MSE, SGD", &|name| {
        step::<Wide, _, 256>(name, 256, &Mse, &inputs(256), &mut Sgd::new(1e-7), how);
    });
    case("predict_batch 784-128-10, 1024", &|name| predict_batch::<Mnist, 784>(name, 1024, how));
    case("predict 8-64-64-2 tanh", &|name| predict::<Policy, 8>(name, how));
    case("predict 784-128-10", &|name| predict::<Mnist, 784>(name, how));
}
