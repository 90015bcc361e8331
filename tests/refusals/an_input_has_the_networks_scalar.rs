use staticnn::prelude::*;

network! { struct Regressor< 3 -> 12 relu -> 1 >; }

fn main() {
    let x = [1.0_f64, 2.0, 3.0];
    let _ = Regressor::zeros().predict(&x);
}
