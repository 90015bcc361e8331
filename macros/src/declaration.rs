//! The model of a declaration: what was written, understood.

use proc_macro2::{Ident, Span, TokenStream};
use syn::{Attribute, Visibility};

use crate::activation::Activation;

/// All that one `network!` holds.
pub(crate) enum Invocation {
    /// `struct Name< ... >;`, any number of them.
    Declarations(Vec<Declaration>),
    /// `3 -> 12 relu -> 1`, an expression.
    Short(Declaration),
}

impl Invocation {
    pub(crate) fn declarations(&self) -> &[Declaration] {
        match self {
            Self::Declarations(declarations) => declarations,
            Self::Short(declaration) => std::slice::from_ref(declaration),
        }
    }
}

/// One network.
pub(crate) struct Declaration {
    /// Those that pass through to the struct.
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) options: Options,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    pub(crate) input: Size,
    pub(crate) stages: Vec<Stage>,
}

/// What the macro's own attributes say.
pub(crate) struct Options {
    /// `f32` or `f64`.
    pub(crate) scalar: Ident,
    /// Where the crate is.
    pub(crate) path: TokenStream,
}

impl Options {
    /// How many bytes a number takes.
    pub(crate) fn scalar_bytes(&self) -> usize {
        if self.scalar == "f64" { 8 } else { 4 }
    }
}

/// One dense layer.
pub(crate) struct Stage {
    pub(crate) label: Option<Ident>,
    pub(crate) size: Size,
    pub(crate) activation: Activation,
    pub(crate) bias: bool,
}

/// A number of values.
#[derive(Clone)]
pub(crate) struct Size {
    pub(crate) value: usize,
    pub(crate) span: Span,
}

impl Size {
    /// The largest: an index of weights then still fits in 48 bits.
    pub(crate) const LARGEST: usize = 1 << 24;
}

impl Stage {
    /// The name of its field: the label, or `layer` and its position, the first being 1.
    pub(crate) fn field(&self, position: usize) -> Ident {
        let name = || Ident::new(&format!("layer{position}"), Span::call_site());
        self.label.clone().unwrap_or_else(name)
    }
}

impl Declaration {
    /// The stages with their fields' names and the sizes that they take.
    pub(crate) fn fields(&self) -> impl DoubleEndedIterator<Item = Field<'_>> + ExactSizeIterator {
        self.stages.iter().enumerate().map(|(index, stage)| Field {
            name: stage.field(index + 1),
            inputs: if index == 0 { &self.input } else { &self.stages[index - 1].size },
            before: index.checked_sub(1).map(|before| &self.stages[before]),
            stage,
        })
    }

    /// The last stage: there is one, or parsing made one up.
    pub(crate) fn last(&self) -> &Stage {
        &self.stages[self.stages.len() - 1]
    }
}

/// A stage in its place.
pub(crate) struct Field<'a> {
    pub(crate) name: Ident,
    pub(crate) inputs: &'a Size,
    pub(crate) before: Option<&'a Stage>,
    pub(crate) stage: &'a Stage,
}

impl Field<'_> {
    pub(crate) fn weights(&self) -> usize {
        self.inputs.value * self.stage.size.value
    }

    pub(crate) fn parameters(&self) -> usize {
        self.weights() + if self.stage.bias { self.stage.size.value } else { 0 }
    }
}
