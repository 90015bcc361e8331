//! The network with the weights of a file.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::declaration::Declaration;
use crate::expand::stage::at;
use crate::library::Library;
use crate::weights::{Layout, Stage, Tensor, Weights};

/// The constant `PRETRAINED`, a reference to one `static`. What doesn't fit the network is an error at the file's path.
pub(super) fn pretrained(declaration: &Declaration, library: &Library, name: &Ident) -> Option<TokenStream> {
    let file = declaration.file.as_ref()?;
    let Weights { absolute, layout, bytes } = file.weights.as_ref()?;
    let (path, scalar, bytes) = (&file.path, &declaration.options.scalar, Literal::byte_string(bytes));
    let Library { pretrained, in_order, file: content, .. } = library;
    let network = match layout {
        Layout::Named { stages, tensors } => {
            let stages = match stages {
                Some(stages) => {
                    let stages = stages.iter().map(|stage| self::stage(stage, library));
                    quote!(::core::option::Option::Some(&[#(#stages,)*]))
                }
                None => quote!(::core::option::Option::None),
            };
            let tensors = tensors.iter().map(|tensor| self::tensor(tensor, library));
            let content = quote!(#content { path: #path, stages: #stages, tensors: &[#(#tensors,)*], bytes: #bytes });
            quote!(#pretrained::<#scalar, #name>(&#content))
        }
        Layout::InOrder => quote!(#in_order::<#scalar, #name>(#bytes)),
    };
    let network = at(file.span, network);
    let document = format!("The network with the weights of `{path}`: a reference to read-only memory.");
    Some(quote_spanned! {Span::mixed_site()=>
        impl #name {
            #[doc = #document]
            pub const PRETRAINED: &'static Self = {
                // Has the compiler build anew when the file changes.
                const _: &[u8] = ::core::include_bytes!(#absolute);
                static NETWORK: #name = #network;
                &NETWORK
            };
        }
    })
}

fn stage(stage: &Stage, library: &Library) -> TokenStream {
    let (file_stage, Stage { path, text, pattern, numbers }) = (&library.file_stage, stage);
    let numbers = numbers.iter().map(|number| Literal::u64_unsuffixed(number.to_bits()));
    quote!(#file_stage { path: #path, text: #text, pattern: #pattern, numbers: &[#(#numbers,)*] })
}

fn tensor(tensor: &Tensor, library: &Library) -> TokenStream {
    let (file_tensor, Tensor { name, shape, start, reordered, is_counter }) = (&library.file_tensor, tensor);
    let (shape, start) = (shape.iter().copied().map(Literal::usize_unsuffixed), Literal::usize_unsuffixed(*start));
    let reordered = match reordered {
        Some((order, start)) => {
            let (order, start) =
                (order.iter().copied().map(Literal::usize_unsuffixed), Literal::usize_unsuffixed(*start));
            quote!(::core::option::Option::Some((&[#(#order,)*], #start)))
        }
        None => quote!(::core::option::Option::None),
    };
    quote! {
        #file_tensor {
            name: #name, shape: &[#(#shape,)*], start: #start, reordered: #reordered, is_counter: #is_counter
        }
    }
}
