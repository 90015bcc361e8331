use staticnn::prelude::*;

network! { struct Regressor< 3 -> 12 relu -> 1 >; }

fn main() {
    let _ = Regressor::zeros().predict(&[1.0, 2.0, 3.0, 4.0]);
}
