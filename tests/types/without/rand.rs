//! Without the feature `rand`.

use staticnn::prelude::*;

network! { struct Regressor< 3 -> 12 relu -> 1 >; }

fn a_generator_is_seeded() {
    let rng = ChaCha8Rng::seed_from_u64(42);
}

fn a_network_is_drawn(rng: &mut u64) {
    let net = Regressor::init(rng);
}

fn a_network_is_drawn_by_an_initializer(rng: &mut u64) {
    let net = Regressor::new(&0.5, rng);
}

fn a_network_is_trained() {
    Trainer::new(Mse, Sgd::new(0.1)).epochs(10);
}

fn main() {}
