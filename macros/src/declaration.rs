//! The model of a declaration: what the parser has read.

use proc_macro2::{Ident, Span, TokenStream};
use syn::{Attribute, Visibility};

use crate::activation::Activation;
use crate::attributes::Options;
use crate::kind::Kind;
use crate::report::Report;
use crate::shape::Shape;
use crate::size::Size;
use crate::weights::{File, Layout};
use crate::window::Window;

/// The content of one `network!`.
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
    /// The attributes that pass through to the struct.
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) options: Options,
    pub(crate) visibility: Visibility,
    /// None if it couldn't be read.
    pub(crate) name: Option<Ident>,
    pub(crate) input: Shape,
    /// At least one, or the report isn't empty.
    pub(crate) stages: Vec<Stage>,
    /// The file of its weights, if it names one.
    pub(crate) file: Option<File>,
    /// Where it begins and ends: its `struct`, and the last token before its `;`.
    pub(crate) ends: [Span; 2],
    /// The mistakes in it.
    pub(crate) report: Report,
}

/// One stage.
pub(crate) struct Stage {
    /// Its first token.
    pub(crate) span: Span,
    pub(crate) label: Option<Ident>,
    pub(crate) layer: Layer,
    /// The size that it says: how many values it puts out, or how many channels.
    pub(crate) size: Option<Size>,
    pub(crate) activation: Activation,
}

/// What a stage is.
pub(crate) enum Layer {
    /// A row of the table, with the values of the numbers that it takes, and its window.
    Kind { kind: &'static Kind, numbers: Vec<f64>, window: Option<Box<Window>>, bias: bool },
    /// The path of a type: another network, or a custom layer.
    Path(TokenStream),
}

impl Stage {
    /// Its window, if it has one.
    pub(crate) fn window(&self) -> Option<&Window> {
        match &self.layer {
            Layer::Kind { window, .. } => window.as_deref(),
            Layer::Path(_) => None,
        }
    }

    /// The sizes that it has written.
    pub(crate) fn sizes(&self) -> impl Iterator<Item = &Size> {
        self.size.iter().chain(self.window().into_iter().flat_map(Window::sizes))
    }

    /// The name of its field: the label, or `layer` and its position, the first being 1.
    pub(crate) fn field(&self, position: usize) -> Ident {
        let name = || Ident::new(&format!("layer{position}"), Span::call_site());
        self.label.clone().unwrap_or_else(name)
    }
}

impl Declaration {
    /// In place of a declaration that couldn't be read.
    pub(crate) fn without_a_name(span: Span, report: Report) -> Self {
        Self {
            attributes: Vec::new(),
            options: Options::default(),
            visibility: Visibility::Inherited,
            name: None,
            input: Shape::made_up(span),
            stages: Vec::new(),
            file: None,
            ends: [span; 2],
            report,
        }
    }

    /// Whether a file says its stages.
    pub(crate) fn has_model(&self) -> bool {
        let layout = self.file.as_ref().and_then(|file| file.weights.as_ref()).map(|weights| &weights.layout);
        matches!(layout, Some(Layout::InOrder))
    }

    /// The attributes that say when it is compiled.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = &Attribute> {
        self.attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"))
    }

    /// All sizes that are written, the input's first.
    pub(crate) fn sizes(&self) -> impl Iterator<Item = &Size> {
        self.input.dimensions().iter().chain(self.stages.iter().flat_map(Stage::sizes))
    }
}
