//! Networks that a file declares.

use proc_macro2::{Ident, TokenTree};

use crate::attributes::Options;
use crate::declaration::Stage;
use crate::report::Report;
use crate::shape::Shape;
use crate::tokens::is_word;
use crate::weights::{File, Weights};

/// model := "=" "onnx" path
///
/// The first token is the `=`. Returns the input, the stages and the file; none of them if there are mistakes.
pub(super) fn model(
    tokens: &[TokenTree],
    name: &Ident,
    options: &mut Options,
    report: &mut Report,
) -> (Shape, Vec<Stage>, Option<File>) {
    let span = tokens.last().map_or_else(|| name.span(), TokenTree::span);
    let path = path(tokens, name, report);
    let model = path.as_ref().and_then(|path| read(path, options, report));
    let path = path.map(|path| path.value()).unwrap_or_default();
    match model {
        Some((input, stages, weights)) => (input, stages, Some(File { path, span, weights: Some(weights) })),
        None => (Shape::made_up(span), Vec::new(), Some(File { path, span, weights: None })),
    }
}

/// The path of the file.
fn path(tokens: &[TokenTree], name: &Ident, report: &mut Report) -> Option<syn::LitStr> {
    let example = format!("`struct {name} = onnx \"model.onnx\";`");
    let [_, word, path, extra @ ..] = tokens else {
        let last = tokens.last().map_or_else(|| name.span(), TokenTree::span);
        report.add(last, format_args!("the file that declares the network is missing: write {example}"));
        return None;
    };
    if !is_word(word, "onnx") {
        let message = format_args!("a network is declared by its stages, or by an ONNX file: write {example}");
        report.add(word.span(), message);
        return None;
    }
    if let Some(extra) = extra.first() {
        report.add(extra.span(), format_args!("`{extra}` stands after the path of the file, which a `;` follows"));
        return None;
    }
    let text = syn::parse2(path.clone().into());
    if text.is_err() {
        report.add(path.span(), format_args!("the path of a file is a text: write {example}"));
    }
    text.ok()
}

#[cfg(not(feature = "pretrained"))]
fn read(path: &syn::LitStr, _: &mut Options, report: &mut Report) -> Option<(Shape, Vec<Stage>, Weights)> {
    let advice = "in Cargo.toml, write `features = [\"pretrained\"]` for `staticnn`";
    report.add(path.span(), format_args!("networks from ONNX files need the feature `pretrained`: {advice}"));
    None
}

#[cfg(feature = "pretrained")]
fn read(path: &syn::LitStr, options: &mut Options, report: &mut Report) -> Option<(Shape, Vec<Stage>, Weights)> {
    use crate::parse::network::stages;
    use crate::weights::Layout;
    use crate::{onnx, source};

    let (written, span) = (path.value(), path.span());
    let network = source::read(&written).and_then(|(absolute, bytes)| match onnx::read(&bytes) {
        Ok(network) => Ok((absolute, network)),
        Err(message) => Err(format!("no network can be read from `{written}`: {message}")),
    });
    let (absolute, network) = network.map_err(|message| report.add(span, message)).ok()?;
    let scalar = if network.is_double { "f64" } else { "f32" };
    if options.says_scalar && options.scalar != scalar {
        let message =
            format_args!("the numbers of `{written}` are {scalar}: leave `#[scalar({})]` out", options.scalar);
        report.add(options.scalar.span(), message);
        return None;
    }
    options.scalar = Ident::new(scalar, span);
    let bytes = network.bytes();
    let (input, stages) = stages(network, span);
    Some((input, stages, Weights { absolute, layout: Layout::InOrder, bytes }))
}
