//! Writes networks with drawn weights as ONNX files, and what they compute, for `check.py`, which compares that with
//! onnxruntime. `.ci/onnx` runs both; the feature `onnxruntime` keeps it out of other runs, whose time it would add to.

use std::env;
use std::fs;
use std::path::PathBuf;

use rand::RngExt;
use serde_json::json;
use staticnn::layer::{Number, Real};
use staticnn::prelude::*;

/// Writes a network with drawn weights, and what it computes, into the folder STATICNN_ONNX.
fn write<N: Network>(name: &str, net: &mut N) {
    let spread = Normal::new(0.0, 0.3).unwrap();
    let draw = |rng: &mut ChaCha8Rng| f64::from(spread.sample(rng) as f32);
    write_with(name, net, draw, |input| {
        let input: Vec<N::Scalar> = input.iter().copied().map(N::Scalar::from_f64).collect();
        N::input_from(&input).unwrap()
    });
}

/// [`write`] for a network that takes classes.
fn write_classes<N: Network<Input = [Class<COUNT>; STEPS]>, const COUNT: usize, const STEPS: usize>(
    name: &str,
    net: &mut N,
) {
    let draw = |rng: &mut ChaCha8Rng| rng.random_range(0..COUNT) as f64;
    write_with(name, net, draw, |input| std::array::from_fn(|step| Class::new(input[step] as usize).unwrap()));
}

/// `draw` draws a number of an input, and `input_of` makes an input of its numbers.
fn write_with<N: Network>(
    name: &str,
    net: &mut N,
    draw: impl Fn(&mut ChaCha8Rng) -> f64,
    input_of: impl Fn(&[f64]) -> N::Input,
) {
    let folder = PathBuf::from(env::var_os("STATICNN_ONNX").expect("STATICNN_ONNX: the folder to write to"));
    let mut rng = ChaCha8Rng::seed_from_u64(42);
    let spread = Normal::new(0.0, 0.3).unwrap();
    let mut rest = net.parameters_mut();
    N::STAGE.each_tensor(&mut |tensor| {
        let (values, others) = std::mem::take(&mut rest).split_at_mut(tensor.len());
        for value in values {
            let drawn = spread.sample(&mut rng);
            *value = N::Scalar::from_f64(if tensor.name == "variance" { 0.5 + f64::abs(drawn) } else { drawn });
        }
        rest = others;
    });
    let inputs: Vec<Vec<f64>> = (0..64).map(|_| (0..N::INPUTS).map(|_| draw(&mut rng)).collect()).collect();
    let outputs: Vec<Vec<f64>> = inputs
        .iter()
        .map(|input| {
            let output = net.predict(&input_of(input));
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

/// Writes networks over an image and over series, which end in rows, an image and a series.
macro_rules! grids {
    ($scalar:ident) => {{
        network! {
            #[scalar($scalar)]
            struct Picture<
                3x20x17 -> conv 8 (5x4, stride 2x1, pad 2x1) relu -> depthwise (3x3, pad 2, dilation 2) -> batch_norm silu
                -> max_pool 2x3 (stride 2x1, floor) -> layer_norm gelu -> conv 12 (3x2, pad 1x0, groups 4) tanh
                -> avg_pool 2x2 (stride 1) -> dropout 0.3 -> rms_norm -> flatten -> 5 softmax
            >;
            #[scalar($scalar)]
            struct Signal<
                40x3 -> rms_norm -> conv 8 (5, stride 2, pad 2) gelu_tanh -> depthwise (3, dilation 2) prelu -> batch_norm
                -> max_pool 2 -> layer_norm -> conv 6 (3, groups 2) no_bias -> avg_pool 2 (stride 1) -> global_avg_pool -> 4
            >;
            #[scalar($scalar)]
            struct Map< 2x9x8 -> layer_norm -> conv 4 (3x3) elu(0.5) -> max_pool 2x2 (floor) -> rms_norm >;
            #[scalar($scalar)]
            struct Track< 12x3 -> batch_norm -> conv 5 (3, pad 1) mish -> flatten -> 8 relu -> 3 >;
            #[scalar($scalar)]
            struct Steps< 12x3 -> depthwise (3) -> layer_norm -> conv 2 (1) >;
        }
        write(concat!("picture_", stringify!($scalar)), &mut *Picture::boxed());
        write(concat!("signal_", stringify!($scalar)), &mut *Signal::boxed());
        write(concat!("map_", stringify!($scalar)), &mut *Map::boxed());
        write(concat!("track_", stringify!($scalar)), &mut *Track::boxed());
        write(concat!("steps_", stringify!($scalar)), &mut *Steps::boxed());
    }};
}

/// Writes networks of attentions, over numbers and over classes.
macro_rules! attentions {
    ($scalar:ident) => {{
        network! {
            #[scalar($scalar)]
            struct Attending<
                48x6 -> conv 32 (3, stride 2, pad 1) gelu -> positions -> attention 32 (heads 4) -> layer_norm -> 24 silu
                -> attention 24 (heads 3, causal) -> rms_norm -> attention 24 -> mean -> 5 softmax
            >;
            #[scalar($scalar)]
            struct Spelling<
                30 x classes(27) -> embedding 16 -> positions -> attention 16 (heads 4, causal) -> layer_norm -> 32 relu
                -> attention 32 (causal) -> 27 softmax
            >;
        }
        write(concat!("attending_", stringify!($scalar)), &mut *Attending::boxed());
        write_classes(concat!("spelling_", stringify!($scalar)), &mut *Spelling::boxed());
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
    grids!(f32);
    grids!(f64);
    attentions!(f32);
    attentions!(f64);
}
