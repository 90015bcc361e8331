//! What you need to write your own layer, in place of or beside the library's [`layers`](crate::layers).
//!
//! A layer is a struct of parameters that implements [`Layer`]: what it is, its forward pass and its backward pass. It needs
//! no `unsafe`. A declaration names it by its path, and its shape is checked as that of the library's layers:
//!
//! ```
//! use staticnn::activation::{Activation, Linear};
//! use staticnn::layer::*;
//! use staticnn::prelude::*;
//!
//! /// y = g x: a learnt factor for each of `N` features.
//! #[derive(Default)]
//! struct Scale<N: Size> {
//!     gain: Vector<f32, N>,
//! }
//!
//! impl<N: Size> Layer for Scale<N> {
//!     type Float = f32;
//!     type InputShape = Features<N>;
//!     type OutputShape = Features<N>;
//!     type Activation = Linear;
//!     type Tape<R: Size> = (); // the backward pass needs nothing but x
//!     type ForwardScratch<R: Size> = ();
//!     type BackwardScratch<R: Size> = ();
//!     type InputScratch<R: Size> = ();
//!     type State = ();
//!     type Stream = Steps;
//!     const ZEROED: Self = Self { gain: Zeros::ZEROS };
//!     const STAGE: Stage = Stage {
//!         kind: "scale",
//!         input: Features::<N>::DIMENSIONS,
//!         output: Features::<N>::DIMENSIONS,
//!         tensors: &[Tensor { name: "gain", shape: &[N::VALUE], initial: Initial::One, ..Tensor::PARAMETER }],
//!         ..Stage::EMPTY
//!     };
//!     fn tensors(&self) -> impl AsRef<[&[f32]]> {
//!         [&self.gain[..]]
//!     }
//!     fn tensors_mut(&mut self) -> impl AsMut<[&mut [f32]]> {
//!         [&mut self.gain[..]]
//!     }
//!     fn forward_rows<P: Pass>(&self, pass: P, x: Inputs<'_, Self>, mut y: RowsMut<'_, f32>, _: &mut (), _: &mut ()) {
//!         for row in 0..pass.rows() {
//!             y.row_mut(row).iter_mut().zip(x.row(row)).zip(&self.gain).for_each(|((y, x), g)| *y = g * x);
//!         }
//!     }
//!     fn backward_rows<P: Pass, B: Activation>(&self, pass: P, seen: Seen<'_, Self, P>, d: RowsMut<'_, f32>, dx: InputGradient<'_, Self, P, B>, gradient: &mut Self, _: &mut ()) {
//!         gradient.zero_unless_adding(pass);
//!         for row in 0..pass.rows() {
//!             gradient.gain.iter_mut().zip(d.row(row)).zip(seen.x.row(row)).for_each(|((g, d), x)| *g += d * x);
//!         }
//!         if let Some(dx) = dx {
//!             dx.each_row(pass.rows(), |row, dx| {
//!                 dx.iter_mut().zip(d.row(row)).zip(&self.gain).for_each(|((dx, d), g)| *dx += d * g);
//!             });
//!         }
//!     }
//! }
//! ```
pub(crate) mod check;
pub(crate) mod contract;
pub(crate) mod input_gradient;
pub(crate) mod model;
pub(crate) mod row_activation;
pub(crate) mod stage;
pub(crate) mod stream;

pub use crate::pass::{Noise, Pass};
pub use crate::number::Number;
pub use crate::real::Real;
pub use crate::rows::{Block, Rows, RowsMut};
pub use crate::scalar::Scalar;
pub use crate::shape::{Element, Features, Image, Matrix, Series, Shape, Size, Vector, Zeros};
pub use check::{Mismatch, call, check};
pub use contract::{InputGradient, Inputs, Layer, Outputs, Seen};
pub use input_gradient::Before;
pub use row_activation::RowActivation;
pub use stage::{ActivationName, Attribute, Initial, Stage, Tensor};
pub use stream::{Steps, Stream, Whole};
