//! serde's traits (feature `serde`).

pub(crate) mod float;
mod parameters;
pub(crate) mod record;
mod tensor;

pub(crate) use float::Float;
pub(crate) use parameters::Parameters;
pub use parameters::{deserialize, deserialize_into, serialize};
