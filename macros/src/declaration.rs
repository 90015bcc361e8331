//! The model of a declaration: what was written, understood.

use proc_macro2::{Ident, Span};
use syn::{Attribute, Visibility};

use crate::activation::Activation;
use crate::attributes::Options;
use crate::report::Report;
use crate::size::Size;

/// All that one `network!` holds.
pub(crate) enum Invocation {
    /// `struct Name< ... >;`, any number of them.
    Declarations(Vec<Declaration>),
    /// `3 -> 12 relu -> 1`, an expression.
    Short(Box<Declaration>),
}

impl Invocation {
    pub(crate) fn declarations_mut(&mut self) -> &mut [Declaration] {
        match self {
            Self::Declarations(declarations) => declarations,
            Self::Short(declaration) => std::slice::from_mut(declaration),
        }
    }
}

/// One network.
pub(crate) struct Declaration {
    /// Those that pass through to the struct.
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) options: Options,
    pub(crate) visibility: Visibility,
    /// None if it couldn't be found.
    pub(crate) name: Option<Ident>,
    pub(crate) input: Size,
    /// At least one, or the report isn't empty.
    pub(crate) stages: Vec<Stage>,
    /// Where it begins and ends: its `struct`, and the last token before its `;`.
    pub(crate) ends: [Span; 2],
    /// What is wrong with it.
    pub(crate) report: Report,
}

/// One dense layer.
pub(crate) struct Stage {
    pub(crate) label: Option<Ident>,
    pub(crate) size: Size,
    pub(crate) activation: Activation,
    pub(crate) bias: bool,
}

impl Stage {
    /// The name of its field: the label, or `layer` and its position, the first being 1.
    pub(crate) fn field(&self, position: usize) -> Ident {
        let name = || Ident::new(&format!("layer{position}"), Span::call_site());
        self.label.clone().unwrap_or_else(name)
    }
}

impl Declaration {
    /// What stands in for a declaration of which there is nothing but mistakes.
    pub(crate) fn without_a_name(span: Span, report: Report) -> Self {
        Self {
            attributes: Vec::new(),
            options: Options::default(),
            visibility: Visibility::Inherited,
            name: None,
            input: Size::made_up(span),
            stages: Vec::new(),
            ends: [span; 2],
            report,
        }
    }

    /// The stages with their fields' names and the sizes that they take.
    pub(crate) fn fields(&self) -> impl DoubleEndedIterator<Item = Field<'_>> + ExactSizeIterator {
        self.stages.iter().enumerate().map(|(index, stage)| Field {
            position: index + 1,
            name: stage.field(index + 1),
            inputs: if index == 0 { &self.input } else { &self.stages[index - 1].size },
            before: index.checked_sub(1).map(|before| &self.stages[before]),
            stage,
        })
    }

    /// How many values come out.
    pub(crate) fn output(&self) -> &Size {
        self.stages.last().map_or(&self.input, |last| &last.size)
    }

    /// All sizes, the input's first.
    pub(crate) fn sizes(&self) -> impl Iterator<Item = &Size> {
        std::iter::once(&self.input).chain(self.stages.iter().map(|stage| &stage.size))
    }
}

/// A stage in its place.
pub(crate) struct Field<'a> {
    /// The first stage's is 1.
    pub(crate) position: usize,
    pub(crate) name: Ident,
    pub(crate) inputs: &'a Size,
    pub(crate) before: Option<&'a Stage>,
    pub(crate) stage: &'a Stage,
}
