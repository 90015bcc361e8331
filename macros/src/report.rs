//! Mistakes, collected so that all of them are shown at once.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// The mistakes found so far.
#[derive(Default)]
pub(crate) struct Report(Vec<syn::Error>);

impl Report {
    /// Adds a mistake at a token.
    pub(crate) fn add(&mut self, span: Span, message: impl Display) {
        self.0.push(syn::Error::new(span, message));
    }

    /// Adds a mistake that covers several tokens, from the first to the last; there is at least one.
    pub(crate) fn add_over(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.0.push(syn::Error::new_spanned(tokens, message));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are so far.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// Each mistake as a `compile_error!`.
    pub(crate) fn tokens(&self) -> impl Iterator<Item = TokenStream> {
        self.0.iter().map(syn::Error::to_compile_error)
    }
}
