use staticnn::prelude::*;

network! { struct Positive< 2 -> 3 relu >; }

fn main() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let samples = Samples::from((&[[1.0, 2.0]], &[Class::<3>::new(1).unwrap()]));
    let _ = Trainer::new(CrossEntropy, Sgd::new(0.1)).fit(&mut Positive::zeros(), &samples, &mut rng);
}
