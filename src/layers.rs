//! The library's layers, one file each.

mod batch_norm;
mod dense;
mod dropout;
mod layer_norm;
mod prelu;
mod rms_norm;
mod softmax;
mod traits;
mod window;

pub use batch_norm::BatchNorm;
pub use dense::Dense;
pub use dropout::Dropout;
pub use layer_norm::LayerNorm;
pub use rms_norm::RmsNorm;
pub use window::{Dilation, Pad, Pair, Sliding, Stride, Window, window_positions};
