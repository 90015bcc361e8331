//! What programs do with a network.

mod as_model;
mod contract;
mod error;
pub mod fold;
mod rust_code;
mod streams;
mod weights;

pub use contract::Network;
pub use error::Error;
pub use rust_code::RustCode;
pub use streams::Streams;
pub use weights::Weights;
