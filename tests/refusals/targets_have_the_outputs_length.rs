use staticnn::prelude::*;

network! { struct Regressor< 3 -> 12 relu -> 1 >; }

fn main() {
    let samples = Samples::from((&[[1.0, 2.0, 3.0]], &[[4.0, 5.0]]));
    let mut gradient = Gradient::<Regressor>::new();
    Regressor::zeros().gradient(&samples, &Mse, &mut gradient);
}
