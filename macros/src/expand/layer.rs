//! The network as a layer: its types and its description.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;

use crate::expand::passes::passes;
use crate::expand::stage::{Stage, nest};
use crate::library::Library;

/// `impl Layer`
pub(super) fn layer(stages: &[Stage], library: &Library, name: &Ident, scalar: &Ident) -> TokenStream {
    let Library { layer, .. } = library;
    let types = types(stages, library, scalar);
    let description = description(stages, library, name);
    let names: Vec<&Ident> = stages.iter().map(Stage::name).collect();
    let [values, values_mut] =
        ["values", "values_mut"].map(|item| stages.iter().map(move |stage| stage.associated(item)));
    let passes = passes(stages, library, scalar);
    quote_spanned! {Span::mixed_site()=>
        impl #layer for #name {
            #types

            const ZEROED: Self = Self::zeros();

            #description

            fn tensors(&self) -> impl ::core::convert::AsRef<[&[#scalar]]> {
                [#(#values(&self.#names),)*]
            }

            fn tensors_mut(&mut self) -> impl ::core::convert::AsMut<[&mut [#scalar]]> {
                [#(#values_mut(&mut self.#names),)*]
            }

            #passes
        }
    }
}

/// The associated types. Those of several stages are nested pairs.
fn types(stages: &[Stage], library: &Library, scalar: &Ident) -> TokenStream {
    let Library { size, input_shape, output_shape, activation_of, outputs, tape, .. } = library;
    let Library { forward_scratch, backward_scratch, input_scratch, state, stream_at, both_stream, .. } = library;
    let named: Vec<&TokenStream> = stages.iter().map(|stage| &stage.named).collect();
    let [Some(first), Some(last)] = [named.first(), named.last()] else { return TokenStream::new() };
    let end = named.len() - 1;
    let tapes = nest(named.iter().enumerate().map(|(index, stage)| {
        let tape = quote!(#tape<#stage, R>);
        if index == end { tape } else { quote!((#outputs<#stage, R>, #tape)) }
    }));
    let forward_scratches = nest(named.iter().map(|stage| quote!(#forward_scratch<#stage, R>)));
    let backward_scratches = nest(named.iter().enumerate().map(|(index, stage)| {
        let scratch = quote!(#backward_scratch<#stage, R>);
        let scratch = if index == 0 { scratch } else { quote!((#scratch, #input_scratch<#stage, R>)) };
        if index == end { scratch } else { quote!((#outputs<#stage, R>, #scratch)) }
    }));
    let states = nest(named.iter().map(|stage| quote!(#state<#stage>)));
    let streams = stages.iter().rev().map(|stage| {
        let (layer, position) = (&stage.named, Literal::usize_unsuffixed(stage.field.position));
        quote!(#stream_at<#layer, #position>)
    });
    let stream = streams.reduce(|rest, stream| quote!(#both_stream<#stream, #rest>));
    quote_spanned! {Span::mixed_site()=>
        type Float = #scalar;
        type InputShape = #input_shape<#first>;
        type OutputShape = #output_shape<#last>;
        type Activation = #activation_of<#last>;
        type Tape<R: #size> = #tapes;
        type ForwardScratch<R: #size> = #forward_scratches;
        type BackwardScratch<R: #size> = #backward_scratches;
        type InputScratch<R: #size> = #input_scratch<#first, R>;
        type State = #states;
        type Stream = #stream;
    }
}

/// `STAGE`
fn description(stages: &[Stage], library: &Library, name: &Ident) -> TokenStream {
    let Library { stage, dimensions, named, .. } = library;
    let name = name.unraw().to_string();
    let stages = stages.iter().map(|part| {
        let (layer, name) = (&part.named, part.name().unraw().to_string());
        let formula = format!("y = {}", part.field.formula());
        quote!(&#named::<#layer>(#name, #formula))
    });
    quote_spanned! {Span::mixed_site()=>
        const STAGE: #stage = #stage {
            name: #name,
            kind: "network",
            input: #dimensions::<Self::InputShape>(),
            output: #dimensions::<Self::OutputShape>(),
            stages: &[#(#stages,)*],
            ..#stage::EMPTY
        };
    }
}
