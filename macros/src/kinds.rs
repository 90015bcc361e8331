//! The table of stage kinds, one row each. Parsing, checking, expanding and documenting read it, and name no layer.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

use crate::number::{self, Number, Range};

/// A row of the table: a layer of the library, and how a declaration writes it.
pub(crate) struct Kind {
    /// The word that starts such a stage; only `SIZED` has none.
    pub(crate) word: Option<&'static str>,
    /// Such a stage, for messages.
    pub(crate) example: &'static str,
    /// The type in `staticnn::layers`, with placeholders in braces: `scalar`, `input`, `inputs`, `outputs`, `activation`, `bias`
    /// (left out unless the stage says `no_bias`), and the names of `numbers`.
    layer: &'static str,
    pub(crate) output: Output,
    /// The numbers that the word takes between parentheses.
    pub(crate) numbers: &'static [Number],
    /// Whether an activation may follow.
    pub(crate) activation: bool,
    /// z as a function of x, where y = f(z); with the names of `numbers` in braces.
    formula: &'static str,
    /// z without the tensor called `bias`, if `no_bias` may follow.
    without_bias: Option<&'static str>,
    parameters: &'static [Tensor],
    /// dL/dx in terms of d = dL/dz; with the names of `numbers` in braces.
    input_gradient: &'static str,
    /// Multiply-adds of one sample: a sum of products.
    pub(crate) multiply_adds: &'static [&'static [Dimension]],
}

/// How many values a stage puts out.
#[derive(PartialEq)]
pub(crate) enum Output {
    /// A size that the stage says.
    Given,
    /// As many as it takes.
    AsInput,
}

/// A length in terms of the stage's sizes.
pub(crate) enum Dimension {
    Inputs,
    Outputs,
}

/// Parameters of a layer.
pub(crate) struct Tensor {
    /// The field of the layer.
    pub(crate) name: &'static str,
    /// What `formula` calls it.
    pub(crate) symbol: &'static str,
    /// From the outermost to the innermost.
    pub(crate) dimensions: &'static [Dimension],
    /// Its gradient in terms of d = dL/dz.
    pub(crate) gradient: &'static str,
    /// What its last element is, with the last index of the `inputs` and the `outputs` in braces.
    pub(crate) last: &'static str,
}

/// The kind that starts with its size.
pub(crate) const SIZED: Kind = Kind {
    word: None,
    example: "12 relu",
    layer: "Dense<{scalar}, {inputs}, {outputs}, {activation}, {bias}>",
    output: Output::Given,
    numbers: &[],
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
        Tensor {
            name: "bias",
            symbol: "b",
            dimensions: &[Dimension::Outputs],
            gradient: "dL/db = sum of d",
            last: "the bias of output {outputs}",
        },
    ],
    input_gradient: "dL/dx = d Wᵀ",
    multiply_adds: &[&[Dimension::Inputs, Dimension::Outputs]],
};

pub(crate) const KINDS: &[Kind] = &[
    SIZED,
    Kind {
        word: Some("layer_norm"),
        example: "layer_norm",
        layer: "LayerNorm<{scalar}, {input}, {activation}, {epsilon}>",
        output: Output::AsInput,
        numbers: &[Number { name: "epsilon", default: Some(1e-5), range: Range::BelowOne, example: "1e-5" }],
        activation: true,
        formula: "g (x - mean x) / sqrt(var x + {epsilon}) + b",
        without_bias: None,
        parameters: &[
            Tensor {
                name: "gain",
                symbol: "g",
                dimensions: &[Dimension::Inputs],
                gradient: "dL/dg = sum of d n with n = (x - mean x) / sqrt(var x + {epsilon})",
                last: "the gain of value {inputs}",
            },
            Tensor {
                name: "bias",
                symbol: "b",
                dimensions: &[Dimension::Inputs],
                gradient: "dL/db = sum of d",
                last: "the bias of value {inputs}",
            },
        ],
        input_gradient: "dL/dx = (c - mean c - n mean(c n)) / sqrt(var x + {epsilon}) with c = g d",
        multiply_adds: &[],
    },
];

/// Words of stages that this version doesn't have, each with what to do instead.
pub(crate) const LATER: &[(&str, &str)] = &[
    ("avg_pool", "average the values before they are the input, or write your own layer, see `staticnn::layer`"),
    ("batch_norm", "write `layer_norm`, or scale the samples to mean 0 and deviation 1"),
    ("concat", "put the values side by side in the input"),
    ("conv", "write `12 relu`, which reads all values, or your own layer, see `staticnn::layer`"),
    ("dropout", "leave it out; against overfitting use `WeightDecay` or `L2`, and stop at the lowest validation loss"),
    ("embedding", "make each class an input that is 0 or 1, and write `8 no_bias`"),
    ("flatten", "leave it out: every stage puts out one row of values"),
    ("gru", "write the cell as your own layer, see `staticnn::layer`"),
    ("heads", "put all outputs side by side in the last stage, or declare a network for each"),
    ("lstm", "write the cell as your own layer, see `staticnn::layer`"),
    ("max_pool", "take the maxima before they are the input, or write your own layer, see `staticnn::layer`"),
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
        "| stage | y = f(z), with z | `(..)` | `f` | `no_bias` | outputs |\n\
         |---|---|---|---|---|---|\n\
         | `12 relu` | x W + b | | may follow | may follow | the size |\n\
         | `layer_norm` | g (x - mean x) / sqrt(var x + epsilon) + b | epsilon, 1e-5 if not written | may follow | | as inputs |"
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

    /// The gradients with respect to its parameters and to x, in terms of dL/dz; `learnt` is that of its activation.
    pub(crate) fn gradients(&self, numbers: &[f64], has_bias: bool, learnt: Option<&str>, to_input: bool) -> String {
        let input = to_input.then_some(self.input_gradient);
        let all = self.parameters(has_bias).map(|tensor| tensor.gradient).chain(learnt).chain(input);
        self.with_numbers(&all.collect::<Vec<_>>().join(", "), numbers)
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
                    let ends_early = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '>')
                        && matches!(tokens.last(), Some(TokenTree::Punct(comma)) if comma.as_char() == ',');
                    if ends_early {
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
