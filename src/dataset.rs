//! Data sets: rows of inputs and targets that a program owns, splits, and reads from files. Feature `alloc`.
//!
//! `Dataset` owns its rows, and lends them as [`Samples`](crate::Samples). The modules `csv` and `idx` read it from
//! files, with the features of these names.

#[cfg(feature = "csv")]
pub mod csv;
mod error;
#[cfg(feature = "idx")]
pub mod idx;
#[cfg(feature = "alloc")]
mod rows;
#[cfg(all(feature = "alloc", feature = "serde"))]
mod serialized;
#[cfg(all(feature = "alloc", feature = "rand"))]
mod split;

/// Needs the feature `csv`.
#[cfg(not(feature = "csv"))]
#[doc(hidden)]
pub mod csv {
    pub use crate::stubs::Csv;
}

#[cfg(not(feature = "idx"))]
#[doc(hidden)]
pub use crate::stubs::idx;
pub use error::Error;
#[cfg(feature = "alloc")]
pub use rows::{Dataset, rows};
#[cfg(all(feature = "alloc", feature = "rand"))]
pub use split::Folds;
