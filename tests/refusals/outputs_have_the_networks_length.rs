use staticnn::prelude::*;

network! { struct Regressor< 3 -> 12 relu -> 1 >; }

fn main() {
    let mut outputs = [[0.0; 2]; 10];
    let _ = Regressor::zeros().predict_batch(&[[1.0, 2.0, 3.0]; 10], &mut outputs);
}
