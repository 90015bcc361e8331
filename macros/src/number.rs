//! The numbers that activations and layers take between parentheses.

use proc_macro2::TokenStream;
use quote::quote;

/// A number that a word takes: `leaky_relu` takes its slope.
pub(crate) struct Number {
    /// What messages call it, and the type of a layer in the table of kinds.
    pub(crate) name: &'static str,
    /// The value where none is written. Without a default it must be written.
    pub(crate) default: Option<f64>,
    pub(crate) range: Range,
    /// A value to show in messages.
    pub(crate) example: &'static str,
}

/// Which finite numbers are allowed.
pub(crate) enum Range {
    /// Above 0 and below 1.
    BelowOne,
    ZeroOrMore,
    /// From 0, and below 1.
    ZeroToOne,
    /// A whole number that divides the size of the stage; the stage takes as many channels as it puts out.
    Divisor,
    /// 1 if the name is written, which stands alone, and else 0.
    Flag,
}

impl Range {
    pub(crate) fn contains(&self, value: f64) -> bool {
        let is_allowed = match self {
            Self::BelowOne => 0.0 < value && value < 1.0,
            Self::ZeroOrMore => value >= 0.0,
            Self::ZeroToOne => (0.0..1.0).contains(&value),
            Self::Divisor => value >= 1.0 && value.fract() == 0.0,
            Self::Flag => value == 0.0 || value == 1.0,
        };
        is_allowed && value.is_finite()
    }

    /// "a finite number of 0 or more"
    pub(crate) fn words(&self) -> &'static str {
        match self {
            Self::BelowOne => "a number above 0 and below 1",
            Self::ZeroOrMore => "a finite number of 0 or more",
            Self::ZeroToOne => "a number from 0 to below 1",
            Self::Divisor => "a whole number of 1 or more",
            Self::Flag => "0 or 1",
        }
    }
}

impl Number {
    /// The value where none was written, or a wrong one.
    pub(crate) fn made_up(&self) -> f64 {
        self.default.unwrap_or(0.0)
    }
}

/// How to write a word with the numbers that it takes: `leaky_relu(0.01)`.
pub(crate) fn example(word: &str, numbers: &[Number]) -> String {
    let examples: Vec<&str> = numbers.iter().map(|number| number.example).collect();
    if examples.is_empty() { word.to_owned() } else { format!("{word}({})", examples.join(", ")) }
}

/// How to write a word whose numbers stand without parentheses: `dropout 0.2`.
pub(crate) fn bare_example(word: &str, numbers: &[Number]) -> String {
    let examples: Vec<&str> = numbers.iter().map(|number| number.example).collect();
    format!("{word} {}", examples.join(" "))
}

/// A value as the documentation writes it.
pub(crate) fn text(value: f64) -> String {
    if value != 0.0 && value.abs() < 1e-4 { format!("{value:e}") } else { value.to_string() }
}

/// Several values as the documentation writes them after a word: `(0.01)`, or nothing.
pub(crate) fn list(values: &[f64]) -> String {
    let values: Vec<String> = values.iter().map(|value| text(*value)).collect();
    if values.is_empty() { String::new() } else { format!("({})", values.join(", ")) }
}

/// Several values that are written by name, those that aren't the default: `(heads 4, causal)`, or nothing.
pub(crate) fn named(numbers: &[Number], values: &[f64]) -> Option<String> {
    let changed = numbers.iter().zip(values).filter(|(number, value)| number.default != Some(**value));
    let options: Vec<String> = changed
        .map(|(number, value)| match number.range {
            Range::Flag => number.name.to_owned(),
            _ => format!("{} {}", number.name, text(*value)),
        })
        .collect();
    (!options.is_empty()).then(|| format!("({})", options.join(", ")))
}

/// A value as a const argument of a type: its bits.
pub(crate) fn argument(value: f64) -> TokenStream {
    quote!({ ::core::primitive::f64::to_bits(#value) })
}
