use staticnn::prelude::*;

network! { struct Regressor< 3 -> 12 relu -> 1 >; }

fn main() {
    let _y: [f32; 2] = Regressor::zeros().predict(&[1.0, 2.0, 3.0]);
}
