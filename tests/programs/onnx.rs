//! ONNX files: byte for byte those that the `onnx` package writes, and what onnxruntime computes with them. The files and the
//! numbers are those of `golden/onnx_files.py`, which doesn't know this library.

use std::fs;

use staticnn::activation::{Activation, FromOutput, Linear, Real};
use staticnn::layer::{
    Features, InputGradient, Inputs, Layer, Number, Pass, RowsMut, Seen, Size, Stage, keeps_nothing,
};
use staticnn::onnx::Error;
use staticnn::prelude::*;
use staticnn::shape::U2;
use staticnn_tests::golden;

/// Largest difference from onnxruntime's outputs, as a share of the largest output.
const TOLERANCE: f64 = 1e-5;

/// Sets parameter k to (37 k mod 64 - 32) / 32, and of variances to the absolute value of that plus 1/4.
fn filled<N: Network>(mut net: N) -> N {
    let (mut rest, mut k) = (net.parameters_mut(), 0);
    N::STAGE.each_tensor(&mut |tensor| {
        let (values, others) = std::mem::take(&mut rest).split_at_mut(tensor.len());
        for parameter in values {
            let value = ((37 * k) % 64) as f64 / 32.0 - 1.0;
            let value = if tensor.name == "variance" { value.abs() + 0.25 } else { value };
            *parameter = N::Scalar::from_f64(value);
            k += 1;
        }
        rest = others;
    });
    net
}

/// Compares a network's file with the one under its name and scalar type.
fn check_file<N: Network>(name: &str, scalar: &str, net: N) {
    let file = filled(net).to_onnx().unwrap();
    let path = format!("{}/golden/onnx_files/{name}_{scalar}.onnx", env!("CARGO_MANIFEST_DIR"));
    let expected = fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert!(
        file == expected,
        "{name}: not the file of the package; after another version of this one, run onnx_files.py again\n{}\n{}",
        file.escape_ascii(),
        expected.escape_ascii()
    );
}

/// Compares a network's outputs with those that onnxruntime computed, in f32 or in f64: parameters and inputs are the same
/// numbers, which f32 holds exactly.
fn check_outputs<N: Network>(name: &str, scalars: &[&str], net: N) {
    check_outputs_of(name, scalars, net, |input| {
        let input: Vec<N::Scalar> = input.into_iter().map(N::Scalar::from_f64).collect();
        N::input_from(&input).unwrap()
    });
}

/// [`check_outputs`] for any inputs: `input_of` makes one of a sample's numbers.
fn check_outputs_of<N: Network>(name: &str, scalars: &[&str], net: N, input_of: impl Fn(Vec<f64>) -> N::Input) {
    let (golden, net) = (golden::read("onnx_files.json"), filled(net));
    for scalar in scalars {
        let golden = &golden[format!("{name}_{scalar}")];
        let (inputs, outputs) = (golden["x"].as_array().unwrap(), golden["y"].as_array().unwrap());
        assert_eq!((inputs.len(), outputs.len()), (8, 8));
        let expected: Vec<Vec<f64>> = outputs.iter().map(golden::numbers).collect();
        let size = expected.iter().flatten().fold(0.0, |most: f64, value| most.max(value.abs()));
        assert!(size > 0.1, "{name}: the outputs show something");
        for (input, expected) in inputs.iter().zip(&expected) {
            let y = net.predict(&input_of(golden::numbers(input)));
            assert_eq!(N::as_slice(&y).len(), expected.len());
            for (y, expected) in N::as_slice(&y).iter().zip(expected) {
                let near = (y.to_f64() - expected).abs() <= TOLERANCE * size;
                assert!(near, "{name}, onnxruntime in {scalar}: {y} here, {expected} there");
            }
        }
    }
}

/// Declares networks that have every activation, in both precisions, and checks them. Each network costs a second of the
/// compiler's time, so an activation doesn't have one for itself.
macro_rules! chains {
    ($($name:ident ($($stages:tt)*);)*) => {
        $(#[test]
        fn $name() {
            let name = stringify!($name);
            {
                network! { #[scalar(f64)] struct Net< 3 -> $($stages)* >; }
                check_file(name, "f64", Net::zeros());
            }
            network! { struct Net< 3 -> $($stages)* >; }
            check_file(name, "f32", Net::zeros());
            check_outputs(name, &["f32", "f64"], Net::zeros());
        })*
    };
}

chains! {
    lines (4 relu -> 4 leaky_relu(0.1) -> 4 prelu -> 4 relu6 -> 4 linear);
    exponentials (4 elu(0.7) -> 4 selu -> 4 softplus -> 4 mish);
    waves (4 gelu -> 4 gelu_tanh -> 4 silu -> 4 sin);
    curves (4 tanh -> 4 hard_tanh -> 4 softsign -> 4 sigmoid -> 4 hard_sigmoid -> 4 softmax);
}

/// Labels that are names of values in the file, and a network within the network.
macro_rules! nested {
    ($scalar:ident, $check:expr) => {{
        network! { #[scalar($scalar)] struct Inner< 3 -> layer_norm -> input: 2 prelu >; }
        network! {
            #[scalar($scalar)]
            struct Net< 3 -> front: Inner -> 3 tanh no_bias -> output: layer_norm(0.001) relu >;
        }
        check_file("nested", stringify!($scalar), Net::zeros());
        $check(Net::zeros());
    }};
}

#[test]
fn nested_networks_are_one_chain() {
    nested!(f32, |net| check_outputs("nested", &["f32", "f64"], net));
    nested!(f64, drop);
}

/// Declares a network over an image or a series, and checks its file and its outputs.
macro_rules! grids {
    ($($name:ident $scalar:ident ($($stages:tt)*);)*) => {
        $(#[test]
        fn $name() {
            network! { #[scalar($scalar)] struct Net< $($stages)* >; }
            let (name, scalar) = (stringify!($name), stringify!($scalar));
            check_file(name, scalar, Net::zeros());
            check_outputs(name, &[scalar], Net::zeros());
        })*
    };
}

grids! {
    picture f32 (
        2x12x10 -> conv 4 (3x2, stride 2x1, pad 1x0, dilation 1x2) -> batch_norm relu -> depthwise (3x3, pad 1) prelu
        -> max_pool 2x2 -> conv 6 (1x1, groups 2) no_bias -> layer_norm gelu -> rms_norm -> dropout 0.2
        -> avg_pool 2x2 (stride 1) -> global_avg_pool -> 3
    );
    signal f64 (
        16x3 -> conv 4 (3, pad 1) tanh -> layer_norm -> depthwise (3, stride 2, pad 1) -> max_pool 2 -> conv 5 (1)
        -> batch_norm sigmoid -> flatten -> 2
    );
    map f64 (1x4x5 -> conv 3 (3x3) -> layer_norm softmax);
    track f32 (6x2 -> rms_norm -> conv 3 (3));
    steps f32 (
        6x3 -> reverse -> rnn 4 -> gru 5 -> 4 prelu -> conv 3 (2, dilation 2, causal) gelu -> lstm 3 -> last -> 2
    );
    recurrent f64 (5x2 -> gru 3 -> lstm 2 -> 3 softmax no_bias);
    attending f32 (
        5x6 -> positions -> attention 6 (heads 3, causal) -> layer_norm -> attention 6 -> 4 tanh -> last
    );
}

/// The classes whose numbers these are.
fn classes<const COUNT: usize>(numbers: &[f64]) -> impl Iterator<Item = Class<COUNT>> {
    numbers.iter().map(|number| Class::new(*number as usize).unwrap())
}

/// Whole numbers, one at each step; the layer that takes them is in a network within the network.
#[test]
fn a_series_of_classes_is_one_of_whole_numbers() {
    network! {
        #[scalar(f64)]
        struct Words< 6 x classes(7) -> embedding 4 -> positions -> attention 4 (heads 2, causal) -> 7 softmax >;
    }
    network! { #[scalar(f64)] struct Net< 6 x classes(7) -> words: Words >; }
    check_file("words", "f64", Net::zeros());
    check_outputs_of("words", &["f64"], Net::zeros(), |input| {
        let mut classes = classes(&input);
        std::array::from_fn(|_| classes.next().unwrap())
    });
}

#[test]
fn a_single_class_is_a_whole_number_without_dimensions() {
    network! { struct Net< classes(5) -> embedding 3 -> 2 >; }
    check_file("class", "f32", Net::zeros());
    check_outputs_of("class", &["f32"], Net::zeros(), |input| classes(&input).next().unwrap());
}

/// The error says this, and docs/errors.md has its cause and its cure.
fn assert_says(error: &Error, sentence: &str) {
    assert_eq!(error.to_string(), sentence);
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/errors.md")).unwrap();
    assert!(page.contains(&format!("| {sentence} |")), "docs/errors.md has no row for: {sentence}");
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
    let error = Net::zeros().to_onnx().unwrap_err();
    assert_eq!(error, Error::Activation { stage: "front.odd".into(), activation: "Square" });
    assert_says(
        &error,
        "stage `front.odd` ends in `Square`, which has no operators in ONNX files: they are known for linear, relu, \
         leaky_relu, prelu, relu6, elu, selu, gelu, gelu_tanh, silu, mish, softplus, tanh, hard_tanh, softsign, sigmoid, \
         hard_sigmoid, sin and softmax",
    );
}

/// y = x, of a kind that a program names.
struct Through<N: Size, const DENSE: bool>(std::marker::PhantomData<N>);

impl<N: Size, const DENSE: bool> Layer for Through<N, DENSE> {
    type Float = f32;
    type InputShape = Features<N>;
    type OutputShape = Features<N>;
    type Activation = Linear;
    keeps_nothing!();
    const ZEROED: Self = Self(std::marker::PhantomData);
    const STAGE: Stage = Stage { kind: if DENSE { "dense" } else { "through" }, ..Self::OUTLINE };
    fn tensors(&self) -> impl AsRef<[&[f32]]> {
        []
    }
    fn tensors_mut(&mut self) -> impl AsMut<[&mut [f32]]> {
        []
    }
    fn forward_rows<P: Pass>(&self, pass: P, x: Inputs<'_, Self>, mut y: RowsMut<'_, f32>, (): &mut (), (): &mut ()) {
        (0..pass.rows()).for_each(|row| y.row_mut(row).copy_from_slice(x.row(row)));
    }
    fn backward_rows<P: Pass, B: Activation>(
        &self,
        pass: P,
        _: Seen<'_, Self, P>,
        d: RowsMut<'_, f32>,
        dx: InputGradient<'_, Self, P, B>,
        _: &mut Self,
        (): &mut (),
    ) {
        if let Some(dx) = dx {
            dx.each_row(pass.rows(), |row, dx| dx.copy_from_slice(d.row(row)));
        }
    }
}

#[test]
fn a_layer_of_the_program_is_refused_with_the_path_of_its_stage() {
    type Unknown = Through<U2, false>;
    network! { struct Net< 2 -> first: Unknown -> 1 >; }
    let error = Net::zeros().to_onnx().unwrap_err();
    assert_eq!(error, Error::Layer { stage: "first".into(), kind: "through" });
    assert_says(
        &error,
        "stage `first` is a layer of the kind `through`, which has no operators in ONNX files: they are known for dense, \
         conv, depthwise, max_pool, avg_pool, global_avg_pool, flatten, layer_norm, rms_norm, batch_norm, dropout, rnn, gru, \
         lstm, attention, positions, embedding, last and reverse, and for networks of them",
    );
}

#[test]
fn a_layer_of_the_program_with_the_kind_of_another_is_refused() {
    type Misnamed = Through<U2, true>;
    network! { struct Net< 2 -> 2 -> Misnamed -> 1 >; }
    let error = Net::zeros().to_onnx().unwrap_err();
    assert_eq!(error, Error::Tensors { stage: "layer2".into(), kind: "dense" });
    assert_says(
        &error,
        "stage `layer2` says that its kind is `dense`, but its shapes, tensors or numbers aren't those of the library's \
         `dense`: give a layer of your own another kind",
    );
}

#[test]
fn a_file_beyond_the_formats_limit_says_so() {
    let error = Error::Length { bytes: 2_200_000_000 };
    assert_says(&error, "an ONNX file of 2200000000 bytes: the format ends at 2147483647");
}
