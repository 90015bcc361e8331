//! serde's traits (feature `serde`).

pub(crate) mod float;
mod tensors;

pub(crate) use float::Float;
pub use tensors::{deserialize, deserialize_into, serialize};
