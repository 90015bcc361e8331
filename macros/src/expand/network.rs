//! The struct of layers, and the network as programs see it.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Attribute;

use crate::declaration::{Declaration, Invocation};
use crate::expand::layer::layer;
use crate::expand::pretrained::pretrained;
use crate::expand::stage::{Stage, stages};
use crate::library::Library;
use crate::{document, stub};

/// The code for the content of one `network!`, and the mistakes in it.
pub(crate) fn invocation(invocation: &Invocation) -> TokenStream {
    match invocation {
        Invocation::Declarations(declarations) => declarations.iter().map(declaration).collect(),
        Invocation::Short(declaration) => short(declaration),
    }
}

fn declaration(declaration: &Declaration) -> TokenStream {
    match &declaration.name {
        Some(name) if declaration.report.is_empty() => network(declaration, name),
        _ => stub::network(declaration),
    }
}

fn short(declaration: &Declaration) -> TokenStream {
    if let (Some(name), true) = (&declaration.name, declaration.report.is_empty()) {
        let code = network(declaration, name);
        return quote!({ #code #name::zeros() });
    }
    // The last mistake is the value of the block: to the compiler it fits any type.
    let mistakes = declaration.report.tokens();
    quote!({ #(#mistakes)* })
}

/// All items of one network.
fn network(declaration: &Declaration, name: &Ident) -> TokenStream {
    let (library, scalar) = (Library::new(&declaration.options.path), &declaration.options.scalar);
    let stages = stages(declaration, &library, name);
    let conditions: Vec<&Attribute> =
        declaration.attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).collect();
    let constants = declaration.constants();
    let size_checks = constants.iter().filter_map(|size| size.check(&library, name));
    let fit_checks = stages.iter().flat_map(Stage::fit_checks);
    let limit_check = declaration.limit_check(&library);
    let checks = size_checks.chain(fit_checks).chain(limit_check).map(|check| quote!(const _: () = #check;));
    let items = [
        inherent(declaration, &stages, &library, name),
        numbers(&stages, &library, name, scalar),
        plain(&stages, &library, name, scalar),
    ]
    .into_iter()
    .chain(checks)
    .chain(stages.iter().flat_map(Stage::names))
    .chain([layer(&stages, &library, name, scalar), outside(declaration, &stages, &library, name)])
    .chain(pretrained(declaration, &library, name));
    let structure = structure(declaration, &stages, name);
    let items = items.map(|item| quote_spanned!(Span::mixed_site()=> #(#conditions)* #item));
    quote!(#structure #(#items)*)
}

/// The struct.
fn structure(declaration: &Declaration, stages: &[Stage], name: &Ident) -> TokenStream {
    let Declaration { attributes, visibility, .. } = declaration;
    let is_documented = attributes.iter().any(|attribute| attribute.path().is_ident("doc"));
    let lines = is_documented.then(String::new).into_iter().chain(document::network(declaration));
    let document = document::lines(lines.collect());
    let fields = stages.iter().map(|stage| {
        let (document, name, layer) = (document::lines(stage.field.document()), stage.name(), &stage.layer);
        quote_spanned!(Span::mixed_site()=> #document pub #name: #layer,)
    });
    // The compiler reports the struct, and shows where a derive is missing, at these places of the declaration.
    let [start, end] = declaration.ends;
    let keyword = quote_spanned!(start=> struct);
    let mut body = Group::new(Delimiter::Brace, fields.collect());
    body.set_span(end);
    quote_spanned! {Span::mixed_site()=>
        #(#attributes)*
        #document
        #[repr(C)]
        #visibility #keyword #name #body
    }
}

/// The constants of sizes and checks, and `zeros`.
fn inherent(declaration: &Declaration, stages: &[Stage], library: &Library, name: &Ident) -> TokenStream {
    let zeros = stages.iter().map(|stage| stage.associated("ZEROED"));
    let constants = declaration.constants();
    let sizes = constants.iter().filter_map(|size| size.definition(library, name));
    let path_checks = stages.iter().filter_map(|stage| stage.path_check(&declaration.options.scalar));
    let names = stages.iter().map(Stage::name);
    quote_spanned! {Span::mixed_site()=>
        impl #name {
            #(#sizes)*
            #(#path_checks)*

            /// The network with every parameter zero, for weights that are filled in. Training starts from `init`:
            /// units that start equal stay equal.
            #[must_use]
            pub const fn zeros() -> Self {
                Self { #(#names: #zeros,)* }
            }
        }
    }
}

/// A network from numbers and from bytes, whose arrays have the network's length in their types.
fn numbers(stages: &[Stage], library: &Library, name: &Ident, scalar: &Ident) -> TokenStream {
    let Library { network, plain, from_scalars, from_le_bytes, to_le_bytes, .. } = library;
    let bound = lazy(stages).map(|lazy| quote!(where #lazy Self: #plain<#scalar>,));
    quote_spanned! {Span::mixed_site()=>
        impl #name {
            /// The network with these parameters, in the order of `parameters`: for a constant or a `static`.
            #[must_use]
            pub const fn from_parameters(parameters: &[#scalar; <Self as #network>::PARAMETERS]) -> Self #bound {
                #from_scalars(parameters)
            }

            /// The network with these parameters, each number with its lowest byte first: what `to_le_bytes` returns.
            #[must_use]
            pub fn from_le_bytes(bytes: &[u8; ::core::mem::size_of::<Self>()]) -> Self {
                #from_le_bytes(bytes)
            }

            /// All parameters as bytes, in the order of `parameters`, each number with its lowest byte first.
            #[must_use]
            pub fn to_le_bytes(&self) -> [u8; ::core::mem::size_of::<Self>()] {
                #to_le_bytes(self)
            }
        }
    }
}

/// Has the compiler look whether the network consists of numbers only, so that a constant can hold it.
fn plain(stages: &[Stage], library: &Library, name: &Ident, scalar: &Ident) -> TokenStream {
    let is_plain = &library.is_plain;
    let fields = stages.iter().map(|stage| {
        let (field, layer) = (stage.name(), stage.of(name));
        quote!(#field: #layer,)
    });
    let lazy = lazy(stages);
    quote_spanned!(Span::mixed_site()=> #is_plain! { #lazy #name: #scalar { #(#fields)* } })
}

/// Where a stage is a path, the start of a bound that the compiler looks at only where it is needed: the layer may be a custom
/// one, which isn't known to consist of numbers only.
fn lazy(stages: &[Stage]) -> Option<TokenStream> {
    stages.iter().any(|stage| stage.path_position().is_some()).then(|| quote!(for<'lazy>))
}

/// `impl Network`
fn outside(declaration: &Declaration, stages: &[Stage], library: &Library, name: &Ident) -> TokenStream {
    let Library { network, activation_of, block, block_size, sizes, .. } = library;
    let scalar = &declaration.options.scalar;
    let input = declaration.input.array(scalar, library, name);
    let last = stages.last().map(|stage| &stage.named);
    let output = stages.last().map(|stage| stage.output_array(scalar));
    let frame = declaration.input.frame(scalar, library, name);
    let frame_output = declaration.output().frame(scalar, library, &Ident::new("Self", Span::mixed_site()));
    let block = match declaration.options.block {
        Some(samples) => {
            let size = format_ident!("U{samples}");
            quote!(#sizes::#size)
        }
        None => quote!(#block<{ #block_size::<Self>() }>),
    };
    quote_spanned! {Span::mixed_site()=>
        impl #network for #name {
            type Scalar = #scalar;
            type Input = #input;
            type Output = #output;
            type Frame = #frame;
            type FrameOutput = #frame_output;
            type Head = #activation_of<#last>;
            type Block = #block;
        }
    }
}
