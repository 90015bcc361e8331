//! From tokens to the model, one file per part of the grammar. Each mistake is reported on its token and replaced with
//! a made-up value, so that the rest is read too.

mod activation;
mod classes;
mod declaration;
mod dimensions;
mod model;
#[cfg(feature = "pretrained")]
mod network;
mod numbers;
mod options;
mod size;
mod stage;
mod window;

pub(crate) use declaration::invocation;
