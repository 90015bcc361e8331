//! Targets that aren't the loss's.

use staticnn::prelude::*;

network! {
    struct Classifier< 2 -> 3 softmax >;
    struct Line< 2 -> 1 >;
    struct Yes< 2 -> 1 sigmoid >;
}

fn a_class_is_made_without_an_error() {
    let labels = [Class::new(2)];
    let _ = Classifier::zeros().loss(&Samples::from((&[[1.0, 2.0]], &labels)), &CrossEntropy);
}

fn a_class_is_no_float(rng: &mut ChaCha8Rng) {
    let samples = Samples::from((&[[1.0, 2.0]], &[2.0]));
    let _ = Trainer::new(CrossEntropy, Sgd::new(0.1)).fit(&mut Classifier::zeros(), &samples, rng);
}

fn a_class_is_no_label() {
    let labels: Vec<usize> = vec![2];
    let _ = Classifier::zeros().loss(&Samples::new(&[[1.0, 2.0]], &labels).unwrap(), &CrossEntropy);
}

fn a_class_is_no_one_hot_row() {
    let _ = Classifier::zeros().loss(&Samples::from((&[[1.0, 2.0]], &[[0.0, 0.0, 1.0]])), &CrossEntropy);
}

fn a_target_is_an_array() {
    let _ = Line::zeros().loss(&Samples::from((&[[1.0, 2.0]], &[4.0])), &Mse);
}

fn a_yes_is_a_number() {
    let _ = Yes::zeros().loss(&Samples::from((&[[1.0, 2.0]], &[true])), &BinaryCrossEntropy);
}

fn most_losses_take_no_classes() {
    let labels = [Class::<3>::new(2).unwrap()];
    let _ = Classifier::zeros().loss(&Samples::from((&[[1.0, 2.0]], &labels)), &Mse);
}

fn main() {}
