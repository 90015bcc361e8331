//! The table of stage kinds, one row each. Parsing, checking, expanding and documenting read it, and name no layer.

use crate::kind::{Dimension, Kind, Output, Takes, Tensor, Windowed};
use crate::kind_parts::{BIAS, EPSILON, PLAIN, RECURRENT, recurrent, recurrent_products};
use crate::number::{Number, Range};
use crate::recurrence;

/// The kind that starts with its size.
pub(crate) const SIZED: Kind = Kind {
    example: "12 relu",
    layer: "Dense<{scalar}, {inputs}, {outputs}, {activation}, {bias}>",
    at_steps: Some("DenseSteps<{scalar}, {input}, {output}, {activation}, {bias}>"),
    takes: Takes::Vector,
    output: Output::Given,
    activation: true,
    formula: "x W + b",
    without_bias: Some("x W"),
    parameters: &[
        Tensor {
            name: "weight",
            symbol: "W",
            dimensions: &[Dimension::Inputs, Dimension::Outputs],
            gradient: "dL/dW = xᵀ d",
            last: "the weight from input {inputs} to output {outputs}",
        },
        BIAS,
    ],
    input_gradient: "dL/dx = d Wᵀ",
    multiply_adds: &[&[Dimension::Steps, Dimension::Inputs, Dimension::Outputs]],
    ..PLAIN
};

pub(crate) const KINDS: &[Kind] = &[
    SIZED,
    Kind {
        word: Some("conv"),
        example: "conv 8 (3x3, pad 1) relu",
        layer: "Conv<{scalar}, {input}, {output}, {window}, {activation}, {bias}, {group}>",
        takes: Takes::Grid,
        output: Output::Channels,
        window: Some(Windowed::Inside(&["stride", "pad", "dilation", "groups", "causal"])),
        activation: true,
        formula: "conv(x, W) + b",
        without_bias: Some("conv(x, W)"),
        parameters: &[
            Tensor {
                name: "weight",
                symbol: "W",
                dimensions: &[
                    Dimension::WindowHeight,
                    Dimension::WindowWidth,
                    Dimension::GroupInputs,
                    Dimension::Outputs,
                ],
                gradient: "dL/dW = sum of xᵀ d over the positions",
                last: "the window's last tap, from channel {inputs} to channel {outputs}",
            },
            BIAS,
        ],
        input_gradient: "dL/dx = sum of d Wᵀ over the taps",
        multiply_adds: &[&[
            Dimension::OutputHeight,
            Dimension::OutputWidth,
            Dimension::WindowHeight,
            Dimension::WindowWidth,
            Dimension::GroupInputs,
            Dimension::Outputs,
        ]],
        ..PLAIN
    },
    Kind {
        word: Some("depthwise"),
        example: "depthwise (3x3, pad 1) relu",
        layer: "Depthwise<{scalar}, {input}, {output}, {window}, {activation}, {bias}>",
        takes: Takes::Grid,
        output: Output::Windows,
        window: Some(Windowed::Inside(&["stride", "pad", "dilation"])),
        activation: true,
        formula: "depthwise(x, W) + b",
        without_bias: Some("depthwise(x, W)"),
        parameters: &[
            Tensor {
                name: "weight",
                symbol: "W",
                dimensions: &[
                    Dimension::WindowHeight,
                    Dimension::WindowWidth,
                    Dimension::Number(1),
                    Dimension::Outputs,
                ],
                gradient: "dL/dW = sum of x d over the positions",
                last: "the window's last tap of channel {outputs}",
            },
            BIAS,
        ],
        input_gradient: "dL/dx = sum of d W over the taps",
        multiply_adds: &[&[
            Dimension::OutputHeight,
            Dimension::OutputWidth,
            Dimension::WindowHeight,
            Dimension::WindowWidth,
            Dimension::Outputs,
        ]],
        ..PLAIN
    },
    Kind {
        word: Some("max_pool"),
        example: "max_pool 2x2",
        layer: "MaxPool<{scalar}, {input}, {output}, {window}>",
        takes: Takes::Grid,
        output: Output::Windows,
        window: Some(Windowed::Bare(&["stride", "floor"])),
        formula: "the largest x of each {window}",
        input_gradient: "dL/dx = d at the first of the largest, else 0",
        ..PLAIN
    },
    Kind {
        word: Some("avg_pool"),
        example: "avg_pool 2x2",
        layer: "AvgPool<{scalar}, {input}, {output}, {window}>",
        takes: Takes::Grid,
        output: Output::Windows,
        window: Some(Windowed::Bare(&["stride", "floor"])),
        formula: "the mean x of each {window}",
        input_gradient: "dL/dx = sum of d / the window's size",
        ..PLAIN
    },
    Kind {
        word: Some("global_avg_pool"),
        example: "global_avg_pool",
        layer: "GlobalAvgPool<{scalar}, {input}>",
        takes: Takes::Grid,
        output: Output::ChannelsAlone,
        formula: "the mean x of each channel",
        input_gradient: "dL/dx = d / the number of positions",
        ..PLAIN
    },
    Kind {
        word: Some("flatten"),
        example: "flatten",
        layer: "Flatten<{scalar}, {input}>",
        takes: Takes::Grid,
        output: Output::Flat,
        formula: "x, channel by channel",
        input_gradient: "dL/dx = d in the order of x",
        ..PLAIN
    },
    Kind {
        word: Some("layer_norm"),
        example: "layer_norm",
        layer: "LayerNorm<{scalar}, {input}, {activation}, {epsilon}>",
        numbers: EPSILON,
        activation: true,
        formula: "g (x - mean x) / sqrt(var x + {epsilon}) + b",
        parameters: &[
            Tensor {
                name: "gain",
                symbol: "g",
                dimensions: &[Dimension::Inputs],
                gradient: "dL/dg = sum of d n with n = (x - mean x) / sqrt(var x + {epsilon})",
                last: "the gain of value {inputs}",
            },
            Tensor { dimensions: &[Dimension::Inputs], last: "the bias of value {inputs}", ..BIAS },
        ],
        input_gradient: "dL/dx = (c - mean c - n mean(c n)) / sqrt(var x + {epsilon}) with c = g d",
        ..PLAIN
    },
    Kind {
        word: Some("rms_norm"),
        example: "rms_norm",
        layer: "RmsNorm<{scalar}, {input}, {activation}, {epsilon}>",
        numbers: EPSILON,
        activation: true,
        formula: "g x / sqrt(mean x² + {epsilon})",
        parameters: &[Tensor {
            name: "gain",
            symbol: "g",
            dimensions: &[Dimension::Inputs],
            gradient: "dL/dg = sum of d n with n = x / sqrt(mean x² + {epsilon})",
            last: "the gain of value {inputs}",
        }],
        input_gradient: "dL/dx = (c - n mean(c n)) / sqrt(mean x² + {epsilon}) with c = g d",
        ..PLAIN
    },
    Kind {
        word: Some("batch_norm"),
        example: "batch_norm",
        layer: "BatchNorm<{scalar}, {input}, {activation}, {epsilon}>",
        numbers: EPSILON,
        activation: true,
        formula: "g (x - m) / sqrt(v + {epsilon}) + b",
        parameters: &[
            Tensor {
                name: "gain",
                symbol: "g",
                dimensions: &[Dimension::Inputs],
                gradient: "",
                last: "the gain of value {inputs}",
            },
            Tensor { dimensions: &[Dimension::Inputs], gradient: "", last: "the bias of value {inputs}", ..BIAS },
            Tensor {
                name: "mean",
                symbol: "m",
                dimensions: &[Dimension::Inputs],
                gradient: "",
                last: "the mean of value {inputs}",
            },
            Tensor {
                name: "variance",
                symbol: "v",
                dimensions: &[Dimension::Inputs],
                gradient: "",
                last: "the variance of value {inputs}",
            },
        ],
        input_gradient: "dL/dx = d g / sqrt(v + {epsilon})",
        ..PLAIN
    },
    Kind {
        word: Some("dropout"),
        example: "dropout 0.2",
        layer: "Dropout<{scalar}, {input}, {rate}, {position}>",
        numbers: &[Number { name: "rate", default: None, range: Range::ZeroToOne, example: "0.2" }],
        bare_numbers: true,
        formula: "dropout(x, {rate})",
        input_gradient: "dL/dx = d / (1 - {rate}) where x was kept, else 0",
        ..PLAIN
    },
    Kind {
        word: Some("embedding"),
        example: "embedding 8",
        layer: "Embedding<{scalar}, {input}, {output}>",
        takes: Takes::Classes,
        output: Output::Given,
        formula: "row x of E",
        parameters: &[Tensor {
            name: "weight",
            symbol: "E",
            dimensions: &[Dimension::Inputs, Dimension::Outputs],
            gradient: "dL/dE = sum of d in the row of its class",
            last: "value {outputs} of class {inputs}",
        }],
        ..PLAIN
    },
    Kind {
        word: Some("rnn"),
        example: "rnn 16",
        steps: Some(&recurrence::RNN),
        layer: "Rnn<{scalar}, {input}, {output}>",
        formula: "tanh(x W + b + h' U + c), with h' the y of the step before",
        parameters: recurrent!(1, "sum"),
        multiply_adds: recurrent_products!(1),
        ..RECURRENT
    },
    Kind {
        word: Some("gru"),
        example: "gru 16",
        steps: Some(&recurrence::GRU),
        layer: "Gru<{scalar}, {input}, {output}>",
        formula: "gru(x W + b, h' U + c), with h' the y of the step before",
        parameters: recurrent!(3, "gate n"),
        multiply_adds: recurrent_products!(3),
        ..RECURRENT
    },
    Kind {
        word: Some("lstm"),
        example: "lstm 16",
        steps: Some(&recurrence::LSTM),
        layer: "Lstm<{scalar}, {input}, {output}>",
        formula: "lstm(x W + b + h' U + c), with h' the y of the step before",
        parameters: recurrent!(4, "gate o"),
        multiply_adds: recurrent_products!(4),
        ..RECURRENT
    },
    Kind {
        word: Some("attention"),
        example: "attention 6 (heads 2, causal)",
        layer: "Attention<{scalar}, {input}, {output}, {heads}, {attends}>",
        takes: Takes::Series,
        output: Output::Given,
        numbers: &[
            Number { name: "heads", default: Some(1.0), range: Range::Divisor, example: "2" },
            Number { name: "causal", default: Some(0.0), range: Range::Flag, example: "1" },
        ],
        named_numbers: true,
        formula: "a V + c, with a = softmax(q kᵀ / sqrt w) v of each head, w wide, and q, k, v = x W + b",
        parameters: &[
            Tensor {
                name: "weight",
                symbol: "W",
                dimensions: &[Dimension::Inputs, Dimension::Number(3), Dimension::Outputs],
                gradient: "dL/dW = sum of xᵀ g, with g the gradients of q, k and v",
                last: "the weight from value {inputs} to unit {outputs} of v",
            },
            Tensor {
                dimensions: &[Dimension::Number(3), Dimension::Outputs],
                gradient: "dL/db = sum of g",
                last: "the bias of unit {outputs} of v",
                ..BIAS
            },
            Tensor {
                name: "output_weight",
                symbol: "V",
                dimensions: &[Dimension::Outputs, Dimension::Outputs],
                gradient: "dL/dV = sum of aᵀ d",
                last: "the weight from unit {outputs} of the heads to output {outputs}",
            },
            Tensor { name: "output_bias", symbol: "c", gradient: "dL/dc = sum of d", ..BIAS },
        ],
        input_gradient: "dL/dx = g Wᵀ",
        multiply_adds: &[
            &[Dimension::Steps, Dimension::Inputs, Dimension::Number(3), Dimension::Outputs],
            &[Dimension::Steps, Dimension::Steps, Dimension::Number(2), Dimension::Outputs],
            &[Dimension::Steps, Dimension::Outputs, Dimension::Outputs],
        ],
        ..PLAIN
    },
    Kind {
        word: Some("positions"),
        example: "positions",
        layer: "Positions<{scalar}, {input}>",
        takes: Takes::Series,
        formula: "x + p",
        parameters: &[Tensor {
            name: "weight",
            symbol: "p",
            dimensions: &[Dimension::Steps, Dimension::Inputs],
            gradient: "dL/dp = sum of d",
            last: "what is added to value {inputs} of the last step",
        }],
        input_gradient: "dL/dx = d",
        ..PLAIN
    },
    Kind {
        word: Some("last"),
        example: "last",
        layer: "Last<{scalar}, {input}>",
        takes: Takes::Series,
        output: Output::ChannelsAlone,
        formula: "x of the last step",
        input_gradient: "dL/dx = d at the last step, else 0",
        ..PLAIN
    },
    Kind {
        word: Some("mean"),
        example: "mean",
        layer: "GlobalAvgPool<{scalar}, {input}>",
        takes: Takes::Series,
        output: Output::ChannelsAlone,
        formula: "the mean x of all steps",
        input_gradient: "dL/dx = d / the number of steps",
        ..PLAIN
    },
    Kind {
        word: Some("reverse"),
        example: "reverse",
        layer: "Reverse<{scalar}, {input}>",
        takes: Takes::Series,
        formula: "x from the last step to the first",
        input_gradient: "dL/dx = d from the last step to the first",
        ..PLAIN
    },
];

/// The kind that starts with a word.
pub(crate) fn kind(word: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.word == Some(word))
}

/// All words.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    KINDS.iter().filter_map(|kind| kind.word)
}
