//! Networks, optimizers, histories and data sets in the formats of [serde](https://serde.rs): JSON, postcard and so on. Feature
//! `serde`; needs neither `std` nor an allocator.
//!
//! A network derives `Serialize` and `Deserialize`, if each of its stages implements them: the library's layers do, and so
//! does a nested network that derives them. A format with names holds the tensors under theirs, as rows of numbers:
//!
//! ```
//! use serde::{Deserialize, Serialize};
//! use staticnn::prelude::*;
//!
//! network! {
//!     #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
//!     #[serde(deny_unknown_fields)]
//!     struct Regressor< 2 -> hidden: 3 relu -> 1 no_bias >;
//! }
//!
//! let mut net = Regressor::zeros();
//! net.hidden.weight[1][2] = 0.1;
//! let json = serde_json::to_string(&net)?;
//! assert_eq!(
//!     json,
//!     r#"{"hidden":{"weight":[[0.0,0.0,0.0],[0.0,0.0,0.1]],"bias":[0.0,0.0,0.0]},"layer2":{"weight":[[0.0],[0.0],[0.0]]}}"#
//! );
//! assert_eq!(serde_json::from_str::<Regressor>(&json)?, net);
//!
//! let error = serde_json::from_str::<Regressor>(&json.replace("0.1]]", "0.1],[1,2,3]]")).unwrap_err();
//! assert_eq!(error.to_string(), "invalid length 3, expected `weight`, 2 rows of 3 numbers at line 1 column 57");
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! In postcard or bincode, which have no names, these are 4 bytes per parameter of `f32`, 8 of `f64`, and nothing else: nothing
//! tells such a file from that of another network with as many parameters.
//!
//! Activations and the epsilon of `layer_norm` aren't written: they are part of the declaration.
//!
//! # What is refused
//!
//! - A tensor that is missing, unknown, there twice, or of another shape. The stages themselves are the derive's: it skips
//!   unknown ones unless the declaration says `#[serde(deny_unknown_fields)]`.
//! - A rate, a moment or a limit out of the range that the optimizer's `check` allows, NaN among them; validation losses of
//!   another number than the training losses.
//! - A label that isn't below the number of classes, names that aren't as many as the classes or of which two are equal, and a
//!   data set without rows, or with more or fewer targets than inputs.
//! - `null`. JSON has neither NaN nor infinities, and serde_json writes `null` for them; what was meant can't be read back.
//!   Parameters, derivatives and losses may be NaN or infinite in formats that can say so: postcard, MessagePack, CBOR, RON.
//! - A finite number beyond the range of `f32`, where the network has `f32`. Whole numbers are read as floats.
//!
//! serde_json reads the last digit of a number right only with its feature `float_roundtrip`.
//!
//! # Optimizers
//!
//! All [optimizers](crate::optimizer) that make steps, and the wrappers around them, are written with their numbers and their state, whatever the network derives, so that a training goes on where it was:
//!
//! ```
//! use serde::{Deserialize, Serialize};
//! use staticnn::prelude::*;
//!
//! network! {
//!     #[derive(Serialize, Deserialize)]
//!     struct Line< 1 -> 1 >;
//! }
//!
//! /// All that a training needs to go on.
//! #[derive(Serialize, Deserialize)]
//! struct Checkpoint {
//!     net: Line,
//!     optimizer: ClipNorm<Line, Adam<Line>>,
//!     history: History,
//! }
//!
//! let start = Checkpoint {
//!     net: Line::zeros(),
//!     optimizer: ClipNorm::new(1.0, Adam::new(0.1)),
//!     history: History::default(),
//! };
//! let json = serde_json::to_string(&start)?;
//! let Checkpoint { net, optimizer, .. } = serde_json::from_str(&json)?;
//! # let _: (Line, ClipNorm<Line, Adam<Line>>) = (net, optimizer);
//! let error = serde_json::from_str::<Checkpoint>(&json.replace(r#""rate":0.1"#, r#""rate":-1"#)).err().unwrap();
//! assert!(error.to_string().starts_with("the learning rate is -1.0, but must be finite and at least 0"));
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! # Scalers and metrics
//!
//! [Scalers](crate::scaler) are written with their numbers, and [metrics](crate::metric) with all that they have taken in, so that a
//! program can go on adding to them. Their arrays may have any length. What is read is checked: a deviation below 0, say, or more
//! hits than predictions is refused. A metric that is NaN needs a format that has NaN. A `RocAuc` is read into a buffer that is there,
//! by `DeserializeSeed`.
//!
//! # Streams
//!
//! A [`State`](crate::State) is written as a list of its numbers, those of the first stage first, each stage's padded to whole vectors. A
//! list of another length is refused; nothing else tells the states of two networks apart.
//!
//! # The stack
//!
//! A derived `Deserialize` moves a network about on the stack: of JSON, up to 7 times its size in an optimized build and 25
//! times in a debug build. [`deserialize_into`] reads the same bytes in place, for a network in a box. An optimizer with state
//! takes up to twice its size, 4 times in a debug build, a boxed one too, and in a wrapper that isn't boxed more; a thread can
//! have as much. Writing takes a few KiB.
//!
//! # Your own layers
//!
//! A stage needs serde's traits only where its network derives them. [`serialize`] and [`deserialize`] are the bodies of both:
//!
//! ```
//! use serde::{Deserialize, Deserializer, Serialize, Serializer};
//! # use staticnn::activation::{Activation, Linear};
//! use staticnn::layer::*;
//!
//! /// y = g x: a learnt factor for each of `N` features.
//! pub struct Scale<N: Size>(Vector<f32, N>);
//!
//! impl<N: Size> Serialize for Scale<N> {
//!     fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
//!         staticnn::serde::serialize(self, serializer)
//!     }
//! }
//!
//! impl<'de, N: Size> Deserialize<'de> for Scale<N> {
//!     fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
//!         staticnn::serde::deserialize(deserializer)
//!     }
//! }
//! # impl<N: Size> Layer for Scale<N> {
//! #     type Float = f32;
//! #     type InputShape = Features<N>;
//! #     type OutputShape = Features<N>;
//! #     type Activation = Linear;
//! #     keeps_nothing!();
//! #     const ZEROED: Self = Self(Zeros::ZEROS);
//! #     const STAGE: Stage = Stage {
//! #         kind: "scale",
//! #         tensors: &[Tensor { name: "gain", shape: &[N::VALUE], initial: Initial::One, ..Tensor::PARAMETER }],
//! #         ..Self::OUTLINE
//! #     };
//! #     fn tensors(&self) -> impl AsRef<[&[f32]]> { [&self.0[..]] }
//! #     fn tensors_mut(&mut self) -> impl AsMut<[&mut [f32]]> { [&mut self.0[..]] }
//! #     fn forward_rows<P: Pass>(&self, _: P, _: Inputs<'_, Self>, _: RowsMut<'_, f32>, _: &mut (), _: &mut ()) {}
//! #     fn backward_rows<P: Pass, B: Activation>(&self, _: P, _: Seen<'_, Self, P>, _: RowsMut<'_, f32>,
//! #         _: InputGradient<'_, Self, P, B>, _: &mut Self, _: &mut ()) {}
//! # }
//! # use staticnn::shape::U2;
//! # assert_eq!(serde_json::to_string(&Scale::<U2>::ZEROED)?, r#"{"gain":[0.0,0.0]}"#);
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! They can be derived instead: with `#[serde(bound = "")]`, since a size implements neither. The form is the derive's then.
//!
//! Optimizers and [`deserialize_into`] go by the layer's `STAGE` in any case. Several layers inside it need names there:
//! `stages: &[&Stage { name: "left", ..Left::STAGE }, &Stage { name: "right", ..Right::STAGE }]`.

pub(crate) mod carried;
pub(crate) mod field;
pub(crate) mod float;
mod parameters;
pub(crate) mod record;
mod tensor;
#[cfg(feature = "alloc")]
pub(crate) mod undefined;
#[cfg(feature = "alloc")]
pub(crate) mod value;

pub(crate) use float::Float;
pub(crate) use parameters::Parameters;
pub use parameters::{deserialize, deserialize_into, serialize};
#[cfg(feature = "alloc")]
pub use value::Value;
