//! The `network!` macro of staticnn: a declaration in, a struct of layers with its passes out.
//!
//! `parse` reads the tokens into the `declaration` model, with `attributes`, `stage`, `size` and `activation` for its
//! parts; `check` holds the model to the rules that span stages; `expand` writes the code and `document` its
//! documentation. Mistakes gather in a `report`, so that one compilation shows them all, and a `stub` takes the place of
//! the code.

mod activation;
mod attributes;
mod check;
mod declaration;
mod document;
mod expand;
mod literal;
mod parse;
mod report;
mod size;
mod spelling;
mod stage;
mod stub;
#[cfg(test)]
mod tests;
mod tokens;

/// Declares networks: each becomes a struct of layers with a forward and a backward pass.
///
/// Rust lets nothing but `(`, `[` or `{` follow a macro's name, so the angle brackets stand inside.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! {
///     /// Three predictors, one response.
///     #[derive(Clone, Debug, PartialEq)]
///     pub struct Regressor< 3 -> 12 relu -> 1 >;
///
///     #[scalar(f64)]
///     struct Classifier< 4 -> hidden: 8 tanh no_bias -> 3 softmax >;
/// }
///
/// assert_eq!(Regressor::PARAMETERS, 3 * 12 + 12 + 12 * 1 + 1);
/// assert_eq!(size_of::<Classifier>(), (4 * 8 + 8 * 3 + 3) * size_of::<f64>());
/// assert_eq!(Classifier::zeros().hidden.weight.len(), 4);
/// ```
///
/// # The declaration
///
/// ```text
/// declaration := attributes visibility "struct" Name "<" size ("->" stage)+ ">" ";"
/// stage       := [label ":"] size activation? "no_bias"?
/// size        := a whole number from 1 to 16777216
///              | a path to a `const` of type usize, in CAPITALS
///              | "(" a constant expression ")"
/// activation  := linear | relu | leaky_relu(a) | prelu | relu6 | elu(a) | selu
///              | gelu | gelu_tanh | silu | mish | softplus | tanh | hard_tanh
///              | softsign | sigmoid | hard_sigmoid | sin | softmax
///              | a path whose last segment is CamelCase, to one's own
/// ```
///
/// - The first size is the number of inputs; each stage is a dense layer of so many outputs.
/// - A size may be a constant: `HIDDEN`, `Other::OUTPUTS`, `(2 * HIDDEN + 1)`. The compiler sees to its value.
/// - A stage's layer is the field `layer1`, `layer2`, ..., counted from the first stage, or its label, which is no method's
///   name.
/// - `softmax` can only be the last stage's, and of two outputs or more. Without an activation a stage is linear.
/// - `no_bias` leaves the bias out: the stage computes x W alone.
/// - `#[scalar(f64)]` makes a network of f64; f32 otherwise.
/// - `#[staticnn(crate = path)]` says where the crate is, if it isn't `::staticnn`.
/// - Documentation, derives and other attributes, and the visibility, pass through.
///
/// ```
/// use staticnn::prelude::*;
///
/// const FEATURES: usize = 3;
/// mod config {
///     pub const HIDDEN: usize = 100;
/// }
///
/// network! { struct Net< FEATURES -> config::HIDDEN relu -> (config::HIDDEN / 2) relu -> 1 >; }
///
/// assert_eq!(Net::MULTIPLY_ADDS, 3 * 100 + 100 * 50 + 50 * 1);
/// ```
///
/// Mistakes are compile errors on the words that they concern, all of a declaration's at once; `docs/errors.md` in the
/// repository has every message, with its cause and cure.
///
/// # The short form
///
/// Without `struct`, the macro is an expression: a zeroed network of a type without a name.
///
/// ```
/// use staticnn::prelude::*;
///
/// let mut net = network!(3 -> 12 relu -> 1);
/// net.initialize(&StandardNormal, &mut ChaCha8Rng::seed_from_u64(42));
/// assert!(net.predict(&[1.0, 2.0, 3.0])[0].is_finite());
///
/// let exact = network!(#[scalar(f64)] 3 -> 1);
/// assert_eq!(exact.predict(&[1.0_f64, 2.0, 3.0]), [0.0]);
/// ```
///
/// # What it writes
///
/// A struct of layers, whose documentation has a table of the stages, `impl Network` with the two passes (one call a
/// stage, in order and in reverse) and the `const fn` `zeros`. There is no `unsafe` in it, and no loop. Look at
/// it with `cargo expand`, or read `tests/expansion/regressor.rs` in the repository: the same by hand, with comments.
#[proc_macro]
pub fn network(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    network_tokens(input.into()).into()
}

/// The same over `proc_macro2`, which tests can call.
fn network_tokens(input: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let mut invocation = parse::invocation(input);
    invocation.declarations_mut().iter_mut().for_each(check::declaration);
    expand::invocation(&invocation)
}
