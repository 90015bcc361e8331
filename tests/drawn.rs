//! Random networks and samples in f64, away from the kinks: a kink has no derivative to compare with.

use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use rand_distr::StandardNormal;
use staticnn::{Class, Network};

use crate::twin::Twin;

/// Samples whose z of a relu, or whose error, is nearer to 0 than this are drawn anew.
pub const CLEARANCE: f64 = 1e-3;

/// A target that suits every loss that takes its type.
pub trait Target: Copy {
    /// The same for a network of f32.
    type Narrow: Copy;
    /// Draws one.
    fn draw(rng: &mut ChaCha8Rng) -> Self;
    /// How far an output is from an error of 0, where `Mae` has a kink.
    fn distance_to_kink(&self, output: &[f64]) -> f64;
    /// Rounds it to f32.
    fn narrow(&self) -> Self::Narrow;
}

impl<const N: usize> Target for [f64; N] {
    type Narrow = [f32; N];

    fn draw(rng: &mut ChaCha8Rng) -> Self {
        [(); N].map(|()| rng.random())
    }

    fn distance_to_kink(&self, output: &[f64]) -> f64 {
        self.iter().zip(output).fold(f64::INFINITY, |nearest, (t, y)| nearest.min((y - t).abs()))
    }

    fn narrow(&self) -> [f32; N] {
        self.map(|t| t as f32)
    }
}

impl<const N: usize> Target for Class<N> {
    type Narrow = Self;

    fn draw(rng: &mut ChaCha8Rng) -> Self {
        Self::new(rng.random_range(0..N)).expect("a label below N")
    }

    fn distance_to_kink(&self, _: &[f64]) -> f64 {
        f64::INFINITY
    }

    fn narrow(&self) -> Self {
        *self
    }
}

/// Normal deviates.
pub fn normal<const N: usize>(rng: &mut ChaCha8Rng) -> [f64; N] {
    [(); N].map(|()| rng.sample(StandardNormal))
}

/// Draws all parameters, the biases too: a trained network's aren't zero.
pub fn fill<N: Network<Scalar = f64>>(net: &mut N, rng: &mut ChaCha8Rng) {
    for p in net.parameters_mut() {
        *p = 0.7 * rng.sample::<f64, _>(StandardNormal);
    }
}

/// So many samples for the network whose twin this is.
pub fn samples<T: Target, const I: usize>(twin: &Twin, n: usize, rng: &mut ChaCha8Rng) -> (Vec<[f64; I]>, Vec<T>) {
    let (mut inputs, mut targets) = (Vec::new(), Vec::new());
    while inputs.len() < n {
        let (x, target) = (normal(rng), T::draw(rng));
        if twin.distance_to_kink(&x).min(target.distance_to_kink(&twin.predict(&x))) >= CLEARANCE {
            inputs.push(x);
            targets.push(target);
        }
    }
    (inputs, targets)
}

/// Holds a number to another, relative to it if it is above 1.
///
/// # Panics
///
/// If they differ by more.
pub fn assert_close(found: f64, expected: f64, tolerance: f64, what: &str) {
    let error = (found - expected).abs();
    assert!(error <= tolerance * expected.abs().max(1.0), "{what}: {found} where {expected} is expected");
}
