//! The operators of each kind of layer.
//!
//! ONNX has the channels of images and series before the positions. Layers over the channels of each position take them last,
//! between two transpositions.

use alloc::vec::Vec;

use crate::layer::stage::Stage;
use crate::onnx::graph::Graph;
use crate::onnx::message::Attribute;
use crate::onnx::tensors::Tensors;
use crate::onnx::window::{Window, attribute};
use crate::onnx::{attention, classes, series};

/// Adds a layer, without its activation, to the end of the graph. `None` if its tensors or numbers aren't those of the kind.
pub(super) type Layer = fn(&mut Graph, &mut Tensors<'_>, &Stage) -> Option<()>;

/// The kinds of layers, as [`Stage::kind`] says them.
pub(super) const KINDS: [(&str, Layer); 19] = [
    ("dense", dense),
    ("conv", conv),
    ("depthwise", depthwise),
    ("max_pool", |graph, _, stage| pool(graph, stage, "MaxPool")),
    ("avg_pool", |graph, _, stage| graph.in_f32(|graph| pool(graph, stage, "AveragePool"))),
    ("global_avg_pool", global_avg_pool),
    ("flatten", flatten),
    ("layer_norm", layer_norm),
    ("rms_norm", rms_norm),
    ("batch_norm", batch_norm),
    // A network in a file predicts, and then nothing is dropped.
    ("dropout", |_, _, _| Some(())),
    ("rnn", series::rnn),
    ("gru", series::gru),
    ("lstm", series::lstm),
    ("attention", attention::attention),
    ("positions", attention::positions),
    ("embedding", classes::embedding),
    ("last", series::last),
    ("reverse", series::reverse),
];

/// x W + b, with W as inputs x outputs, as here.
fn dense(graph: &mut Graph, tensors: &mut Tensors<'_>, stage: &Stage) -> Option<()> {
    let (&[inputs], &[outputs]) = (stage.input, stage.output) else { return series::dense(graph, tensors, stage) };
    let weight = tensors.next(graph, "weight", &[inputs, outputs])?;
    match tensors.next(graph, "bias", &[outputs]) {
        Some(bias) => graph.apply("Gemm", &[&weight, &bias], Vec::new()),
        None => graph.apply("MatMul", &[&weight], Vec::new()),
    }
    Some(())
}

/// Filters over the input channels of a group.
fn conv(graph: &mut Graph, tensors: &mut Tensors<'_>, stage: &Stage) -> Option<()> {
    let groups = attribute(stage, "groups").filter(|groups| *groups > 0)?;
    convolve(graph, tensors, stage, channels(stage.input)? / groups, groups)
}

/// One filter per channel: as many groups as channels.
fn depthwise(graph: &mut Graph, tensors: &mut Tensors<'_>, stage: &Stage) -> Option<()> {
    convolve(graph, tensors, stage, 1, channels(stage.input)?)
}

/// A convolution whose groups have so many input channels. Its weights are outputs x inputs x kernel in the file.
fn convolve(graph: &mut Graph, tensors: &mut Tensors<'_>, stage: &Stage, inputs: usize, groups: usize) -> Option<()> {
    let (window, outputs) = (Window::of(stage)?, channels(stage.output)?);
    graph.channels_first(stage.input);
    graph.in_f32(|graph| {
        let mut shape = window.kernel.clone();
        shape.extend([inputs, outputs]);
        let weight = tensors.next_as_pytorch(graph, "weight", &shape)?;
        let bias = tensors.next(graph, "bias", &[outputs]);
        let others = [Some(weight), bias];
        let others: Vec<&str> = others.iter().flatten().map(|name| name.as_str()).collect();
        graph.apply("Conv", &others, window.attributes(Some(groups)));
        Some(())
    })
}

/// The largest value, or the mean, of each window and channel.
fn pool(graph: &mut Graph, stage: &Stage, operator: &str) -> Option<()> {
    let window = Window::of(stage)?;
    graph.channels_first(stage.input);
    graph.apply(operator, &[], window.attributes(None));
    Some(())
}

/// The mean of each channel, as a row.
fn global_avg_pool(graph: &mut Graph, _: &mut Tensors<'_>, stage: &Stage) -> Option<()> {
    graph.channels_first(stage.input);
    graph.in_f32(|graph| {
        graph.apply("GlobalAveragePool", &[], Vec::new());
        Some(())
    })?;
    graph.apply("Flatten", &[], [Attribute::int("axis", 1)].into());
    Some(())
}

/// A row of the first channel, then of the second.
fn flatten(graph: &mut Graph, _: &mut Tensors<'_>, stage: &Stage) -> Option<()> {
    graph.channels_first(stage.input);
    graph.apply("Flatten", &[], [Attribute::int("axis", 1)].into());
    Some(())
}

/// Over the channels of each position: the last axis.
fn layer_norm(graph: &mut Graph, tensors: &mut Tensors<'_>, stage: &Stage) -> Option<()> {
    let (channels, [epsilon]) = (channels(stage.input)?, stage.attributes) else { return None };
    let gain = tensors.next(graph, "gain", &[channels])?;
    let bias = tensors.next(graph, "bias", &[channels])?;
    graph.channels_last(stage.input);
    let attributes = [Attribute::int("axis", -1), Attribute::float("epsilon", epsilon.value)];
    graph.apply("LayerNormalization", &[&gain, &bias], attributes.into());
    Some(())
}

/// x gain / sqrt(mean(x²) + epsilon), over the last axis.
fn rms_norm(graph: &mut Graph, tensors: &mut Tensors<'_>, stage: &Stage) -> Option<()> {
    let (channels, [epsilon]) = (channels(stage.input)?, stage.attributes) else { return None };
    let gain = tensors.next(graph, "gain", &[channels])?;
    graph.channels_last(stage.input);
    let (x, axes) = (graph.end.clone(), graph.integers("axes", &[-1]));
    let epsilon = graph.constant("epsilon", epsilon.value);
    graph.apply("Mul", &[&x], Vec::new());
    graph.apply("ReduceMean", &[&axes], Vec::new());
    graph.apply("Add", &[&epsilon], Vec::new());
    graph.apply("Sqrt", &[], Vec::new());
    graph.end = graph.node("Div", &[&x, &graph.end.clone()], Vec::new());
    graph.apply("Mul", &[&gain], Vec::new());
    Some(())
}

/// Each channel by itself, with the mean and the variance that were measured in training.
fn batch_norm(graph: &mut Graph, tensors: &mut Tensors<'_>, stage: &Stage) -> Option<()> {
    let (channels, [epsilon]) = (channels(stage.input)?, stage.attributes) else { return None };
    let mut next = |name| tensors.next(graph, name, &[channels]);
    let names = [next("gain")?, next("bias")?, next("mean")?, next("variance")?];
    graph.channels_first(stage.input);
    let attributes = [Attribute::float("epsilon", epsilon.value)];
    graph.apply("BatchNormalization", &names.each_ref().map(|name| name.as_str()), attributes.into());
    Some(())
}

/// How many channels a position has: of an image of channels x rows x columns, of a series of steps x features, of a row of
/// values.
fn channels(dimensions: &[usize]) -> Option<usize> {
    match *dimensions {
        [channels, _, _] | [_, channels] | [channels] => Some(channels),
        _ => None,
    }
}
