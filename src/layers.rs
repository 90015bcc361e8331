//! The library's layers, one file each.

mod buffer;
mod conv;
mod dense;
mod layer_norm;
mod prelu;
mod softmax;
mod window;

pub use conv::Conv;
pub use dense::Dense;
pub use layer_norm::LayerNorm;
pub use window::{Dilation, Pad, Padding, Pair, Sliding, Stride, Unpadded, Window, window_positions};
