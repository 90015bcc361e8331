//! The attributes of a declaration: those of the macro, and those that pass through to the struct.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::ParseStream;
use syn::{Attribute, LitInt, Meta, Token};

use crate::derives;
use crate::report::Report;
use crate::spelling::nearest::nearest;

/// What the attributes of the macro say.
pub(crate) struct Options {
    /// `f32` or `f64`.
    pub(crate) scalar: Ident,
    /// Whether the declaration says so.
    #[cfg_attr(not(feature = "pretrained"), allow(dead_code, reason = "only a file can say otherwise"))]
    pub(crate) says_scalar: bool,
    /// The path of the crate.
    pub(crate) path: TokenStream,
    /// How many samples go through the passes together, if the declaration says so.
    pub(crate) block: Option<u16>,
}

impl Default for Options {
    fn default() -> Self {
        let scalar = Ident::new("f32", Span::call_site());
        Self { scalar, says_scalar: false, path: quote!(::staticnn), block: None }
    }
}

impl Options {
    /// The bytes of one parameter.
    pub(crate) fn scalar_bytes(&self) -> usize {
        if self.scalar == "f64" { 8 } else { 4 }
    }

    /// Takes the attributes of the macro out.
    pub(crate) fn take(attributes: Vec<Attribute>, report: &mut Report) -> (Self, Vec<Attribute>) {
        let mut options = Self::default();
        let mut others = Vec::new();
        let mut seen = Vec::new();
        for mut attribute in attributes {
            attribute.meta = derives::possible(attribute.meta, report);
            let path = attribute.path();
            let word = path.get_ident().map(Ident::to_string).unwrap_or_default();
            if seen.contains(&word) {
                report.add_over(path, format_args!("`#[{word}(..)]` is there twice: leave one out"));
            }
            match word.as_str() {
                "scalar" => options.scalar(&attribute, report),
                "staticnn" => options.path(&attribute, report),
                "block" => options.block(&attribute, report),
                "repr" => report.add_over(
                    path,
                    "a network is `repr(C)`, so that its parameters are one slice: leave this attribute out",
                ),
                _ => match nearest(&word, &["scalar", "staticnn", "block"]) {
                    Some(name) => {
                        report.add_over(path, format_args!("`{word}` isn't an attribute: did you mean `{name}`?"));
                    }
                    None => {
                        others.push(attribute);
                        continue;
                    }
                },
            }
            seen.push(word);
        }
        (options, others)
    }

    fn scalar(&mut self, attribute: &Attribute, report: &mut Report) {
        let Meta::List(list) = &attribute.meta else {
            return report.add_over(&attribute.meta, "a network's scalar is f32 or f64: write `#[scalar(f64)]`");
        };
        match attribute.parse_args::<Ident>() {
            Ok(scalar) if scalar == "f32" || scalar == "f64" => {
                (self.scalar, self.says_scalar) = (scalar, true);
            }
            _ if list.tokens.is_empty() => {
                report.add_over(&attribute.meta, "a network's scalar is f32 or f64: write `#[scalar(f64)]`");
            }
            _ => {
                let given = &list.tokens;
                report.add_over(given, format_args!("a network's scalar is f32 or f64, not `{given}`"));
            }
        }
    }

    fn block(&mut self, attribute: &Attribute, report: &mut Report) {
        const ADVICE: &str =
            "this says how many samples go through the network together: write a number from 1 to 1024, `#[block(32)]`";
        match attribute.parse_args::<LitInt>().and_then(|number| number.base10_parse::<u16>()) {
            Ok(samples) if (1..=1024).contains(&samples) => self.block = Some(samples),
            _ => report.add_over(&attribute.meta, ADVICE),
        }
    }

    fn path(&mut self, attribute: &Attribute, report: &mut Report) {
        let path = |input: ParseStream| {
            input.parse::<Token![crate]>()?;
            input.parse::<Token![=]>()?;
            input.call(syn::Path::parse_mod_style)
        };
        match attribute.parse_args_with(path) {
            Ok(path) => self.path = path.into_token_stream(),
            Err(_) => report.add_over(
                &attribute.meta,
                "this says where the crate is: write `#[staticnn(crate = path::to::staticnn)]`",
            ),
        }
    }
}
