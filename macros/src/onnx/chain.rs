//! The network while it is read: a chain of layers.

use crate::activation::WORDS;
use crate::literal::LARGEST;
use crate::onnx::axes::Axes;
use crate::onnx::formula::Formula;
use crate::onnx::grid::{Grid, dimensions};
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
    /// Whether the last stage is a normalization whose gain may follow.
    pub(super) lacks_gain: bool,
}

impl Chain {
    pub(super) fn new(is_double: bool) -> Self {
        Self { network: Network { is_double, input: Vec::new(), stages: Vec::new() }, generation: 0, lacks_gain: false }
    }

    /// The input of the graph.
    pub(super) fn input(&self, name: &str, shape: Option<Vec<usize>>) -> Signal {
        let axes = Axes::of_input(shape.as_ref().map_or(1, Vec::len));
        let from = format!("the input `{name}`");
        Signal { generation: 0, formula: Formula::Z, shape, axes, mean_of: None, from }
    }

    /// Adds a stage from a row of `inputs` values to a row, and returns its output.
    pub(super) fn push_values(
        &mut self,
        node: &Node<'_>,
        signal: &Signal,
        inputs: usize,
        stage: Stage,
    ) -> Result<Signal, String> {
        if let Some(features) = features(node, signal)?.filter(|features| *features != inputs) {
            let (called, from) = (node.called(), &signal.from);
            return Err(format!("{called} has weights for {inputs} values, and {from} gives {features}"));
        }
        let outputs = vec![stage.outputs];
        self.add(node, signal, vec![inputs], stage, (outputs, Axes::ChannelsFirst))
    }

    /// Adds a stage from an image or a series to a row, and returns its output.
    pub(super) fn push_row(
        &mut self,
        node: &Node<'_>,
        signal: &Signal,
        grid: &Grid,
        stage: Stage,
    ) -> Result<Signal, String> {
        let outputs = vec![stage.outputs];
        self.add(node, signal, grid.declared(), stage, (outputs, Axes::ChannelsFirst))
    }

    /// Adds a stage from an image or a series to another one with its channels there, and returns its output.
    pub(super) fn push(
        &mut self,
        node: &Node<'_>,
        signal: &Signal,
        grid: &Grid,
        stage: Stage,
        (output, axes): (&Grid, Axes),
    ) -> Result<Signal, String> {
        self.add(node, signal, grid.declared(), stage, (output.axes(axes), axes))
    }

    fn add(
        &mut self,
        node: &Node<'_>,
        signal: &Signal,
        input: Vec<usize>,
        stage: Stage,
        (output, axes): (Vec<usize>, Axes),
    ) -> Result<Signal, String> {
        let called = node.called();
        self.close(signal, &called)?;
        if self.network.stages.len() == MOST_LAYERS {
            return Err(format!("there are more than {MOST_LAYERS} layers"));
        }
        let is_large = |sizes: &[usize]| {
            let count = sizes.iter().try_fold(1_usize, |product, size| product.checked_mul(*size));
            count.is_none_or(|count| count > LARGEST)
        };
        if is_large(&input) || is_large(&output) {
            return Err(format!("{called} has more than {LARGEST} inputs or outputs"));
        }
        if self.network.stages.is_empty() {
            self.network.input = input;
        }
        self.network.stages.push(stage);
        self.lacks_gain = false;
        Ok(Signal { axes, ..self.output(node, Some(output)) })
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
        Ok(Signal { axes: signal.axes, ..self.output(node, signal.shape.clone()) })
    }

    /// Whether a value is what a MatMul puts out, which lacks its bias.
    pub(super) fn lacks_bias(&self, signal: &Signal) -> bool {
        self.is_output(signal) && self.network.stages.last().is_some_and(Stage::lacks_bias)
    }

    /// Whether a value is what the last layer puts out.
    pub(super) fn is_output(&self, signal: &Signal) -> bool {
        signal.formula == Formula::Z && signal.mean_of.is_none() && signal.generation == self.generation
    }

    /// What a layer puts out.
    pub(super) fn output(&mut self, node: &Node<'_>, shape: Option<Vec<usize>>) -> Signal {
        self.generation += 1;
        let axes = Axes::ChannelsFirst;
        let from = node.called();
        Signal { generation: self.generation, formula: Formula::Z, shape, axes, mean_of: None, from }
    }

    /// Ends the last stage with the activation that a value is, before a layer takes it, or at the end of the graph.
    pub(super) fn close(&mut self, signal: &Signal, at: &str) -> Result<(), String> {
        let from = &signal.from;
        if signal.generation != self.generation {
            return Err(format!(
                "{at} takes a value that another layer takes, too: a network is a chain, without branches"
            ));
        }
        if signal.mean_of.is_some() {
            return Err(format!(
                "{from} is a formula of a mean that is none of `rms_norm`: if it is part of a layer normalization, export the model \
                 with opset 17 or later"
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
        // Behind a stage that takes no activation, it may be that of the stage before.
        let is_passed = |stage: &&mut Stage| !stage.takes_activation() && stage.is_passed_by(word, number);
        match self.network.stages.iter_mut().rev().find(|stage| !is_passed(stage)) {
            Some(stage) if !stage.takes_activation() => {
                let kind = stage.kind.unwrap_or_default();
                Err(format!("{from} ends in {word} after `{kind}`, which no activation may follow"))
            }
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
            let (shape, called) = (dimensions(shape), node.called());
            Err(format!(
                "{called} takes samples of {shape} values, and only a row of values is supported: flatten them"
            ))
        }
    }
}
