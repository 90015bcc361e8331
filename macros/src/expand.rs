//! From the model to code: one call a stage, and no arithmetic.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::declaration::{Declaration, Field, Invocation, Size};
use crate::document;
use crate::report::Report;

/// The code for all that one `network!` holds, and the mistakes in it.
pub(crate) fn invocation(invocation: &Invocation, report: Report) -> TokenStream {
    let code = invocation.declarations().iter().map(network).collect::<TokenStream>();
    match invocation {
        // With mistakes the code is that of what could be understood, so that its uses don't add to the noise.
        Invocation::Declarations(_) => {
            let errors = report.into_tokens();
            quote!(#errors #code)
        }
        Invocation::Short(_) if !report.is_empty() => {
            let errors = report.into_tokens();
            quote!({ #errors })
        }
        Invocation::Short(declaration) => {
            let name = &declaration.name;
            quote!({ #code #name::zeros() })
        }
    }
}

/// The struct of layers, and its passes.
fn network(declaration: &Declaration) -> TokenStream {
    let Declaration { attributes, options, visibility, name, .. } = declaration;
    let (path, scalar) = (&options.path, &options.scalar);
    let fields: Vec<Field> = declaration.fields().collect();
    let names: Vec<&Ident> = fields.iter().map(|field| &field.name).collect();
    let layers: Vec<TokenStream> = fields.iter().map(|field| layer(field, declaration)).collect();
    let lines = fields.iter().map(Field::document);

    let document = document::network(declaration);
    let separator = attributes.iter().any(|attribute| attribute.path().is_ident("doc")).then(|| quote!(#[doc = ""]));
    let (inputs, outputs) = (literal(&declaration.input), literal(&declaration.last().size));
    let head = declaration.last().activation.tokens(path);
    let block = size(block(declaration), path);
    let list = list(&layers);
    let (forward, backward, to_input) = (forward(&fields, path), backward(&fields, path), to_input(&fields, path));

    quote_spanned! {Span::mixed_site()=>
        #(#attributes)*
        #separator
        #[doc = #document]
        #[repr(C)]
        #visibility struct #name {
            #(#[doc = #lines] pub #names: #layers,)*
        }

        impl #name {
            /// The network with every parameter zero.
            #[must_use]
            pub const fn zeros() -> Self {
                Self { #(#names: <#layers>::ZEROS,)* }
            }
        }

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

            #forward
            #backward
            #to_input
        }
    }
}

/// One call a stage, from the input on.
fn forward(fields: &[Field], path: &TokenStream) -> TokenStream {
    let document = fields.iter().map(Field::forward);
    let places = list(&fields.iter().map(|field| &field.name).collect::<Vec<_>>());
    let calls = fields.iter().enumerate().map(|(index, Field { name, .. })| {
        let before = index.checked_sub(1).map(|before| &fields[before].name);
        let x = before.map_or_else(|| quote_spanned!(Span::mixed_site()=> input), |before| quote!(#before));
        if index + 1 == fields.len() {
            quote_spanned!(Span::mixed_site()=> self.#name.forward_to::<H>(pass, #x, #name);)
        } else {
            quote_spanned!(Span::mixed_site()=> self.#name.forward(pass, #x, #name);)
        }
    });
    quote_spanned! {Span::mixed_site()=>
        /// The forward pass, one call a stage: each reads the rows that the stage before it left, and leaves its own.
        ///
        #(#[doc = #document])*
        #[inline(always)]
        fn forward_block<S: #path::network::Isa, R: #path::shape::Size, H: #path::activation::Head>(
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
fn backward(fields: &[Field], path: &TokenStream) -> TokenStream {
    let document = fields.iter().rev().map(Field::backward);
    let places = list(&fields.iter().map(|field| &field.name).collect::<Vec<_>>());
    let deltas: Vec<Ident> = fields.iter().map(delta).collect();
    let delta_places = list(&deltas);
    let last = &fields[fields.len() - 1].name;
    let last_delta = &deltas[fields.len() - 1];
    let calls = fields.iter().enumerate().rev().map(|(index, Field { name, before, .. })| {
        let d = &deltas[index];
        match before {
            None => quote_spanned! {Span::mixed_site()=>
                self.#name.backward_parameters(pass, input, #d, &mut gradient.#name);
            },
            Some(stage) => {
                let (x, dx) = (&fields[index - 1].name, &deltas[index - 1]);
                let activation = stage.activation.tokens(path);
                quote_spanned! {Span::mixed_site()=>
                    self.#name.backward_parameters(pass, #x, #d, &mut gradient.#name);
                    self.#name.backward_input::<#activation>(pass, #d, #x, #dx);
                }
            }
        }
    });
    quote_spanned! {Span::mixed_site()=>
        /// The backward pass, by the chain rule: with d the loss' gradient with respect to a stage's z = x W + b,
        ///
        #(#[doc = #document])*
        #[inline(always)]
        fn backward_block<
            S: #path::network::Isa,
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
            let #places = tape;
            let #delta_places = deltas;
            self.#last.backward_head::<H>(pass, #last, #last_delta);
            #(#calls)*
        }
    }
}

/// The last step of the chain rule.
fn to_input(fields: &[Field], path: &TokenStream) -> TokenStream {
    let Field { name, .. } = &fields[0];
    let d = delta(&fields[0]);
    quote_spanned! {Span::mixed_site()=>
        /// From the first stage's d to the loss' gradient with respect to the input: d Wᵀ.
        #[inline(always)]
        fn backward_input<S: #path::network::Isa, D: #path::shape::Size>(
            &self,
            pass: #path::network::Pass<S>,
            deltas: &#path::network::DeltasOf<Self, D>,
            input: &mut Self::Input,
        ) {
            let (#d, _) = deltas;
            self.#name.backward_to_input(pass, #d, input);
        }
    }
}

/// The name of the loss' gradient with respect to a stage's z.
fn delta(field: &Field) -> Ident {
    format_ident!("d_{}", field.name)
}

/// `(first, (second, ()))`
fn list<T: quote::ToTokens>(items: &[T]) -> TokenStream {
    items.iter().rev().fold(quote!(()), |rest, item| quote!((#item, #rest)))
}

/// A stage's type.
fn layer(field: &Field, declaration: &Declaration) -> TokenStream {
    let (path, scalar) = (&declaration.options.path, &declaration.options.scalar);
    let (inputs, outputs) = (size(field.inputs.value, path), size(field.stage.size.value, path));
    let activation = field.stage.activation.tokens(path);
    let no_bias = (!field.stage.bias).then(|| quote!(, #path::shape::U0));
    quote!(#path::layers::Dense<#scalar, #inputs, #outputs, #activation #no_bias>)
}

/// A number as a type: typenum's name, or a sum of named ones.
fn size(value: usize, path: &TokenStream) -> TokenStream {
    if value <= 1024 || value.is_power_of_two() {
        let name = format_ident!("U{value}");
        return quote!(#path::shape::#name);
    }
    let (thousands, rest) = (size(value / 1024, path), size(value % 1024, path));
    quote!(#path::shape::Sum<#path::shape::Prod<#path::shape::U1024, #thousands>, #rest>)
}

/// How many samples go through the passes together: as many as keep the tape in a core's cache.
fn block(declaration: &Declaration) -> usize {
    let values: usize = declaration.fields().map(|field| field.stage.size.value).sum();
    match values {
        0..=256 => 128,
        257..=1024 => 64,
        1025..=4096 => 32,
        _ => 8,
    }
}

/// A size as a number.
fn literal(size: &Size) -> Literal {
    let mut literal = Literal::usize_unsuffixed(size.value);
    literal.set_span(size.span);
    literal
}
