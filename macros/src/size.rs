//! Sizes: numbers, constants, expressions, and what only the type of a stage says.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};

use crate::library::Library;

/// A number of values.
#[derive(Clone)]
pub(crate) enum Size {
    /// The macro knows its value.
    Number { value: usize, span: Span },
    /// A path to a constant, or an expression: the compiler knows its value. `position` is that of the stage that says
    /// it; the input's is 0.
    Constant { expression: TokenStream, span: Span, position: usize },
    /// What the stage at a position puts out, whose layer is the path of a type: the compiler knows it from the type.
    Stage { layer: TokenStream, position: usize },
}

impl Size {
    /// In place of a size that couldn't be read.
    pub(crate) fn made_up(span: Span) -> Self {
        Self::Number { value: 1, span }
    }

    /// Its value, if the macro knows it.
    pub(crate) fn value(&self) -> Option<usize> {
        match self {
            Self::Number { value, .. } => Some(*value),
            Self::Constant { .. } | Self::Stage { .. } => None,
        }
    }

    /// The constant of the network `owner` that holds the value of a constant or an expression.
    fn constant(&self, owner: &Ident) -> Option<TokenStream> {
        let Self::Constant { span, position, .. } = self else { return None };
        let name = format_ident!("SIZE_{position}", span = *span);
        let mut owner = owner.clone();
        owner.set_span(*span);
        Some(quote_spanned!(*span=> #owner::#name))
    }

    /// The definition of that constant: the only place that has the expression, so a mistake in it is reported once.
    pub(crate) fn definition(&self) -> Option<TokenStream> {
        let Self::Constant { expression, position, .. } = self else { return None };
        let name = format_ident!("SIZE_{position}");
        Some(quote!(const #name: usize = #expression;))
    }

    /// Has the compiler check that the value of that constant is a size.
    pub(crate) fn check(&self, library: &Library, owner: &Ident) -> Option<TokenStream> {
        let Self::Constant { span, .. } = self else { return None };
        let Library { in_range, is_size, .. } = library;
        let constant = self.constant(owner);
        let value = quote_spanned!(*span=> { #constant });
        Some(quote!(#in_range::<#value, { #is_size(#constant) }>()))
    }

    /// As a constant: the length of an array.
    pub(crate) fn length(&self, library: &Library, owner: &Ident) -> TokenStream {
        match self {
            Self::Number { value, span } => {
                let mut literal = Literal::usize_unsuffixed(*value);
                literal.set_span(*span);
                literal.into_token_stream()
            }
            Self::Constant { .. } => self.constant(owner).into_token_stream(),
            Self::Stage { position, .. } => {
                let (output_len, stage) = (&library.output_len, stage_of(*position, library, owner));
                quote!(#output_len::<#stage>())
            }
        }
    }

    /// As a const argument of a type.
    pub(crate) fn argument(&self, library: &Library, owner: &Ident) -> TokenStream {
        let length = self.length(library, owner);
        if self.value().is_some() { length } else { quote!({ #length }) }
    }

    /// As a type: typenum's name, the digits to the base 1024, or what a layer puts out.
    pub(crate) fn typed(&self, library: &Library, owner: &Ident) -> TokenStream {
        let Library { sizes, number, digit, output_size, .. } = library;
        let [high, middle, low] = match self {
            Self::Number { value, .. } if *value <= 1024 || value.is_power_of_two() => {
                let name = format_ident!("U{value}");
                return quote!(#sizes::#name);
            }
            Self::Number { value, .. } => {
                [20, 10, 0].map(|bits| Literal::usize_unsuffixed(value >> bits & 1023).into_token_stream())
            }
            Self::Constant { .. } => [2, 1, 0].map(|place| {
                let (constant, place) = (self.constant(owner), Literal::u32_unsuffixed(place));
                quote!({ #digit(#constant, #place) })
            }),
            Self::Stage { position, .. } => {
                let stage = stage_of(*position, library, owner);
                return quote!(#output_size<#stage>);
            }
        };
        quote!(#number<#high, #middle, #low>)
    }

    /// As the documentation writes it; `factor` if it stands in a product.
    pub(crate) fn text(&self, factor: bool) -> String {
        match self {
            Self::Number { value, .. } => value.to_string(),
            Self::Constant { expression, .. } => {
                let text = written(expression);
                let simple = text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == ':');
                if factor && !simple { format!("({text})") } else { text }
            }
            Self::Stage { layer, .. } => format!("{}::OUTPUTS", written(layer)),
        }
    }

    /// As the documentation writes it between angle brackets.
    pub(crate) fn argument_text(&self) -> String {
        let text = self.text(false);
        if text.chars().all(|c| c.is_alphanumeric() || c == '_') { text } else { format!("{{ {text} }}") }
    }
}

/// Tokens as a person writes them, near enough.
pub(crate) fn written(tokens: &TokenStream) -> String {
    tokens.to_string().replace(" :: ", "::").replace(":: ", "::").replace("( ", "(")
}

/// The type of the stage at a position. `owner` is the network, or `Self` where a type parameter could have its name.
pub(crate) fn stage_of(position: usize, library: &Library, owner: &impl ToTokens) -> TokenStream {
    let (stage_of, position) = (&library.stage_of, Literal::usize_unsuffixed(position));
    quote!(#stage_of<#owner, #position>)
}
