//! Files that aren't read, with what the messages say.

use super::writer::{File, Message, dimensions, float, integer, node, tensor, value};
use super::{file, models};
use crate::onnx::read;

const WEIGHT: [f32; 6] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];

/// Checks the message about a file.
#[track_caller]
fn refused(file: File, expected: &str) {
    bytes_refused(&file.bytes(), expected);
}

#[track_caller]
fn bytes_refused(bytes: &[u8], expected: &str) {
    let message = read(bytes).expect_err("the file isn't read");
    assert!(message.contains(expected), "the message should have\n{expected}\nand is\n{message}");
}

/// A dense layer of 3 inputs and 2 outputs between `x` and `y`, whose weight is this tensor.
fn with_weight(weight: Message) -> File {
    File::new(vec![node("Gemm", &["x", "w", "b"], "y")], vec![weight, tensor("b", &[2], &[7.0, 8.0])])
}

fn weight() -> Message {
    tensor("w", &[3, 2], &WEIGHT)
}

/// A dense layer, and these nodes from what it puts out, `z`, to `y`.
fn after(nodes: Vec<Message>, tensors: Vec<Message>) -> File {
    let first = node("Gemm", &["x", "w"], "z");
    File::new([first].into_iter().chain(nodes).collect(), [weight()].into_iter().chain(tensors).collect())
}

#[test]
fn the_files_of_these_tests_are_right_but_for_one_thing() {
    let network = read(&with_weight(weight()).bytes()).unwrap();
    assert_eq!((&network.input[..], network.stages.len()), (&[3][..], 1));
    assert!(network.stages[0].has_bias);
    assert_eq!(network.stages[0].tensors, [&WEIGHT.map(f64::from)[..], &[7.0, 8.0]]);
    assert!(read(&after(vec![node("Relu", &["z"], "y")], Vec::new()).bytes()).is_ok());
}

#[test]
fn a_file_that_is_cut_at_any_byte_is_refused() {
    for golden in models() {
        let bytes = file(&golden.name);
        for length in 0..bytes.len() {
            // What is cut off may be the version of the producer, or metadata: then the network is the one of the file.
            if let Ok(network) = read(&bytes[..length]) {
                assert_eq!(format!("{network:?}"), format!("{:?}", read(&bytes).unwrap()), "{}", golden.name);
            }
        }
    }
}

#[test]
fn bytes_that_are_no_onnx_file() {
    bytes_refused(b"", "it is empty");
    bytes_refused(b"PK\x03\x04", "it isn't an ONNX file, or was cut short");
    bytes_refused(&[0xff; 100], "it isn't an ONNX file, or was cut short");
    bytes_refused(&[0x08, 0x0a], "it isn't an ONNX file, or was cut short: it has no graph");
    // A text of 2^63 bytes.
    bytes_refused(&[0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], "it isn't an ONNX file");
    refused(File { opset: 6, ..with_weight(weight()) }, "it is of opset 6: write it with opset 7 or later");
}

#[test]
fn tensors_that_are_not_as_they_say() {
    let raw = |length| dimensions(&[3, 2]).number(2, 1).bytes(8, "w").bytes(9, vec![0; length]);
    refused(with_weight(raw(20)), "`w` is 3 x 2 numbers of 4 bytes each, and the file has 20 bytes of it");
    refused(with_weight(raw(28)), "`w` is 3 x 2 numbers of 4 bytes each, and the file has 28 bytes of it");
    let listed = Message::default().float(4, 1.0).float(4, 2.0);
    let list = Message([dimensions(&[3, 2]).number(2, 1).bytes(8, "w").0, listed.0].concat());
    refused(with_weight(list), "`w` is 3 x 2 numbers, and the file has 2 of them");
    let huge = dimensions(&[i64::MAX, i64::MAX]).number(2, 1).bytes(8, "w").bytes(9, [0; 24]);
    refused(with_weight(huge), "`w` has more numbers than are read of its type");
    let large = dimensions(&[1 << 40]).number(2, 1).bytes(8, "w").bytes(9, [0; 24]);
    refused(with_weight(large), "`w` is 1099511627776 numbers of 4 bytes each, and the file has 24 bytes of it");
    refused(with_weight(dimensions(&[3, -2]).number(2, 1).bytes(8, "w")), "`w` has a negative size");
    refused(with_weight(dimensions(&[3, 0]).number(2, 1).bytes(8, "w")), "`w` has no numbers");
    let half = dimensions(&[3, 2]).number(2, 10).bytes(8, "w").bytes(9, [0; 12]);
    refused(
        with_weight(half),
        "the numbers of `w` are of the type FLOAT16, and a network's are FLOAT (f32) or DOUBLE (f64)",
    );
    let whole = dimensions(&[3, 2]).number(2, 6).bytes(8, "w").bytes(9, [0; 24]);
    refused(with_weight(whole), "`w` holds whole numbers, and weights are floats");
    let external = dimensions(&[3, 2]).number(2, 1).bytes(8, "w").bytes(13, "").number(14, 1);
    refused(with_weight(external), "the numbers of `w` are in another file: write one file");
    refused(with_weight(dimensions(&[1; 9]).number(2, 1)), "it has more parts than a network of this library");
}

#[test]
fn shapes_that_do_not_fit() {
    refused(
        with_weight(tensor("w", &[2, 3], &WEIGHT)),
        "node `Gemm`, a Gemm, has a bias of the shape 2, and 3 outputs",
    );
    refused(
        with_weight(tensor("w", &[6], &WEIGHT)),
        "node `Gemm`, a Gemm, has weights of 1 dimensions, and only 2 are",
    );
    let input = vec![value("x", 1, &[4])];
    refused(
        File { inputs: input, ..with_weight(weight()) },
        "node `Gemm`, a Gemm, has weights for 3 values, and the input `x` gives 4",
    );
    let image = vec![value("x", 1, &[1, 3])];
    refused(
        File { inputs: image, ..with_weight(weight()) },
        "node `Gemm`, a Gemm, takes samples of 1 x 3 values, and only a row of values is supported: flatten them",
    );
    let output = vec![value("y", 1, &[5])];
    refused(
        File { outputs: output, ..with_weight(weight()) },
        "the output `y` has 5 values by its shape, and node `Gemm`, a Gemm, gives 2",
    );
    refused(
        after(
            vec![node("Reshape", &["z", "shape"], "y")],
            vec![dimensions(&[2]).number(2, 7).number(7, 1).number(7, 4).bytes(8, "shape")],
        ),
        "node `Reshape`, a Reshape, mixes the values of several samples, or makes several rows of one",
    );
}

#[test]
fn graphs_that_are_no_chain() {
    let two = vec![value("x", 1, &[3]), value("mask", 1, &[3])];
    refused(
        File { inputs: two, ..with_weight(weight()) },
        "a network has one input and one output, and the graph has the inputs (`x`, `mask`) and the outputs (`y`)",
    );
    refused(File { outputs: Vec::new(), ..with_weight(weight()) }, "the outputs ()");
    refused(
        File { inputs: vec![value("x", 7, &[3])], ..with_weight(weight()) },
        "the input `x` is of the type INT64: only FLOAT (f32) and DOUBLE (f64) are supported",
    );
    let square = tensor("v", &[2, 2], &[1.0; 4]);
    let residual = vec![node("Relu", &["z"], "a"), node("Gemm", &["a", "v"], "b"), node("Add", &["a", "b"], "y")];
    refused(after(residual, vec![square.clone()]), "node `Add`, an Add, combines what two layers put out");
    let branches = vec![node("Gemm", &["z", "v"], "b"), node("Gemm", &["z", "v"], "c"), node("Add", &["b", "c"], "y")];
    refused(after(branches, vec![square]), "takes a value that another layer takes, too");
    refused(
        after(vec![node("Relu", &["y"], "y")], Vec::new()),
        "node `Relu`, a Relu, takes `y`, which neither the file nor",
    );
    refused(with_weight(tensor("v", &[3, 2], &WEIGHT)), "node `Gemm`, a Gemm, takes `w`, which neither the file nor");
    refused(
        after(vec![node("Relu", &["z"], "z"), node("Relu", &["z"], "y")], Vec::new()),
        "the graph has two values called `z`",
    );
    refused(
        File::new(vec![node("Relu", &["x"], "y")], Vec::new()),
        "node `Relu`, a Relu, computes something of the input before the first layer: do that with the samples",
    );
    refused(
        File::new(vec![node("Identity", &["x"], "y")], Vec::new()),
        "there is no layer between the input and the output `y`",
    );
    refused(
        File::new(vec![node("Identity", &["w"], "y")], vec![weight()]),
        "the output `y` doesn't depend on the input",
    );
}

#[test]
fn operators_that_are_not_supported() {
    for (operator, expected) in [
        (
            "ConvTranspose",
            "node `ConvTranspose`, a ConvTranspose, isn't supported: only Conv, MaxPool, AveragePool and",
        ),
        ("GRU", "node `GRU`, a GRU, isn't supported: recurrent networks aren't read"),
        ("GroupNormalization", "only BatchNormalization and LayerNormalization are read"),
        ("ReduceMean", "if it is part of a layer normalization, export the model with opset 17 or later"),
        ("Loop", "node `Loop`, a Loop, isn't supported: supported are Gemm, MatMul and Add, Conv, MaxPool"),
        ("Cos", "node `Cos`, a Cos, ends a formula that is none of this library's activations, which are linear, relu"),
    ] {
        refused(after(vec![node(operator, &["z"], "y")], Vec::new()), expected);
    }
    refused(
        after(vec![node("Cast", &["z"], "y").message(5, integer("to", 7))], Vec::new()),
        "numbers that aren't floats",
    );
    let between = [("Transpose", "z", "t"), ("LSTM", "t", "l"), ("Squeeze", "l", "y")];
    refused(
        after(between.map(|(operator, from, to)| node(operator, &[from], to)).to_vec(), Vec::new()),
        "node `LSTM`, a LSTM, isn't supported: recurrent networks aren't read",
    );
    let own = node("Relu", &["z"], "y").bytes(7, "com.microsoft");
    refused(after(vec![own], Vec::new()), "node `Relu`, a Relu, is of the domain `com.microsoft`");
    let unnamed = Message::default().bytes(1, "z").bytes(2, "y").bytes(4, "Einsum");
    refused(after(vec![unnamed], Vec::new()), "the Einsum node that puts out `y` isn't supported");
}

#[test]
fn settings_that_are_not_supported() {
    let gemm = node("Gemm", &["x", "w"], "y").message(5, integer("transA", 1));
    refused(File::new(vec![gemm], vec![weight()]), "node `Gemm`, a Gemm, transposes its input (transA)");
    refused(File::new(vec![node("Gemm", &["w", "x"], "y")], vec![weight()]), "takes its weights first");
    let softmax = node("Softmax", &["z"], "y").message(5, integer("axis", 0));
    refused(
        after(vec![softmax], Vec::new()),
        "node `Softmax`, a Softmax, goes over the axis 0, and only the last one is",
    );
    refused(
        after(vec![node("Relu", &["z"], "a"), node("Softmax", &["a"], "y")], Vec::new()),
        "node `Softmax`, a Softmax, ends in softmax after relu, and a stage has one activation",
    );
    let gain = tensor("g", &[2], &[1.0, 1.0]);
    let norm = |epsilon| node("LayerNormalization", &["z", "g"], "y").message(5, float("epsilon", epsilon));
    refused(
        after(vec![norm(1.5)], vec![gain.clone()]),
        "has the epsilon 1.5, and only one above 0 and below 1 is supported",
    );
    refused(after(vec![norm(f32::NAN)], vec![gain]), "has the epsilon NaN");
    let slopes = tensor("s", &[2], &[0.1, 0.2]);
    refused(
        after(vec![node("PRelu", &["z", "s"], "y")], vec![slopes.clone()]),
        "has 2 slopes, and only one is supported",
    );
    refused(after(vec![node("Mul", &["z", "s"], "y")], vec![slopes]), "combines each value with a number of its own");
    let training = Message::default().number(2, 9).bytes(8, "t").bytes(9, [1]);
    refused(after(vec![node("Dropout", &["z", "", "t"], "y")], vec![training]), "is in training mode");
    let flatten = node("Flatten", &["z"], "y").message(5, integer("axis", i64::MAX));
    refused(after(vec![flatten], Vec::new()), "mixes the values of several samples, or makes several rows of one");
    let flatten = node("Flatten", &["z"], "y").message(5, integer("axis", 0));
    refused(after(vec![flatten], Vec::new()), "mixes the values of several samples, or makes several rows of one");
}

/// An attribute of a node that has several whole numbers.
fn integers(name: &str, values: &[i64]) -> Message {
    values.iter().fold(Message::default().bytes(1, name), |message, value| message.number(8, *value)).number(20, 7)
}

/// These nodes between `x`, an image of 2 x 6 x 5, and `y`.
fn picture(nodes: Vec<Message>, tensors: Vec<Message>) -> File {
    File {
        inputs: vec![value("x", 1, &[2, 6, 5])],
        outputs: vec![Message::default().bytes(1, "y")],
        ..File::new(nodes, tensors)
    }
}

/// A convolution with these attributes, whose weights are 4 outputs x 2 inputs x 3 x 3.
fn conv(attributes: &[Message]) -> File {
    let node = attributes.iter().cloned().fold(node("Conv", &["x", "w"], "z"), |node, one| node.message(5, one));
    let flatten = [super::writer::node("Flatten", &["z"], "f"), super::writer::node("MatMul", &["f", "v"], "y")];
    picture(
        [node].into_iter().chain(flatten).collect(),
        vec![tensor("w", &[4, 2, 3, 3], &[0.5; 72]), tensor("v", &[48, 1], &[0.5; 48])],
    )
}

#[test]
fn windows_that_are_not_supported() {
    assert!(read(&File { outputs: vec![value("y", 1, &[1])], ..conv(&[]) }.bytes()).is_ok());
    for (attribute, expected) in [
        (integers("pads", &[1, 1, 0, 0]), "has other pads at the start of an axis than at its end"),
        (integers("pads", &[1, 1]), "has 2 numbers in pads, and 4 fit a window over 2 axes"),
        (integers("strides", &[1, 0]), "has a 0 in strides"),
        (integers("dilations", &[-1, 1]), "has numbers in dilations that aren't sizes"),
        (integers("dilations", &[3, 1]), "has a window of 3 x 3, which is larger than its input of 6 x 5"),
        (integers("kernel_shape", &[5, 5]), "says in kernel_shape that it has another window than its weights"),
        (integer("group", 0), "has a number of groups that isn't 1 or more"),
        (integer("group", 2), "has weights for 2 channels in each of 2 groups, and the input `x` gives 2"),
        (
            Message::default().bytes(1, "auto_pad").bytes(4, "SAME_UPPER"),
            "leaves its pads to the program that runs it (auto_pad)",
        ),
    ] {
        refused(conv(&[attribute]), &format!("node `Conv`, a Conv, {expected}"));
    }
    let pool = |operator: &str, attributes: &[Message]| {
        let kernel = node(operator, &["x"], "y").message(5, integers("kernel_shape", &[2, 2]));
        picture(vec![attributes.iter().cloned().fold(kernel, |node, one| node.message(5, one))], Vec::new())
    };
    let stride = integers("strides", &[2, 2]);
    refused(
        pool("MaxPool", &[integers("pads", &[1, 1, 1, 1])]),
        "a MaxPool, has pads, and only a pool without them is",
    );
    refused(
        pool("MaxPool", &[integers("dilations", &[2, 2])]),
        "a MaxPool, has dilations, and only a pool without them",
    );
    refused(
        pool("AveragePool", &[stride, integer("ceil_mode", 1)]),
        "an AveragePool, rounds the number of its windows up (ceil_mode), and only what whole windows reach is supported",
    );
    refused(picture(vec![node("MaxPool", &["x"], "y")], Vec::new()), "a MaxPool, doesn't say its kernel_shape");
    let empty = vec![value("x", 1, &[2, 0, 5])];
    refused(
        File { inputs: empty, ..pool("MaxPool", &[]) },
        "a MaxPool, takes samples of 2 x 0 x 5 values, and only an image",
    );
}

#[test]
fn axes_that_are_not_supported() {
    let transpose = |order: &[i64], input: &str, output: &str| {
        node("Transpose", &[input], output).message(5, integers("perm", order))
    };
    let weights = || vec![tensor("w", &[4, 2, 1, 1], &[0.5; 8]), tensor("g", &[4], &[1.0; 4])];
    let conv = || node("Conv", &["x", "w"], "z");
    let norm = |input: &str, output: &str| node("LayerNormalization", &[input, "g"], output);
    refused(
        picture(vec![transpose(&[0, 3, 1, 2], "x", "y")], Vec::new()),
        "node `Transpose`, a Transpose, moves the axes of its samples, and only images from channels first to channels last and",
    );
    refused(
        picture(vec![conv(), transpose(&[0, 2, 3, 1], "z", "y")], weights()),
        "`y` is an image with its channels last",
    );
    refused(
        picture(vec![conv(), norm("z", "y")], weights()),
        "a LayerNormalization, takes the channels last, and node `Conv`, a Conv, has the channels first",
    );
    let last = || vec![conv(), transpose(&[0, 2, 3, 1], "z", "t")];
    let after = |node: Message| picture(last().into_iter().chain([node]).collect(), weights());
    refused(
        after(node("GlobalAveragePool", &["t"], "y")),
        "takes the channels first, and node `Transpose`, a Transpose, has the",
    );
    refused(after(node("Flatten", &["t"], "y")), "node `Flatten`, a Flatten, takes the channels first");
    refused(
        after(norm("t", "y").message(5, integer("axis", 1))),
        "goes over the axis 1, and only the last one is supported",
    );
    let pooled = vec![node("GlobalAveragePool", &["x"], "z"), node("Conv", &["z", "w"], "y")];
    refused(
        picture(pooled, weights()),
        "node `Conv`, a Conv, takes samples of 2 x 1 x 1 values, and only an image or a series",
    );
    let pooled = vec![node("GlobalAveragePool", &["x"], "z"), node("Exp", &["z"], "e"), node("Relu", &["e"], "y")];
    refused(picture(pooled, Vec::new()), "ends a formula that is none of this library's activations");
    let pooled = vec![node("GlobalAveragePool", &["x"], "z"), node("Tanh", &["z"], "y")];
    refused(picture(pooled, Vec::new()), "ends in tanh after `global_avg_pool`, which no activation may follow");
    let mut unknown = picture(vec![node("Conv", &["x", "w"], "y")], weights());
    unknown.inputs = vec![
        Message::default().bytes(1, "x").message(2, Message::default().message(1, Message::default().number(1, 1))),
    ];
    refused(unknown, "takes an image or a series whose sizes the file doesn't say");
    let training = node("BatchNormalization", &["x", "g", "g", "g", "g"], "y").message(5, integer("training_mode", 1));
    refused(picture(vec![training], weights()), "a BatchNormalization, is in training mode");
    let norm = node("BatchNormalization", &["x", "g", "g", "g", "g"], "y");
    refused(picture(vec![norm], weights()), "has weights for 4 channels, and the input `x` gives 2");
}

#[test]
fn a_file_of_many_tiny_parts_is_refused() {
    let nodes = vec![Message::default(); 20_000];
    refused(File::new(nodes, Vec::new()), "it has more parts than a network of this library");
    let long = (0..20_000).fold(node("Gemm", &["x", "w"], "y"), |node, _| node.bytes(1, ""));
    refused(File::new(vec![long], vec![weight()]), "it has more parts than a network of this library");
    let copies = |index: usize| node("Transpose", &[&format!("w{index}")], &format!("w{}", index + 1));
    let large = tensor("w0", &[100, 100], &[0.1; 10_000]);
    let last = node("MatMul", &["x", "w1000"], "y");
    let copied = (0..1000).map(copies).chain([last]).collect();
    refused(File::new(copied, vec![large]), "its nodes compute more constants than it has");
    let square = tensor("v", &[3, 3], &[0.1; 9]);
    let names: Vec<String> = (0..=70).map(|index| format!("v{index}")).collect();
    let layer = |pair: &[String]| super::writer::node("Gemm", &[&pair[0], "v"], &pair[1]);
    let first = super::writer::node("Gemm", &["x", "v"], "v0");
    let many = [first].into_iter().chain(names.windows(2).map(layer)).collect();
    let file = File { outputs: vec![value("v70", 1, &[3])], ..File::new(many, vec![square]) };
    refused(file, "there are more than 64 layers");
}
