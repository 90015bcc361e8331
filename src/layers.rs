//! The library's layers, one file each.

mod dense;
mod layer_norm;
mod prelu;
mod softmax;
mod window;

pub use dense::Dense;
pub use layer_norm::LayerNorm;
pub use window::{Dilation, Pad, Pair, Sliding, Stride, Window, window_positions};
