//! The words for activations: a row each.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::report::Report;
use crate::spelling::nearest;

/// An activation as it was written.
pub(crate) enum Activation {
    /// One of the crate's, with its number, if it has one.
    Word { word: &'static Word, span: Span, number: Option<f64> },
    /// One's own: a path to a type.
    Path(TokenStream),
}

/// A row of the table.
pub(crate) struct Word {
    name: &'static str,
    /// The type in `staticnn::activation`.
    ident: &'static str,
    /// The name of the number that it takes, and one to show in a message.
    number: Option<(&'static str, &'static str)>,
    /// Whether it needs a sample's whole row, and so can only be the last.
    last_only: bool,
    /// How many parameters it has of its own.
    learns: usize,
    /// f'(z) from y = f(z), or from z where y doesn't tell it, for the documentation.
    derivative: &'static str,
}

impl Word {
    const fn new(name: &'static str, ident: &'static str, derivative: &'static str) -> Self {
        Self { name, ident, number: None, last_only: false, learns: 0, derivative }
    }
}

const LINEAR: Word = Word::new("linear", "Linear", "1");

const WORDS: &[Word] = &[
    LINEAR,
    Word::new("relu", "Relu", "1 where y > 0, else 0"),
    Word { number: Some(("slope", "0.01")), ..Word::new("leaky_relu", "LeakyRelu", "1 where y > 0, else the slope") },
    Word { learns: 1, ..Word::new("prelu", "Prelu", "1 where z > 0, else the slope") },
    Word::new("relu6", "Relu6", "1 where 0 < y < 6, else 0"),
    Word { number: Some(("scale", "1.0")), ..Word::new("elu", "Elu", "1 where y > 0, else y + the scale") },
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
    Word { last_only: true, ..Word::new("softmax", "Softmax", "") },
];

impl Activation {
    /// That of a stage without one.
    pub(crate) fn linear() -> Self {
        Self::Word { word: &LINEAR, span: Span::call_site(), number: None }
    }

    /// The row for a word, with what stands in its parentheses; what isn't right is reported, and made up.
    pub(crate) fn from_word(ident: &Ident, arguments: Option<(Span, Vec<f64>)>, report: &mut Report) -> Self {
        let Some(word) = WORDS.iter().find(|word| ident == word.name) else {
            report.add(ident.span(), unknown(&ident.to_string()));
            return Self::linear();
        };
        let name = word.name;
        let number = match (word.number, arguments) {
            (None, None) => None,
            (None, Some((span, _))) => {
                report.add(span, format_args!("`{name}` takes no number: write `{name}`"));
                None
            }
            (Some((number, example)), arguments) => {
                let (span, given) = arguments.unwrap_or((ident.span(), Vec::new()));
                match given[..] {
                    [given] if given >= 0.0 && given.is_finite() => Some(given),
                    [_] => {
                        let message = "is a finite number of 0 or more";
                        report.add(span, format_args!("the {number} of `{name}` {message}: write `{name}({example})`"));
                        Some(0.0)
                    }
                    _ => {
                        report.add(span, format_args!("`{name}` takes its {number}: write `{name}({example})`"));
                        Some(0.0)
                    }
                }
            }
        };
        Self::Word { word, span: ident.span(), number }
    }

    /// Whether it can only be the last stage's, and where it stands.
    pub(crate) fn last_only(&self) -> Option<(&'static str, Span)> {
        match self {
            Self::Word { word, span, .. } if word.last_only => Some((word.name, *span)),
            _ => None,
        }
    }

    /// Its type.
    pub(crate) fn tokens(&self, path: &TokenStream) -> TokenStream {
        match self {
            Self::Path(own) => own.clone(),
            Self::Word { word, span, number } => {
                let ident = Ident::new(word.ident, *span);
                let number = number.map(|number| quote!(<{ ::core::primitive::f64::to_bits(#number) }>));
                quote_spanned!(*span=> #path::activation::#ident #number)
            }
        }
    }

    /// y as a function of z, for the documentation.
    pub(crate) fn formula(&self, z: &str) -> String {
        match self {
            Self::Word { word, .. } if word.name == LINEAR.name => z.to_owned(),
            Self::Word { word, number: Some(number), .. } => format!("{}({z}, {number})", word.name),
            _ => format!("{}({z})", self.name()),
        }
    }

    /// As a declaration says it.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Path(own) => own.to_string().replace(' ', ""),
            Self::Word { word, number: Some(number), .. } => format!("{}({number})", word.name),
            Self::Word { word, number: None, .. } => word.name.to_owned(),
        }
    }

    /// Its derivative from y or from z, for the documentation: one's own isn't known here.
    pub(crate) fn derivative(&self) -> Option<&'static str> {
        match self {
            Self::Word { word, .. } => Some(word.derivative),
            Self::Path(_) => None,
        }
    }

    /// How many parameters it has of its own.
    pub(crate) fn learns(&self) -> usize {
        match self {
            Self::Word { word, .. } => word.learns,
            Self::Path(_) => 0,
        }
    }
}

/// Whether a word is an activation.
pub(crate) fn is_word(word: &str) -> bool {
    WORDS.iter().any(|row| word == row.name)
}

/// Whether a word is an activation that takes a number.
pub(crate) fn takes_number(word: &str) -> bool {
    WORDS.iter().any(|row| word == row.name && row.number.is_some())
}

/// All words.
fn names() -> Vec<&'static str> {
    WORDS.iter().map(|row| row.name).collect()
}

/// Other names of some of them.
const ALSO: &[(&str, &str)] =
    &[("identity", "linear"), ("logistic", "sigmoid"), ("none", "linear"), ("sine", "sin"), ("swish", "silu")];

/// The activation that a word was probably meant to be.
pub(crate) fn meant(word: &str) -> Option<&'static str> {
    let also = ALSO.iter().find(|(other, _)| word.eq_ignore_ascii_case(other));
    also.map(|(_, name)| *name).or_else(|| nearest(word, &names()))
}

/// Whether it is a word in other letters, `ReLU` or `LEAKY_RELU`, and not the type behind one.
pub(crate) fn is_shouted(name: &str) -> bool {
    let bare = |name: &str| name.replace('_', "").to_lowercase();
    WORDS.iter().any(|row| bare(row.name) == bare(name) && row.name != name && row.ident != name)
}

/// What to say of a word that isn't one.
fn unknown(word: &str) -> String {
    match meant(word) {
        Some(name) => format!("`{word}` isn't an activation: did you mean `{name}`?"),
        None => format!("`{word}` isn't an activation: there are {}", names().join(", ")),
    }
}
