//! f32 and f64 in one place.

use staticnn::prelude::*;

network! {
    struct Regressor< 3 -> 12 relu -> 1 >;
    #[scalar(f64)] struct Exact< 3 -> 1 >;
}

fn a_losss_number_has_the_networks_scalar() {
    let delta = 1.0_f64;
    let samples = Samples::from((&[[1.0, 2.0, 3.0]], &[[4.0]]));
    let _ = Regressor::zeros().loss(&samples, &Huber::new(delta));
}

fn a_rate_has_the_networks_scalar() {
    let rate = 0.1_f32;
    Sgd::new(rate).step(&mut Exact::zeros(), &Gradient::new());
}

fn an_input_has_the_networks_scalar() {
    let x = [1.0_f64, 2.0, 3.0];
    let _ = Regressor::zeros().predict(&x);
}

fn main() {}
