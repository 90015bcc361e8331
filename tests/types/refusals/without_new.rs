//! Losses, optimizers and initializers without `::new` and the like.

use staticnn::prelude::*;

network! { struct Line< 1 -> 1 >; }

fn a_loss_with_a_number_is_made_by_new(samples: &Samples<[f32; 1], [f32; 1]>) {
    let _ = Line::zeros().loss(samples, &Huber);
}

fn a_loss_with_a_number_is_no_tuple(samples: &Samples<[f32; 1], [f32; 1]>) {
    let _ = Line::zeros().loss(samples, &Quantile(0.9));
}

fn an_initializer_is_normal_or_uniform(rng: &mut ChaCha8Rng) {
    let _ = Line::new(&Xavier, rng);
}

fn an_optimizer_is_made_by_new(samples: &Samples<[f32; 1], [f32; 1]>, rng: &mut ChaCha8Rng) {
    let _ = Trainer::new(Mse, Adam).fit(&mut Line::zeros(), samples, rng);
}

fn an_optimizer_is_no_tuple(samples: &Samples<[f32; 1], [f32; 1]>, rng: &mut ChaCha8Rng) {
    let _ = Trainer::new(Mse, Sgd(0.1)).fit(&mut Line::zeros(), samples, rng);
}

fn main() {}
