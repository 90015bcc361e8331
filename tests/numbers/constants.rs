//! The numbers of networks, bit for bit: in constants, as Rust code, as bytes, copied, blended.

use std::fs;
use std::path::Path;

use staticnn::network::Error;
use staticnn::prelude::*;

network! {
    struct Regressor< 3 -> 12 relu -> 1 >;

    #[derive(Debug, PartialEq)]
    struct Inner< 4 -> 3 prelu no_bias -> 4 tanh >;
    /// Every layer, and every kind of parameter.
    #[derive(Debug, PartialEq)]
    struct All< 3 -> 4 prelu -> norm: layer_norm prelu -> Inner -> 5 no_bias -> 2 softmax >;

    #[scalar(f64)]
    #[derive(Debug, PartialEq)]
    struct InnerDouble< 4 -> 3 prelu no_bias -> 4 tanh >;
    #[scalar(f64)]
    #[derive(Debug, PartialEq)]
    struct AllDouble< 3 -> 4 prelu -> norm: layer_norm prelu -> InnerDouble -> 5 no_bias -> 2 softmax >;
}

include!("../promises/strict/src/regressor.rs");

/// Distinct numbers, and those that are easily lost.
macro_rules! numbers {
    ($T:ident, $N:expr) => {{
        let mut numbers = [0.0; $N];
        let mut rng = ChaCha8Rng::seed_from_u64(42);
        numbers.iter_mut().for_each(|number| *number = StandardNormal.sample(&mut rng));
        let nan = $T::from_bits($T::NAN.to_bits() | 0x155);
        #[allow(clippy::approx_constant, reason = "these have few digits")]
        let special =
            [nan, -nan, $T::INFINITY, $T::NEG_INFINITY, 0.0, -0.0, $T::MAX, $T::MIN_POSITIVE, 3.14, 2.718, 6.28];
        numbers[1..1 + special.len()].copy_from_slice(&special);
        numbers[13] = $T::from_bits(1); // the smallest that isn't 0
        numbers
    }};
}

/// A network goes through every form that its numbers can have.
macro_rules! round_trips {
    ($test:ident, $Net:ident, $T:ident) => {
        #[test]
        fn $test() {
            let numbers = numbers!($T, $Net::PARAMETERS);
            let bits = |net: &$Net| net.parameters().iter().map(|p| p.to_bits()).collect::<Vec<_>>();
            let expected: Vec<_> = numbers.iter().map(|number| number.to_bits()).collect();
            let net = $Net::from_parameters(&numbers);
            assert_eq!(bits(&net), expected);

            let bytes = net.to_le_bytes();
            assert_eq!(bytes.to_vec(), numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<_>>());
            assert_eq!(bits(&$Net::from_le_bytes(&bytes)), expected);
            let mut written = vec![0; bytes.len()];
            net.write_le_bytes(&mut written).unwrap();
            assert_eq!(written, bytes);

            let mut boxed = $Net::boxed();
            boxed.read_le_bytes(&bytes).unwrap();
            assert_eq!(bits(&boxed), expected);
            boxed.copy_from(&$Net::zeros());
            assert_eq!(bits(&boxed), bits(&$Net::zeros()));
            boxed.copy_from(&net);
            assert_eq!(bits(&boxed), expected);
        }
    };
}

round_trips!(every_layer_of_f32_keeps_its_bits, All, f32);
round_trips!(every_layer_of_f64_keeps_its_bits, AllDouble, f64);

static NET: All = All::from_parameters(&{
    let mut numbers = [0.0; All::PARAMETERS];
    let mut index = 0;
    while index < numbers.len() {
        numbers[index] = index as f32;
        index += 1;
    }
    numbers
});

#[test]
fn a_constant_has_the_order_of_the_parameters() {
    assert!(NET.parameters().iter().enumerate().all(|(index, p)| *p == index as f32));
    assert_eq!((NET.layer1.bias[3], NET.layer1.slope, NET.norm.gain[0]), (15.0, 16.0, 17.0));
    assert_eq!(NET.layer3.layer1.slope, NET.norm.slope + 1.0 + 12.0);
}

#[test]
fn bytes_of_another_length_change_nothing() {
    let mut net = Regressor::from_parameters(&[0.5; 61]);
    for found in [0, 243, 245] {
        let error = Error::ByteLength { expected: 244, found };
        assert_eq!(net.read_le_bytes(&vec![1; found]), Err(error));
        let mut bytes = vec![7; found];
        assert_eq!(net.write_le_bytes(&mut bytes), Err(error));
        assert_eq!(bytes, vec![7; found]);
    }
    assert_eq!(net.parameters(), [0.5; 61]);
}

/// The code is committed, and compiled here and in a crate that allows no warning.
#[test]
fn the_code_of_a_network_is_the_committed_file() {
    let net = Regressor::from_parameters(&numbers!(f32, Regressor::PARAMETERS));
    let (code, file) =
        (net.to_rust().to_string(), Path::new(env!("CARGO_MANIFEST_DIR")).join("promises/strict/src/regressor.rs"));
    if fs::read_to_string(file).unwrap() != code {
        let now = Path::new(env!("CARGO_TARGET_TMPDIR")).join("regressor.rs");
        fs::write(&now, code).unwrap();
        panic!("tests/promises/strict/src/regressor.rs isn't what `to_rust` prints: that is in {}", now.display());
    }
    assert_eq!(REGRESSOR.to_le_bytes(), net.to_le_bytes());
}

#[test]
fn the_code_of_an_f64_has_its_bits() {
    let mut net = InnerDouble::zeros();
    net.parameters_mut()[..5].copy_from_slice(&[f64::NAN, f64::NEG_INFINITY, -0.1, 5e-324, -f64::MAX]);
    let code = net.to_rust().to_string();
    let line = "    f64::from_bits(0x7ff8000000000000), f64::NEG_INFINITY, -0.1, 5e-324, -1.7976931348623157e308,";
    assert!(code.contains(line), "{code}");
    assert!(code.contains("static INNER_DOUBLE: InnerDouble = InnerDouble::from_parameters(&["), "{code}");
    assert!(code.lines().skip(4).all(|line| line.len() <= 100), "{code}");
    let names: Vec<&str> = code.lines().filter_map(|line| line.trim().strip_prefix("// ")).collect();
    assert_eq!(names, ["layer1.weight, 4x3", "layer1.slope, 1", "layer2.weight, 3x4", "layer2.bias, 4"]);
}

#[test]
fn a_blend_is_the_weighted_mean() {
    let (start, other) = (numbers!(f32, 61).map(|w| w.clamp(-9.0, 9.0)), [0.75; 61]);
    let other = Regressor::from_parameters(&other);
    for share in [0.0, 0.005, 0.5, 1.5, f32::NAN] {
        let mut net = Regressor::from_parameters(&start);
        net.blend(&other, share);
        for (blended, w) in net.parameters().iter().zip(start) {
            let expected = (1.0 - share) * w + share * 0.75;
            assert!(*blended == expected || blended.is_nan() && expected.is_nan(), "{blended} {expected}");
        }
    }
    let mut net = Regressor::from_parameters(&[f32::INFINITY; 61]);
    net.blend(&other, 1.0);
    assert_eq!(net.parameters(), other.parameters());
}

#[test]
fn a_layer_is_copied_by_itself() {
    let mut net = Regressor::zeros();
    net.layer1.copy_from(&Regressor::from_parameters(&[0.5; 61]).layer1);
    assert_eq!(net.parameters()[..49], [[0.5; 48].as_slice(), &[0.0]].concat());
}
