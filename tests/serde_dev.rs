//! dev
#[path = "programs/saved.rs"]
mod saved;
#[path = "layers/serialized.rs"]
mod serialized;
