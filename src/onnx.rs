//! Networks as ONNX files, which onnxruntime and many other programs run: [`save_onnx`](crate::files::Files::save_onnx) and
//! [`to_onnx`](crate::files::Files::to_onnx).
//!
//! The file has the operators of opset 21, in version 10 of the format. The graph takes `input`, the network's arrays, such as
//! channels x rows x columns for each sample, and gives `output`; the number of samples is free. Classes are their indices, as whole
//! numbers of 64 bits: `12 x classes(27)` is samples x 12, and `classes(27)` a number for each sample. An index that isn't below the
//! number of classes is an error of the program that runs the file. The stages of networks within networks are a chain, too.
//! Nodes are called after the stage and the operator, and tensors as in the network: `encoder.layer1.gemm`, `hidden.weight`.
//!
//! | stage | operators |
//! |---|---|
//! | dense | Gemm, or MatMul with `no_bias`; weights are inputs x outputs |
//! | dense, at every step of a series | MatMul, Add |
//! | rnn, gru, lstm | RNN, GRU with `linear_before_reset` = 1, LSTM, between two Transposes, since the operators take the steps first |
//! | attention | MatMul, Add, Reshape, Transpose, Split; Transpose, MatMul, Mul, Softmax, MatMul; Transpose, Reshape, MatMul, Add |
//! | attention with `causal` | and before Softmax an Add of a constant, steps x steps, which is -inf for later steps |
//! | positions | Add |
//! | embedding | Gather from the table |
//! | last | Gather, Flatten |
//! | reverse | Slice |
//! | conv, depthwise | Conv; weights are outputs x inputs x kernel |
//! | max_pool, avg_pool | MaxPool, AveragePool |
//! | global_avg_pool, mean | GlobalAveragePool, Flatten |
//! | flatten | Flatten |
//! | layer_norm | LayerNormalization over the last axis |
//! | rms_norm | Mul, ReduceMean over the last axis, Add, Sqrt, Div, Mul |
//! | batch_norm | BatchNormalization |
//! | dropout | nothing: it drops in training alone |
//! | `relu`, `leaky_relu`, `prelu`, `elu`, `selu`, `gelu`, `mish`, `softplus`, `tanh`, `softsign`, `sigmoid`, `hard_sigmoid`, `sin`, `softmax` | the operator of that name |
//! | `gelu_tanh` | Gelu with `approximate` = `tanh` |
//! | `relu6`, `hard_tanh` | Clip |
//! | `silu` | Sigmoid, Mul |
//!
//! Series, which are steps x features here, and the channels of images are transposed where an operator takes them in another
//! place: Conv and pools take the channels before the positions, normalizations over the channels of each position take them last.
//!
//! In f64, activations for which onnxruntime has no kernel are written in arithmetic: a `leaky_relu` as max(0, z) +
//! a min(0, z). In the `gelu` of an f64 network, erf is computed in f32, with an error of 1e-7; Conv, AveragePool,
//! GlobalAveragePool, RNN, GRU and LSTM are computed in f32, too, between two Casts, with errors of 1e-7 of the sums of absolute values. The
//! numbers of operators, such as the epsilon of a LayerNormalization, are f32 in the format. Results agree with onnxruntime's
//! within 1e-5 of the size of an output; `sin` only where |z| < 100000, beyond which it is NaN here.

mod activations;
mod attention;
mod classes;
mod error;
mod graph;
mod layers;
mod message;
mod series;
mod tensors;
mod window;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use prost::Message;

use crate::layer::stage::Stage;
use crate::layer::stage_path::StagePath;
use crate::network::Network;
use crate::number::Number;
pub use error::Error;
use graph::Graph;
use message::{IR_VERSION, Model, OPSET, OperatorSet};
use tensors::Tensors;

/// Returns a network as the bytes of an ONNX file.
pub(crate) fn to_onnx<N: Network>(network: &N) -> Result<Vec<u8>, Error> {
    let (values, double) = (network.parameters(), size_of::<N::Scalar>() == size_of::<f64>());
    const { N::STAGE.assert_orders() };
    encode(&N::STAGE, double, &|place| values[place].bits())
}

/// Writes a network; `bits` returns those of the parameter at a place.
fn encode(network: &'static Stage, double: bool, bits: &dyn Fn(usize) -> u64) -> Result<Vec<u8>, Error> {
    let mut chain = Chain { graph: Graph::new(network.name, double, classes::input(network)), written: 0, bits };
    chain.stages(network, &StagePath::NETWORK)?;
    let model = Model {
        ir_version: Some(IR_VERSION),
        producer_name: env!("CARGO_PKG_NAME").into(),
        producer_version: env!("CARGO_PKG_VERSION").into(),
        graph: Some(chain.graph.finish(network.output)),
        opset_import: [OperatorSet { domain: Some(String::new()), version: Some(OPSET) }].into(),
    };
    match model.encoded_len() {
        bytes if i32::try_from(bytes).is_err() => Err(Error::Length { bytes }),
        _ => Ok(model.encode_to_vec()),
    }
}

/// The stages so far.
struct Chain<'a> {
    graph: Graph,
    /// How many parameters the graph has.
    written: usize,
    bits: &'a dyn Fn(usize) -> u64,
}

impl Chain<'_> {
    /// Adds the stages of a network.
    fn stages(&mut self, network: &'static Stage, path: &StagePath<'_>) -> Result<(), Error> {
        for stage in network.stages {
            let path = StagePath::stage(path, stage.name);
            match stage.kind {
                "network" => self.stages(stage, &path)?,
                _ => self.layer(stage, path.to_string())?,
            }
        }
        Ok(())
    }

    /// Adds a layer and its activation.
    fn layer(&mut self, layer: &'static Stage, stage: String) -> Result<(), Error> {
        let Stage { kind, activation, .. } = *layer;
        let Some((_, add_layer)) = layers::KINDS.iter().find(|(known, _)| *known == kind) else {
            return Err(Error::Layer { stage, kind });
        };
        let Some((_, activate)) = activations::WORDS.iter().find(|(known, _)| *known == activation.name) else {
            return Err(Error::Activation { stage, activation: activation.name });
        };
        self.graph.stage.clone_from(&stage);
        self.graph.output = layer.output;
        let mut tensors = Tensors::new(layer.tensors, self.written, self.bits);
        let added = add_layer(&mut self.graph, &mut tensors, layer)
            .and_then(|()| activate(&mut self.graph, &mut tensors, activation.number.unwrap_or_default()));
        let end = added.and_then(|()| tensors.end());
        self.written = end.ok_or(Error::Tensors { stage, kind })?;
        Ok(())
    }
}
