//! The library's layers, one file each.

mod dense;
mod layer_norm;
mod prelu;
mod softmax;

pub use dense::Dense;
pub use layer_norm::LayerNorm;
