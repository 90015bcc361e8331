//! Lengths of arrays that aren't the network's.

use staticnn::prelude::*;

network! {
    struct Regressor< 3 -> 12 relu -> 1 >;
    struct Classifier< 2 -> 3 softmax >;
}

fn a_constant_size_agrees_with_the_data() {
    const FEATURES: usize = 3;
    const CLASSES: usize = 10;

    network! { struct Net< FEATURES -> 12 relu -> CLASSES softmax >; }
    let samples = Samples::from((&[[1.0, 2.0, 3.0, 4.0]], &[Class::<10>::new(1).unwrap()]));
    let _ = Net::zeros().loss(&samples, &CrossEntropy);
    let samples = Samples::from((&[[1.0, 2.0, 3.0]], &[Class::<4>::new(1).unwrap()]));
    let _ = Net::zeros().loss(&samples, &CrossEntropy);
}

fn an_input_has_the_networks_length() {
    let _ = Regressor::zeros().predict(&[1.0, 2.0, 3.0, 4.0]);
}

fn an_output_gradient_has_the_outputs_length() {
    let (mut tape, mut gradient) = (Tape::new(), Gradient::new());
    Regressor::zeros().forward(&[1.0, 2.0, 3.0], &mut tape);
    Regressor::zeros().backward(&tape, &[1.0, 2.0], &mut gradient);
}

fn an_output_has_the_networks_length() {
    let _y: [f32; 2] = Regressor::zeros().predict(&[1.0, 2.0, 3.0]);
}

fn arrays_of_samples_have_one_length() {
    let (x, y) = ([[1.0], [2.0], [3.0]], [[1.0], [2.0]]);
    let _ = Samples::from((&x, &y));
}

fn classes_are_as_many_as_outputs() {
    let samples = Samples::from((&[[1.0, 2.0]], &[Class::<4>::new(3).unwrap()]));
    let _ = Classifier::zeros().loss(&samples, &CrossEntropy);
}

fn inputs_have_the_networks_length() {
    let samples = Samples::from((&[[1.0, 2.0]], &[[3.0]]));
    let _ = Regressor::zeros().loss(&samples, &Mse);
}

fn most_likely_is_of_the_outputs() {
    let label: Class<4> = Class::most_likely(&Classifier::zeros().predict(&[1.0, 2.0]));
    println!("{label:?}");
}

fn outputs_have_the_networks_length() {
    let mut outputs = [[0.0; 2]; 10];
    let _ = Regressor::zeros().predict_batch(&[[1.0, 2.0, 3.0]; 10], &mut outputs);
}

fn targets_have_the_outputs_length() {
    let samples = Samples::from((&[[1.0, 2.0, 3.0]], &[[4.0, 5.0]]));
    let mut gradient = Gradient::<Regressor>::new();
    Regressor::zeros().gradient(&samples, &Mse, &mut gradient);
}

fn targets_of_a_training_have_the_outputs_length() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut net = Regressor::init(&mut rng);
    let samples = Samples::from((&[[1.0, 2.0, 3.0]], &[[4.0, 5.0]]));
    let _ = Trainer::new(Mse, Sgd::new(1e-3)).fit(&mut net, &samples, &mut rng);
}

fn validation_inputs_have_the_networks_length() {
    let (samples, unseen) = (Samples::from((&[[1.0, 2.0, 3.0]], &[[4.0]])), Samples::from((&[[1.0, 2.0]], &[[3.0]])));
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let _ = Trainer::new(Mse, Sgd::new(1e-3)).validation(&unseen).fit(&mut Regressor::zeros(), &samples, &mut rng);
}

fn main() {}
