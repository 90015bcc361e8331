//! Derives that a network can't have.

use quote::quote;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Meta, Path, Token};

use crate::report::Report;

/// The traits, each with the reason and with what to do instead.
const REFUSED: &[(&str, &str)] = &[
    ("Copy", "a network is too large to be copied unasked: write `Clone`, and `net.clone()`"),
    ("Eq", "a network holds floats, and NaN doesn't equal itself: write `PartialEq` alone"),
    ("Hash", "a network holds floats, which have no hash: leave `Hash` out, and hash the bits, `x.to_bits()`"),
    ("Ord", "networks have no order: leave `Ord` out, and compare their losses"),
    ("PartialOrd", "networks have no order: leave `PartialOrd` out, and compare their losses"),
];

/// An attribute without the derives that a network can't have, which are reported.
pub(crate) fn possible(meta: Meta, report: &mut Report) -> Meta {
    let Meta::List(mut list) = meta else { return meta };
    if list.path.is_ident("derive")
        && let Ok(derives) = Punctuated::<Path, Token![,]>::parse_terminated.parse2(list.tokens.clone())
    {
        let derives = derives.iter().filter(|derive| is_possible(derive, report));
        list.tokens = quote!(#(#derives),*);
    } else if list.path.is_ident("cfg_attr")
        && let Ok(attributes) = Punctuated::<Meta, Token![,]>::parse_terminated.parse2(list.tokens.clone())
    {
        let attributes = attributes.into_iter().map(|meta| possible(meta, report));
        list.tokens = quote!(#(#attributes),*);
    }
    Meta::List(list)
}

/// Whether a network can have this derive; reports it otherwise.
fn is_possible(derive: &Path, report: &mut Report) -> bool {
    let segments: Vec<String> = derive.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let name = match &segments[..] {
        [name] => name,
        [library, .., name] if library == "std" || library == "core" => name,
        _ => return true,
    };
    let refused = REFUSED.iter().find(|(refused, _)| name == refused);
    if let Some((_, message)) = refused {
        report.add_over(derive, message);
    }
    refused.is_none()
}
