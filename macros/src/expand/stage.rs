//! A stage in an expansion: its type, its place in nested types, its checks.

use proc_macro2::{Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};

use crate::attributes::Options;
use crate::declaration::{Declaration, Layer};
use crate::field::Field;
use crate::kind::Takes;
use crate::library::Library;
use crate::shape::Shape;
use crate::size::stage_of;

/// A stage of a network.
pub(super) struct Stage<'a> {
    pub(super) field: Field<'a>,
    /// Its type, written out.
    pub(super) layer: TokenStream,
    /// The short name of its type within implementations for the network.
    pub(super) named: TokenStream,
    library: &'a Library,
    owner: &'a Ident,
    scalar: &'a Ident,
}

/// The stages of the network `owner`.
pub(super) fn stages<'a>(declaration: &'a Declaration, library: &'a Library, owner: &'a Ident) -> Vec<Stage<'a>> {
    let stage = |field: Field<'a>| {
        let layer = match &field.stage.layer {
            Layer::Path(path) => path.clone(),
            Layer::Kind { .. } => listed(&field, &declaration.options, library, owner),
        };
        let named = stage_of(field.position, library, &quote!(Self));
        Stage { field, layer, named, library, owner, scalar: &declaration.options.scalar }
    };
    declaration.fields().into_iter().map(stage).collect()
}

/// The type of a layer of the table.
fn listed(field: &Field, options: &Options, library: &Library, owner: &Ident) -> TokenStream {
    let Layer::Kind { kind, numbers, window, bias } = &field.stage.layer else { return TokenStream::new() };
    let (layers, sizes, scalar) = (&library.layers, &library.sizes, &options.scalar);
    let ([inputs, ..], [outputs, ..]) = (field.input_grid(), field.output_grid());
    let is_grouped = window.as_ref().is_some_and(|window| window.groups.value() != Some(1));
    let of_series = matches!(field.inputs, Shape::Series(_));
    let layer = kind.layer(of_series, numbers, |placeholder| match placeholder {
        "scalar" => quote!(#scalar),
        // As its window reads it: a check of its own says where another shape arrives.
        "input" if window.is_some() || kind.takes == Takes::Series => {
            Shape::of_grid(field.input_grid(), field.rank()).typed(library, owner)
        }
        "input" => field.inputs.typed(library, owner),
        "output" => field.outputs.typed(library, owner),
        "inputs" => inputs.typed(library, owner),
        "outputs" => outputs.typed(library, owner),
        "window" => window.as_ref().map_or_else(TokenStream::new, |window| window.typed(field.rank(), library, owner)),
        "activation" => activation(field, library, owner),
        "bias" if !bias => quote!(#sizes::U0),
        // The arguments before one that isn't left out are there, too.
        "bias" if is_grouped => outputs.typed(library, owner),
        "group" if is_grouped => field.group_inputs().typed(library, owner),
        "heads" => field.heads().map_or_else(TokenStream::new, |heads| heads.argument(library, owner)),
        "attends" if kind.has_flag(numbers, "causal") => library.steps_so_far.clone(),
        "position" => Literal::usize_unsuffixed(field.position).into_token_stream(),
        _ => TokenStream::new(),
    });
    quote!(#layers::#layer)
}

/// The type of its activation.
fn activation(field: &Field, library: &Library, owner: &Ident) -> TokenStream {
    field.stage.activation.listed(library).unwrap_or_else(|| {
        let (position, check) = (Literal::usize_unsuffixed(field.position), check_name(field));
        let checked_activation = &library.checked_activation;
        quote!(#checked_activation<#owner, #position, { #owner::#check }>)
    })
}

/// The name of the constant that has the compiler check a path.
fn check_name(field: &Field) -> Ident {
    let what = if matches!(field.stage.layer, Layer::Path(_)) { "LAYER" } else { "ACTIVATION" };
    format_ident!("{what}_{}", field.position)
}

impl Stage<'_> {
    pub(super) fn name(&self) -> &Ident {
        &self.field.name
    }

    /// The short name of its type outside of implementations for the network.
    pub(super) fn of(&self, owner: &Ident) -> TokenStream {
        stage_of(self.field.position, self.library, owner)
    }

    /// Its position, if its layer is the path of a type.
    pub(super) fn path_position(&self) -> Option<Literal> {
        let is_path = matches!(self.field.stage.layer, Layer::Path(_));
        is_path.then(|| Literal::usize_unsuffixed(self.field.position))
    }

    /// The local of this prefix: `y_layer1`.
    pub(super) fn local(&self, prefix: &str) -> Ident {
        format_ident!("{prefix}_{}", self.field.name, span = Span::mixed_site())
    }

    /// A call of a method of its layer. The layer of a path is named by its checked type:
    /// where that isn't a type, the compiler reports nothing about the call.
    pub(super) fn call(&self, method: &str, arguments: &TokenStream) -> TokenStream {
        let (function, name) = (self.associated(method), self.name());
        let method = Ident::new(method, Span::mixed_site());
        match &self.field.stage.layer {
            Layer::Kind { .. } => quote_spanned!(Span::mixed_site()=> self.#name.#method(#arguments)),
            Layer::Path(_) => quote_spanned!(Span::mixed_site()=> #function(&self.#name, #arguments)),
        }
    }

    /// An associated item of its layer.
    pub(super) fn associated(&self, item: &str) -> TokenStream {
        let (layer, named, item) = (&self.library.layer, &self.named, Ident::new(item, Span::mixed_site()));
        match &self.field.stage.layer {
            Layer::Kind { .. } => quote!(#layer::#item),
            Layer::Path(_) => quote!(<#named as #layer>::#item),
        }
    }

    /// The constant that has the compiler check the path of a layer or an activation: a mistake in it is reported there
    /// and nowhere else.
    pub(super) fn path_check(&self, scalar: &Ident) -> Option<TokenStream> {
        let Library { is_layer, is_layer_of_classes, is_activation, .. } = self.library;
        let check = check_name(&self.field);
        match (&self.field.stage.layer, self.field.stage.activation.custom()) {
            (Layer::Path(path), _) => {
                let call = match self.field.inputs.class() {
                    None => quote!(#is_layer::<#scalar, #path>()),
                    Some(class) => {
                        let class = class.array(scalar, self.library, self.owner);
                        quote!(#is_layer_of_classes::<#scalar, #class, #path>())
                    }
                };
                let call = at(last_span(path), call);
                Some(quote!(const #check: usize = #call;))
            }
            (_, Some(path)) => Some(quote!(const #check: usize = #is_activation::<#path>();)),
            _ => None,
        }
    }

    /// Names its type by its position, and its custom activation.
    pub(super) fn names(&self) -> Vec<TokenStream> {
        let Library { has_stage, has_activation, checked_stage, .. } = self.library;
        let (owner, layer, position) = (self.owner, &self.layer, Literal::usize_unsuffixed(self.field.position));
        let layer = match &self.field.stage.layer {
            Layer::Kind { .. } => layer.clone(),
            Layer::Path(_) => {
                let check = check_name(&self.field);
                quote!(#checked_stage<#layer, { #owner::#check }>)
            }
        };
        let activation =
            self.field.stage.activation.custom().map(
                |path| quote!(#[doc(hidden)] impl #has_activation<#position> for #owner { type Activation = #path; }),
            );
        let stage = quote_spanned! {Span::mixed_site()=>
            #[doc(hidden)]
            impl #has_stage<#position> for #owner {
                type Layer = #layer;
            }
        };
        activation.into_iter().chain([stage]).collect()
    }

    /// Has the compiler check that the stage takes the shape that arrives, where the macro doesn't know one of them. The
    /// compiler reports it at the stage.
    pub(super) fn fit_checks(&self) -> Vec<TokenStream> {
        let (library, owner, inputs) = (self.library, self.owner, &self.field.inputs);
        let Library { input_fits, fits, same_shape, taken, output_array, input_len, .. } = library;
        let [before, position] = [self.field.position - 1, self.field.position].map(Literal::usize_unsuffixed);
        let scalar = self.scalar;
        // A single class is an array of one here, as its dimensions say.
        let class = inputs.class().map(|class| class.array(scalar, library, owner));
        let arriving = match inputs {
            Shape::Class(_) => quote!([#class; 1]),
            _ => inputs.array(scalar, library, owner),
        };
        let element = class.unwrap_or_else(|| quote!(#scalar));
        let path = match &self.field.stage.layer {
            Layer::Path(path) => path,
            Layer::Kind { kind, .. } if inputs.is_of_a_stage() && kind.takes != Takes::Any => {
                let takes = match (kind.takes, self.field.rank()) {
                    (Takes::Vector, _) => &library.takes_vector,
                    (_, 3) => &library.takes_image,
                    (_, 2) => &library.takes_series,
                    _ => &library.takes_grid,
                };
                let check = quote!(#takes::<#before, #position, #arriving>());
                return vec![at(self.field.stage.span, check)];
            }
            Layer::Kind { .. } => return Vec::new(),
        };
        let (values, arguments) = (inputs.values(0).argument(library, owner), inputs.arguments(library, owner));
        let stage = stage_of(self.field.position, library, owner);
        let (function, stages) = match self.field.before {
            None => (input_fits, TokenStream::new()),
            Some(_) => (fits, quote!(#before, #position,)),
        };
        let dimensions =
            (0..4).map(Literal::usize_unsuffixed).map(|index| quote!({ #taken::<#stage, #arguments>(#index) }));
        let taken = quote!(#output_array<#element, #(#dimensions),*>);
        let checks = [
            quote!(#function::<#stages #values, { #input_len::<#stage>() }>()),
            quote!(#same_shape::<#position, #arriving, #taken>()),
        ];
        checks.into_iter().map(|check| at(last_span(path), check)).collect()
    }

    /// The plain array of its outputs.
    pub(super) fn output_array(&self, scalar: &Ident) -> TokenStream {
        self.field.outputs.array(scalar, self.library, &Ident::new("Self", Span::mixed_site()))
    }
}

/// `(first, (second, third))`; one item alone is itself.
pub(super) fn nest(items: impl DoubleEndedIterator<Item = TokenStream>) -> TokenStream {
    items.rev().reduce(|rest, item| quote!((#item, #rest))).unwrap_or_else(|| quote!(()))
}

/// The span of the last token of a path.
fn last_span(path: &TokenStream) -> Span {
    path.clone().into_iter().last().map_or_else(Span::call_site, |last| last.span())
}

/// Tokens, all of them at one place.
pub(super) fn at(span: Span, tokens: TokenStream) -> TokenStream {
    let token = |mut token: TokenTree| {
        if let TokenTree::Group(group) = &token {
            token = Group::new(group.delimiter(), at(span, group.stream())).into();
        }
        token.set_span(span);
        token
    };
    tokens.into_iter().map(token).collect()
}
