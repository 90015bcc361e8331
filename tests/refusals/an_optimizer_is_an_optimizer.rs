use staticnn::prelude::*;

network! { struct Regressor< 3 -> 12 relu -> 1 >; }

fn main() {
    let samples = Samples::from((&[[1.0, 2.0, 3.0]], &[[4.0]]));
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let _ = Trainer::new(Mse, 0.1).fit(&mut Regressor::zeros(), &samples, &mut rng);
}
