//! What several tests share: the slow twin that networks are held to, and networks and samples to hold to it.

pub mod drawn;
pub mod networks;
pub mod twin;
