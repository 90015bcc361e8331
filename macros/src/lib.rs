//! The `network!` macro of staticnn: a declaration becomes a struct of layers with its passes.
//!
//! `parse` reads the tokens into the model, `declaration`, with its `size`s and `activation`s; `check` applies the
//! rules that span several stages; `expand` writes the code and `document` its documentation. All of them read the
//! table of layers, `kinds`. Mistakes are collected in a `report`, so that one compilation shows all of them, and a
//! `stub` then replaces the code. `spelling` has the messages about what a wrong token was meant to be.
//!
//! No two files import each other: CONTRIBUTING.md has their order.

#[cfg(feature = "pretrained")]
extern crate alloc;

mod activation;
mod attributes;
mod check;
mod declaration;
mod derives;
mod document;
mod expand;
mod field;
mod files;
mod flow;
mod kind;
mod kind_parts;
mod kinds;
mod kinds_table;
mod later;
mod library;
mod literal;
mod number;
#[cfg(feature = "pretrained")]
mod onnx;
mod parse;
mod recurrence;
mod report;
mod shape;
mod size;
#[cfg(feature = "pretrained")]
mod source;
mod spelling;
mod stub;
#[cfg(test)]
mod tests;
mod tokens;
mod weights;
mod window;

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
/// declaration := attributes visibility "struct" Name "<" shape ("->" stage)+ ">" ("=" path)? ";"
/// shape       := size | size "x" size | size "x" size "x" size
///                a vector, steps x features, channels x height x width
/// stage       := [label ":"] size activation? "no_bias"?
///              | [label ":"] word size? window? numbers? activation? "no_bias"?
///              | [label ":"] a path whose last segment is CamelCase: a layer or network
/// window      := "(" taps ("," option)* ")"  |  taps ["(" option ("," option)* ")"]
/// taps        := size | size "x" size
/// option      := "stride" taps | "pad" taps | "dilation" taps | "groups" size | "floor"
/// size        := a whole number from 1 to 16777216
///              | a path to a `const`, or a `static` that isn't `mut`, of type usize, in CAPITALS
///              | "(" a constant expression ")"
/// activation  := linear | relu | leaky_relu(a) | prelu | relu6 | elu(a) | selu
///              | gelu | gelu_tanh | silu | mish | softplus | tanh | hard_tanh
///              | softsign | sigmoid | hard_sigmoid | sin | softmax
///              | a path whose last segment is CamelCase: a custom activation
/// path        := the path of a file of weights, a string
/// ```
///
/// The shape is that of the input: `3` is `[f32; 3]`, `128x16` is `[[f32; 16]; 128]`, 128 steps of 16 features, and `1x28x28` is
/// `[[[f32; 28]; 28]; 1]`, channels x height x width. Between sizes that aren't numbers stand spaces: `3 x SIDE x SIDE`. The
/// stages are:
///
#[doc = kinds_table::documentation!()]
/// | `Encoder`, `path::to::Encoder` | as its type | as its type | | | | |
///
/// # Shapes
///
/// A dense stage takes a vector; `flatten` makes one of an image or a series. A window moves over the rows and columns of an
/// image, and over the steps of a series; its `taps` are height x width, or one number for both, and of a series its steps. In
/// each direction it takes
///
/// ```text
/// (size + 2 pad - dilation (taps - 1) - 1) / stride + 1
/// ```
///
/// positions, rounded down. `conv` and `depthwise` move by 1 unless they say `stride`, and what their last window doesn't reach is
/// left out. A pool moves by its size unless it says `stride`, has no pad, and must reach all values, or says `floor` to leave the
/// last ones out, as PyTorch does.
///
/// | stage | takes | puts out |
/// |---|---|---|
/// | `conv 6 (5x5, pad 2)` | 1x28x28 | 6x28x28 |
/// | `conv 16 (5x5)` | 6x14x14 | 16x10x10 |
/// | `conv 8 (3, stride 2)` | 128x16 | 63x8 |
/// | `conv 8 (3x3, dilation 2, groups 4)` | 16x9x9 | 8x5x5 |
/// | `depthwise (3x3, pad 1, stride 2)` | 32x16x16 | 32x8x8 |
/// | `max_pool 2x2` | 6x28x28 | 6x14x14 |
/// | `avg_pool 4` | 128x16 | 32x16 |
/// | `max_pool 2x2 (floor)` | 16x7x7 | 16x3x3 |
/// | `max_pool 3x3 (stride 2, floor)` | 2x8x8 | 2x3x3 |
/// | `global_avg_pool` | 16x7x7, 128x16 | 16 |
/// | `flatten` | 16x5x5 | 400: channel by channel, each row by row |
/// | `flatten` | 63x8 | 504: feature by feature, as PyTorch has them |
/// | `layer_norm`, `rms_norm`, `batch_norm` | any | the same: each position over its channels; `batch_norm` each channel |
/// | `dropout 0.2` | any | the same |
///
/// A convolution is a cross-correlation, as PyTorch's: for output channel o at row y and column x
///
/// ```text
/// z[o][y][x] = b[o] + sum of W[i][j][c][o] x[c][y stride + i dilation - pad][x stride + j dilation - pad]
/// ```
///
/// over the taps i, j and the input channels c of the output's group; outside of the image x is 0. `dropout` drops while a network
/// trains, by `gradient` and `fit`; `batch_norm` is for networks that were trained elsewhere, and isn't trained: `layer_norm` is.
///
/// # Details
///
/// - A size may be a constant: `HIDDEN`, `Other::OUTPUTS`, `(2 * HIDDEN + 1)`. The compiler computes its value.
/// - The layer of a stage is the field `layer1`, `layer2`, ..., counted from the first stage, or its label, which can't
///   be the name of a method.
/// - `softmax` can only be the activation of the last stage, and only for two outputs or more. A stage without an
///   activation is linear.
/// - A network has at most 32 stages and 268435456 parameters.
/// - `no_bias` leaves the bias out: the stage computes x W alone.
/// - A path without a size before it is the type of a layer or of another network, a path after a size is an
///   activation. A type that has the name of an activation or a layer of the library needs a path, `self::Relu`. A path
///   in CAPITALS is a size: a network called `MLP` needs an alias to be a stage, `type Mlp = MLP;`.
/// - `#[scalar(f64)]` makes a network of f64; f32 otherwise.
/// - `#[block(n)]`, from 1 to 1024, sets how many samples go through the network together. A `Gradient` has room for that many;
///   without the attribute, as many as fit into a core's second-level cache, from 8 to 128.
/// - `#[staticnn(crate = path)]` says where the crate is, if it isn't `::staticnn`.
/// - Documentation, derives and other attributes, and the visibility, pass through. A network can derive `Clone`, `Debug`,
///   `Default` and `PartialEq`.
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
/// A stage may be another network, or your own layer (`staticnn::layer` says how to write one). Its field is that type:
///
/// ```
/// use staticnn::prelude::*;
///
/// network! {
///     struct Encoder< 8 -> 16 relu -> 4 tanh >;
///     struct Model< 8 -> encoder: Encoder -> layer_norm relu -> 1 >;
/// }
///
/// let mut model = Model::init(&mut ChaCha8Rng::seed_from_u64(42));
/// model.encoder = Encoder::zeros();
/// assert_eq!(model.encoder.layer2.weight.len(), 16);
/// assert_eq!(Model::PARAMETERS, Encoder::PARAMETERS + 4 + 4 + 4 * 1 + 1);
/// ```
///
/// # Constants
///
/// A network whose stages are the library's, or such networks, can be made from its numbers in a constant. They are in the order
/// of `parameters`: per dense layer the weight (inputs x outputs, row by row), then the bias. `net.to_rust()` prints such a
/// `static` of a trained network.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Line< 2 -> 1 >; }
///
/// static LINE: Line = Line::from_parameters(&[3.0, -1.0, 0.5]);
///
/// assert_eq!(LINE.predict(&[1.0, 2.0]), [1.5]);
/// ```
///
/// # Weights from a file
///
/// With the feature `pretrained`, a declaration can name a file of weights, by a path relative to the folder of the package's
/// `Cargo.toml`. The macro reads the file, the compiler checks it, and the network with these weights is the constant
/// `PRETRAINED`: a reference to a `static` in read-only memory. The program neither reads nor allocates nor copies anything, and
/// it needs no `std`. Cargo builds it again when the file changes.
///
/// ```
/// use staticnn::prelude::*;
///
/// // PyTorch has written the file: torch.nn.Linear(2, 1).
/// network! { struct Line< 2 -> 1 > = "weights/line.safetensors"; }
///
/// static LINE: &Line = Line::PRETRAINED;
/// assert_eq!(LINE.predict(&[1.0, 2.0]), [1.5]);
/// ```
///
/// The file is a safetensors file:
///
/// - Of the library, which `save` and `to_safetensors` write (feature `safetensors`). It says what each stage is, its kind, sizes,
///   activation and label, and all of that must agree. Its numbers have the network's scalar.
/// - Of PyTorch, `safetensors.torch.save_file(model.state_dict(), path)`. The names are the numbers of an `nn.Sequential` or the
///   labels of the stages, weights are outputs x inputs, and the numbers are F32, F16 or BF16, for a network of `f64` also F64.
///   Which activations the model has isn't in the file.
///
/// Every tensor of the network is in the file, and no other. What doesn't fit is an error at the path. The stages are the
/// library's, or such networks.
///
/// # Networks from ONNX files
///
/// With the feature `pretrained`, a declaration can take its stages from an ONNX file, too. Exporters of PyTorch and of other
/// libraries write such files, and so does `save_onnx`.
///
/// ```
/// use staticnn::prelude::*;
///
/// // PyTorch has written the file: torch.onnx.export(torch.nn.Linear(2, 1), ..).
/// network! { struct Line = onnx "weights/line.onnx"; }
///
/// assert_eq!(Line::PRETRAINED.predict(&[1.0, 2.0]), [1.5]);
/// ```
///
/// The graph is a chain of Gemm, MatMul and Add, LayerNormalization, Softmax, PRelu, and elementwise operators that together are
/// one of the activations above. The scalar is the file's, `f32` or `f64`. Fields are called as the file calls the weights,
/// `hidden` for `hidden.weight`, if these are names. Of anything else the message names the node. `docs/onnx.md` in the
/// repository says more.
///
/// # Bytes
///
/// `to_le_bytes` and `from_le_bytes` are for those who keep a network as raw bytes. They run with the program, for every network.
///
/// # Mistakes
///
/// Mistakes are compile errors on the words that they concern, all those of a declaration at once. `docs/errors.md` in
/// the repository has every message, with its cause and cure.
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
/// # The expansion
///
/// A struct of layers, whose documentation has a table of the stages; `impl Layer` with the two passes, one call per
/// stage, in order and in reverse; `impl Network`; the `const fn` `zeros` and `from_parameters`; `from_le_bytes` and
/// `to_le_bytes`. It has no loops, no arithmetic and no `unsafe`. Look at it with `cargo expand`, or read `tests/expansion/regressor.rs` in the repository, which is written
/// by hand and has comments.
#[proc_macro]
pub fn network(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    network_tokens(input.into()).into()
}

/// `network!` over `proc_macro2`, which tests can call.
fn network_tokens(input: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let mut invocation = parse::invocation(input);
    check::invocation(&mut invocation);
    files::read(invocation.declarations_mut());
    expand::invocation(&invocation)
}
