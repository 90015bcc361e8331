//! Networks read from ONNX files: those that PyTorch and the `onnx` package wrote, with the outputs that PyTorch and
//! onnxruntime compute.

mod compute;
mod mutations;
mod refusals;
mod writer;

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use crate::onnx::{Network, read};

fn golden() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/golden")
}

/// The bytes of a file of the folder `golden/onnx`.
pub(super) fn file(name: &str) -> Vec<u8> {
    let path = golden().join("onnx").join(name).with_extension("onnx");
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A block of `onnx_models.txt`.
pub(super) struct Golden {
    pub(super) name: String,
    stages: String,
    /// Inputs and outputs.
    rows: Vec<[Vec<f64>; 2]>,
}

pub(super) fn models() -> Vec<Golden> {
    let text = fs::read_to_string(golden().join("onnx_models.txt")).unwrap();
    let numbers = |line: &str| line.split(' ').map(|number| number.parse().unwrap()).collect();
    let block = |block: &str| {
        let mut lines = block.lines();
        let mut line = || lines.next().unwrap().to_owned();
        let (name, stages) = (line(), line());
        let rows: Vec<Vec<f64>> = lines.map(numbers).collect();
        let rows = rows.chunks(2).map(|pair| [pair[0].clone(), pair[1].clone()]).collect();
        Golden { name, stages, rows }
    };
    text.split("\n\n").map(block).collect()
}

/// The stages as a declaration writes them.
fn stages(network: &Network) -> String {
    let sizes = |sizes: &[usize]| sizes.iter().map(usize::to_string).collect::<Vec<_>>().join("x");
    let mut text = format!("{}{}", if network.is_double { "f64 " } else { "" }, sizes(&network.input));
    for stage in &network.stages {
        text += " -> ";
        if let Some(label) = stage.label.as_ref().filter(|label| label.starts_with(char::is_alphabetic)) {
            write!(text, "{label}: ").unwrap();
        }
        match (stage.kind, &stage.numbers[..]) {
            (None, _) => write!(text, "{}", stage.outputs).unwrap(),
            (Some(word), [] | [1e-5]) => text += word,
            (Some(word), numbers) => write!(text, "{word}({})", numbers[0]).unwrap(),
        }
        if let Some(window) = &stage.window {
            let is_pool = stage.kind.is_some_and(|word| word.ends_with("pool"));
            let one = [1].repeat(window.taps.len());
            let lists = [
                ("stride", &window.stride, if is_pool { &window.taps } else { &one }),
                ("pad", &window.pad, &vec![0; one.len()]),
                ("dilation", &window.dilation, &one),
            ];
            let mut options = Vec::new();
            for (name, list, default) in lists {
                let equal = list.iter().all(|size| *size == list[0]);
                if list != default {
                    options.push(format!("{name} {}", sizes(if equal { &list[..1] } else { list })));
                }
            }
            options.extend((window.groups > 1).then(|| format!("groups {}", window.groups)));
            options.extend(window.floor.then(|| "floor".to_owned()));
            match (stage.kind, sizes(&window.taps), &options[..]) {
                (_, taps, []) if is_pool => write!(text, " {taps}").unwrap(),
                (_, taps, _) if is_pool => write!(text, " {taps} ({})", options.join(", ")).unwrap(),
                (Some("conv"), taps, _) => {
                    options.insert(0, taps);
                    write!(text, " {} ({})", stage.outputs, options.join(", ")).unwrap();
                }
                (_, taps, _) => {
                    options.insert(0, taps);
                    write!(text, " ({})", options.join(", ")).unwrap();
                }
            }
        }
        match stage.activation {
            ("linear", _) => {}
            (word, None) => write!(text, " {word}").unwrap(),
            (word, Some(number)) => write!(text, " {word}({number})").unwrap(),
        }
        if !stage.has_bias {
            text += " no_bias";
        }
    }
    text
}

#[test]
fn files_are_read_as_the_networks_that_were_written() {
    for golden in models() {
        let network = read(&file(&golden.name)).unwrap_or_else(|message| panic!("{}: {message}", golden.name));
        assert_eq!(stages(&network), golden.stages, "{}", golden.name);
        let most = golden.rows.iter().flat_map(|[_, y]| y).fold(0.0, |most: f64, y| most.max(y.abs()));
        let tolerance = if network.is_double { 1e-7 } else { 1e-6 };
        assert_eq!(golden.rows.len(), 6);
        for [x, expected] in &golden.rows {
            let y = compute::outputs(&network, x);
            assert_eq!(y.len(), expected.len());
            for (y, expected) in y.iter().zip(expected) {
                assert!((y - expected).abs() <= tolerance * most, "{}: {y} here, {expected} there", golden.name);
            }
        }
    }
}

#[test]
fn files_that_the_library_writes_are_read() {
    let nested = "3 -> front_layer1: layer_norm -> front_input: 2 prelu -> layer2: 3 tanh no_bias -> output: layer_norm(0.001) relu";
    let mut read_files = 0;
    for (name, expected) in [
        ("lines", "3 -> 4 relu -> 4 leaky_relu(0.1) -> 4 prelu -> 4 relu6 -> 4"),
        ("exponentials", "3 -> 4 elu(0.7) -> 4 selu -> 4 softplus -> 4 mish"),
        ("waves", "3 -> 4 gelu -> 4 gelu_tanh -> 4 silu -> 4 sin"),
        ("curves", "3 -> 4 tanh -> 4 hard_tanh -> 4 softsign -> 4 sigmoid -> 4 hard_sigmoid -> 4 softmax"),
        ("nested", nested),
        (
            "picture",
            "2x12x10 -> conv 4 (3x2, stride 2x1, pad 1x0, dilation 1x2) -> batch_norm relu -> depthwise (3x3, pad 1) prelu \
             -> max_pool 2x2 -> conv 6 (1x1, groups 2) no_bias -> layer_norm gelu -> rms_norm -> avg_pool 2x2 (stride 1) \
             -> global_avg_pool -> 3",
        ),
        (
            "signal",
            "16x3 -> conv 4 (3, pad 1) tanh -> layer_norm -> depthwise (3, stride 2, pad 1) -> max_pool 2 -> conv 5 (1) \
             -> batch_norm sigmoid -> flatten -> 2",
        ),
        ("track", "6x2 -> rms_norm -> conv 3 (3)"),
    ] {
        for scalar in ["f32", "f64"] {
            let path = golden().join(format!("onnx_files/{name}_{scalar}.onnx"));
            let Ok(file) = fs::read(path) else { continue };
            read_files += 1;
            let network = read(&file).unwrap_or_else(|message| panic!("{name}: {message}"));
            let found = stages(&network).replace("f64 ", "");
            let plain =
                |text: &str| (1..12).fold(text.to_owned(), |text, at| text.replace(&format!("layer{at}: "), ""));
            assert_eq!(plain(&found), plain(&expected.replace("front_", "front.")), "{name} {scalar}");
        }
    }
    assert_eq!(read_files, 13);
}

#[test]
fn every_activation_of_the_library_is_read() {
    let known: Vec<&str> = crate::onnx::ACTIVATIONS.iter().map(|(word, _)| *word).collect();
    for word in crate::activation::WORDS {
        let elsewhere = ["leaky_relu", "prelu", "elu", "softmax"].contains(&word.name);
        assert!(elsewhere || known.contains(&word.name), "{}", word.name);
    }
}
