//! Without the feature `progress`.

use staticnn::prelude::*;
use staticnn::trainer::Progress;

network! { struct Line< 1 -> 1 >; }

fn a_training_shows_its_progress(line: &mut Line, samples: &Samples<[f32; 1], [f32; 1]>, rng: &mut ChaCha8Rng) {
    Trainer::new(Mse, Sgd::new(0.1)).progress(Progress::Bar).fit(line, samples, rng).unwrap();
}

fn main() {}
