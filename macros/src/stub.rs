//! Replaces a network whose declaration has mistakes, so that its uses don't cause further errors.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt;

use crate::declaration::Declaration;
use crate::kinds::SIZED;
use crate::tokens::is_name;

/// A struct of the same name, and all that a network has. Every size is a const whose value is the first
/// `compile_error!`, which type-checks against any length.
pub(crate) fn network(declaration: &Declaration) -> TokenStream {
    let mut mistakes = declaration.report.tokens();
    let (Some(name), Some(mistake)) = (&declaration.name, mistakes.next()) else {
        return declaration.report.tokens().collect();
    };
    let (attributes, visibility) = (&declaration.attributes, &declaration.visibility);
    let (path, scalar) = (&declaration.options.path, &declaration.options.scalar);
    let names = names(declaration);
    let size = quote!(#path::shape::Number<{ #name::MISTAKE }, 0, 0>);
    let layer = SIZED.layer(&[], |placeholder| match placeholder {
        "scalar" => quote!(#scalar),
        "inputs" | "outputs" => size.clone(),
        "activation" => quote!(#path::activation::Linear),
        _ => TokenStream::new(),
    });
    let layer = quote!(#path::layers::#layer);
    let nothing = quote!({
        let _ = [(); Self::MISTAKE];
        ::core::panic!()
    });
    quote! {
        #(#attributes)*
        #visibility struct #name {
            #(#[doc = ""] pub #names: #layer,)*
        }

        impl #name {
            const MISTAKE: usize = #mistake;

            #[doc = ""]
            pub const fn zeros() -> Self #nothing
        }

        #(#mistakes)*

        impl #path::network::Network for #name {
            type Scalar = #scalar;
            type Input = [#scalar; #name::MISTAKE];
            type Output = [#scalar; #name::MISTAKE];
            type Head = #path::activation::Linear;
            type Layers = (#layer, ());
            type Block = #path::shape::U1;

            const ZEROS: Self = Self::zeros();

            fn layers(&self) -> impl ::core::convert::AsRef<[&[#scalar]]> {
                [&[] as &[#scalar]; 0]
            }

            fn layers_mut(&mut self) -> impl ::core::convert::AsMut<[&mut [#scalar]]> {
                [] as [&mut [#scalar]; 0]
            }

            fn forward_block<S: #path::network::Processor, R: #path::shape::Size, H: #path::activation::Head>(
                &self,
                _: #path::network::Pass<S>,
                _: &[Self::Input],
                _: &mut #path::network::TapeOf<Self, R>,
            ) #nothing

            fn backward_block<
                S: #path::network::Processor,
                R: #path::shape::Size,
                D: #path::shape::Size,
                H: #path::activation::Head,
            >(
                &self,
                _: #path::network::Pass<S>,
                _: &[Self::Input],
                _: &#path::network::TapeOf<Self, R>,
                _: &mut #path::network::DeltasOf<Self, D>,
                _: &mut Self,
            ) #nothing

            fn backward_input<S: #path::network::Processor, D: #path::shape::Size>(
                &self,
                _: #path::network::Pass<S>,
                _: &#path::network::DeltasOf<Self, D>,
                _: &mut Self::Input,
            ) #nothing
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
