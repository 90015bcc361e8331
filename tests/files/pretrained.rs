//! Weights that are in the program: `network!` has read the files of tests/golden/files.

use std::fs;

use staticnn::layer::Scalar;
use staticnn::prelude::*;

use crate::networks::{self, drawn, golden};

const WIDTH: usize = 5;

network! {
    struct Sequential< 3 -> 5 relu -> layer_norm -> 4 prelu -> 2 > = "golden/files/sequential.safetensors";
    struct Sizes< 3 -> WIDTH relu -> layer_norm -> (WIDTH - 1) prelu -> 2 > = "golden/files/sequential.safetensors";
    struct Dropout< 3 -> 5 relu -> layer_norm -> 4 prelu -> 2 > = "golden/files/dropout.safetensors";
    struct Half< 3 -> 5 relu -> layer_norm -> 4 prelu -> 2 > = "golden/files/float16.safetensors";
    struct Brain< 3 -> 5 relu -> layer_norm -> 4 prelu -> 2 > = "golden/files/bfloat16.safetensors";
    #[scalar(f64)]
    struct Double< 3 -> 5 relu -> layer_norm -> 4 prelu -> 2 > = "golden/files/float64.safetensors";
    #[scalar(f64)]
    struct Widened< 3 -> 5 relu -> layer_norm -> 4 prelu -> 2 > = "golden/files/float16.safetensors";
    struct Named< 3 -> fc1: 5 relu -> norm: layer_norm -> fc2: 4 prelu -> fc3: 2 > = "golden/files/named.safetensors";
    struct Nested< 3 -> networks::Encoder -> 2 > = "golden/files/nested.safetensors";
    struct Outer< 3 -> encoder: networks::Encoder -> head: 2 > = "golden/files/outer.safetensors";

    struct Picture<
        2x12x10 -> conv 4 (3x2, stride 2x1, pad 1x0, dilation 1x2) -> batch_norm relu -> depthwise (3x3, pad 1) prelu
        -> max_pool 2x2 -> conv 6 (1x1, groups 2) no_bias -> layer_norm gelu -> rms_norm -> dropout 0.2 -> avg_pool 3x2
        -> flatten -> 3
    > = "golden/files/picture.safetensors";
    struct Signal<
        16x3 -> conv 4 (3, pad 1) tanh -> layer_norm -> depthwise (3, stride 2, pad 1) -> max_pool 2 -> conv 5 (1)
        -> batch_norm sigmoid -> flatten -> 2
    > = "golden/files/signal.safetensors";

    /// What the library's own writer has written: the network `drawn(8)`, and one of f64.
    struct Deep< 3 -> 3 no_bias -> outer: networks::Outer -> layer_norm(0.001) leaky_relu(0.1) -> 1 sigmoid >
        = "golden/files/deep.safetensors";
    #[scalar(f64)]
    struct Precise< 3 -> 5 relu -> layer_norm -> 4 prelu -> 2 > = "golden/files/precise.safetensors";
}

/// The bytes of a network.
fn bytes(net: &impl Network) -> Vec<u8> {
    let mut bytes = vec![0; size_of_val(net.parameters())];
    net.write_le_bytes(&mut bytes).unwrap();
    bytes
}

/// A network has, bit for bit, what is loaded from a file of PyTorch when the program runs.
fn is_loaded<N: Network>(pretrained: &'static N, name: &str) {
    let mut net = *N::boxed();
    net.load_pytorch(golden(name)).unwrap();
    assert_eq!(bytes(pretrained), bytes(&net), "{name}");
}

#[test]
fn a_file_of_pytorch_is_in_the_program() {
    is_loaded(Sequential::PRETRAINED, "sequential.safetensors");
    is_loaded(Sizes::PRETRAINED, "sequential.safetensors");
    is_loaded(Dropout::PRETRAINED, "dropout.safetensors");
    is_loaded(Half::PRETRAINED, "float16.safetensors");
    is_loaded(Brain::PRETRAINED, "bfloat16.safetensors");
    is_loaded(Double::PRETRAINED, "float64.safetensors");
    is_loaded(Widened::PRETRAINED, "float16.safetensors");
    is_loaded(Named::PRETRAINED, "named.safetensors");
    is_loaded(Nested::PRETRAINED, "nested.safetensors");
    is_loaded(Outer::PRETRAINED, "outer.safetensors");
    is_loaded(Picture::PRETRAINED, "picture.safetensors");
    is_loaded(Signal::PRETRAINED, "signal.safetensors");
}

/// The networks that the library's own files hold, each with its file.
fn saved() -> (networks::Deep, networks::Precise) {
    let (mut deep, precise): (networks::Deep, networks::Precise) = (drawn(8), drawn(9));
    deep.layer1.weight[0][0] = f32::MIN_POSITIVE / 8.0;
    deep.layer1.weight[1][2] = -0.0;
    (deep, precise)
}

/// What was saved predicts what is in the program, bit for bit.
fn predicts<T: Scalar, A, B>(pretrained: &'static A, saved: &B)
where
    A: Network<Scalar = T, Input = [T; 3]>,
    B: Network<Scalar = T, Input = [T; 3], Output = A::Output>,
{
    assert_eq!(bytes(pretrained), bytes(saved));
    for x in [[0.1, -0.4, 2.0], [-1.0, 0.0, 0.5], [30.0, -20.0, 10.0]] {
        let x = x.map(T::from_f64);
        let (found, expected) = (pretrained.predict(&x), saved.predict(&x));
        assert!(A::as_slice(&found).iter().all(|y| y.is_finite()));
        assert_eq!(A::as_slice(&found), B::as_slice(&expected));
    }
}

#[test]
fn a_file_of_the_library_is_in_the_program() {
    let (deep, precise) = saved();
    predicts(Deep::PRETRAINED, &deep);
    predicts(Precise::PRETRAINED, &precise);
}

#[test]
fn pretrained_weights_are_there_once() {
    assert!(std::ptr::eq(Deep::PRETRAINED, Deep::PRETRAINED));
    static REFERENCE: &Deep = Deep::PRETRAINED;
    assert!(std::ptr::eq(REFERENCE, Deep::PRETRAINED));
}

#[test]
fn pretrained_weights_are_declared_wherever_a_network_is() {
    macro_rules! pretrained {
        ($path:literal) => {{
            network! {
                #[cfg(any())]
                struct Absent< 3 -> 1 > = "golden/files/sequential.safetensors";
                #[derive(Clone)]
                pub(crate) struct r#Local< 3 -> 5 relu -> layer_norm -> 4 prelu -> 2 > = $path;
            }
            let mut trained_further = Local::PRETRAINED.clone();
            trained_further.layer1.bias[0] += 1.0;
            Local::PRETRAINED
        }};
    }
    assert_eq!(bytes(pretrained!("golden/files/sequential.safetensors")), bytes(Sequential::PRETRAINED));
}

#[test]
#[ignore = "writes the files again that this test has in it"]
fn the_files_of_the_library_are_written() {
    let (deep, precise) = saved();
    fs::write(golden("deep.safetensors"), deep.to_safetensors()).unwrap();
    fs::write(golden("precise.safetensors"), precise.to_safetensors()).unwrap();
}
