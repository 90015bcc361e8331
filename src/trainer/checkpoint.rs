//! Checkpoints: trainings that can be interrupted and go on.
//!
//! [`Trainer::checkpoint`](crate::Trainer::checkpoint) writes them and [`Trainer::resume`](crate::Trainer::resume) reads them.
//! A file holds the network, the optimizer with its state, the number that the orders of the epochs derive from, the record of
//! the epochs and, with early stopping, the best network so far. It begins with a line of text; what follows has its length and a
//! checksum in front, so that a file that was cut short or changed is refused. A file is written whole or not at all.

pub(super) mod error;
mod format;
mod settings;
mod state;

pub use error::Error;
pub(super) use settings::{CheckpointEvery, Resume};
pub(super) use state::{State, Writer};
