//! Data sets: rows of inputs and targets that a program owns, split, and read from files.
//!
//! [`Dataset`] owns its rows, and lends them as [`Samples`](crate::Samples). The modules `csv` and `idx` read it from files, with the
//! features of these names.

#[cfg(feature = "csv")]
pub mod csv;
mod error;
#[cfg(feature = "idx")]
pub mod idx;
mod rows;
#[cfg(feature = "rand")]
mod split;

pub use error::Error;
pub use rows::{Dataset, rows};
#[cfg(feature = "rand")]
pub use split::Folds;
