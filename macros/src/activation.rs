//! The table of activations, one row each, and an activation as a declaration has it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::library::Library;
use crate::number::{self, Number, Range};

/// An activation of a stage.
pub(crate) enum Activation {
    /// A row of the table, with the values of the numbers that it takes.
    Word { word: &'static Word, span: Span, numbers: Vec<f64> },
    /// A custom one: the path of a type.
    Path(TokenStream),
}

/// A row of the table.
pub(crate) struct Word {
    pub(crate) name: &'static str,
    /// The type in `staticnn::activation`.
    pub(crate) ident: &'static str,
    pub(crate) numbers: &'static [Number],
    /// f'(z) in terms of y = f(z), or of z where y doesn't determine it; for the documentation.
    derivative: &'static str,
    /// dL/dz in terms of dL/dy, for an activation of a sample's whole row. Only the last stage can have such a one.
    row: Option<&'static str>,
    /// dL/da for an activation with a learnt parameter a.
    learnt: Option<&'static str>,
}

impl Word {
    const fn new(name: &'static str, ident: &'static str, derivative: &'static str) -> Self {
        Self { name, ident, numbers: &[], derivative, row: None, learnt: None }
    }
}

const LINEAR: Word = Word::new("linear", "Linear", "1");

const SLOPE: &[Number] = &[Number { name: "slope", default: None, range: Range::ZeroOrMore, example: "0.01" }];

const SCALE: &[Number] = &[Number { name: "scale", default: None, range: Range::ZeroOrMore, example: "1.0" }];

pub(crate) const WORDS: &[Word] = &[
    LINEAR,
    Word::new("relu", "Relu", "1 where y > 0, else 0"),
    Word { numbers: SLOPE, ..Word::new("leaky_relu", "LeakyRelu", "1 where y > 0, else the slope") },
    Word {
        learnt: Some("dL/da = sum of z dL/dy where z ≤ 0 (a is `slope`)"),
        ..Word::new("prelu", "Prelu", "1 where z > 0, else the slope")
    },
    Word::new("relu6", "Relu6", "1 where 0 < y < 6, else 0"),
    Word { numbers: SCALE, ..Word::new("elu", "Elu", "1 where y > 0, else y + the scale") },
    Word::new("selu", "Selu", "1.0507 where y > 0, else y + 1.7581"),
    Word::new("gelu", "Gelu", "Φ(z) + z φ(z)"),
    Word::new("gelu_tanh", "GeluTanh", "(1 + tanh u) / 2 + z (1 - tanh² u) u' / 2"),
    Word::new("silu", "Silu", "σ(z) (1 + z (1 - σ(z)))"),
    Word::new("mish", "Mish", "t + z (1 - t²) σ(z) with t = tanh(softplus z)"),
    Word::new("softplus", "Softplus", "1 - exp(-y)"),
    Word::new("tanh", "Tanh", "1 - y²"),
    Word::new("hard_tanh", "HardTanh", "1 where -1 < y < 1, else 0"),
    Word::new("softsign", "Softsign", "(1 - |y|)²"),
    Word::new("sigmoid", "Sigmoid", "y (1 - y)"),
    Word::new("hard_sigmoid", "HardSigmoid", "1/6 where 0 < y < 1, else 0"),
    Word::new("sin", "Sin", "cos z"),
    Word { row: Some("y (g - sum of g y) with g = dL/dy"), ..Word::new("softmax", "Softmax", "") },
];

/// The row of a word.
pub(crate) fn word(name: &str) -> Option<&'static Word> {
    WORDS.iter().find(|word| word.name == name)
}

impl Activation {
    /// The activation of a stage without one.
    pub(crate) fn linear() -> Self {
        Self::Word { word: &LINEAR, span: Span::call_site(), numbers: Vec::new() }
    }

    fn is_linear(&self) -> bool {
        matches!(self, Self::Word { word, .. } if word.name == LINEAR.name)
    }

    /// The name and place of an activation that only the last stage can have.
    pub(crate) fn last_only(&self) -> Option<(&'static str, Span)> {
        match self {
            Self::Word { word, span, .. } if word.row.is_some() => Some((word.name, *span)),
            _ => None,
        }
    }

    /// The path of a custom one.
    pub(crate) fn custom(&self) -> Option<&TokenStream> {
        match self {
            Self::Path(path) => Some(path),
            Self::Word { .. } => None,
        }
    }

    /// The type of one of the table.
    pub(crate) fn listed(&self, library: &Library) -> Option<TokenStream> {
        let Self::Word { word, span, numbers } = self else { return None };
        let (activations, ident) = (&library.activations, Ident::new(word.ident, *span));
        let numbers = numbers.iter().map(|number| number::argument(*number));
        let numbers = (numbers.len() > 0).then(|| quote!(<#(#numbers),*>));
        Some(quote_spanned!(*span=> #activations::#ident #numbers))
    }

    /// y as a function of z, for the documentation.
    pub(crate) fn formula(&self, z: &str) -> String {
        match self {
            _ if self.is_linear() => z.to_owned(),
            Self::Word { word, numbers, .. } => {
                let numbers = numbers.iter().map(|value| format!(", {}", number::text(*value)));
                format!("{}({z}{})", word.name, numbers.collect::<String>())
            }
            Self::Path(_) => format!("{}({z})", self.name()),
        }
    }

    /// As a declaration writes it.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Path(path) => path.to_string().replace(' ', ""),
            Self::Word { word, numbers, .. } => format!("{}{}", word.name, number::list(numbers)),
        }
    }

    /// As a declaration writes it after a layer: a linear one isn't written.
    pub(crate) fn suffix(&self) -> String {
        if self.is_linear() { String::new() } else { format!(" {}", self.name()) }
    }

    /// dL/dz in terms of dL/dy, for the documentation.
    pub(crate) fn gradient(&self) -> String {
        match self {
            _ if self.is_linear() => "dL/dy".to_owned(),
            Self::Word { word, .. } => {
                word.row.map_or_else(|| format!("dL/dy times ({})", word.derivative), str::to_owned)
            }
            Self::Path(_) => format!("dL/dy times {}'(z)", self.name()),
        }
    }

    /// dL/da of its learnt parameter, for the documentation.
    pub(crate) fn learnt(&self) -> Option<&'static str> {
        match self {
            Self::Word { word, .. } => word.learnt,
            Self::Path(_) => None,
        }
    }
}
