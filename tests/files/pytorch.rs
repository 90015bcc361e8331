//! PyTorch's files, which `tests/golden/files.py` wrote, and files for it.

use std::{env, fs};

use serde_json::{Value, json};
use staticnn::files::{Error, Refusal};
use staticnn::prelude::*;

use crate::networks::{Line, Named, Nested, Outer, Precise, Sequential, drawn, golden};

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
    fs::write(folder.join("outputs.json"), outputs.to_string()).unwrap();
    drawn::<Line>(1).save(folder.join("own.safetensors")).unwrap();
}
