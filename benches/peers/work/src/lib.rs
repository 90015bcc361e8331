//! What every peer does, and how its process says what it measured.
//!
//! - [`rows`] is the table: networks, batches, losses and optimizers.
//! - [`networks`] has the networks that aren't chains of dense layers.
//! - [`data`] has the formulas of the starting parameters, the inputs and the targets.
//! - [`clock`] measures processor time.
//! - [`measure`] checks and measures a row of a Rust peer.
//! - [`process`] is the protocol between the driver and a peer's process.

pub mod clock;
pub mod data;
pub mod measure;
pub mod networks;
pub mod process;
pub mod rows;
