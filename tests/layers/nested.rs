//! Networks and custom layers as stages of networks.

use staticnn::layer::{Layer, check};
use staticnn::prelude::*;
use staticnn::shape::U4;

use crate::custom::Scale;

network! {
    struct Encoder< 8 -> 16 relu -> 4 tanh >;
    struct Model< 8 -> Encoder -> 1 >;
    struct Flat< 8 -> 16 relu -> 4 tanh -> 1 >;
}

mod parts {
    use staticnn::prelude::*;

    network! {
        #[scalar(f64)]
        pub struct Inner< 3 -> 5 gelu -> 2 >;
        #[scalar(f64)]
        pub struct Middle< 4 -> 3 prelu -> inner: Inner -> 3 softmax >;
        #[scalar(f64)]
        pub struct Answer< 3 -> 4 relu -> 2 softmax >;
    }
}

network! {
    #[scalar(f64)]
    struct Deep< 2 -> 4 tanh -> body: parts::Middle -> layer_norm relu -> 1 >;
    #[scalar(f64)]
    struct DeepFlat< 2 -> 4 tanh -> 3 prelu -> 5 gelu -> 2 -> 3 -> layer_norm relu -> 1 >;
    #[scalar(f64)]
    struct Alone< 3 -> parts::Inner >;
    #[scalar(f64)]
    struct Ending< 2 -> 3 relu -> parts::Answer >;
    #[scalar(f64)]
    struct EndingFlat< 2 -> 3 relu -> 4 relu -> 2 softmax >;
}

/// Numbers that look random.
fn numbers(count: usize) -> impl Iterator<Item = f64> {
    (0..count).map(|index| (index as f64 * 1.7 + 0.3).sin())
}

fn fill<N: Network>(net: &mut N) {
    let count = N::PARAMETERS;
    net.parameters_mut().iter_mut().zip(numbers(count)).for_each(|(p, value)| {
        *p = staticnn::layer::Real::from_f64(value);
    });
}

#[test]
fn the_parameters_of_a_nested_network_are_its_fields() {
    let mut model = Model::zeros();
    fill(&mut model);
    assert_eq!(model.layer1.layer2.weight[15][3], model.parameters()[8 * 16 + 16 + 15 * 4 + 3]);
    let mut deep = Deep::zeros();
    deep.body.inner.layer1.weight[2][4] = 7.0; // three deep
    let before = 2 * 4 + 4 + 4 * 3 + 3 + 1;
    assert_eq!(deep.parameters()[before + 2 * 5 + 4], 7.0);
    assert_eq!((Model::PARAMETERS, Model::MULTIPLY_ADDS), (Flat::PARAMETERS, Flat::MULTIPLY_ADDS));
}

#[test]
fn a_nested_network_computes_what_its_stages_do_in_a_row() {
    let (mut model, mut flat) = (Model::zeros(), Flat::zeros());
    fill(&mut model);
    flat.parameters_mut().copy_from_slice(model.parameters());
    let x: Vec<[f32; 8]> = (0..300).map(|row| std::array::from_fn(|i| ((row * 8 + i) as f32 * 0.9).cos())).collect();
    let y: Vec<[f32; 1]> = x.iter().map(|x| [x[0] - x[3]]).collect();
    let samples = Samples::new(&x, &y).unwrap();
    let (mut gradient, mut flat_gradient) = (Gradient::<Model>::new(), Gradient::<Flat>::new());
    assert_eq!(model.predict(&x[7]), flat.predict(&x[7]));
    assert_eq!(model.loss(&samples, &Mse), flat.loss(&samples, &Mse));
    let (loss, flat_loss) =
        (model.gradient(&samples, &Mse, &mut gradient), flat.gradient(&samples, &Mse, &mut flat_gradient));
    assert_eq!(loss, flat_loss);
    assert!(gradient.parameters().iter().any(|g| *g != 0.0));
    assert_eq!(gradient.parameters(), flat_gradient.parameters());
}

#[test]
fn activations_inside_of_a_nested_network_stay_with_every_loss() {
    // The softmax of an inner network is no last stage of the outer one: no loss fuses with it.
    check::<Deep>(1).unwrap();
    let (mut ending, mut flat) = (Ending::zeros(), EndingFlat::zeros());
    fill(&mut ending);
    flat.parameters_mut().copy_from_slice(ending.parameters());
    let (x, labels) = ([[0.5, -1.0], [2.0, 0.25]], [Class::new(0).unwrap(), Class::new(1).unwrap()]);
    let samples = Samples::from((&x, &labels));
    let (mut gradient, mut flat_gradient) = (Gradient::<Ending>::new(), Gradient::<EndingFlat>::new());
    // The cross-entropy fuses with a softmax at the end of the inner network.
    let loss = ending.gradient(&samples, &CrossEntropy, &mut gradient);
    assert_eq!(loss, flat.gradient(&samples, &CrossEntropy, &mut flat_gradient));
    assert_eq!(gradient.parameters(), flat_gradient.parameters());
    let targets = [[0.25, 0.75], [0.5, 0.5]];
    let samples = Samples::from((&x, &targets));
    let loss = ending.gradient(&samples, &Mse, &mut gradient);
    assert_eq!(loss, flat.gradient(&samples, &Mse, &mut flat_gradient));
    assert_eq!(gradient.parameters(), flat_gradient.parameters());
}

#[test]
fn both_ends_are_plain_arrays_also_where_a_path_stands_there() {
    let y: [f64; 2] = Alone::zeros().predict(&[1.0, 2.0, 3.0]);
    assert_eq!(y, [0.0; 2]);
    let y: [f64; 2] = Ending::zeros().predict(&[1.0, 2.0]);
    assert_eq!(y, [0.5; 2]);
    // The lengths are inferred from the network.
    fn lengths<N: Network<Input = [f64; I], Output = [f64; O]>, const I: usize, const O: usize>(_: &N) -> [usize; 2] {
        [I, O]
    }
    assert_eq!(lengths(&Alone::zeros()), [3, 2]);
}

#[test]
fn a_network_of_another_crate_may_be_a_stage() {
    network! { struct Outer< 5 -> 3 relu -> staticnn_tests::networks::shared::Shared -> 1 >; }
    let mut outer = Outer::zeros();
    outer.layer2.layer1.bias[0] = 1.0;
    assert_eq!(outer.predict(&[0.0; 5]), [0.0]);
    assert_eq!(Outer::PARAMETERS, 5 * 3 + 3 + staticnn_tests::networks::shared::Shared::PARAMETERS + 2 + 1);
}

type Scale4 = Scale<U4>;

network! {
    #[scalar(f64)]
    struct Scaled< 3 -> 4 tanh -> factor: Scale4 -> 2 >;
}

#[test]
fn a_custom_layer_may_be_a_stage() {
    check::<Scaled>(1).unwrap();
    let net = Scaled::init(&mut ChaCha8Rng::seed_from_u64(1));
    assert_eq!(net.factor.gain[..], [1.0; 4]); // what its description starts from
    let stages: Vec<_> = Scaled::STAGE.stages.iter().map(|stage| (stage.name, stage.kind)).collect();
    assert_eq!(stages, [("layer1", "dense"), ("factor", "scale"), ("layer3", "dense")]);
}

#[test]
fn every_layer_starts_from_its_own_values() {
    let net = Deep::init(&mut ChaCha8Rng::seed_from_u64(1));
    let flat = DeepFlat::init(&mut ChaCha8Rng::seed_from_u64(1));
    assert_eq!(net.parameters(), flat.parameters());
    assert_eq!((net.body.layer1.slope, net.layer3.gain[0], net.layer3.bias[0]), (0.25, 1.0, 0.0));
}

/// With both traits in scope no name is ambiguous, in generic code and for a declared type.
#[test]
fn a_network_is_used_with_the_trait_of_layers_in_scope() {
    fn output<N: Network>(net: &N, x: &N::Input) -> (N::Output, usize) {
        let _ = (N::INPUTS, N::OUTPUTS, N::PARAMETERS, N::ZEROS);
        (net.predict(x), N::MULTIPLY_ADDS)
    }
    fn values<L: Layer>(layer: &L) -> usize {
        layer.values().len()
    }
    let model = Model::zeros();
    assert_eq!(output(&model, &[0.0; 8]), ([0.0], 8 * 16 + 16 * 4 + 4));
    assert_eq!(values(&model), Model::PARAMETERS);
    let mut tape = Tape::new();
    assert_eq!(model.forward(&[0.0; 8], &mut tape), [0.0]);
    assert_eq!(model.backward(&tape, &[1.0], &mut Gradient::new()), [0.0; 8]);
}
