//! What rows of the table of kinds share.

use crate::kind::{Dimension, Kind, Output, Takes, Tensor};
use crate::number::{Number, Range};

/// A layer without a window, numbers or parameters, which puts out the shape that it takes: what rows fill in.
pub(crate) const PLAIN: Kind = Kind {
    word: None,
    example: "",
    layer: "",
    at_steps: None,
    takes: Takes::Any,
    output: Output::AsInput,
    window: None,
    numbers: &[],
    bare_numbers: false,
    named_numbers: false,
    activation: false,
    formula: "x",
    steps: None,
    without_bias: None,
    parameters: &[],
    input_gradient: "",
    multiply_adds: &[],
};

/// The bias of a layer, one for each output channel.
pub(crate) const BIAS: Tensor = Tensor {
    name: "bias",
    symbol: "b",
    dimensions: &[Dimension::Outputs],
    gradient: "dL/db = sum of d",
    last: "the bias of output {outputs}",
};

pub(crate) const EPSILON: &[Number] =
    &[Number { name: "epsilon", default: Some(1e-5), range: Range::BelowOne, example: "1e-5" }];

/// A recurrent layer.
pub(crate) const RECURRENT: Kind =
    Kind { takes: Takes::Series, output: Output::Given, input_gradient: "dL/dx = dp Wᵀ", ..PLAIN };

/// The parameters of a recurrent layer with so many gates, of which this is the last.
macro_rules! recurrent {
    ($gates:literal, $last:literal) => {
        &[
            Tensor {
                name: "weight",
                symbol: "W",
                dimensions: &[Dimension::Inputs, Dimension::Number($gates), Dimension::Outputs],
                gradient: "dL/dW = sum of xᵀ dp",
                last: concat!("the weight from value {inputs} to the ", $last, " of unit {outputs}"),
            },
            Tensor {
                name: "recurrent_weight",
                symbol: "U",
                dimensions: &[Dimension::Outputs, Dimension::Number($gates), Dimension::Outputs],
                gradient: "dL/dU = sum of h'ᵀ dq",
                last: concat!("the weight from unit {outputs} to the ", $last, " of unit {outputs}"),
            },
            Tensor {
                name: "bias",
                symbol: "b",
                dimensions: &[Dimension::Number($gates), Dimension::Outputs],
                gradient: "dL/db = sum of dp",
                last: concat!("the bias of the ", $last, " of unit {outputs}"),
            },
            Tensor {
                name: "recurrent_bias",
                symbol: "c",
                dimensions: &[Dimension::Number($gates), Dimension::Outputs],
                gradient: "dL/dc = sum of dq",
                last: concat!("the recurrent bias of the ", $last, " of unit {outputs}"),
            },
        ]
    };
}

/// The products of a recurrent layer with so many gates.
macro_rules! recurrent_products {
    ($gates:literal) => {
        &[
            &[Dimension::Steps, Dimension::Inputs, Dimension::Number($gates), Dimension::Outputs],
            &[Dimension::Steps, Dimension::Outputs, Dimension::Number($gates), Dimension::Outputs],
        ]
    };
}

pub(crate) use {recurrent, recurrent_products};
