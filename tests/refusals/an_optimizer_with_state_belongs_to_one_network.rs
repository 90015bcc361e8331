use staticnn::prelude::*;

network! {
    struct Regressor< 3 -> 12 relu -> 1 >;
    struct Other< 3 -> 13 relu -> 1 >;
}

fn main() {
    let mut optimizer = Adam::new(0.1);
    optimizer.step(&mut Regressor::zeros(), &Gradient::new());
    optimizer.step(&mut Other::zeros(), &Gradient::new());
}
