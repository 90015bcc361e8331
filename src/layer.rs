//! What you need to write your own layer, in place of or beside the library's [`layers`](crate::layers).
//!
//! A layer is a struct of parameters that implements [`Layer`]: what it is, its forward pass and its backward pass. It needs
//! no `unsafe`. A declaration names it by its path, and its shape is checked as that of the library's layers:
//!
//! ```
//! use staticnn::activation::{Activation, Linear};
//! use staticnn::layer::*;
//!
//! /// y = g x: a learnt factor for each of `N` features.
//! pub struct Scale<N: Size>(Vector<f32, N>);
//!
//! impl<N: Size> Layer for Scale<N> {
//!     type Float = f32;
//!     type InputShape = Features<N>;
//!     type OutputShape = Features<N>;
//!     type Activation = Linear;
//!     keeps_nothing!(); // the backward pass needs only x and y, which it is given
//!     const ZEROED: Self = Self(Zeros::ZEROS);
//!     const STAGE: Stage = Stage {
//!         kind: "scale",
//!         tensors: &[Tensor { name: "gain", shape: &[N::VALUE], initial: Initial::One, ..Tensor::PARAMETER }],
//!         ..Self::OUTLINE
//!     };
//!     fn tensors(&self) -> impl AsRef<[&[f32]]> { [&self.0[..]] }
//!     fn tensors_mut(&mut self) -> impl AsMut<[&mut [f32]]> { [&mut self.0[..]] }
//!     fn forward_rows<P: Pass>(&self, pass: P, x: Inputs<'_, Self>, mut y: RowsMut<'_, f32>, _: &mut (), _: &mut ()) {
//!         for row in 0..pass.rows() {
//!             y.row_mut(row).iter_mut().zip(x.row(row)).zip(&self.0).for_each(|((y, x), g)| *y = g * x);
//!         }
//!     }
//!     fn backward_rows<P: Pass, B: Activation>(&self, pass: P, seen: Seen<'_, Self, P>, d: RowsMut<'_, f32>,
//!         dx: InputGradient<'_, Self, P, B>, gradient: &mut Self, _: &mut ()) {
//!         gradient.zero_unless_adding(pass);
//!         for row in 0..pass.rows() { // dL/dg = sum of d x over the samples
//!             gradient.0.iter_mut().zip(d.row(row)).zip(seen.x.row(row)).for_each(|((g, d), x)| *g += d * x);
//!         }
//!         if let Some(dx) = dx { // dL/dx = d g
//!             dx.each_row(pass.rows(), |row, dx| {
//!                 dx.iter_mut().zip(d.row(row)).zip(&self.0).for_each(|((dx, d), g)| *dx += d * g);
//!             });
//!         }
//!     }
//! }
//! ```
//!
//! A declaration names the layer by its path, and [`check`] compares its backward pass with differences, for your tests:
//!
//! ```
//! # use staticnn::activation::{Activation, Linear};
//! # use staticnn::layer::*;
//! # pub struct Scale<N: Size>(Vector<f32, N>);
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
//! #     fn forward_rows<P: Pass>(&self, pass: P, x: Inputs<'_, Self>, mut y: RowsMut<'_, f32>, _: &mut (), _: &mut ()) {
//! #         for row in 0..pass.rows() {
//! #             y.row_mut(row).iter_mut().zip(x.row(row)).zip(&self.0).for_each(|((y, x), g)| *y = g * x);
//! #         }
//! #     }
//! #     fn backward_rows<P: Pass, B: Activation>(&self, pass: P, seen: Seen<'_, Self, P>, d: RowsMut<'_, f32>,
//! #         dx: InputGradient<'_, Self, P, B>, gradient: &mut Self, _: &mut ()) {
//! #         gradient.zero_unless_adding(pass);
//! #         for row in 0..pass.rows() {
//! #             gradient.0.iter_mut().zip(d.row(row)).zip(seen.x.row(row)).for_each(|((g, d), x)| *g += d * x);
//! #         }
//! #         if let Some(dx) = dx {
//! #             dx.each_row(pass.rows(), |row, dx| {
//! #                 dx.iter_mut().zip(d.row(row)).zip(&self.0).for_each(|((dx, d), g)| *dx += d * g);
//! #             });
//! #         }
//! #     }
//! # }
//! use staticnn::prelude::*;
//! use staticnn::shape::U4;
//!
//! check::<Scale<U4>>(1)?;
//!
//! type Scale4 = Scale<U4>;
//! network! { struct Net< 3 -> 4 tanh -> Scale4 -> 1 >; }
//! let net = Net::init(&mut ChaCha8Rng::seed_from_u64(42));
//! assert_eq!(net.layer2.0[..], [1.0; 4]); // its gain starts from 1, as STAGE says
//! # Ok::<(), staticnn::layer::Mismatch>(())
//! ```
//!
//! A layer with a tape, a state, several weight matrices or another layer inside is written in the same way; the library's
//! tests have a GRU, a residual connection and an embedding.

pub(crate) mod bytes;
pub(crate) mod check;
pub(crate) mod contract;
pub(crate) mod dimensions;
pub(crate) mod feature_maps;
pub(crate) mod input_gradient;
pub(crate) mod model;
#[cfg(any(feature = "onnx", feature = "safetensors", feature = "pretrained"))]
pub(crate) mod order;
pub(crate) mod row_activation;
pub(crate) mod stage;
pub(crate) mod stage_debug;
#[cfg(any(feature = "safetensors", feature = "checkpoint"))]
pub(crate) mod stage_lines;
pub(crate) mod stage_path;
#[doc(hidden)]
pub mod stream;
pub(crate) mod tensor;

pub use crate::class_shape::{ClassSeries, Classes, OneClass};
pub use crate::flat::{Elements, Flat};
pub use crate::grid::Grid;
pub use crate::number::Number;
pub use crate::pass::{Noise, Pass};
pub use crate::real::Real;
pub use crate::rows::{Block, Rows, RowsMut};
pub use crate::scalar::Scalar;
pub use crate::shape::{Element, Features, Image, Length, Matrix, Series, Shape, Size, Vector, Zeros};
pub use check::{Mismatch, call, check};
#[doc(inline)]
pub use contract::keeps_nothing;
pub use contract::{InputGradient, Inputs, Layer, Outputs, Seen};
pub use feature_maps::FeatureMaps;
pub use input_gradient::Before;
pub use row_activation::RowActivation;
pub use stage::{ActivationName, Attribute, Stage};
pub use stage_path::StagePath;
pub use stream::{Carries, Steps, Stream, Whole};
pub use tensor::{Initial, PyTorch, Tensor};
