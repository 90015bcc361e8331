use staticnn::prelude::*;

network! { struct Regressor< 3 -> 12 relu -> 1 >; }

fn main() {
    let mut net = Regressor::boxed();
    let samples = Samples::from((&[[1.0, 2.0, 3.0]], &[[4.0]]));
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let _ = Trainer::new(Mse, Sgd::new(0.1)).fit(&mut net, &samples, &mut rng);
}
