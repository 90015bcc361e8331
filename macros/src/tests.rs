//! Tests of the macro on tokens: they need no library.

mod classes;
mod expansion;
mod files;
mod kinds;
mod messages;
#[cfg(feature = "pretrained")]
mod model;
pub(crate) mod mutations;
#[cfg(feature = "pretrained")]
mod onnx;
mod options;
