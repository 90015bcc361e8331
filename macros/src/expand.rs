//! From the model to code: one call per stage, no loops and no arithmetic.

mod layer;
mod network;
mod passes;
mod pretrained;
mod stage;

pub(crate) use network::invocation;
