use staticnn::prelude::*;

network! { struct Regressor< 3 -> 12 relu -> 1 >; }

fn main() {
    let (mut tape, mut gradient) = (Tape::new(), Gradient::new());
    Regressor::zeros().forward(&[1.0, 2.0, 3.0], &mut tape);
    Regressor::zeros().backward(&tape, &[1.0, 2.0], &mut gradient);
}
