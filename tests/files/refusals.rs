//! What isn't a file of the network is refused, with a sentence that says what is wrong, and the network stays as it is.

use std::fs;

use serde_json::{Value, json};
use staticnn::files::{Loader, Misfit, Refusal};
use staticnn::prelude::*;

use crate::networks::{Deep, Encoder, Line, Nested, Picture, Precise, Sequential, drawn};

/// A file with this header and these values.
fn file(header: &str, data: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), data].concat()
}

/// A file's header and its values.
fn parts(file: &[u8]) -> (Value, &[u8]) {
    let (length, rest) = file.split_first_chunk().unwrap();
    let (header, data) = rest.split_at(u64::from_le_bytes(*length) as usize);
    (serde_json::from_slice(header).unwrap(), data)
}

/// A file of the network with a changed header.
fn with_header(net: &impl Network, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let bytes = net.to_safetensors();
    let (mut header, data) = parts(&bytes);
    change(&mut header);
    file(&header.to_string(), data)
}

/// Both kinds of load refuse the bytes, and change nothing. The sentence of `load_safetensors`.
fn refused<N: Network<Scalar = f32>>(bytes: &[u8]) -> String {
    let before: N = drawn(9);
    let mut net: N = drawn(9);
    net.load_pytorch_bytes(bytes).unwrap_err();
    let refusal = net.load_safetensors(bytes).unwrap_err();
    assert_eq!(net.parameters(), before.parameters());
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/errors.md")).unwrap();
    let first = refusal.to_string().lines().next().unwrap().to_owned();
    // The page has one example of each sentence: it is compared up to the first number, name or reason.
    let start = first.split([':', '`', '1', '2', '3', '4', '5', '6', '7', '8', '9']).next().unwrap();
    assert!(page.contains(start), "docs/errors.md has no row for: {first}");
    refusal.to_string()
}

#[test]
fn cut_short_at_any_byte() {
    let whole = drawn::<Sequential>(1).to_safetensors();
    let mut net: Sequential = drawn(2);
    for length in 0..whole.len() {
        let refusal = net.load_safetensors(&whole[..length]).unwrap_err();
        assert!(matches!(refusal, Refusal::Unreadable(_)), "{length}: {refusal}");
    }
    assert_eq!(net.parameters(), drawn::<Sequential>(2).parameters());
    assert_eq!(refused::<Sequential>(&[]), "it is empty");
    assert_eq!(
        refused::<Sequential>(&whole[..5]),
        "it has 5 bytes, and its beginning says at least 8: it was cut short"
    );
    let size = whole.len();
    let says = format!("it has {} bytes, and its beginning says at least {size}: it was cut short", size - 1);
    assert_eq!(refused::<Sequential>(&whole[..size - 1]), says);
    let more = [&whole[..], &[0]].concat();
    assert_eq!(
        refused::<Sequential>(&more),
        "it isn't a safetensors file: incomplete metadata, file not fully covered"
    );
}

#[test]
fn a_header_of_any_length() {
    for length in [1 << 60, u64::MAX, (1 << 20) + 1] {
        let bytes = [&length.to_le_bytes()[..], b"{}"].concat();
        let says = format!(
            "its first eight bytes, the length of the header, are {length}, and a header has at most 1048576 bytes: it isn't a \
             safetensors file"
        );
        assert_eq!(refused::<Line>(&bytes), says);
    }
}

#[test]
fn a_header_that_says_something_else() {
    for header in ["", "{", "[]", "null", "{\"a\": 1}", "{\"a\": {}}", "\u{0}", "{\"a\":{\"data_offsets\":[0,-1]}}"] {
        let says = refused::<Line>(&file(header, &[]));
        assert!(says.starts_with("its header isn't that of a safetensors file: "), "{header}: {says}");
    }
    let says = refused::<Line>(&[&2_u64.to_le_bytes()[..], &[0xff, 0xfe]].concat());
    assert!(says.starts_with("its header isn't that of a safetensors file: "), "{says}");
}

#[test]
fn places_that_overlap_or_lie_outside() {
    let place = |name: &str, start: u64, end: u64| {
        with_header(&drawn::<Line>(1), |header| header[name]["data_offsets"] = json!([start, end]))
    };
    let overlaps = refused::<Line>(&place("layer1.weight", 0, 4));
    assert!(overlaps.starts_with("it isn't a safetensors file: invalid offset for tensor `layer1."), "{overlaps}");
    let outside = refused::<Line>(&place("layer1.weight", 4, 12));
    assert!(outside.contains("says at least"), "{outside}");
    assert!(refused::<Line>(&place("layer1.weight", 8, 4)).starts_with("it isn't a safetensors file: "));
    assert!(refused::<Line>(&place("layer1.weight", u64::MAX - 3, u64::MAX)).contains("it was cut short"));
    // Lengths whose sum overflows: the crate of the format adds them up.
    let most = u64::MAX / 8;
    let tensors: Vec<String> = (0..8)
        .map(|index| {
            let (start, end) = (index * most, (index + 1) * most);
            format!("\"{index}\":{{\"dtype\":\"I8\",\"shape\":[{most}],\"data_offsets\":[{start},{end}]}}")
        })
        .collect();
    assert!(refused::<Line>(&file(&format!("{{{}}}", tensors.join(",")), &[])).contains("it was cut short"));
}

#[test]
fn names_that_occur_twice() {
    let (header, data) = (drawn::<Line>(1).to_safetensors(), [0; 8]);
    let text = parts(&header).0.to_string();
    let twice = text.replacen('{', "{\"layer1.bias\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},", 1);
    let says = refused::<Line>(&file(&twice, &data));
    assert!(says.contains("the name `layer1.bias` occurs twice"), "{says}");
}

#[test]
fn other_shapes_and_types() {
    let net: Line = drawn(1);
    let says = refused::<Line>(&with_header(&net, |header| header["layer1.weight"]["shape"] = json!([1])));
    assert_eq!(says, "it doesn't fit the network: `layer1.weight` is 1 in the file, and the network takes 1x1");
    let says = refused::<Line>(&with_header(&net, |header| header["layer1.bias"]["shape"] = json!([])));
    assert_eq!(
        says,
        "it doesn't fit the network: `layer1.bias` is without dimensions in the file, and the network takes 1"
    );
    let says = refused::<Line>(&with_header(&net, |header| header["layer1.weight"]["dtype"] = json!("I32")));
    assert_eq!(
        says,
        "it doesn't fit the network: `layer1.weight` has numbers of type I32 in the file, and the network takes F32"
    );
    let says = refused::<Line>(&with_header(&net, |header| header["layer1.weight"]["dtype"] = json!("F99")));
    assert!(says.starts_with("its header isn't") || says.starts_with("it isn't a safetensors file: "), "{says}");
    let precise = drawn::<Precise>(1).to_safetensors();
    let says = Sequential::zeros().load_safetensors(&precise).unwrap_err().to_string();
    assert!(says.contains("`layer1.weight` has numbers of type F64 in the file, and the network takes F32"), "{says}");
}

#[test]
fn extra_and_missing_tensors() {
    let (_, data) = (drawn::<Line>(1).to_safetensors(), [0; 12]);
    let renamed = with_header(&drawn::<Line>(1), |header| {
        let bias = header.as_object_mut().unwrap().remove("layer1.bias").unwrap();
        header["layer1.offset"] = bias;
    });
    assert_eq!(
        refused::<Line>(&renamed),
        "it doesn't fit the network:\n    `layer1.bias`, 1, is missing in the file\n    `layer1.offset`, 1, is in the file only"
    );
    let extra = with_header(&drawn::<Line>(1), |header| {
        header["extra"] = json!({ "dtype": "F32", "shape": [1], "data_offsets": [8, 12] });
    });
    let extra = [&extra[..], &data[..4]].concat();
    assert_eq!(refused::<Line>(&extra), "it doesn't fit the network: `extra`, 1, is in the file only");
}

network! {
    struct Tanh< 3 -> 5 tanh -> layer_norm -> 4 prelu -> 2 >;
    struct Epsilon< 3 -> 5 relu -> layer_norm(0.1) -> 4 prelu -> 2 >;
    struct Longer< 3 -> 5 relu -> layer_norm -> 4 prelu -> 2 -> layer_norm >;
    struct Labelled< 3 -> 5 relu -> layer_norm -> hidden: 4 prelu -> 2 >;
    struct Steeper< 3 -> encoder: Encoder -> head: 2 leaky_relu(0.2) >;
    struct Padded<
        2x12x10 -> conv 4 (3x2, stride 2x1, pad 1x0, dilation 1x2) -> batch_norm relu -> depthwise (5x5, pad 2) prelu
        -> max_pool 2x2 -> conv 6 (1x1, groups 2) no_bias -> layer_norm gelu -> rms_norm -> dropout 0.5 -> avg_pool 3x2
        -> flatten -> 3
    >;
    struct Shallower< 3 -> encoder: Encoder -> head: 2 leaky_relu(0.1) >;
}

/// The sentence about a file of another network.
fn other<From: Network<Scalar = f32>, To: Network<Scalar = f32>>() -> String {
    let mut net: To = drawn(9);
    let refusal = net.load_safetensors(&drawn::<From>(1).to_safetensors()).unwrap_err();
    assert_eq!(net.parameters(), drawn::<To>(9).parameters());
    refusal.to_string()
}

#[test]
fn files_of_another_declaration() {
    assert_eq!(
        other::<Tanh, Sequential>(),
        "it doesn't fit the network: stage `layer1` is `dense 3 -> 5 tanh` in the file, and `dense 3 -> 5 relu` in the network"
    );
    assert_eq!(
        other::<Epsilon, Sequential>(),
        "it doesn't fit the network: stage `layer2` is `layer_norm 5 -> 5 epsilon=0.1` in the file, and `layer_norm 5 -> 5 \
         epsilon=0.00001` in the network"
    );
    assert_eq!(
        other::<Steeper, Shallower>(),
        "it doesn't fit the network: stage `head` is `dense 4 -> 2 leaky_relu(0.2)` in the file, and `dense 4 -> 2 \
         leaky_relu(0.1)` in the network"
    );
    assert!(
        other::<Longer, Sequential>()
            .contains("stage `layer5`, `layer_norm 2 -> 2 epsilon=0.00001`, is in the file only")
    );
    assert!(other::<Sequential, Longer>().contains("is in the network only"));
    assert!(other::<Labelled, Sequential>().contains(
        "stage `layer3` is `hidden: dense 5 -> 4 prelu` in the file, and `dense 5 -> 4 prelu` in the network"
    ));
    assert!(other::<Nested, Deep>().contains("in the network"));
    let window = |size, pad| {
        format!(
            "depthwise 4x6x8 -> 4x6x8 prelu kernel_height={size} kernel_width={size} stride_height=1 stride_width=1 pad_height={pad} \
             pad_width={pad} dilation_height=1 dilation_width=1"
        )
    };
    assert_eq!(
        other::<Picture, Padded>(),
        format!(
            "it doesn't fit the network:\n    stage `layer3` is `{}` in the file, and `{}` in the network\n    \
             `layer3.weight` is 3x3x1x4 in the file, and the network takes 5x5x1x4",
            window(3, 1),
            window(5, 2)
        )
    );
}

#[test]
fn numbers_that_are_not_finite_if_asked() {
    for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut net: Sequential = drawn(1);
        net.layer3.weight[2][1] = value;
        let (own, pytorch) = (net.to_safetensors(), net.to_pytorch());
        let mut other: Sequential = drawn(9);
        let refusal = Loader::new().finite().load_safetensors(&mut other, &own).unwrap_err();
        let Refusal::Misfits(misfits) = refusal else { panic!("{refusal}") };
        assert!(matches!(&misfits[..], [Misfit::NotFinite { tensor, index: 9, .. }] if tensor == "layer3.weight"));
        let refusal = Loader::new().finite().load_pytorch_bytes(&mut other, &pytorch).unwrap_err();
        // Output 1, input 2 of a weight of outputs x inputs.
        let says =
            format!("it doesn't fit the network: number 7 of `3.weight` is {value}, and only finite ones are taken");
        assert_eq!(refusal.to_string(), says);
        assert_eq!(other.parameters(), drawn::<Sequential>(9).parameters());
        other.load_safetensors(&own).unwrap();
        other.load_pytorch_bytes(&pytorch).unwrap();
    }
    let mut other = Sequential::zeros();
    Loader::new().finite().load_safetensors(&mut other, &drawn::<Sequential>(1).to_safetensors()).unwrap();
    assert_eq!(other.parameters(), drawn::<Sequential>(1).parameters());
}
