//! Inputs of classes, and losses over the steps of a series.

use staticnn::loss::Masked;
use staticnn::metric::{LogLoss, Metric};
use staticnn::prelude::*;
use staticnn::scaler::Standardizer;

network! {
    struct Encoder< 4 x classes(27) -> embedding 8 -> last >;
    struct Letter< classes(27) -> embedding 8 >;
    struct Numbers< 4x2 -> last >;
    struct Tagger< 4 x classes(27) -> embedding 8 -> 3 >;
    struct Plain< 4 -> 3 >;
}

const TEXT: [Class<27>; 4] = match Class::new(3) {
    Ok(class) => [class; 4],
    Err(_) => panic!(),
};

mod classes_are_counted {
    staticnn::network! { struct Net< classes() -> embedding 8 >; }
}

mod classes_have_their_word {
    staticnn::network! { struct Net< 12 x class(27) -> embedding 8 -> last >; }
}

mod there_is_a_class {
    staticnn::network! { struct Net< classes(0) -> embedding 8 >; }
}

mod steps_come_before_their_classes {
    staticnn::network! { struct Net< classes(27) x 12 -> embedding 8 -> last >; }
}

mod an_embedding_takes_classes {
    staticnn::network! { struct Net< 12 -> embedding 8 -> last >; }
}

mod a_stage_of_numbers_takes_no_classes {
    staticnn::network! { struct Net< 12 x classes(27) -> gru 8 -> last >; }
}

mod classes_are_no_stage {
    staticnn::network! { struct Net< 3 -> 8 relu -> classes(27) >; }
}

mod a_network_of_classes_takes_no_numbers {
    staticnn::network! { struct Net< 4 -> super::Encoder -> 1 >; }
}

mod a_network_of_classes_is_the_first_stage {
    staticnn::network! { struct Net< 4 -> 1 -> super::Letter -> 1 >; }
}

mod a_network_of_numbers_takes_no_classes {
    staticnn::network! { struct Net< 8 x classes(27) -> super::Numbers -> 1 >; }
}

mod a_network_takes_its_own_classes {
    staticnn::network! { struct Net< 4 x classes(26) -> super::Encoder -> 1 >; }
}

mod a_network_takes_as_many_classes {
    staticnn::network! { struct Net< 5 x classes(27) -> super::Encoder -> 1 >; }
}

fn a_class_is_one_of_the_networks(text: &[Class<26>; 4]) {
    let _ = Tagger::zeros().predict(text);
}

fn a_class_is_no_number() {
    let _ = Tagger::zeros().predict(&[3; 4]);
}

fn classes_have_no_scale() {
    let _ = Standardizer::fit(&[TEXT; 3]);
}

fn a_scaler_is_folded_into_no_embedding(scaler: &Standardizer<4, f32>) {
    let _ = scaler.fold_into(&mut Tagger::zeros());
}

fn classes_have_no_derivative() {
    let (tape, mut gradient) = (Tape::new(), Gradient::new());
    let _: [f32; 4] = Tagger::zeros().backward(&tape, &[[1.0; 3]; 4], &mut gradient);
}

fn every_step_has_its_class() {
    let class = Class::<3>::new(1).unwrap();
    Tagger::zeros().loss(&Samples::from((&[TEXT], &[class])), &CrossEntropy);
}

fn a_mask_is_of_options() {
    let class = Class::<3>::new(1).unwrap();
    Tagger::zeros().loss(&Samples::from((&[TEXT], &[[class; 4]])), &Masked(CrossEntropy));
}

fn a_mask_is_over_a_series() {
    Plain::zeros().loss(&Samples::from((&[[1.0; 4]], &[Some([1.0; 3])])), &Masked(Mse));
}

fn a_metric_takes_the_steps_of_a_series_where_it_says_so() {
    let samples = [([[0.5_f32; 3]; 4], [Class::<3>::new(1).unwrap(); 4])];
    LogLoss::new().add(&samples[0].0, &samples[0].1);
}

fn main() {}
