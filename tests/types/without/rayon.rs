//! Without the feature `rayon`.

use staticnn::prelude::*;

network! { struct Line< 1 -> 1 >; }

fn a_training_runs_on_threads(line: &mut Line, samples: &Samples<[f32; 1], [f32; 1]>, rng: &mut ChaCha8Rng) {
    Trainer::new(Mse, Sgd::new(0.1)).threads(2).fit(line, samples, rng).unwrap();
}

fn main() {}
