//! What isn't a network, an initializer or an optimizer, and what a network doesn't have.

use staticnn::prelude::*;

network! {
    struct Regressor< 3 -> 12 relu -> 1 >;
}

fn a_boxed_network_is_passed_on_by_reference() {
    let mut net = Regressor::boxed();
    let gradient = Gradient::<Regressor>::boxed();
    Sgd::new(0.1).step(&mut net, &gradient);
}

fn a_box_holds_no_kind_of_network() {
    let _: Vec<Box<dyn Network>> = vec![Box::new(Regressor::zeros())];
}

fn a_gradient_isnt_a_network() {
    let gradient = Gradient::<Regressor>::new();
    let _ = gradient.predict(&[1.0, 2.0, 3.0]);
}

fn a_gradient_is_of_a_network() {
    let _ = Gradient::<[f32; 3]>::new();
}

fn a_network_is_cloned_if_its_declaration_says_so() {
    let _ = Regressor::zeros().clone();
}

fn a_network_derives_what_its_declaration_says() {
    println!("{:?}", Regressor::zeros());
}

fn a_stage_without_a_label_is_a_layer_by_number() {
    let net = Regressor::zeros();
    println!("{:?}", net.hidden);
}

fn an_initializer_is_a_distribution() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let _ = Regressor::new(&0.5, &mut rng);
}

fn an_optimizer_is_an_optimizer() {
    let samples = Samples::from((&[[1.0, 2.0, 3.0]], &[[4.0]]));
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let _ = Trainer::new(Mse, 0.1).fit(&mut Regressor::zeros(), &samples, &mut rng);
}

fn what_is_trained_is_a_network() {
    let samples = Samples::from((&[[1.0, 2.0, 3.0]], &[[4.0]]));
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let _ = Trainer::new(Mse, Adam::new(0.1)).fit(&mut [[0.0_f32; 3]; 12], &samples, &mut rng);
}

fn main() {}
