use staticnn::prelude::*;

network! { struct Regressor< 3 -> 12 relu -> 1 >; }

fn main() {
    let samples = Samples::from((&[[1.0, 2.0, 3.0]], &[[4.0]]));
    let _ = Regressor::zeros().loss(&samples, &"mse");
}
