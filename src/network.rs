//! What programs do with a network.

mod contract;
mod error;
pub mod fold;
mod rust_code;
mod weights;

pub use contract::Network;
pub use error::Error;
pub use rust_code::RustCode;
pub use weights::Weights;
