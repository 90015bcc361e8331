//! Without the feature `alloc`.

use staticnn::prelude::*;

network! { struct Regressor< 3 -> 12 relu -> 1 >; }

fn a_gradient_is_boxed() {
    let gradient = Gradient::<Regressor>::boxed();
}

fn a_network_is_boxed() {
    let net = Regressor::boxed();
}

fn a_network_is_trained() {
    Trainer::new(Mse, Sgd::new(0.1)).epochs(10);
}

fn an_optimizer_is_boxed() {
    let optimizer = Adam::<Regressor>::boxed(1e-3);
}

fn main() {}
