//! What belongs to one network is given to another.

use staticnn::prelude::*;

network! {
    struct Regressor< 3 -> 12 relu -> 1 >;
    struct Other< 3 -> 13 relu -> 1 >;
}

fn a_gradient_belongs_to_one_network() {
    let samples = Samples::from((&[[1.0, 2.0, 3.0]], &[[4.0]]));
    let mut gradient = Gradient::<Other>::new();
    Regressor::zeros().gradient(&samples, &Mse, &mut gradient);
}

fn a_step_takes_the_networks_own_gradient() {
    let gradient = Gradient::<Other>::new();
    Sgd::new(0.1).step(&mut Regressor::zeros(), &gradient);
}

fn a_tape_belongs_to_one_network() {
    let mut tape = Tape::<Other>::new();
    Regressor::zeros().forward(&[1.0, 2.0, 3.0], &mut tape);
}

fn a_trainer_takes_an_optimizer_of_its_network() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let samples = Samples::from((&[[1.0, 2.0, 3.0]], &[[4.0]]));
    let optimizer = Adam::<Other>::new(0.1);
    let _ = Trainer::new(Mse, optimizer).fit(&mut Regressor::zeros(), &samples, &mut rng);
}

fn an_optimizer_with_state_belongs_to_one_network() {
    let mut optimizer = Adam::new(0.1);
    optimizer.step(&mut Regressor::zeros(), &Gradient::new());
    optimizer.step(&mut Other::zeros(), &Gradient::new());
}

fn main() {}
