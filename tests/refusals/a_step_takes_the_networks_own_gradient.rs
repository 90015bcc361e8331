use staticnn::prelude::*;

network! {
    struct Regressor< 3 -> 12 relu -> 1 >;
    struct Other< 3 -> 13 relu -> 1 >;
}

fn main() {
    let gradient = Gradient::<Other>::new();
    Sgd::new(0.1).step(&mut Regressor::zeros(), &gradient);
}
