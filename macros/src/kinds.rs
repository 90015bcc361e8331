//! The table of stage kinds, one row each. Parsing, checking, expanding and documenting read it, and name no layer.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

use crate::number::{self, Number, Range};

/// A row of the table: a layer of the library, and how a declaration writes it.
pub(crate) struct Kind {
    /// The word that starts such a stage; only `SIZED` has none.
    pub(crate) word: Option<&'static str>,
    /// Such a stage, for messages.
    pub(crate) example: &'static str,
    /// The type in `staticnn::layers`, with placeholders in braces: `scalar`; `input` and `output`, the shapes; `inputs` and
    /// `outputs`, their channels; `window`; `activation`; `bias` (left out unless the stage says `no_bias`); `group`, the
    /// input channels of a group (left out without groups); `position`, that of the stage; and the names of `numbers`.
    layer: &'static str,
    pub(crate) takes: Takes,
    pub(crate) output: Output,
    /// How its window is written, if it has one.
    pub(crate) window: Option<Windowed>,
    /// The numbers that the word takes.
    pub(crate) numbers: &'static [Number],
    /// Whether these numbers stand without parentheses.
    pub(crate) bare_numbers: bool,
    /// Whether an activation may follow.
    pub(crate) activation: bool,
    /// z as a function of x, where y = f(z); with the names of `numbers` in braces, and `{window}`.
    formula: &'static str,
    /// z without the tensor called `bias`, if `no_bias` may follow.
    without_bias: Option<&'static str>,
    parameters: &'static [Tensor],
    /// dL/dx in terms of d = dL/dz; with the names of `numbers` in braces.
    input_gradient: &'static str,
    /// Multiply-adds of one sample: a sum of products.
    pub(crate) multiply_adds: &'static [&'static [Dimension]],
}

/// Which shapes a stage takes.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Takes {
    /// A vector: values without an order.
    Vector,
    /// An image or a series.
    Grid,
    Any,
}

/// What a stage puts out.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Output {
    /// A vector of a size that the stage says.
    Given,
    /// The shape of its input.
    AsInput,
    /// As many channels as the stage says, at the positions of its window.
    Channels,
    /// The channels of its input, at the positions of its window.
    Windows,
    /// A vector with a value for each channel.
    ChannelsAlone,
    /// All values, as a vector.
    Flat,
}

/// How a window is written.
pub(crate) enum Windowed {
    /// Between parentheses, with its options: `(5x5, stride 2)`. It moves by 1 unless it says otherwise.
    Inside(&'static [&'static str]),
    /// After the word, with its options between parentheses behind it: `2x2 (stride 1)`. It moves by its size unless it says
    /// otherwise, and must reach all values unless it says `floor`.
    Bare(&'static [&'static str]),
}

impl Windowed {
    /// The words that may stand between the parentheses.
    pub(crate) fn options(&self) -> &'static [&'static str] {
        let (Self::Inside(options) | Self::Bare(options)) = self;
        options
    }

    /// Whether the window stands after the word.
    pub(crate) fn is_bare(&self) -> bool {
        matches!(self, Self::Bare(_))
    }
}

/// A length in terms of the stage's sizes.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Dimension {
    /// The channels of the input.
    Inputs,
    /// The channels of the output.
    Outputs,
    /// The input channels of a group.
    GroupInputs,
    /// The window's height and width.
    WindowHeight,
    WindowWidth,
    /// The positions of the output.
    OutputHeight,
    OutputWidth,
    One,
}

/// Parameters of a layer.
pub(crate) struct Tensor {
    /// The field of the layer.
    pub(crate) name: &'static str,
    /// What `formula` calls it.
    pub(crate) symbol: &'static str,
    /// From the outermost to the innermost.
    pub(crate) dimensions: &'static [Dimension],
    /// Its gradient in terms of d = dL/dz; empty if it isn't trained.
    pub(crate) gradient: &'static str,
    /// What its last element is, with the last index of the `inputs` (of a group, where there are groups) and the `outputs` in
    /// braces.
    pub(crate) last: &'static str,
}

/// A layer without a window, numbers or parameters, which puts out the shape that it takes: what rows fill in.
const PLAIN: Kind = Kind {
    word: None,
    example: "",
    layer: "",
    takes: Takes::Any,
    output: Output::AsInput,
    window: None,
    numbers: &[],
    bare_numbers: false,
    activation: false,
    formula: "x",
    without_bias: None,
    parameters: &[],
    input_gradient: "",
    multiply_adds: &[],
};

/// The bias of a layer, one for each output channel.
const BIAS: Tensor = Tensor {
    name: "bias",
    symbol: "b",
    dimensions: &[Dimension::Outputs],
    gradient: "dL/db = sum of d",
    last: "the bias of output {outputs}",
};

const EPSILON: &[Number] = &[Number { name: "epsilon", default: Some(1e-5), range: Range::BelowOne, example: "1e-5" }];

/// The kind that starts with its size.
pub(crate) const SIZED: Kind = Kind {
    example: "12 relu",
    layer: "Dense<{scalar}, {inputs}, {outputs}, {activation}, {bias}>",
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
    multiply_adds: &[&[Dimension::Inputs, Dimension::Outputs]],
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
        window: Some(Windowed::Inside(&["stride", "pad", "dilation", "groups"])),
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
                dimensions: &[Dimension::WindowHeight, Dimension::WindowWidth, Dimension::One, Dimension::Outputs],
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
        formula: "x, or while training x r / (1 - {rate}) with r = 0 for a share of {rate} of the values, else 1",
        input_gradient: "dL/dx = d r / (1 - {rate})",
        ..PLAIN
    },
];

/// Words of stages that this version doesn't have, each with what to do instead.
pub(crate) const LATER: &[(&str, &str)] = &[
    ("concat", "put the values side by side in the input"),
    ("embedding", "make each class an input that is 0 or 1, and write `8 no_bias`"),
    ("gru", "write the cell as your own layer, see `staticnn::layer`"),
    ("heads", "put all outputs side by side in the last stage, or declare a network for each"),
    ("lstm", "write the cell as your own layer, see `staticnn::layer`"),
    ("residual", "write your own layer, see `staticnn::layer`"),
    ("rnn", "write the cell as your own layer, see `staticnn::layer`"),
];

/// What to write for a word of `LATER`.
pub(crate) fn instead(word: &str) -> Option<&'static str> {
    LATER.iter().find(|(name, _)| *name == word).map(|(_, cure)| *cure)
}

/// The rows of `KINDS` in the documentation of `network!`.
macro_rules! documentation {
    () => {
        "| stage | takes | puts out | y = f(z), with z | `(..)` | `f` | `no_bias` |\n\
         |---|---|---|---|---|---|---|\n\
         | `12 relu` | a vector | a vector of the size | x W + b | | may follow | may follow |\n\
         | `conv 8 (3x3, pad 1) relu` | an image, a series | so many channels at the window's positions | conv(x, W) + b | window, stride, pad, dilation, groups | may follow | may follow |\n\
         | `depthwise (3x3, pad 1) relu` | an image, a series | the channels of x at the window's positions | depthwise(x, W) + b | window, stride, pad, dilation | may follow | may follow |\n\
         | `max_pool 2x2` | an image, a series | the channels of x at the window's positions | the largest x of each window | window, stride, floor | | |\n\
         | `avg_pool 2x2` | an image, a series | the channels of x at the window's positions | the mean x of each window | window, stride, floor | | |\n\
         | `global_avg_pool` | an image, a series | a vector of the channels | the mean x of each channel | | | |\n\
         | `flatten` | an image, a series | a vector of all values | x, channel by channel | | | |\n\
         | `layer_norm` | any shape | the shape of x | g (x - mean x) / sqrt(var x + epsilon) + b | epsilon, 1e-5 if not written | may follow | |\n\
         | `rms_norm` | any shape | the shape of x | g x / sqrt(mean x² + epsilon) | epsilon, 1e-5 if not written | may follow | |\n\
         | `batch_norm` | any shape | the shape of x | g (x - m) / sqrt(v + epsilon) + b | epsilon, 1e-5 if not written | may follow | |\n\
         | `dropout 0.2` | any shape | the shape of x | x, or while training x r / (1 - rate) with r = 0 for a share of rate of the values, else 1 | rate | | |"
    };
}
pub(crate) use documentation;

/// The kind that starts with a word.
pub(crate) fn kind(word: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.word == Some(word))
}

/// All words.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    KINDS.iter().filter_map(|kind| kind.word)
}

impl Kind {
    /// Whether `no_bias` may follow.
    pub(crate) fn may_lack_bias(&self) -> bool {
        self.without_bias.is_some()
    }

    /// The name of its type.
    pub(crate) fn type_name(&self) -> &'static str {
        self.layer.split('<').next().unwrap_or_default()
    }

    /// Its parameters.
    pub(crate) fn parameters(&self, has_bias: bool) -> impl Iterator<Item = &'static Tensor> {
        self.parameters.iter().filter(move |tensor| has_bias || tensor.name != "bias")
    }

    /// z as a function of x, for the documentation.
    pub(crate) fn formula(&self, numbers: &[f64], has_bias: bool) -> String {
        let formula = self.without_bias.filter(|_| !has_bias).unwrap_or(self.formula);
        self.with_numbers(formula, numbers)
    }

    /// The options that its window may have.
    pub(crate) fn options(&self) -> &'static [&'static str] {
        self.window.as_ref().map_or(&[], Windowed::options)
    }

    /// The gradients with respect to its parameters and to x, in terms of dL/dz; `learnt` is that of its activation.
    pub(crate) fn gradients(&self, numbers: &[f64], has_bias: bool, learnt: Option<&str>, to_input: bool) -> String {
        let input = to_input.then_some(self.input_gradient);
        let tensors = self.parameters(has_bias).map(|tensor| tensor.gradient).filter(|gradient| !gradient.is_empty());
        let all: Vec<&str> = tensors.chain(learnt).chain(input).collect();
        self.with_numbers(&all.join(", "), numbers)
    }

    fn with_numbers(&self, text: &str, values: &[f64]) -> String {
        let replace = |text: String, (number, value): (&Number, &f64)| {
            text.replace(&format!("{{{}}}", number.name), &number::text(*value))
        };
        self.numbers.iter().zip(values).fold(text.to_owned(), replace)
    }

    /// The type in `staticnn::layers`: `argument` gives what a placeholder stands for, nothing to leave it out.
    pub(crate) fn layer(&self, numbers: &[f64], argument: impl Fn(&str) -> TokenStream) -> TokenStream {
        let argument = |name: &Ident| {
            let number = self.numbers.iter().zip(numbers).find(|(number, _)| name == number.name);
            number.map_or_else(|| argument(&name.to_string()), |(_, value)| number::argument(*value))
        };
        let mut tokens: Vec<TokenTree> = Vec::new();
        for token in self.layer.parse::<TokenStream>().unwrap_or_default() {
            match placeholder(&token) {
                Some(name) => tokens.extend(argument(&name)),
                None => {
                    let is_end = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '>');
                    let is_comma =
                        |token: &TokenTree| matches!(token, TokenTree::Punct(comma) if comma.as_char() == ',');
                    while is_end && tokens.last().is_some_and(is_comma) {
                        tokens.pop();
                    }
                    tokens.push(token);
                }
            }
        }
        tokens.into_iter().collect()
    }
}

/// The name of a placeholder.
fn placeholder(token: &TokenTree) -> Option<Ident> {
    let TokenTree::Group(group) = token else { return None };
    match (group.delimiter(), group.stream().into_iter().next()) {
        (Delimiter::Brace, Some(TokenTree::Ident(name))) => Some(name),
        _ => None,
    }
}
