//! Replaces a network whose declaration has mistakes, so that its uses don't cause further errors.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::Attribute;
use syn::ext::IdentExt;

use crate::declaration::Declaration;
use crate::kinds::SIZED;
use crate::library::Library;
use crate::shape::Shape;
use crate::tokens::is_name;

/// A struct of the same name, and all that a network has. Every size is a const whose value is the first
/// `compile_error!`, which type-checks against any length.
pub(crate) fn network(declaration: &Declaration) -> TokenStream {
    let mut mistakes = declaration.report.tokens();
    let (Some(name), Some(mistake)) = (&declaration.name, mistakes.next()) else {
        return declaration.report.tokens().collect();
    };
    let (attributes, visibility, scalar) =
        (&declaration.attributes, &declaration.visibility, &declaration.options.scalar);
    let library = Library::new(&declaration.options.path);
    let conditions: Vec<&Attribute> = declaration.conditions().collect();
    // Where the conditions leave the stub out, the first mistake, its constant, is reported by itself.
    let predicates =
        conditions.iter().filter_map(|condition| condition.meta.require_list().ok()).map(|list| &list.tokens);
    let otherwise =
        (!conditions.is_empty()).then(|| quote!(#[cfg(not(all(#(#predicates),*)))] const _: usize = #mistake;));
    let (names, field) = (names(declaration), field(&library, name, scalar));
    let pretrained = declaration.file.as_ref().map(|_| {
        quote!(
            #[doc = ""]
            pub const PRETRAINED: &'static Self = &Self::zeros();
        )
    });
    let passes = passes(&library, scalar);
    let Library { network, linear, layer, stage, steps, size, features, one_class, class, sizes, .. } = &library;
    let array = |shape: &Shape, rank: usize| {
        if shape.is_of_classes() {
            // The number of classes isn't the length of an array.
            return (1..rank).fold(quote!(#class<{ #name::MISTAKE }>), |array, _| quote!([#array; #name::MISTAKE]));
        }
        (0..rank.max(1)).fold(quote!(#scalar), |array, _| quote!([#array; #name::MISTAKE]))
    };
    let ends = [&declaration.input, &declaration.output()];
    let [input, output] = ends.map(|shape| array(shape, shape.dimensions().len()));
    let [frame, frame_output] = ends.map(|shape| array(shape, shape.frame_rank()));
    let input_shape = match declaration.input.is_of_classes() {
        true => quote!(#one_class<#sizes::U1, { Self::MISTAKE }>),
        false => quote!(#features<#sizes::U1>),
    };
    quote! {
        #(#attributes)*
        #visibility struct #name {
            #(#[doc = ""] pub #names: #field,)*
        }

        #otherwise

        #(#conditions)*
        impl #name {
            const MISTAKE: usize = #mistake;
            #pretrained

            #[doc = ""]
            pub const fn zeros() -> Self {
                let _ = [(); Self::MISTAKE];
                ::core::panic!()
            }

            #[doc = ""]
            pub const fn from_parameters(_: &[#scalar; Self::MISTAKE]) -> Self {
                Self::zeros()
            }

            #[doc = ""]
            pub const fn from_le_bytes(_: &[u8; Self::MISTAKE]) -> Self {
                Self::zeros()
            }

            #[doc = ""]
            pub const fn to_le_bytes(&self) -> [u8; Self::MISTAKE] {
                [0; Self::MISTAKE]
            }
        }

        #(#mistakes)*

        #(#conditions)*
        impl #layer for #name {
            type Float = #scalar;
            type InputShape = #input_shape;
            type OutputShape = #features<#sizes::U1>;
            type Activation = #linear;
            type Tape<R: #size> = ();
            type ForwardScratch<R: #size> = ();
            type BackwardScratch<R: #size> = ();
            type InputScratch<R: #size> = ();
            type State = ();
            type Stream = #steps;

            const ZEROED: Self = Self::zeros();
            const STAGE: #stage = #stage::EMPTY;

            fn tensors(&self) -> impl ::core::convert::AsRef<[&[#scalar]]> {
                [&[] as &[#scalar]; 0]
            }

            fn tensors_mut(&mut self) -> impl ::core::convert::AsMut<[&mut [#scalar]]> {
                [] as [&mut [#scalar]; 0]
            }

            #passes
        }

        #(#conditions)*
        impl #network for #name {
            type Scalar = #scalar;
            type Input = #input;
            type Output = #output;
            type Frame = #frame;
            type FrameOutput = #frame_output;
            type Head = #linear;
            type Block = #sizes::U1;
        }
    }
}

/// The type of each field.
fn field(library: &Library, name: &Ident, scalar: &Ident) -> TokenStream {
    let Library { layers, number, linear, .. } = library;
    let layer = SIZED.layer(false, &[], |placeholder| match placeholder {
        "scalar" => quote!(#scalar),
        "inputs" | "outputs" => quote!(#number<{ #name::MISTAKE }, 0, 0>),
        "activation" => linear.clone(),
        _ => TokenStream::new(),
    });
    quote!(#layers::#layer)
}

/// The passes, which can't be reached: no program that calls them compiles.
fn passes(library: &Library, scalar: &Ident) -> TokenStream {
    let Library { activation, pass, inputs, rows_mut, seen, input_gradient, .. } = library;
    quote! {
        fn forward_rows<P: #pass>(
            &self,
            _: P,
            _: #inputs<'_, Self>,
            _: #rows_mut<'_, #scalar>,
            (): &mut (),
            (): &mut (),
        ) {
            let _ = [(); Self::MISTAKE];
            ::core::panic!()
        }

        fn backward_rows<P: #pass, B: #activation>(
            &self,
            _: P,
            _: #seen<'_, Self, P>,
            _: #rows_mut<'_, #scalar>,
            _: #input_gradient<'_, Self, P, B>,
            _: &mut Self,
            (): &mut (),
        ) {
            let _ = [(); Self::MISTAKE];
            ::core::panic!()
        }
    }
}

/// The names of the fields, as far as a struct can have them.
fn names(declaration: &Declaration) -> Vec<Ident> {
    let mut names: Vec<Ident> = Vec::new();
    for field in declaration.fields() {
        if is_name(&field.name) && names.iter().all(|name| name.unraw() != field.name.unraw()) {
            names.push(field.name);
        }
    }
    names
}
