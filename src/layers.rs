//! The library's layers, one file each.

mod attributes;
mod avg_pool;
mod dense;
mod flatten;
mod global_avg_pool;
mod layer_norm;
mod max_pool;
mod parameterless;
mod prelu;
mod softmax;
mod window;

pub use avg_pool::AvgPool;
pub use dense::Dense;
pub use flatten::Flatten;
pub use global_avg_pool::GlobalAvgPool;
pub use layer_norm::LayerNorm;
pub use max_pool::MaxPool;
pub use window::{Dilation, Pad, Pair, Sliding, Stride, Window, window_positions};
