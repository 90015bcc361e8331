use staticnn::prelude::*;

network! {
    struct Regressor< 3 -> 12 relu -> 1 >;
    struct Other< 3 -> 13 relu -> 1 >;
}

fn main() {
    let mut tape = Tape::<Other>::new();
    Regressor::zeros().forward(&[1.0, 2.0, 3.0], &mut tape);
}
