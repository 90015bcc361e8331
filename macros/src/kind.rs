//! A kind of stage: what a row of the table of kinds says.

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
    /// input channels of a group (left out without groups); `heads`, their number; `attends`, which steps (left out if all);
    /// `position`, that of the stage; and the names of `numbers` that aren't written by name.
    pub(crate) layer: &'static str,
    /// The type for a series, if the kind takes vectors and works on each step of a series.
    pub(crate) at_steps: Option<&'static str>,
    pub(crate) takes: Takes,
    pub(crate) output: Output,
    /// How its window is written, if it has one.
    pub(crate) window: Option<Windowed>,
    /// The numbers that the word takes.
    pub(crate) numbers: &'static [Number],
    /// Whether these numbers stand without parentheses.
    pub(crate) bare_numbers: bool,
    /// Whether these numbers are written by name.
    pub(crate) named_numbers: bool,
    /// Whether an activation may follow.
    pub(crate) activation: bool,
    /// z as a function of x, where y = f(z); with the names of `numbers` in braces, and `{window}`.
    pub(crate) formula: &'static str,
    /// What happens within a step, where z isn't all of it.
    pub(crate) steps: Option<&'static Steps>,
    /// z without the tensor called `bias`, if `no_bias` may follow.
    pub(crate) without_bias: Option<&'static str>,
    pub(crate) parameters: &'static [Tensor],
    /// dL/dx in terms of d = dL/dz; with the names of `numbers` in braces. Empty if x has no derivative.
    pub(crate) input_gradient: &'static str,
    /// Multiply-adds of one sample: a sum of products.
    pub(crate) multiply_adds: &'static [&'static [Dimension]],
}

/// The passes of a layer that goes through a series step by step. It has no activation, so that its y is z.
pub(crate) struct Steps {
    /// What its formulas have names for.
    pub(crate) names: &'static str,
    /// How a step computes y, a line each.
    pub(crate) forward: &'static [&'static str],
    /// The derivatives within a step, in terms of e = dL/dy, a line each.
    pub(crate) backward: &'static [&'static str],
}

/// Which shapes a stage takes.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Takes {
    /// Values without an order, or each step of a series.
    Vector,
    Series,
    /// A class, or each step of a series of classes.
    Classes,
    /// An image or a series.
    Grid,
    Any,
}

/// What a stage puts out.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Output {
    /// A vector of a size that the stage says; of a series, one for each step.
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
    /// The steps of a series; 1 for any other shape.
    Steps,
    Number(usize),
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

    /// The value of the number that divides its size, if there is one.
    pub(crate) fn divisor(&self, numbers: &[f64]) -> Option<f64> {
        self.value(numbers, |number| matches!(number.range, Range::Divisor))
    }

    /// What that number is called.
    pub(crate) fn divisor_name(&self) -> &'static str {
        let divisor = self.numbers.iter().find(|number| matches!(number.range, Range::Divisor));
        divisor.map_or("", |number| number.name)
    }

    /// Whether one of its names that stand alone is written.
    pub(crate) fn has_flag(&self, numbers: &[f64], name: &str) -> bool {
        self.value(numbers, |number| number.name == name) == Some(1.0)
    }

    fn value(&self, numbers: &[f64], is_it: impl Fn(&Number) -> bool) -> Option<f64> {
        self.numbers.iter().zip(numbers).find(|(number, _)| is_it(number)).map(|(_, value)| *value)
    }

    /// Whether it is a pool: its window stands after the word, and moves by its size.
    pub(crate) fn is_pool(&self) -> bool {
        matches!(self.window, Some(Windowed::Bare(_)))
    }

    /// The options that its window may have.
    pub(crate) fn options(&self) -> &'static [&'static str] {
        self.window.as_ref().map_or(&[], Windowed::options)
    }

    /// The gradients with respect to its parameters and to x, in terms of dL/dz; `learnt` is that of its activation.
    pub(crate) fn gradients(&self, numbers: &[f64], has_bias: bool, learnt: Option<&str>, to_input: bool) -> String {
        let input = Some(self.input_gradient).filter(|gradient| to_input && !gradient.is_empty());
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
    pub(crate) fn layer(
        &self,
        of_series: bool,
        numbers: &[f64],
        argument: impl Fn(&str) -> TokenStream,
    ) -> TokenStream {
        let argument = |name: &Ident| {
            let value = if self.named_numbers { None } else { self.value(numbers, |number| name == number.name) };
            value.map_or_else(|| argument(&name.to_string()), number::argument)
        };
        let mut tokens: Vec<TokenTree> = Vec::new();
        let layer = self.at_steps.filter(|_| of_series).unwrap_or(self.layer);
        for token in layer.parse::<TokenStream>().unwrap_or_default() {
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
