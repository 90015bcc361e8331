//! From the model to code: one call a stage, and no arithmetic.

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Attribute;

use crate::attributes::Options;
use crate::declaration::{Declaration, Field, Invocation, Layer};
use crate::size::{Size, checked_stage, named};
use crate::{document, stub};

/// The code for all that one `network!` holds, and the mistakes in it.
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
    // The last one is the block's value: to the compiler it fits any type.
    let mistakes = declaration.report.tokens();
    quote!({ #(#mistakes)* })
}

/// The struct of layers, and its passes.
fn network(declaration: &Declaration, name: &Ident) -> TokenStream {
    let Declaration { attributes, options, visibility, .. } = declaration;
    let (path, scalar) = (&options.path, &options.scalar);
    let fields = declaration.fields();
    let names: Vec<&Ident> = fields.iter().map(|field| &field.name).collect();
    let layers: Vec<TokenStream> = fields.iter().map(|field| layer(field, &declaration.options, name)).collect();
    let field_documents = fields.iter().map(|field| doc(field.document()));

    let is_documented = attributes.iter().any(|attribute| attribute.path().is_ident("doc"));
    let document = doc(is_documented.then(String::new).into_iter().chain(document::network(declaration)).collect());
    let conditions: Vec<&Attribute> = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).collect();
    let sizes = declaration.sizes().filter_map(Size::definition);
    let zeros = fields.iter().map(|field| field.zeros(path));
    let own_checks = fields.iter().filter_map(|field| field.own_check(path));
    let activations = fields
        .iter()
        .filter_map(|field| field.own_activation(path, name))
        .map(|own| quote_spanned!(Span::mixed_site()=> #(#conditions)* #own));
    let checks = declaration
        .sizes()
        .filter_map(|size| size.check(path, name))
        .map(|check| quote_spanned!(Span::mixed_site()=> #(#conditions)* const _: () = #check;));

    let (inputs, outputs) = (declaration.input.length(path, name), declaration.output().length(path, name));
    let head = fields.last().map(|last| last.activation(path, name));
    let block = named(block(declaration), path);
    let list = list(&layers);
    let (forward, backward, to_input) =
        (forward(&fields, path), backward(&fields, path, name), to_input(&fields, path));

    // Where the compiler would have a derive written, and what it shows of the struct, is where the person wrote it.
    let [start, end] = declaration.ends;
    let keyword = quote_spanned!(start=> struct);
    let members = quote_spanned!(Span::mixed_site()=> #(#field_documents pub #names: #layers,)*);
    let mut body = Group::new(Delimiter::Brace, members);
    body.set_span(end);

    quote_spanned! {Span::mixed_site()=>
        #(#attributes)*
        #document
        #[repr(C)]
        #visibility #keyword #name #body

        #(#conditions)*
        impl #name {
            #(#sizes)*
            #(#own_checks)*

            /// The network with every parameter zero, for weights that are filled in. A training starts from `init`: units that
            /// are equal stay equal.
            #[must_use]
            pub const fn zeros() -> Self {
                Self { #(#names: #zeros,)* }
            }
        }

        #(#checks)*
        #(#activations)*

        #(#conditions)*
        impl #path::network::Network for #name {
            type Scalar = #scalar;
            type Input = [#scalar; #inputs];
            type Output = [#scalar; #outputs];
            type Head = #head;
            type Layers = #list;
            type Block = #block;

            const ZEROS: Self = Self::zeros();

            fn layers(&self) -> impl ::core::convert::AsRef<[&[#scalar]]> {
                [#(self.#names.parameters(),)*]
            }

            fn layers_mut(&mut self) -> impl ::core::convert::AsMut<[&mut [#scalar]]> {
                [#(self.#names.parameters_mut(),)*]
            }

            #forward
            #backward
            #to_input
        }
    }
}

/// Documentation, line by line.
fn doc(lines: Vec<String>) -> TokenStream {
    let lines = lines.into_iter().map(|line| if line.is_empty() { line } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// One call a stage, from the input on.
fn forward(fields: &[Field], path: &TokenStream) -> TokenStream {
    let document = doc(fields.iter().map(Field::forward).collect());
    let outputs: Vec<Ident> = fields.iter().map(Field::output).collect();
    let places = list(&outputs);
    let calls = fields.iter().enumerate().map(|(index, Field { name, .. })| {
        let y = &outputs[index];
        let x = index
            .checked_sub(1)
            .map_or_else(|| Ident::new("input", Span::mixed_site()), |before| outputs[before].clone());
        if index + 1 == fields.len() {
            quote_spanned!(Span::mixed_site()=> self.#name.forward_to::<H>(pass, #x, #y);)
        } else {
            quote_spanned!(Span::mixed_site()=> self.#name.forward(pass, #x, #y);)
        }
    });
    quote_spanned! {Span::mixed_site()=>
        /// The forward pass, one call a stage: each reads the rows that the stage before it left, and leaves its own.
        ///
        #document
        #[inline(always)]
        fn forward_block<S: #path::network::Processor, R: #path::shape::Size, H: #path::activation::Head>(
            &self,
            pass: #path::network::Pass<S>,
            input: &[Self::Input],
            tape: &mut #path::network::TapeOf<Self, R>,
        ) {
            let #places = tape;
            #(#calls)*
        }
    }
}

/// The same calls in reverse: each stage's parameters, then its input.
fn backward(fields: &[Field], path: &TokenStream, owner: &Ident) -> TokenStream {
    let document = doc(fields.iter().rev().map(Field::backward).collect());
    let outputs: Vec<Ident> = fields.iter().map(Field::output).collect();
    let deltas: Vec<Ident> = fields.iter().map(Field::delta).collect();
    let (output_places, delta_places) = (list(&outputs), list(&deltas));
    let head = fields.iter().map(|field| &field.name).zip(&outputs).zip(&deltas).next_back();
    let head =
        head.map(|((name, y), d)| quote_spanned!(Span::mixed_site()=> self.#name.backward_head::<H>(pass, #y, #d);));
    let calls = fields.iter().enumerate().rev().map(|(index, Field { name, .. })| {
        let d = &deltas[index];
        let Some(before) = index.checked_sub(1) else {
            return quote_spanned! {Span::mixed_site()=>
                self.#name.backward_parameters(pass, input, #d, &mut gradient.#name);
            };
        };
        let (x, dx, activation) = (&outputs[before], &deltas[before], fields[before].activation(path, owner));
        quote_spanned! {Span::mixed_site()=>
            self.#name.backward_parameters(pass, #x, #d, &mut gradient.#name);
            self.#name.backward_input::<#activation>(pass, #d, #x, #dx);
        }
    });
    quote_spanned! {Span::mixed_site()=>
        /// The backward pass, by the chain rule: the same stages from the last to the first. With L the loss, dL/dy is what
        /// the loss leaves, and before the last stage the dL/dx of the stage after it.
        ///
        #document
        #[inline(always)]
        fn backward_block<
            S: #path::network::Processor,
            R: #path::shape::Size,
            D: #path::shape::Size,
            H: #path::activation::Head,
        >(
            &self,
            pass: #path::network::Pass<S>,
            input: &[Self::Input],
            tape: &#path::network::TapeOf<Self, R>,
            deltas: &mut #path::network::DeltasOf<Self, D>,
            gradient: &mut Self,
        ) {
            let #output_places = tape;
            let #delta_places = deltas;
            #head
            #(#calls)*
        }
    }
}

/// The last step of the chain rule.
fn to_input(fields: &[Field], path: &TokenStream) -> TokenStream {
    let call = fields.first().map(|field| {
        let (name, d) = (&field.name, field.delta());
        quote_spanned! {Span::mixed_site()=>
            let (#d, _) = deltas;
            self.#name.backward_to_input(pass, #d, input);
        }
    });
    quote_spanned! {Span::mixed_site()=>
        /// The last step of the chain rule, for one sample: from the first stage's d to the input, dL/dx = d Wᵀ.
        #[inline(always)]
        fn backward_input<S: #path::network::Processor, D: #path::shape::Size>(
            &self,
            pass: #path::network::Pass<S>,
            deltas: &#path::network::DeltasOf<Self, D>,
            input: &mut Self::Input,
        ) {
            #call
        }
    }
}

impl Field<'_> {
    /// The local that is its output y.
    fn output(&self) -> Ident {
        format_ident!("y_{}", self.name, span = Span::mixed_site())
    }

    /// Its activation's type.
    fn activation(&self, path: &TokenStream, owner: &Ident) -> TokenStream {
        self.stage.activation.listed(path).unwrap_or_else(|| {
            let (stage, check) = (Literal::usize_unsuffixed(self.position), self.check());
            quote!(#path::activation::Own<#owner, #stage, { #owner::#check }>)
        })
    }

    /// Names the type of a custom activation.
    fn own_activation(&self, path: &TokenStream, owner: &Ident) -> Option<TokenStream> {
        let stage = Literal::usize_unsuffixed(self.position);
        match (&self.stage.layer, self.stage.activation.custom()) {
            (Layer::Path(own), _) => {
                Some(quote!(impl #path::expansion::HasStage<#stage> for #owner { type Layer = #own; }))
            }
            (_, Some(own)) => Some(quote!(impl #path::activation::Owns<#stage> for #owner { type Activation = #own; })),
            _ => None,
        }
    }

    /// Has the compiler check that the path of a type is a layer or an activation: here, and so nowhere else.
    fn own_check(&self, path: &TokenStream) -> Option<TokenStream> {
        let check = self.check();
        match (&self.stage.layer, self.stage.activation.custom()) {
            (Layer::Path(own), _) => Some(quote!(const #check: usize = #path::expansion::layer::<#own>();)),
            (_, Some(own)) => Some(quote!(const #check: usize = #path::activation::own::<#own>();)),
            _ => None,
        }
    }

    /// The name of that constant.
    fn check(&self) -> Ident {
        match &self.stage.layer {
            Layer::Path(_) => format_ident!("LAYER_{}", self.position),
            Layer::Kind { .. } => format_ident!("ACTIVATION_{}", self.position),
        }
    }

    /// All parameters zero.
    fn zeros(&self, path: &TokenStream) -> TokenStream {
        match &self.stage.layer {
            Layer::Kind { kind, .. } => {
                let name = Ident::new(kind.name(), Span::call_site());
                quote_spanned!(Span::mixed_site()=> #path::layers::#name::ZEROS)
            }
            Layer::Path(_) => quote!(#path::shape::Zeros::ZEROS),
        }
    }

    /// The local that is d, the loss' gradient with respect to its z.
    fn delta(&self) -> Ident {
        format_ident!("d_{}", self.name, span = Span::mixed_site())
    }
}

/// `(first, (second, ()))`
fn list<T: quote::ToTokens>(items: &[T]) -> TokenStream {
    items.iter().rev().fold(quote!(()), |rest, item| quote!((#item, #rest)))
}

/// A stage's type.
fn layer(field: &Field, options: &Options, owner: &Ident) -> TokenStream {
    let path = &options.path;
    let Layer::Kind { kind, numbers, bias } = &field.stage.layer else {
        return checked_stage(field.position, path, owner);
    };
    let scalar = &options.scalar;
    let layer = kind.layer(numbers, |placeholder| match placeholder {
        "scalar" => quote!(#scalar),
        "inputs" => field.inputs.typed(path, owner),
        "outputs" => field.outputs.typed(path, owner),
        "activation" => field.activation(path, owner),
        "bias" if !bias => quote!(#path::shape::U0),
        _ => TokenStream::new(),
    });
    quote!(#path::layers::#layer)
}

/// How many samples go through the passes together: as many as keep what a step writes of them, twice the stages' values,
/// in a core's second cache, and the inputs that it may have to gather on the stack. A size that only the compiler sees is
/// taken for a middling one.
fn block(declaration: &Declaration) -> usize {
    /// Bytes of a block's values in all stages, for blocks of 128, of 64 and of 32 samples. Measured: a block of half as
    /// many costs a tenth where a step is short, and is none the worse where it is long.
    const VALUES: [(usize, usize); 3] = [(128, 128 << 10), (64, 256 << 10), (32, 512 << 10)];
    /// Bytes of a block's inputs.
    const INPUTS: usize = 512 << 10;
    let bytes = declaration.options.scalar_bytes();
    let values: usize = declaration.fields().iter().map(|field| field.outputs.value().unwrap_or(64)).sum();
    let inputs = declaration.input.value().unwrap_or(64);
    let fits = |(rows, most): &(usize, usize)| rows * values * bytes <= *most && rows * inputs * bytes <= INPUTS;
    VALUES.iter().find(|block| fits(block)).map_or(8, |(rows, _)| *rows)
}
