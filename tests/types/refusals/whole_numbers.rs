//! Whole numbers where the network's scalar is needed.

use staticnn::prelude::*;

network! { struct Line< 1 -> 1 >; }

fn a_clipped_norm_has_a_point() {
    ClipNorm::new(1, Sgd::new(0.1)).step(&mut Line::zeros(), &Gradient::new());
}

fn a_constant_has_a_point(rng: &mut ChaCha8Rng) {
    let _ = Line::new(&Constant(1), rng);
}

fn a_delta_has_a_point(samples: &Samples<[f32; 1], [f32; 1]>) {
    let _ = Line::zeros().loss(samples, &Huber::new(1));
}

fn a_penalty_has_a_point() {
    L2::new(1, Sgd::new(0.1)).step(&mut Line::zeros(), &Gradient::new());
}

fn a_rate_has_a_point(samples: &Samples<[f32; 1], [f32; 1]>, rng: &mut ChaCha8Rng) {
    let _ = Trainer::new(Mse, Sgd::new(1)).fit(&mut Line::zeros(), samples, rng);
}

fn a_rate_of_adam_has_a_point() {
    Adam::new(1).step(&mut Line::zeros(), &Gradient::new());
}

fn a_rate_with_momentum_has_a_point() {
    Momentum::new(1, 0.9).step(&mut Line::zeros(), &Gradient::new());
}

fn main() {}
