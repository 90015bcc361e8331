//! Arguments in another order.

use staticnn::prelude::*;

network! { struct Regressor< 3 -> 12 relu -> 1 >; }

fn a_loss_comes_before_an_optimizer(samples: &Samples<[f32; 3], [f32; 1]>, rng: &mut ChaCha8Rng) {
    let _ = Trainer::new(Adam::new(1e-3), Mse).epochs(10).fit(&mut Regressor::zeros(), samples, rng);
}

fn a_loss_comes_before_an_optimizer_that_is_lent(samples: &Samples<[f32; 3], [f32; 1]>, rng: &mut ChaCha8Rng) {
    let mut optimizer = Sgd::new(0.1);
    let _ = Trainer::new(&mut optimizer, Mse).fit(&mut Regressor::zeros(), samples, rng);
}

fn a_network_comes_before_samples(samples: &Samples<[f32; 3], [f32; 1]>, rng: &mut ChaCha8Rng) {
    let _ = Trainer::new(Mse, Sgd::new(0.1)).fit(samples, &mut Regressor::zeros(), rng);
}

fn an_initializer_comes_before_a_generator(rng: &mut ChaCha8Rng) {
    let _ = Regressor::new(rng, &StandardNormal);
}

fn samples_come_before_a_loss(samples: &Samples<[f32; 3], [f32; 1]>) {
    let _ = Regressor::zeros().loss(&Mse, samples);
}

fn samples_come_before_a_loss_and_a_gradient(samples: &Samples<[f32; 3], [f32; 1]>) {
    Regressor::zeros().gradient(&Mse, samples, &mut Gradient::new());
}

fn main() {}
