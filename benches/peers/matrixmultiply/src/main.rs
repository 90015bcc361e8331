//! The rows by hand: the products of matrixmultiply, and plain loops between them, in buffers that are reused.

mod network;

use std::hint::black_box;

use network::{Network, Target};
use peers_work::data;
use peers_work::measure::{predictions, steps};
use peers_work::process::{Answer, serve, version_of};
use peers_work::rows::{Loss, Row, Task};

fn main() {
    let widest = if cfg!(feature = "avx512") { "AVX-512" } else { "AVX2" };
    serve(&format!("{}, up to {widest}", version_of("matrixmultiply")), answer);
}

fn answer(row: &Row, seconds: f64) -> Option<Answer> {
    // It has the rows of dense layers.
    if row.task == Task::Epoch || row.sizes.is_empty() {
        return None;
    }
    let inputs = data::inputs(row.samples, row.inputs());
    if row.task != Task::Step {
        let mut network = Network::new(row);
        let outputs = network.forward(&inputs).to_vec();
        return Some(predictions(&outputs, seconds, || {
            black_box(network.forward(black_box(&inputs)));
        }));
    }
    let target = match row.loss {
        Loss::Mse => Target::Values(data::targets(row.samples, row.outputs())),
        Loss::CrossEntropy => Target::Classes(data::classes(row.samples, row.outputs())),
    };
    Some(steps(row, seconds, |rate| {
        let mut network = Network::new(row);
        let (inputs, target) = (&inputs, &target);
        move || network.step(black_box(inputs), target, rate)
    }))
}
