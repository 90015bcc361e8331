//! A layer of a file and a stage of a network in the same terms, those of a declaration.

use alloc::format;
use alloc::vec::Vec;
use core::fmt;

use crate::layer::stage::{ActivationName, Stage};
use crate::rtneural::error::Error;
use crate::rtneural::json::{File, Layer};

/// What a declaration says of a stage.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Described {
    pub(super) kind: Kind,
    pub(super) outputs: usize,
    pub(super) has_bias: bool,
    activation: ActivationName,
}

/// The kind of a stage that RTNeural has, too.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Dense,
    Gru,
    Lstm,
    Conv { taps: usize, stride: usize, dilation: usize, groups: usize, causal: bool },
}

/// A layer of a file, with the activation that follows it.
pub(super) struct Found<'a> {
    /// Its place in the file, the first is 1.
    pub(super) number: usize,
    pub(super) described: Described,
    pub(super) layer: &'a Layer,
}

const LINEAR: ActivationName = Stage::EMPTY.activation;

/// The layers of a file, each with its activation.
pub(super) fn chain(file: &File) -> Result<Vec<Found<'_>>, Error> {
    let mut chain: Vec<Found<'_>> = Vec::new();
    for (layer, number) in file.layers.iter().zip(1..) {
        let activation = activation(&layer.activation)
            .ok_or_else(|| Error::Activation { layer: number, activation: layer.activation.clone() })?;
        let unknown = || Error::Kind { layer: number, kind: layer.kind.clone() };
        let missing = |name: &str| format!("of layer {number}, a {}, {name}", layer.kind);
        let kind = match &*layer.kind {
            "dense" | "time-distributed-dense" => Kind::Dense,
            "gru" => Kind::Gru,
            "lstm" => Kind::Lstm,
            // A causal convolution has no groups here.
            "conv1d" if layer.groups != 1 => {
                return Err(Error::Kind { layer: number, kind: format!("conv1d with {} groups", layer.groups) });
            }
            "conv1d" => Kind::Conv {
                taps: layer.kernel_size.last(&missing("the `kernel_size`"))?,
                stride: 1,
                dilation: layer.dilation.last(&missing("the `dilation`"))?,
                groups: 1,
                causal: true,
            },
            "activation" => {
                let before = chain.last_mut().map(|found| &mut found.described);
                let free = before.filter(|before| before.takes_activation()).ok_or_else(unknown)?;
                free.activation = activation;
                continue;
            }
            _ => return Err(unknown()),
        };
        let outputs = layer.shape.last(&missing("the number of outputs at the end of `shape`"))?;
        let described = Described { kind, outputs, has_bias: true, activation };
        chain.push(Found { number, layer, described: described.of_keras(layer, number)? });
    }
    Ok(chain)
}

/// An activation of Keras in the words of a declaration.
fn activation(word: &str) -> Option<ActivationName> {
    let named = |name| Some(ActivationName { name, number: None });
    match word {
        "" | "linear" => Some(LINEAR),
        "tanh" => named("tanh"),
        "relu" => named("relu"),
        "sigmoid" => named("sigmoid"),
        "softmax" => named("softmax"),
        "elu" => Some(ActivationName { name: "elu", number: Some(1.0) }),
        _ => None,
    }
}

impl Described {
    /// A layer of Keras's, whose recurrent layers name the tanh within them.
    fn of_keras(self, layer: &Layer, number: usize) -> Result<Self, Error> {
        match self.kind {
            Kind::Gru | Kind::Lstm if self.activation == LINEAR || self.activation.name == "tanh" => {
                Ok(Self { activation: LINEAR, ..self })
            }
            Kind::Gru | Kind::Lstm => Err(Error::Activation { layer: number, activation: layer.activation.clone() }),
            _ => Ok(Self { has_bias: layer.weights.0.len() != 1, ..self }),
        }
    }

    /// A stage of a network, if RTNeural has such a layer.
    pub(super) fn of_stage(stage: &Stage) -> Option<Self> {
        let (&outputs, number) = (stage.output.last()?, |name: &str| {
            let attribute = stage.attributes.iter().find(|attribute| attribute.name == name)?;
            Some(attribute.value as usize) // the sizes of a declaration are far below 2^53
        });
        let kind = match stage.kind {
            "dense" => Kind::Dense,
            "gru" => Kind::Gru,
            "lstm" => Kind::Lstm,
            "conv" => {
                let (taps, pad) = (number("kernel")?, number("pad")?);
                let causal = number("causal") == Some(1) || (taps == 1 && pad == 0);
                Kind::Conv {
                    taps,
                    stride: number("stride")?,
                    dilation: number("dilation")?,
                    groups: number("groups")?,
                    causal,
                }
            }
            _ => return None,
        };
        let mut activation = stage.activation;
        if stage.kind == "conv" && activation.name == "softmax" && stage.output[0] > 1 {
            activation.name = "softmax over all steps";
        }
        Some(Self { kind, outputs, has_bias: stage.tensors.iter().any(|tensor| tensor.name == "bias"), activation })
    }

    /// Whether an activation may follow.
    fn takes_activation(&self) -> bool {
        self.activation == LINEAR && matches!(self.kind, Kind::Dense | Kind::Conv { .. })
    }
}

/// As a declaration has it: `conv 8 (3, dilation 2, causal) tanh`.
impl fmt::Display for Described {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outputs = self.outputs;
        match self.kind {
            Kind::Dense => write!(f, "{outputs}")?,
            Kind::Gru => write!(f, "gru {outputs}")?,
            Kind::Lstm => write!(f, "lstm {outputs}")?,
            Kind::Conv { taps, stride, dilation, groups, causal } => {
                write!(f, "conv {outputs} ({taps}")?;
                for (name, number) in [("stride", stride), ("dilation", dilation), ("groups", groups)] {
                    if number != 1 {
                        write!(f, ", {name} {number}")?;
                    }
                }
                f.write_str(if causal { ", causal)" } else { ")" })?;
            }
        }
        if self.activation != LINEAR {
            write!(f, " {}", self.activation)?;
        }
        f.write_str(if self.has_bias { "" } else { " no_bias" })
    }
}
