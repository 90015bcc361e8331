//! Lesson B by the loop written by hand, on this host but without `std` and without an allocator.
//!
//! Run it in this directory: `cargo run --release`, or `cargo run` for a debug build. It prints nothing: it exits with 0
//! if the loss fell from above 10 to below 2.5 and the network comes back from its bytes, with 1 if not, and aborts on a
//! panic.
//!
//! That it builds is the other half of the test. Were `std` linked by any crate below, its panic handler would collide
//! with the one here; were `alloc`, the compiler would ask for a global allocator.

#![no_std]
#![no_main]

mod runtime;

use rand_distr::Distribution;
use serde::{Deserialize, Serialize};
use staticnn::prelude::*;

network! {
    /// Three predictors, one response.
    #[derive(PartialEq, Serialize, Deserialize)]
    struct Regressor< 3 -> 12 relu -> 1 >;
}

const SAMPLES: usize = 100;
const EPOCHS: usize = 1000;

/// The first and the last loss, and the network.
fn train() -> (f32, f32, Regressor) {
    let mut rng = ChaCha8Rng::seed_from_u64(42);
    let x: [[f32; 3]; SAMPLES] = [(); SAMPLES].map(|()| [(); 3].map(|()| StandardNormal.sample(&mut rng)));
    let y = x.map(|x| {
        let noise: f32 = StandardNormal.sample(&mut rng);
        [0.2 * x[0] - 1.3 * x[1] + 0.5 * x[2] + 0.1 * noise]
    });
    let samples = Samples::from((&x, &y));

    let mut net = Regressor::new(&StandardNormal, &mut rng);
    let mut gradient = Gradient::<Regressor>::new();
    let mut optimizer = Sgd::new(1e-4);
    let first = net.loss(&samples, &Mse);
    for _epoch in 0..EPOCHS {
        net.gradient(&samples, &Mse, &mut gradient);
        optimizer.step(&mut net, &gradient);
    }
    (first, net.loss(&samples, &Mse), net)
}

/// Whether the network comes back from postcard's bytes, of which there are four per parameter.
fn comes_back(net: &Regressor) -> bool {
    let mut room = [0; 1000];
    let Ok(bytes) = postcard::to_slice(net, &mut room) else { return false };
    bytes.len() == 4 * Regressor::PARAMETERS
        && postcard::from_bytes::<Regressor>(bytes).is_ok_and(|other| other == *net)
}

/// What the C library calls.
#[unsafe(no_mangle)]
pub extern "C" fn main() -> i32 {
    let (first, last, net) = train();
    i32::from(!(first > 10.0 && last < 2.5 && comes_back(&net)))
}
