//! Looking inside: what tapes, layers and networks print, and gradients of one sample's loss.

use staticnn::activation::{Linear, Sigmoid, Softmax};
use staticnn::prelude::*;

network! {
    #[derive(Debug)]
    struct Encoder< 3 -> norm: layer_norm relu -> 2 tanh no_bias >;
    #[derive(Debug)]
    struct Model< 3 -> code: Encoder -> 4 prelu -> 1 >;
    #[scalar(f64)]
    struct Classes< 3 -> 5 gelu -> 4 softmax >;
    #[scalar(f64)]
    struct Answers< 3 -> 5 prelu -> 4 sigmoid >;
    #[scalar(f64)]
    struct Numbers< 3 -> 5 tanh -> 4 >;
    #[scalar(f64)]
    struct Waves< 3 -> 5 silu -> 4 gelu >;
}

#[test]
fn a_tape_shows_every_output_by_name_and_by_position() {
    let model = Model::init(&mut ChaCha8Rng::seed_from_u64(81));
    let mut tape = Tape::<Model>::new();
    let y = model.forward(&[1.0, -2.0, 0.5], &mut tape);
    assert!(tape.names().eq(["code", "layer2", "layer3"]));

    let code = model.code.predict(&[1.0, -2.0, 0.5]);
    assert_eq!(tape.output("code"), Some(&code[..]));
    assert_eq!(tape.output_at(1), Some(&code[..]));
    assert_eq!(tape.output("code.layer2"), Some(&code[..]));
    assert!(tape.output("code.norm").is_some_and(|h| h.len() == 3 && h.iter().all(|h| *h >= 0.0)));
    assert_eq!(tape.output("layer3"), Some(&y[..]));
    assert_eq!(tape.output_at(3), Some(&y[..]));
    for name in ["", "norm", "code.", ".code", "code.code", "layer1", "layer30", "xcode.norm"] {
        assert_eq!(tape.output(name), None, "{name:?}");
    }
    assert_eq!((tape.output_at(0), tape.output_at(4), tape.output_at(usize::MAX)), (None, None, None));

    let printed = format!("{tape:?}");
    for name in ["Tape {input: [1.0, -2.0, 0.5], code: [", "code.norm: [", "code.layer2: [", "layer3: ["] {
        assert!(printed.contains(name), "{printed}");
    }
}

#[test]
fn a_layer_prints_one_line_and_with_its_numbers_all() {
    let model = Model::zeros();
    assert_eq!(
        format!("{model:?}"),
        "Model { code: Encoder { norm: LayerNorm 3 -> 3 relu, 6 parameters, layer2: Dense 3 -> 2 tanh, 6 parameters }, \
         layer2: Dense 2 -> 4 prelu, 13 parameters, layer3: Dense 4 -> 1, 5 parameters }"
    );
    let all = format!("{:#?}", model.layer2);
    assert!(all.starts_with("Dense 2 -> 4 prelu, 13 parameters {\n    weight: [\n"), "{all}");
    assert!(all.contains("slope: 0.0"), "{all}");
}

#[test]
fn a_summary_has_the_stages_of_a_stage_too() {
    let summary = Model::summary().to_string();
    println!("{summary}");
    let names: Vec<&str> = summary.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names, ["stage", "code", "code.norm", "code.layer2", "layer2", "layer3", "all"]);
    assert!(summary.contains("\ncode.layer2  3 -> 2  y = tanh(x W) "), "{summary}");
    let widths: Vec<usize> = summary.lines().map(|line| line.chars().count()).collect();
    assert!(widths.iter().all(|width| *width == widths[0]), "{summary}");
    assert!(summary.ends_with(&format!("{}\n", 4 * Model::PARAMETERS)), "{summary}");
}

/// Compares `backward_loss` with `gradient`, for three samples that it adds up.
fn adds_up<N, L, H>(loss: &L, targets: [L::Target; 3])
where
    N: Network<Scalar = f64, Input = [f64; 3], Output = [f64; 4], Head = H>,
    L: Loss<[f64; 4], H>,
{
    let net = N::init(&mut ChaCha8Rng::seed_from_u64(82));
    let x = [[0.5, -1.0, 2.0], [0.0, 0.25, -0.75], [-3.0, 1.0, 1.0]];
    let (mut tape, mut by_hand, mut expected) = (Tape::<N>::new(), Gradient::<N>::new(), Gradient::<N>::new());
    let mut sum = 0.0;
    for (x, target) in x.iter().zip(&targets) {
        let y = net.forward(x, &mut tape);
        sum += net.backward_loss(&mut tape, loss, target, &mut by_hand);
        assert_eq!(net.forward(x, &mut tape), y);
    }
    by_hand.scale(1.0 / 3.0);
    let mean = net.gradient(&Samples::from((&x, &targets)), loss, &mut expected);
    assert!((sum / 3.0 - mean).abs() <= 1e-14 * mean.abs());
    assert!(expected.norm() > 1e-3);
    for (found, expected) in by_hand.parameters().iter().zip(expected.parameters()) {
        assert!((found - expected).abs() <= 1e-14, "{found} where {expected} is expected");
    }
}

#[test]
fn the_gradient_of_one_samples_loss_is_fused_with_the_last_activation() {
    let labels = [0, 3, 1].map(|label| Class::new(label).unwrap());
    let shares = [[0.1, 0.2, 0.3, 0.4], [0.0, 0.0, 1.0, 0.0], [0.25; 4]];
    adds_up::<Classes, _, Softmax>(&CrossEntropy, labels);
    adds_up::<Numbers, _, Linear>(&CrossEntropy, labels);
    adds_up::<Classes, _, Softmax>(&KlDivergence, shares);
    adds_up::<Answers, _, Sigmoid>(&BinaryCrossEntropy, shares);
    adds_up::<Classes, _, Softmax>(&Mse, shares);
    adds_up::<Waves, _, _>(&LogCosh, shares);
}
