use staticnn::prelude::*;

network! { struct Regressor< 3 -> 12 relu -> 1 >; }

fn main() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut net = Regressor::init(&mut rng);
    let samples = Samples::from((&[[1.0, 2.0, 3.0]], &[[4.0, 5.0]]));
    let _ = Trainer::new(Mse, Sgd::new(1e-3)).fit(&mut net, &samples, &mut rng);
}
