//! Networks from the files of [RTNeural](https://github.com/jatinchowdhury18/RTNeural), in which the audio community shares amplifiers and
//! effects: [`load_rtneural`](crate::files::Files::load_rtneural) (feature `json`).
//!
//! Such a file is JSON. RTNeural's `python/model_utils.py` writes it from a model of Keras: the number of inputs, and for each layer its
//! type, its activation, its outputs and its weights in Keras's order. These layers are read:
//!
//! | layer in the file | stage |
//! |---|---|
//! | `dense`, `time-distributed-dense` | `8`, with the `activation` behind it; without a bias `8 no_bias` |
//! | `gru`, with `reset_after=True` | `gru 8` |
//! | `lstm` | `lstm 8` |
//! | `conv1d` | `conv 8 (3, dilation 2, causal)` |
//! | `activation` | that of the stage before |
//!
//! Activations are `tanh`, `relu`, `sigmoid`, `softmax` and `elu`, which is `elu(1)`. The network is a chain of such stages, over windows of
//! any length, `64x1 -> lstm 20 -> 1`, or over vectors, `1 -> 8 tanh -> 1`; `dropout` and `last`, which have no weights, may stand between.
//! Keras has the gates of a GRU in the order z, r, n, and here they are r, z, n; an LSTM's order is equal, and its second biases are 0.
//!
//! ```
//! use staticnn::prelude::*;
//!
//! network! { struct Amp< 16x1 -> 1 tanh >; }
//!
//! let file = br#"{ "in_shape": [null, null, 1], "layers": [
//!     { "type": "dense", "activation": "tanh", "shape": [null, null, 1], "weights": [[[3.0]], [0.5]] }
//! ] }"#;
//! let mut amp = Amp::zeros();
//! amp.load_rtneural_bytes(file)?;
//! assert_eq!(amp.parameters(), [3.0, 0.5]);
//! # Ok::<(), staticnn::rtneural::Error>(())
//! ```

mod described;
mod error;
mod json;
mod weights;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::layer::contract::Layer;
use crate::layer::stage::Stage;
use crate::layer::stage_path::StagePath;
use crate::number::Number;
use crate::real::Real;
use described::{Described, Found};
pub use error::{Error, Unreadable};
use json::File;

/// Replaces the parameters of a network by those in a file, or changes nothing.
pub(crate) fn load<L: Layer>(network: &mut L, bytes: &[u8]) -> Result<(), Error> {
    let values = values(&L::STAGE, bytes)?;
    let converted = || values.iter().map(|(_, value)| L::Float::from_f64(*value));
    if let Some((&(layer, value), _)) = values.iter().zip(converted()).find(|(_, converted)| !converted.is_finite()) {
        return Err(Error::Range { layer, value });
    }
    network.values_mut().iter_mut().zip(converted()).for_each(|(to, value)| *to = value);
    Ok(())
}

/// All parameters of a network, each with the layer of the file that it is from.
fn values(network: &'static Stage, bytes: &[u8]) -> Result<Vec<(usize, f64)>, Error> {
    let file: File = serde_json::from_slice(bytes).map_err(|error| Unreadable::new(error.to_string()))?;
    let found = described::chain(&file)?;
    let mut stages = Vec::new();
    add(network, &StagePath::NETWORK, &mut stages);
    let inputs = file.in_shape.last("the number of inputs at the end of `in_shape`")?;
    if network.input.last() != Some(&inputs) {
        return Err(Error::Inputs { found: inputs, expected: network.input.last().copied().unwrap_or(0) });
    }
    let mut values = Vec::new();
    for index in 0..found.len().max(stages.len()) {
        let (layer, stage) = (found.get(index), stages.get(index));
        let described = match stage {
            Some((path, stage)) => match Described::of_stage(stage) {
                Some(described) => Some((path, stage, described)),
                None => return Err(Error::Stage { stage: path.clone(), kind: stage.kind }),
            },
            None => None,
        };
        match (layer, described) {
            (Some(layer), Some((path, stage, described))) if layer.described == described => {
                let before = values.len();
                weights::add(layer, stage.input.last().copied().unwrap_or(0), &mut values)?;
                if values.len() - before != stage.parameters() {
                    return Err(Error::Stage { stage: path.clone(), kind: stage.kind });
                }
            }
            (layer, described) => {
                return Err(Error::Misfit {
                    layer: layer.map(|layer| (layer.number, layer.described.to_string())),
                    stage: described.map(|(path, _, described)| (path.clone(), described.to_string())),
                    declaration: declaration(network.input, &found),
                });
            }
        }
    }
    Ok(values)
}

/// The stages of a network that compute something in a stream of steps, those of networks within it among them.
fn add(network: &'static Stage, path: &StagePath<'_>, all: &mut Vec<(String, &'static Stage)>) {
    for stage in network.stages {
        let path = StagePath::stage(path, stage.name);
        match stage.kind {
            "network" => add(stage, &path, all),
            "dropout" | "last" => {}
            _ => all.push((path.to_string(), stage)),
        }
    }
}

/// The stages of the file, after the network's own input.
fn declaration(input: &[usize], found: &[Found<'_>]) -> String {
    let input: Vec<String> = input.iter().map(ToString::to_string).collect();
    found.iter().fold(input.join("x"), |text, layer| format!("{text} -> {}", layer.described))
}
