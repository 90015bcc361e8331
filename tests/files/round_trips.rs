//! What is saved is loaded bit for bit.

use safetensors::SafeTensors;
use staticnn::prelude::*;

use crate::networks::{Counted, Deep, Line, Named, Nested, Outer, Picture, Precise, Sequential, Signal, drawn};

/// All bits of a network of f32.
fn bits(net: &impl Network<Scalar = f32>) -> Vec<u32> {
    net.parameters().iter().map(|value| value.to_bits()).collect()
}

fn comes_back<N: Network<Scalar = f32>>() {
    let net: N = drawn(1);
    let (mut own, mut pytorch) = (N::boxed(), N::boxed());
    own.load_safetensors(&net.to_safetensors()).unwrap();
    pytorch.load_pytorch_bytes(&net.to_pytorch()).unwrap();
    assert_eq!(bits(&*own), bits(&net));
    assert_eq!(bits(&*pytorch), bits(&net));
    assert_eq!(own.to_safetensors(), net.to_safetensors());
    assert_eq!(pytorch.to_pytorch(), net.to_pytorch());
}

#[test]
fn every_layer_comes_back() {
    comes_back::<Sequential>();
    comes_back::<Named>();
    comes_back::<Nested>();
    comes_back::<Outer>();
    comes_back::<Deep>();
    comes_back::<Picture>();
    comes_back::<Signal>();
    comes_back::<Counted>();
}

#[test]
fn numbers_of_64_bits_come_back() {
    let net: Precise = drawn(2);
    let (mut own, mut pytorch) = (Precise::zeros(), Precise::zeros());
    own.load_safetensors(&net.to_safetensors()).unwrap();
    pytorch.load_pytorch_bytes(&net.to_pytorch()).unwrap();
    for (found, expected) in
        [&own, &pytorch].map(|net| net.parameters()).into_iter().flatten().zip(net.parameters().repeat(2))
    {
        assert_eq!(found.to_bits(), expected.to_bits());
    }
}

#[test]
fn special_numbers_come_back_with_every_bit() {
    let special = [0x7fc0_0001, 0x7f80_0001, 0xff80_0000, 0x8000_0000, 0x0000_0001, 0x7f7f_ffff_u32];
    let mut net: Sequential = drawn(3);
    for (index, value) in net.parameters_mut().iter_mut().enumerate() {
        *value = f32::from_bits(special[index % special.len()]);
    }
    let mut again = Sequential::zeros();
    again.load_safetensors(&net.to_safetensors()).unwrap();
    assert_eq!(bits(&again), bits(&net));
    let mut again = Sequential::zeros();
    again.load_pytorch_bytes(&net.to_pytorch()).unwrap();
    assert_eq!(bits(&again), bits(&net));
}

#[test]
fn a_file_says_what_it_holds() {
    let net: Deep = drawn(4);
    let bytes = net.to_safetensors();
    let (_, header) = SafeTensors::read_metadata(&bytes).unwrap();
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        header.metadata().as_ref().unwrap()["staticnn"],
        format!(
            "version {version}\n\
             layer1: dense 3 -> 3\n\
             outer: network 3 -> 2\n\
             outer.encoder: network 3 -> 4\n\
             outer.encoder.layer1: dense 3 -> 5 relu\n\
             outer.encoder.layer2: dense 5 -> 4 tanh\n\
             outer.head: dense 4 -> 2\n\
             layer3: layer_norm 2 -> 2 leaky_relu(0.1) epsilon=0.001\n\
             layer4: dense 2 -> 1 sigmoid"
        )
    );
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let mut names: Vec<String> = file.names().into_iter().map(str::to_owned).collect();
    names.sort();
    assert_eq!(
        names,
        [
            "layer1.weight",
            "layer3.bias",
            "layer3.gain",
            "layer4.bias",
            "layer4.weight",
            "outer.encoder.layer1.bias",
            "outer.encoder.layer1.weight",
            "outer.encoder.layer2.bias",
            "outer.encoder.layer2.weight",
            "outer.head.bias",
            "outer.head.weight",
        ]
    );
    let weight = file.tensor("outer.encoder.layer1.weight").unwrap();
    assert_eq!(weight.shape(), [3, 5]);
    let expected: [[f32; 5]; 3] = net.outer.encoder.layer1.weights();
    assert_eq!(
        weight.data(),
        expected.as_flattened().iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>()
    );
}

/// Stages without parameters are in the description alone.
#[test]
fn a_file_says_the_windows_of_its_stages() {
    let bytes = drawn::<Picture>(4).to_safetensors();
    let (_, header) = SafeTensors::read_metadata(&bytes).unwrap();
    let description = &header.metadata().as_ref().unwrap()["staticnn"];
    let lines: Vec<&str> = description.lines().skip(1).collect();
    let window = "kernel_height=3 kernel_width=2 stride_height=2 stride_width=1 pad_height=1 pad_width=0 dilation_height=1 \
                  dilation_width=2 groups=1";
    assert_eq!(lines[0], format!("layer1: conv 2x12x10 -> 4x6x8 {window}"));
    assert_eq!(lines[1], "layer2: batch_norm 4x6x8 -> 4x6x8 relu epsilon=0.00001");
    assert_eq!(
        lines[3],
        "layer4: max_pool 4x6x8 -> 4x3x4 kernel_height=2 kernel_width=2 stride_height=2 stride_width=2"
    );
    assert_eq!(lines[7], "layer8: dropout 6x3x4 -> 6x3x4 rate=0.2");
    assert_eq!(lines[9], "layer10: flatten 6x1x2 -> 12");
    let file = SafeTensors::deserialize(&bytes).unwrap();
    assert_eq!(file.tensor("layer1.weight").unwrap().shape(), [3, 2, 2, 4]);
    assert!(file.names().iter().all(|name| !name.starts_with("layer4.") && !name.starts_with("layer8.")));
}

#[test]
fn code_and_bytes_have_every_number() {
    let net: Picture = drawn(6);
    let (mut bytes, mut again) = (vec![0; 4 * Picture::PARAMETERS], Picture::zeros());
    net.write_le_bytes(&mut bytes).unwrap();
    again.read_le_bytes(&bytes).unwrap();
    assert_eq!(bits(&again), bits(&net));
    let code = net.to_rust().to_string();
    let tensors: Vec<&str> = code.lines().filter_map(|line| line.strip_prefix("    // ")).collect();
    assert_eq!(tensors[..2], ["layer1.weight, 3x2x2x4", "layer1.bias, 4"]);
    assert_eq!(tensors.len(), 2 + 4 + 3 + 1 + 2 + 1 + 2);
    let numbers = code.lines().filter(|line| line.starts_with("    ") && !line.starts_with("    //"));
    let numbers: Vec<f32> =
        numbers.flat_map(|line| line.split(',')).filter_map(|number| number.trim().parse().ok()).collect();
    let numbers: [f32; Picture::PARAMETERS] = numbers.try_into().expect("as many numbers as parameters");
    assert_eq!(bits(&Picture::from_parameters(&numbers)), bits(&net));
}

#[test]
fn a_file_depends_on_the_network_alone() {
    let files: Vec<Vec<u8>> = (0..8).map(|_| drawn::<Deep>(5).to_safetensors()).collect();
    assert!(files.windows(2).all(|pair| pair[0] == pair[1]));
    assert_ne!(files[0], drawn::<Deep>(6).to_safetensors());
}

#[test]
fn a_network_without_a_name_comes_back() {
    let mut net = network!(1 -> 1);
    let line: Line = drawn(7);
    net.load_safetensors(&line.to_safetensors()).unwrap();
    assert_eq!(net.parameters(), line.parameters());
}
