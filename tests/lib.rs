//! What several tests share: the slow twin of a network, networks and samples to compare it with, central differences,
//! and PyTorch's numbers.

pub mod drawn;
pub mod golden;
pub mod networks;
pub mod slope;
pub mod twin;
