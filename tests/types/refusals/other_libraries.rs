//! What Keras, PyTorch and burn call by other names, or do elsewhere.

use staticnn::prelude::*;

network! {
    struct Classifier< 2 -> 3 softmax >;
    struct Line< 1 -> 1 >;
}

fn a_class_is_compared_by_its_index(class: Class<3>) -> bool {
    class == 2
}

fn a_class_is_no_index(class: Class<3>) -> &'static str {
    ["setosa", "versicolor", "virginica"][class]
}

fn a_gradient_is_cleared(gradient: &mut Gradient<Line>) {
    gradient.zero_grad();
}

fn a_history_comes_in_a_result(samples: &Samples<[f32; 1], [f32; 1]>, rng: &mut ChaCha8Rng) {
    let history = Trainer::new(Mse, Sgd::new(0.1)).fit(&mut Line::zeros(), samples, rng);
    println!("{:?}", history.last());
}

fn a_loss_is_a_number(samples: &Samples<[f32; 1], [f32; 1]>) {
    Line::zeros().loss(samples, &Mse).backward();
}

fn a_network_is_saved_as_numbers() {
    Line::zeros().save("line.bin");
}

fn a_network_is_trained_by_a_trainer(samples: &Samples<[f32; 1], [f32; 1]>) {
    Line::zeros().fit(samples);
}

fn a_step_takes_a_network_and_a_gradient(optimizer: &mut Adam<Line>) {
    optimizer.step();
}

fn an_output_of_one_number_is_an_array() {
    let _y: f32 = Line::zeros().predict(&[1.0]);
}

fn adam_w_takes_a_rate_and_a_decay() {
    let _ = AdamW::new(1e-3);
}

fn losses_have_short_names(samples: &Samples<[f32; 1], [f32; 1]>) {
    let _ = Line::zeros().loss(samples, &MSELoss);
}

fn momentum_is_an_optimizer() {
    let _ = Sgd::new(0.1).momentum(0.9);
}

fn main() {}
