//! Without the feature `checkpoint`.

use staticnn::prelude::*;

network! { struct Line< 1 -> 1 >; }

fn a_training_is_kept(line: &mut Line, samples: &Samples<[f32; 1], [f32; 1]>, rng: &mut ChaCha8Rng) {
    Trainer::new(Mse, Sgd::new(0.1)).checkpoint("line.checkpoint", 10).fit(line, samples, rng).unwrap();
}

fn a_training_goes_on(line: &mut Line, samples: &Samples<[f32; 1], [f32; 1]>, rng: &mut ChaCha8Rng) {
    Trainer::new(Mse, Sgd::new(0.1)).resume("line.checkpoint").fit(line, samples, rng).unwrap();
}

fn main() {}
