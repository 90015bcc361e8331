//! What isn't samples or an input.

use staticnn::prelude::*;

network! { struct Regressor< 3 -> 12 relu -> 1 >; }

fn a_prediction_is_for_one_sample(many: &Vec<[f32; 3]>) {
    let _ = Regressor::zeros().predict(many);
}

fn a_prediction_takes_an_array(rows: &Vec<Vec<f32>>) {
    let _ = Regressor::zeros().predict(&rows[0]);
}

fn rows_of_samples_are_arrays(x: &Vec<Vec<f32>>, y: &Vec<[f32; 1]>, rng: &mut ChaCha8Rng) {
    let samples = Samples::new(x, y).unwrap();
    let _ = Trainer::new(Mse, Sgd::new(0.1)).fit(&mut Regressor::zeros(), &samples, rng);
}

fn samples_are_a_pair_of_arrays(x: &Vec<[f32; 3]>, y: &Vec<[f32; 1]>) {
    let _ = Samples::from((x, y));
}

fn samples_are_no_result(x: &[[f32; 3]], y: &[[f32; 1]]) {
    let samples = Samples::new(x, y);
    let _ = Regressor::zeros().loss(&samples, &Mse);
}

fn samples_are_no_result_in_a_training(x: &[[f32; 3]], y: &[[f32; 1]], rng: &mut ChaCha8Rng) {
    let samples = Samples::new(x, y);
    let _ = Trainer::new(Mse, Sgd::new(0.1)).fit(&mut Regressor::zeros(), &samples, rng);
}

fn samples_are_paired_first(x: &[[f32; 3]], y: &[[f32; 1]]) {
    let _ = Regressor::zeros().loss(&(x, y), &Mse);
}

fn main() {}
