//! The network while it is read: a chain of layers.

use crate::activation::WORDS;
use crate::literal::LARGEST;
use crate::onnx::formula::Formula;
use crate::onnx::message::Node;
use crate::onnx::stages::{Network, Stage};
use crate::onnx::values::Signal;

/// The most layers that are read. It bounds what is allocated where many of them share a tensor; a declaration has at most 32
/// stages, which is checked later.
const MOST_LAYERS: usize = 64;

/// The stages so far.
pub(super) struct Chain {
    pub(super) network: Network,
    /// How many outputs of layers there are before that of the last layer.
    generation: usize,
}

impl Chain {
    pub(super) fn new(is_double: bool) -> Self {
        Self { network: Network { is_double, input: 0, stages: Vec::new() }, generation: 0 }
    }

    /// The input of the graph.
    pub(super) fn input(&self, name: &str, shape: Option<Vec<usize>>) -> Signal {
        Signal { generation: 0, formula: Formula::Z, shape, from: format!("the input `{name}`") }
    }

    /// Adds a stage, which takes `inputs` values, and returns its output.
    pub(super) fn push(
        &mut self,
        node: &Node<'_>,
        signal: &Signal,
        inputs: usize,
        stage: Stage,
    ) -> Result<Signal, String> {
        let called = node.called();
        if let Some(features) = features(node, signal)?.filter(|features| *features != inputs) {
            return Err(format!("{called} has weights for {inputs} values, and {} gives {features}", signal.from));
        }
        self.close(signal, &called)?;
        if self.network.stages.len() == MOST_LAYERS {
            return Err(format!("there are more than {MOST_LAYERS} layers"));
        }
        if inputs.max(stage.outputs) > LARGEST {
            return Err(format!("{called} has more than {LARGEST} inputs or outputs"));
        }
        if self.network.stages.is_empty() {
            self.network.input = inputs;
        }
        let outputs = stage.outputs;
        self.network.stages.push(stage);
        Ok(self.output(node, Some(vec![outputs])))
    }

    /// Ends the last stage with an activation that has a node of its own.
    pub(super) fn activate(
        &mut self,
        node: &Node<'_>,
        signal: &Signal,
        word: &'static str,
        slope: Option<f64>,
    ) -> Result<Signal, String> {
        let called = node.called();
        self.close(signal, &called)?;
        self.end_stage(&called, word, slope)?;
        Ok(self.output(node, signal.shape.clone()))
    }

    /// Whether a value is what a MatMul puts out, which lacks its bias.
    pub(super) fn lacks_bias(&self, signal: &Signal) -> bool {
        signal.formula == Formula::Z
            && signal.generation == self.generation
            && self.network.stages.last().is_some_and(Stage::lacks_bias)
    }

    /// What a layer puts out.
    pub(super) fn output(&mut self, node: &Node<'_>, shape: Option<Vec<usize>>) -> Signal {
        self.generation += 1;
        Signal { generation: self.generation, formula: Formula::Z, shape, from: node.called() }
    }

    /// Ends the last stage with the activation that a value is, before a layer takes it, or at the end of the graph.
    pub(super) fn close(&mut self, signal: &Signal, at: &str) -> Result<(), String> {
        let from = &signal.from;
        if signal.generation != self.generation {
            return Err(format!(
                "{at} takes a value that another layer takes, too: a network is a chain, without branches"
            ));
        }
        if signal.formula == Formula::Z {
            return Ok(());
        }
        if self.network.stages.is_empty() {
            return Err(format!(
                "{from} computes something of the input before the first layer: do that with the samples"
            ));
        }
        let Some((word, number)) = signal.formula.activation() else {
            let words: Vec<&str> = WORDS.iter().map(|word| word.name).collect();
            return Err(format!(
                "{from} ends a formula that is none of this library's activations, which are {}",
                words.join(", ")
            ));
        };
        if word == "linear" {
            return Ok(());
        }
        self.end_stage(from, word, number)
    }

    fn end_stage(&mut self, from: &str, word: &'static str, number: Option<f64>) -> Result<(), String> {
        match self.network.stages.last_mut() {
            None => Err(format!("{from} is before the first layer: do that with the samples")),
            Some(stage) if stage.activation.0 != "linear" => {
                Err(format!("{from} ends in {word} after {}, and a stage has one activation", stage.activation.0))
            }
            Some(stage) if word == "prelu" => {
                stage.activation = (word, None);
                stage.tensors.extend(number.map(|slope| vec![slope]));
                Ok(())
            }
            Some(stage) => {
                stage.activation = (word, number);
                Ok(())
            }
        }
    }
}

/// The number of values of a sample that a layer takes; none if the file hasn't said it so far.
pub(super) fn features(node: &Node<'_>, signal: &Signal) -> Result<Option<usize>, String> {
    match signal.shape.as_deref() {
        None => Ok(None),
        Some(&[features]) => Ok(Some(features)),
        Some(shape) => {
            let shape = shape.iter().map(usize::to_string).collect::<Vec<_>>().join(" x ");
            let called = node.called();
            Err(format!(
                "{called} takes samples of {shape} values, and only a row of values is supported: flatten them"
            ))
        }
    }
}
