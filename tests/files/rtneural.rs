//! RTNeural's files, which `tests/golden/rtneural.py` wrote with the outputs of Keras's formulas.

use std::fs;

use rand::RngExt;
use serde_json::{Value, json};
use staticnn::prelude::*;
use staticnn::rtneural::Error;
use staticnn_tests::golden;

use crate::networks::{Sequential, drawn, temporary};

network! {
    struct Vectors< 2 -> 4 tanh -> 3 elu(1) -> 3 relu -> 4 sigmoid no_bias -> 3 softmax >;
    struct Full<
        12x1 -> 4 tanh -> conv 6 (3, dilation 2, causal) sigmoid -> dropout 0.1 -> conv 4 (2, causal) -> gru 5
        -> lstm 3 -> last -> out: 1
    >;
    struct Amp< 12x1 -> gru 2 -> conv 2 (1) tanh -> 1 no_bias >;
}

fn model(name: &str) -> Value {
    golden::read("rtneural.json")[name]["model"].take()
}

fn load<N: Network<Scalar = f32>>(net: &mut N, model: &Value) -> Result<(), Error> {
    net.load_rtneural_bytes(&serde_json::to_vec(model).unwrap())
}

fn near(found: &[f32], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((f64::from(*found) - expected).abs() <= 1e-5, "{found} instead of {expected}");
    }
}

#[test]
fn a_network_of_vectors_computes_what_keras_does() {
    let case = &golden::read("rtneural.json")["dense"];
    let mut net = Vectors::zeros();
    load(&mut net, &case["model"]).unwrap();
    let x = golden::numbers(&case["x"]);
    near(&net.predict(&[x[0] as f32, x[1] as f32]), &golden::numbers(&case["y"]));
}

/// As a stream: `last` gives the last step of a window.
#[test]
fn a_network_of_steps_computes_what_keras_does() {
    let case = &golden::read("rtneural.json")["full"];
    let path = temporary("full.json");
    fs::write(&path, case["model"].to_string()).unwrap();
    let mut net = Full::zeros();
    net.load_rtneural(&path).unwrap();
    let x: Vec<[f32; 1]> = golden::numbers(&case["x"]).into_iter().map(|x| [x as f32]).collect();
    let (mut y, mut state, expected) = ([[0.0]; 12], State::<Full>::new(), golden::numbers(&case["y"]));
    net.run(&x, &mut y, &mut state).unwrap();
    near(y.as_flattened(), &expected);
    near(&net.predict(&x.try_into().unwrap()), &expected[11..]);
}

/// Refused with this sentence, of which `docs/errors.md` has the cause and the cure; the network is as it was.
fn assert_refused<N: Network<Scalar = f32>>(model: &Value, sentence: &str) {
    let mut net: N = drawn(1);
    let error = load(&mut net, model).unwrap_err();
    assert_eq!(error.to_string(), sentence);
    assert_eq!(net.parameters(), drawn::<N>(1).parameters());
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/errors.md")).unwrap();
    assert!(page.contains(sentence), "docs/errors.md has no row for: {sentence}");
}

/// A model of these layers after one input.
fn of(layers: &Value) -> Value {
    json!({ "in_shape": [null, null, 1], "layers": layers })
}

fn gru() -> Value {
    let (row, rows) = (json!([0, 0, 0, 0, 0, 0]), json!([[0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]]));
    json!({ "type": "gru", "activation": "tanh", "shape": [null, null, 2], "weights": [[row], rows, rows] })
}

fn conv() -> Value {
    json!({
        "type": "conv1d", "activation": "tanh", "shape": [null, null, 2], "kernel_size": [1], "dilation": [1],
        "weights": [[[[1, 2], [3, 4]]], [5, 6]]
    })
}

fn dense() -> Value {
    json!({ "type": "dense", "activation": "", "shape": [null, null, 1], "weights": [[[7.5], [-8e0]]] })
}

/// With one field replaced.
fn with(mut layer: Value, field: &str, value: Value) -> Value {
    layer[field] = value;
    layer
}

#[test]
fn a_convolution_of_one_tap_is_causal_in_any_case() {
    let mut net = Amp::zeros();
    load(&mut net, &of(&json!([gru(), conv(), dense()]))).unwrap();
    assert_eq!(net.parameters()[30..], [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.5, -8.0]);
}

#[test]
fn another_model_is_refused_with_its_declaration() {
    assert_refused::<Amp>(
        &of(&json!([with(gru(), "type", json!("lstm")), conv(), dense()])),
        "layer 1 of the file is `lstm 2`, and stage `layer1` of the network is `gru 2`: declare `12x1 -> lstm 2 -> conv 2 (1, \
         causal) tanh -> 1 no_bias` for this file",
    );
    assert_refused::<Amp>(
        &of(&json!([gru(), with(conv(), "dilation", json!([4])), dense()])),
        "layer 2 of the file is `conv 2 (1, dilation 4, causal) tanh`, and stage `layer2` of the network is `conv 2 (1, causal) \
         tanh`: declare `12x1 -> gru 2 -> conv 2 (1, dilation 4, causal) tanh -> 1 no_bias` for this file",
    );
    assert_refused::<Amp>(
        &of(&json!([gru(), conv()])),
        "the file has no layer more, and stage `layer3` of the network is `1 no_bias`: declare `12x1 -> gru 2 -> conv 2 (1, \
         causal) tanh` for this file",
    );
    assert_refused::<Amp>(
        &of(&json!([gru(), conv(), dense(), dense()])),
        "layer 4 of the file is `1 no_bias`, and the network has no stage for it: declare `12x1 -> gru 2 -> conv 2 (1, causal) \
         tanh -> 1 no_bias -> 1 no_bias` for this file",
    );
    assert_refused::<Amp>(
        &model("dense"),
        "the file's model takes 2 values at each step, and the network takes 1: declare it with 2",
    );
    let first = json!({
        "type": "dense", "activation": "relu", "shape": [null, 5],
        "weights": [[[0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]], [0, 0, 0, 0, 0]]
    });
    assert_refused::<Sequential>(
        &json!({ "in_shape": [null, 3], "layers": [first] }),
        "stage `layer2` of the network is of the kind `layer_norm`, which RTNeural's files don't have: the network may have dense \
         stages, gru, lstm, causal conv, dropout and last",
    );
}

#[test]
fn layers_that_are_not_read_are_named() {
    let prelu = json!({ "type": "prelu", "activation": "", "shape": [null, null, 2], "weights": [[[0.5, 0.5]]] });
    assert_refused::<Amp>(
        &of(&json!([gru(), prelu])),
        "layer 2 of the file is of the type `prelu`, which isn't read: dense, time-distributed-dense, gru, lstm and conv1d are, \
         and an activation behind a dense or a conv1d",
    );
    assert_refused::<Amp>(
        &of(&json!([gru(), with(conv(), "groups", json!(2))])),
        "layer 2 of the file is of the type `conv1d with 2 groups`, which isn't read: dense, time-distributed-dense, gru, lstm and conv1d \
         are, and an activation behind a dense or a conv1d",
    );
    assert_refused::<Amp>(
        &of(&json!([with(gru(), "activation", json!("relu"))])),
        "layer 1 of the file has the activation `relu`, which isn't read: dense and conv1d may have tanh, relu, sigmoid, softmax \
         or elu, and a gru and an lstm have tanh",
    );
}

#[test]
fn weights_of_other_sizes_are_named() {
    let biases = |biases: Value| {
        let mut layer = gru();
        layer["weights"][2] = biases;
        of(&json!([layer, conv(), dense()]))
    };
    assert_refused::<Amp>(
        &biases(json!([0, 0, 0, 0, 0, 0])),
        "array 2 of the weights of layer 1 is 6 in the file, and by the layer's size it is 2x6: a GRU needs two rows of biases; \
         train it in Keras with `reset_after=True`",
    );
    assert_refused::<Amp>(
        &biases(json!([[0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0]])),
        "array 2 of the weights of layer 1 is 2x7 in the file, and by the layer's size it is 2x6: save the model again",
    );
    let twice = with(dense(), "weights", json!([[[1e300], [0]]]));
    assert_refused::<Amp>(
        &of(&json!([gru(), conv(), twice])),
        "layer 3 of the file has the weight 1e300, which the network's numbers can't hold",
    );
}

#[test]
fn what_is_no_model_is_refused() {
    let unreadable = |why: &str| format!("it isn't a model as RTNeural's `python/model_utils.py` writes it: {why}");
    assert_refused::<Amp>(&json!({ "state_dict": {} }), &unreadable("missing field `in_shape` at line 1 column 17"));
    assert_refused::<Amp>(
        &of(&json!([with(conv(), "kernel_size", json!([]))])),
        &unreadable("of layer 1, a conv1d, the `kernel_size` is missing"),
    );
    let mut net = Amp::zeros();
    for (text, why) in [
        ("", "EOF while parsing a value"),
        ("[[1], [2, 3]]", "the lists of an array of weights have different lengths"),
        ("[[], 1]", "the lists of an array of weights have different depths"),
        ("[1, []]", "the lists of an array of weights are too deep"),
        ("[[[[[1]]]]]", "the lists of an array of weights are too deep"),
        ("1, 1, 1, 1, 1", "a layer has more than 4 arrays of weights"),
        ("NaN", "expected value"),
    ] {
        let file = match text {
            "" => String::new(),
            _ => format!(
                r#"{{"in_shape": [1], "layers": [{{"type": "dense", "activation": "", "shape": [1], "weights": [{text}]}}]}}"#
            ),
        };
        let error = net.load_rtneural_bytes(file.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with(&unreadable(why)), "{text}: {error}");
    }
}

/// Pieces of JSON, and numbers that overflow.
const PIECES: [&str; 14] = [
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    "null",
    "0",
    "-1",
    "1e9",
    "18446744073709551615",
    "\"groups\":0",
    "\"gru\"",
    "[[],[]]",
];

#[test]
fn damaged_files_are_taken_whole_or_refused() {
    let file = serde_json::to_vec(&model("full")).unwrap();
    let (mut rng, mut taken) = (ChaCha8Rng::seed_from_u64(1), 0);
    for _ in 0..300 {
        let mut bytes = file.clone();
        for _ in 0..rng.random_range(1..4) {
            let at = rng.random_range(0..bytes.len());
            match rng.random_range(0..4) {
                0 => bytes[at] ^= 1 << rng.random_range(0..8),
                1 => bytes.truncate(at + 1),
                _ => {
                    let (piece, end) = (PIECES[rng.random_range(0..PIECES.len())], rng.random_range(at..=at + 3));
                    let end = end.min(bytes.len());
                    drop(bytes.splice(at..end, piece.bytes()));
                }
            }
        }
        let mut net: Full = drawn(2);
        match net.load_rtneural_bytes(&bytes) {
            Ok(()) => taken += 1,
            Err(_) => assert_eq!(net.parameters(), drawn::<Full>(2).parameters()),
        }
    }
    assert!(0 < taken && taken < 300, "{taken}");
}
