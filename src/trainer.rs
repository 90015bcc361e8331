//! The training loop: [`Trainer`], what it can do beside the steps, and why it stops.
//!
//! | method | what it does |
//! |---|---|
//! | `epochs`, `batch_size`, `full_batch`, `shuffle` | how the samples are taken |
//! | `accumulate` | several batches per step |
//! | `validation`, `metric` | what is measured after every epoch |
//! | `early_stopping`, `min_improvement`, `max_seconds` | when it ends before the last epoch |
//! | `schedule`, `schedule_by_step` | the learning rate over the training |
//! | `on_epoch`, `on_batch` | callbacks |
//! | `checkpoint`, `resume` | a training that can be interrupted (feature `checkpoint`) |
//! | `threads` | several threads (feature `rayon`) |
//! | `report_every`, `progress` | what is printed (features `std` and `progress`) |
//! | `fit` | trains |
//! | `learning_rate_range` | tries learning rates |

mod check;
#[cfg(feature = "checkpoint")]
pub mod checkpoint;
#[cfg(feature = "std")]
mod clock;
mod engine;
mod error;
mod events;
mod fit;
mod judge;
mod network_mut;
mod options;
mod order;
mod patience;
#[cfg(feature = "progress")]
mod progress;
mod rate_range;
#[cfg(feature = "std")]
mod report;
#[cfg(feature = "checkpoint")]
mod resumed;
mod settings;
#[cfg(feature = "rayon")]
mod threads;
mod training;
mod unit_scale;
#[cfg(not(all(feature = "checkpoint", feature = "progress", feature = "rayon")))]
mod without;

pub use error::Error;
pub use events::{BatchEnd, EpochEnd};
pub use fit::TrainedBy;
pub use judge::MetricsFor;
pub use network_mut::NetworkMut;
#[cfg(feature = "progress")]
pub use progress::Progress;
pub use rate_range::RateRange;
pub use settings::Trainer;
#[cfg(not(feature = "progress"))]
#[doc(hidden)]
pub use without::Progress;
