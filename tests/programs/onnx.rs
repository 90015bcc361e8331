//! ONNX files: byte for byte those that the `onnx` package writes, and what onnxruntime computes with them. The files and the
//! numbers are those of `golden/onnx_files.py`, which doesn't know this library.

use staticnn::activation::{Activation, FromOutput, Real};
use staticnn::layer::Number;
use staticnn::onnx::{Error, to_onnx};
use staticnn::prelude::*;
use staticnn_tests::golden;

/// Largest difference from onnxruntime's outputs, as a share of the largest output.
const TOLERANCE: f64 = 1e-5;

/// The bytes that a text of hexadecimal digits holds.
fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// Sets parameter k to (37 k mod 64 - 32) / 32.
fn filled<N: Network>(mut net: N) -> N {
    for (k, parameter) in net.parameters_mut().iter_mut().enumerate() {
        *parameter = N::Scalar::from_f64(((37 * k) % 64) as f64 / 32.0 - 1.0);
    }
    net
}

/// Compares the file and the outputs of a network with those under a name.
fn check<N: Network>(name: &str, net: N) {
    let golden = golden::read("onnx_files.json");
    let golden = &golden[name];
    let net = filled(net);
    let file = to_onnx(&net).unwrap();
    let expected = bytes(golden["file"].as_str().unwrap_or_else(|| panic!("no golden file of {name}")));
    assert!(
        file == expected,
        "{name}: not the file of the package; after another version of this one, run onnx_files.py again\n{}\n{}",
        file.escape_ascii(),
        expected.escape_ascii()
    );
    let (inputs, outputs) = (golden["x"].as_array().unwrap(), golden["y"].as_array().unwrap());
    assert_eq!((inputs.len(), outputs.len()), (8, 8));
    let expected: Vec<Vec<f64>> = outputs.iter().map(golden::numbers).collect();
    let size = expected.iter().flatten().fold(0.0, |most: f64, value| most.max(value.abs()));
    assert!(size > 0.1, "{name}: the outputs show something");
    for (input, expected) in inputs.iter().zip(&expected) {
        let input: Vec<N::Scalar> = golden::numbers(input).into_iter().map(N::Scalar::from_f64).collect();
        let y = net.predict(&N::input_from(&input).unwrap());
        assert_eq!(N::as_slice(&y).len(), expected.len());
        for (y, expected) in N::as_slice(&y).iter().zip(expected) {
            assert!((y.to_f64() - expected).abs() <= TOLERANCE * size, "{name}: {y} here, {expected} there");
        }
    }
}

/// Declares a network of one stage for each activation, in both precisions, and checks them.
macro_rules! each_activation {
    ($($test:ident: $name:literal ($($activation:tt)*);)*) => {
        $(#[test]
        fn $test() {
            {
                network! { struct Net< 3 -> 4 $($activation)* >; }
                check(concat!($name, " f32"), Net::zeros());
            }
            network! { #[scalar(f64)] struct Net< 3 -> 4 $($activation)* >; }
            check(concat!($name, " f64"), Net::zeros());
        })*
    };
}

each_activation! {
    linear: "linear" ();
    relu: "relu" (relu);
    leaky_relu: "leaky_relu" (leaky_relu(0.1));
    prelu: "prelu" (prelu);
    relu6: "relu6" (relu6);
    elu: "elu" (elu(0.7));
    selu: "selu" (selu);
    gelu: "gelu" (gelu);
    gelu_tanh: "gelu_tanh" (gelu_tanh);
    silu: "silu" (silu);
    mish: "mish" (mish);
    softplus: "softplus" (softplus);
    tanh: "tanh" (tanh);
    hard_tanh: "hard_tanh" (hard_tanh);
    softsign: "softsign" (softsign);
    sigmoid: "sigmoid" (sigmoid);
    hard_sigmoid: "hard_sigmoid" (hard_sigmoid);
    sin: "sin" (sin);
    softmax: "softmax" (softmax);
}

/// Labels that are names of values in the file, and a network within the network.
macro_rules! nested {
    ($scalar:ident) => {{
        network! { #[scalar($scalar)] struct Inner< 3 -> layer_norm -> input: 2 prelu >; }
        network! {
            #[scalar($scalar)]
            struct Net< 3 -> front: Inner -> 3 tanh no_bias -> output: layer_norm(0.001) relu >;
        }
        check(concat!("nested ", stringify!($scalar)), Net::zeros());
    }};
}

#[test]
fn nested_networks_are_one_chain() {
    nested!(f32);
    nested!(f64);
}

/// z², with its sign.
struct Square;

impl Activation for Square {
    type Derivative = FromOutput;
    const NAME: &'static str = "Square";

    fn value<R: Real>(z: R) -> R {
        z * z.abs()
    }
    fn derivative<R: Real>(y: R) -> R {
        R::from_f64(2.0) * y.abs().sqrt()
    }
}

#[test]
fn an_activation_of_the_program_is_refused_with_the_path_of_its_stage() {
    network! { struct Inner< 3 -> odd: 2 Square >; }
    network! { struct Net< 3 -> 3 relu -> front: Inner -> 1 >; }
    let error = to_onnx(&Net::zeros()).unwrap_err();
    assert_eq!(error, Error::Activation { stage: "front.odd".into(), activation: "Square" });
    assert_eq!(
        error.to_string(),
        "stage `front.odd` ends in `Square`, which has no operators in ONNX files: they are known for linear, relu, \
         leaky_relu, prelu, relu6, elu, selu, gelu, gelu_tanh, silu, mish, softplus, tanh, hard_tanh, softsign, sigmoid, \
         hard_sigmoid, sin and softmax"
    );
}
