//! The library's layers, one file each.

mod dense;
mod flatten;
mod layer_norm;
mod parameterless;
mod prelu;
mod softmax;
mod window;

pub use dense::Dense;
pub use flatten::Flatten;
pub use layer_norm::LayerNorm;
pub use window::{Dilation, Pad, Pair, Sliding, Stride, Window, window_positions};
