//! Losses that don't suit the last stage.

use staticnn::prelude::*;

network! {
    struct Regressor< 3 -> 12 relu -> 1 >;
    struct Positive< 2 -> 3 relu >;
    struct Choice< 2 -> 3 softmax >;
    struct Net< 2 -> 3 sigmoid >;
}

fn a_loss_is_a_loss() {
    let samples = Samples::from((&[[1.0, 2.0, 3.0]], &[[4.0]]));
    let _ = Regressor::zeros().loss(&samples, &"mse");
}

fn a_trainers_loss_suits_the_head() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let samples = Samples::from((&[[1.0, 2.0]], &[Class::<3>::new(1).unwrap()]));
    let _ = Trainer::new(CrossEntropy, Sgd::new(0.1)).fit(&mut Positive::zeros(), &samples, &mut rng);
}

fn binary_cross_entropy_needs_a_linear_or_sigmoid_head() {
    let samples = Samples::from((&[[1.0, 2.0]], &[[0.0, 1.0, 0.0]]));
    let _ = Choice::zeros().loss(&samples, &BinaryCrossEntropy);
}

fn cross_entropy_needs_a_linear_or_softmax_head() {
    let samples = Samples::from((&[[1.0, 2.0]], &[Class::<3>::new(1).unwrap()]));
    let _ = Positive::zeros().loss(&samples, &CrossEntropy);
}

fn kl_divergence_needs_a_softmax_head() {
    let samples = Samples::from((&[[1.0, 2.0]], &[[0.1, 0.2, 0.7]]));
    let _ = Net::zeros().loss(&samples, &KlDivergence);
}

fn main() {}
