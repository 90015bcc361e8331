//! PyTorch's files, which `tests/golden/files.py` wrote, and files for it.

use std::{env, fs};

use serde_json::{Value, json};
use staticnn::files::{Error, Refusal};
use staticnn::prelude::*;

use crate::networks::{
    Counted, Line, Named, Nested, Outer, Picture, Precise, Sequential, Signal, Steps, Words, drawn, golden,
};

/// What PyTorch computed.
fn outputs() -> Value {
    serde_json::from_str(&fs::read_to_string(golden("outputs.json")).unwrap()).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(values) => values.iter().flat_map(numbers).collect(),
        number => vec![number.as_f64().unwrap()],
    }
}

/// A golden file gives PyTorch's outputs, to 1e-6 of their size.
fn agrees<N: Network<Scalar = f32, Input = [f32; 3], Output = [f32; 2]>>(net: &N, name: &str) {
    let outputs = outputs();
    let x: Vec<[f32; 3]> =
        numbers(&outputs["x"]).chunks_exact(3).map(|x| [x[0] as f32, x[1] as f32, x[2] as f32]).collect();
    let expected = numbers(&outputs[name]);
    assert_eq!(expected.len(), 2 * x.len());
    for (x, expected) in x.iter().zip(expected.chunks_exact(2)) {
        for (found, expected) in net.predict(x).into_iter().zip(expected) {
            let error = (f64::from(found) - expected).abs();
            assert!(error <= 1e-6 * expected.abs().max(1.0), "{name}: {found} instead of {expected}");
        }
    }
}

/// Loads a golden file; what PyTorch wrote is written again, byte for byte.
fn both_ways<N: Network<Scalar = f32, Input = [f32; 3], Output = [f32; 2]>>(name: &str) {
    let mut net = *N::boxed();
    let path = golden(&format!("{name}.safetensors"));
    net.load_pytorch(&path).unwrap();
    agrees(&net, name);
    assert!(net.to_pytorch() == fs::read(path).unwrap(), "{name}");
}

#[test]
fn a_sequential_has_numbers() {
    both_ways::<Sequential>("sequential");
    both_ways::<Nested>("nested");
}

#[test]
fn a_module_has_names() {
    both_ways::<Named>("named");
}

#[test]
fn an_attribute_may_be_a_sequential() {
    let mut net = Outer::zeros();
    net.load_pytorch(golden("outer.safetensors")).unwrap();
    agrees(&net, "outer");
}

#[test]
fn modules_without_parameters_are_passed_over() {
    let mut net = Sequential::zeros();
    net.load_pytorch(golden("dropout.safetensors")).unwrap();
    agrees(&net, "dropout");
}

/// A golden file over an image or a series gives PyTorch's outputs, and what PyTorch wrote is written again, byte for byte.
/// `input` makes the network's order of PyTorch's.
fn grids<N: Network<Scalar = f32>>(name: &str, input: impl Fn(Vec<f32>) -> Vec<f32>) {
    agrees_within::<N>(name, 1e-5, input_of::<N>(input));
}

/// Makes an input of a sample's numbers, which `order` puts in the network's order.
fn input_of<N: Network<Scalar = f32>>(order: impl Fn(Vec<f32>) -> Vec<f32>) -> impl Fn(&Value) -> N::Input {
    move |x| N::input_from(&order(numbers(x).into_iter().map(|value| value as f32).collect())).unwrap()
}

/// Compares a network from a file with the outputs of PyTorch: `input` makes an input of a sample, `tolerance` is a share of an output.
fn agrees_within<N: Network<Scalar = f32>>(name: &str, tolerance: f64, input: impl Fn(&Value) -> N::Input) {
    let mut net = *N::boxed();
    let path = golden(&format!("{name}.safetensors"));
    net.load_pytorch(&path).unwrap();
    let outputs = &outputs()[name];
    let (x, expected) = (outputs["x"].as_array().unwrap(), outputs["y"].as_array().unwrap());
    assert_eq!(x.len(), 4);
    for (x, expected) in x.iter().zip(expected) {
        let y = net.predict(&input(x));
        assert_eq!(N::as_slice(&y).len(), numbers(expected).len());
        for (found, expected) in N::as_slice(&y).iter().zip(numbers(expected)) {
            let error = (f64::from(*found) - expected).abs();
            assert!(error <= tolerance * expected.abs().max(1.0), "{name}: {found} instead of {expected}");
        }
    }
    assert!(net.to_pytorch() == fs::read(path).unwrap(), "{name}");
}

#[test]
fn images_are_as_in_pytorch() {
    grids::<Picture>("picture", |x| x);
}

/// PyTorch has features x steps.
#[test]
fn series_are_as_in_pytorch() {
    grids::<Signal>("signal", features_last);
}

#[test]
fn recurrent_layers_are_as_in_pytorch() {
    grids::<Steps>("steps", |x| x);
}

/// Five indices of classes.
fn classes(x: &Value) -> [Class<7>; 5] {
    let mut labels = x.as_array().unwrap().iter().map(|label| label.as_u64().unwrap() as usize);
    std::array::from_fn(|_| Class::new(labels.next().unwrap()).unwrap())
}

/// `nn.MultiheadAttention`, with a mask and without, and `nn.Embedding` of classes and of steps.
#[test]
fn attentions_are_as_in_pytorch() {
    agrees_within::<Words>("words", 1e-6, classes);
    let file = Words::zeros().to_pytorch();
    let says = |part: &str| file.windows(part.len()).any(|window| window == part.as_bytes());
    for tensor in ["words.weight", "places.weight", "whole.in_proj_weight", "past.in_proj_bias", "past.out_proj.weight"]
    {
        assert!(says(&format!("\"{tensor}\":")), "{tensor}");
    }
}

/// A second layer of `nn.LSTM`, `num_layers=2`, has tensors that are in the file only.
#[test]
fn recurrent_layers_have_the_names_of_pytorch() {
    let (net, mut again) = (drawn::<Steps>(3), Steps::zeros());
    let file = net.to_pytorch();
    let with = |from: &str, to: &str| {
        let mut file = file.clone();
        let at = file.windows(from.len()).position(|part| part == from.as_bytes()).unwrap();
        file[at..at + to.len()].copy_from_slice(to.as_bytes());
        file
    };
    let shapes = [
        "\"gated.weight_ih_l0\":{\"dtype\":\"F32\",\"shape\":[15,4]",
        "\"gated.bias_hh_l0\":{\"dtype\":\"F32\",\"shape\":[15]",
    ];
    for shape in shapes {
        assert!(file.windows(shape.len()).any(|part| part == shape.as_bytes()), "{shape}");
    }
    again.load_pytorch_bytes(&file).unwrap();
    assert_eq!(again.parameters(), net.parameters());
    let refusal = again.load_pytorch_bytes(&with("memory.bias_hh_l0", "memory.bias_hh_l1")).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "it doesn't fit the network:\n    `memory.bias_hh_l0`, 12, is missing in the file\n    `memory.bias_hh_l1`, 12, is in the \
         file only"
    );
    let refusal = again.load_pytorch_bytes(&with("\"shape\":[12,5]", "\"shape\":[5,12]")).unwrap_err();
    let says = "`memory.weight_ih_l0` is 5x12 in the file, and the network takes 12x5: the file has the transpose";
    assert!(refusal.to_string().ends_with(says), "{refusal}");
    assert_eq!(again.parameters(), net.parameters());
}

/// 3 features x 16 steps as 16 steps x 3 features.
fn features_last(x: Vec<f32>) -> Vec<f32> {
    (0..48).map(|index| x[index % 3 * 16 + index / 3]).collect()
}

/// What a module counts is passed over, and written as 0.
#[test]
fn a_counter_may_have_any_value() {
    let path = golden("picture.safetensors");
    let mut file = fs::read(&path).unwrap();
    let start = 8 + usize::try_from(u64::from_le_bytes(*file.first_chunk().unwrap())).unwrap();
    file[start] = 7; // whole numbers of 64 bits are first
    let mut net = Picture::zeros();
    net.load_pytorch_bytes(&file).unwrap();
    assert!(net.to_pytorch() == fs::read(&path).unwrap());
    // A file without it, as PyTorch wrote until version 0.4.
    let named = |name: &str| file.windows(name.len()).position(|part| part == name.as_bytes()).unwrap();
    let at = named("1.num_batches_tracked");
    file[at] = b'2';
    let refusal = net.load_pytorch_bytes(&file).unwrap_err().to_string();
    let says = "it doesn't fit the network: `2.num_batches_tracked`, without dimensions, is in the file only";
    assert_eq!(refusal, says);
}

/// The dimensions of a layer of the program's own may be in any order.
#[test]
fn a_tensor_has_the_order_that_its_layer_says() {
    let mut net = Counted::zeros();
    net.load_pytorch(golden("odd.safetensors")).unwrap();
    // PyTorch has the values 0 to 23 in the order of 3 x 4 x 2.
    let expected: Vec<f32> = (0..24).map(|at| (at / 4 % 3 * 8 + at % 4 * 2 + at / 12) as f32).collect();
    assert_eq!(net.layer2.0[..], expected);
    let mut again = Counted::zeros();
    again.load_pytorch_bytes(&net.to_pytorch()).unwrap();
    assert_eq!(again.parameters(), net.parameters());
    assert!(net.to_pytorch().windows(7).any(|part| part == b"1.calls"));
}

/// Weights in the order of another library, rows x columns x inputs x outputs, are named.
#[test]
fn another_order_is_named() {
    let mut file = drawn::<Picture>(1).to_pytorch();
    let (from, to) = (b"\"shape\":[4,2,3,2]", b"\"shape\":[3,2,2,4]");
    let at = file.windows(from.len()).position(|part| part == from).unwrap();
    file[at..at + to.len()].copy_from_slice(to);
    assert_eq!(
        Picture::zeros().load_pytorch_bytes(&file).unwrap_err().to_string(),
        "it doesn't fit the network: `0.weight` is 3x2x2x4 in the file, and the network takes 4x2x3x2: the file has the \
         dimensions in another order"
    );
}

#[test]
fn short_numbers_are_widened() {
    let outputs = outputs();
    for kind in ["float16", "bfloat16", "float64"] {
        let path = golden(&format!("{kind}.safetensors"));
        let mut precise = Precise::zeros();
        precise.load_pytorch(&path).unwrap();
        // PyTorch's numbers are in the order of the state: weights as outputs x inputs.
        let mut expected = numbers(&outputs[kind]).into_iter();
        let mut same = |value: f64| assert_eq!(Some(value), expected.next(), "{kind}");
        (0..5).for_each(|output| (0..3).for_each(|input| same(precise.layer1.weight[input][output])));
        precise
            .layer1
            .bias
            .iter()
            .chain(&precise.layer2.gain)
            .chain(&precise.layer2.bias)
            .for_each(|value| same(*value));
        (0..4).for_each(|output| (0..5).for_each(|input| same(precise.layer3.weight[input][output])));
        precise.layer3.bias.iter().chain([&precise.layer3.slope]).for_each(|value| same(*value));
        (0..2).for_each(|output| (0..4).for_each(|input| same(precise.layer4.weight[input][output])));
        precise.layer4.bias.iter().for_each(|value| same(*value));
        assert_eq!(expected.next(), None);

        let mut net = Sequential::zeros();
        match net.load_pytorch(&path) {
            Ok(()) => {
                net.parameters().iter().zip(precise.parameters()).for_each(|(a, b)| assert_eq!(f64::from(*a), *b))
            }
            Err(error) => {
                assert_eq!(kind, "float64", "{error}");
                let says = "`0.weight` has numbers of type F64 in the file, and the network takes F32, F16 or BF16";
                assert!(error.to_string().contains(says), "{error}");
                assert_eq!(net.parameters(), Sequential::zeros().parameters());
            }
        }
    }
}

#[test]
fn a_pickle_is_refused_with_what_converts_it() {
    for name in ["model.pt", "legacy.pt"] {
        let error = Sequential::zeros().load_pytorch(golden(name)).unwrap_err();
        assert!(matches!(&error, Error::Refused { refusal: Refusal::Unreadable(_), .. }));
        let lines = [
            "import safetensors.torch, torch",
            "state = torch.load(\"model.pt\", weights_only=True)",
            "safetensors.torch.save_file(state, \"model.safetensors\")",
        ];
        for line in lines {
            assert!(error.to_string().contains(line), "{error}");
        }
    }
}

#[test]
fn each_kind_of_file_has_its_method() {
    let mut net = Sequential::zeros();
    net.load(golden("own.safetensors")).unwrap();
    agrees(&net, "sequential");
    let error = net.load_pytorch(golden("own.safetensors")).unwrap_err();
    assert!(matches!(error, Error::Refused { refusal: Refusal::NotPyTorch, .. }));
    let error = net.load(golden("sequential.safetensors")).unwrap_err();
    assert!(matches!(error, Error::Refused { refusal: Refusal::Foreign, .. }));
    agrees(&net, "sequential");
}

/// A transposed weight of other sizes is named; of a square weight nothing in the file says so.
#[test]
fn the_transpose_is_named() {
    let mut file = drawn::<Sequential>(1).to_pytorch();
    let (from, to) = (b"\"shape\":[5,3]", b"\"shape\":[3,5]");
    let at = file.windows(from.len()).position(|part| part == from).unwrap();
    file[at..at + to.len()].copy_from_slice(to);
    let refusal = Sequential::zeros().load_pytorch_bytes(&file).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "it doesn't fit the network: `0.weight` is 3x5 in the file, and the network takes 5x3: the file has the transpose"
    );
}

/// Writes what `python tests/golden/files.py --take FOLDER` loads, into the folder that `STATICNN_FILES` names.
#[test]
#[ignore = "on demand: writes files for Python"]
fn python_takes() {
    let folder = std::path::PathBuf::from(env::var("STATICNN_FILES").expect("STATICNN_FILES names a folder"));
    fn write<N: Network<Scalar = f32, Input = [f32; 3], Output = [f32; 2]>>(
        folder: &std::path::Path,
        name: &str,
        outputs: &mut Value,
    ) {
        let net: N = drawn(11);
        net.save_pytorch(folder.join(name).with_extension("safetensors")).unwrap();
        let x = numbers(&outputs["x"]);
        let y: Vec<[f32; 2]> =
            x.chunks_exact(3).map(|x| net.predict(&[x[0] as f32, x[1] as f32, x[2] as f32])).collect();
        outputs[name] = json!(y);
    }
    let mut outputs = json!({ "x": outputs()["x"] });
    write::<Sequential>(&folder, "sequential", &mut outputs);
    write::<Named>(&folder, "named", &mut outputs);
    write::<Nested>(&folder, "nested", &mut outputs);
    fn write_grids<N: Network<Scalar = f32>>(
        folder: &std::path::Path,
        (name, golden): (&str, &Value),
        input: impl Fn(&Value) -> N::Input,
        outputs: &mut Value,
    ) {
        let mut net: N = drawn(11);
        // Variances are positive.
        net.parameters_mut().iter_mut().for_each(|value| *value = value.abs());
        net.save_pytorch(folder.join(name).with_extension("safetensors")).unwrap();
        let x = golden[name]["x"].as_array().unwrap();
        let y = x.iter().map(|x| N::as_slice(&net.predict(&input(x))).to_vec());
        outputs[name] = json!({ "x": x, "y": y.collect::<Vec<_>>() });
    }
    let golden = self::outputs();
    write_grids::<Picture>(&folder, ("picture", &golden), input_of::<Picture>(|x| x), &mut outputs);
    write_grids::<Signal>(&folder, ("signal", &golden), input_of::<Signal>(features_last), &mut outputs);
    write_grids::<Steps>(&folder, ("steps", &golden), input_of::<Steps>(|x| x), &mut outputs);
    write_grids::<Words>(&folder, ("words", &golden), classes, &mut outputs);
    fs::write(folder.join("outputs.json"), outputs.to_string()).unwrap();
    drawn::<Line>(1).save(folder.join("own.safetensors")).unwrap();
}
