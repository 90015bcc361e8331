//! Writes networks with drawn weights as ONNX files, and what they compute, for `check.py`, which compares that with
//! onnxruntime. `.ci/onnx` runs both; the feature `onnxruntime` keeps it out of other runs, whose time it would add to.

use std::env;
use std::fs;
use std::path::PathBuf;

use serde_json::json;
use staticnn::layer::{Number, Real};
use staticnn::prelude::*;

/// Writes a network with drawn weights, and what it computes, into the folder STATICNN_ONNX.
fn write<N: Network>(name: &str, net: &mut N) {
    let folder = PathBuf::from(env::var_os("STATICNN_ONNX").expect("STATICNN_ONNX: the folder to write to"));
    let mut rng = ChaCha8Rng::seed_from_u64(42);
    let spread = Normal::new(0.0, 0.3).unwrap();
    for parameter in net.parameters_mut() {
        *parameter = N::Scalar::from_f64(spread.sample(&mut rng));
    }
    let inputs: Vec<Vec<f64>> =
        (0..64).map(|_| (0..N::INPUTS).map(|_| f64::from(spread.sample(&mut rng) as f32)).collect()).collect();
    let outputs: Vec<Vec<f64>> = inputs
        .iter()
        .map(|input| {
            let input: Vec<N::Scalar> = input.iter().copied().map(N::Scalar::from_f64).collect();
            let output = net.predict(&N::input_from(&input).unwrap());
            N::as_slice(&output).iter().map(|value| value.to_f64()).collect()
        })
        .collect();
    fs::write(folder.join(format!("{name}.onnx")), net.to_onnx().unwrap()).unwrap();
    fs::write(folder.join(format!("{name}.json")), json!({ "x": inputs, "y": outputs }).to_string()).unwrap();
}

/// Writes a network of every activation but softmax.
macro_rules! deep {
    ($scalar:ident) => {{
        network! {
            #[scalar($scalar)]
            struct Deep<
                8 -> 24 leaky_relu(0.2) -> 24 prelu -> 24 elu(0.5) -> 24 selu -> layer_norm gelu_tanh -> 24 softplus
                -> layer_norm -> 24 hard_tanh -> 24 softsign -> 24 sigmoid -> layer_norm -> 24 hard_sigmoid -> 24 sin
                -> layer_norm relu6 -> 24 gelu -> 24 silu -> layer_norm mish -> 24 tanh -> 3 relu
            >;
        }
        write(concat!("deep_", stringify!($scalar)), &mut *Deep::boxed());
    }};
}

#[test]
fn files_for_onnxruntime() {
    network! { struct Digits< 784 -> 128 relu -> 300 gelu no_bias -> layer_norm(1e-3) -> 10 softmax >; }
    network! { struct Outer< 784 -> digits: Digits -> 4 tanh -> 1 linear >; }
    write("digits", &mut *Digits::boxed());
    write("outer", &mut *Outer::boxed());
    deep!(f32);
    deep!(f64);
}
