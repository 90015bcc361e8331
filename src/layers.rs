//! The library's layers, one file each.

mod avg_pool;
mod batch_norm;
mod buffer;
mod conv;
mod dense;
mod depthwise;
mod dropout;
mod flatten;
mod global_avg_pool;
mod layer_norm;
mod max_pool;
mod parameterless;
mod placed;
mod pooled;
mod prelu;
mod rms_norm;
mod softmax;
mod traits;
mod window;

pub use crate::grid::window_positions;
pub use avg_pool::AvgPool;
pub use batch_norm::BatchNorm;
pub use conv::Conv;
pub use dense::Dense;
pub use depthwise::Depthwise;
pub use dropout::Dropout;
pub use flatten::Flatten;
pub use global_avg_pool::GlobalAvgPool;
pub use layer_norm::LayerNorm;
pub use max_pool::MaxPool;
pub use rms_norm::RmsNorm;
pub use window::{Dilation, Pad, Padding, Pair, Sliding, Stride, Unpadded, Window};
