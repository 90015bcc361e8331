//! Why a checkpoint can't be written or read.

use alloc::string::String;
use core::fmt;
use std::io;
use std::path::PathBuf;

use crate::debug_by_display::debug_by_display;

/// Why a checkpoint can't be written or read. The trainer's error holds it:
/// [`trainer::Error::Checkpoint`](crate::trainer::Error::Checkpoint).
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// Checkpoints are to be written every 0 epochs.
    Every,
    /// The file can't be written.
    Write {
        /// The file.
        path: PathBuf,
        /// The kind of the system's error.
        kind: io::ErrorKind,
        /// The system's message.
        message: String,
    },
    /// The file can't be read.
    Read {
        /// The file.
        path: PathBuf,
        /// The kind of the system's error.
        kind: io::ErrorKind,
        /// The system's message.
        message: String,
    },
    /// The file isn't a checkpoint of this version of the library.
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The file was cut short, or something was appended to it.
    Length {
        /// The file.
        path: PathBuf,
        /// How many bytes it should have.
        expected: u64,
        /// How many bytes it has.
        found: u64,
    },
    /// The file was changed: its checksum is another one, or its content isn't what the library writes.
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// The checkpoint is that of another network.
    Network {
        /// The file.
        path: PathBuf,
        /// What the file says of the first stage that differs.
        found: String,
        /// What the network is there.
        expected: String,
    },
    /// The checkpoint is that of another optimizer.
    Optimizer {
        /// The file.
        path: PathBuf,
        /// The optimizer in the file.
        found: String,
        /// The trainer's.
        expected: String,
    },
    /// The trainer that wrote the checkpoint recorded something else.
    Record {
        /// The file.
        path: PathBuf,
        /// What the trainer recorded that wrote the file.
        found: String,
        /// What this trainer records.
        expected: String,
    },
}

debug_by_display!(Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Every => f.write_str("a checkpoint every 0 epochs: `checkpoint` needs 1 or more"),
            Self::Write { path, message, .. } => {
                write!(f, "{}: the checkpoint can't be written: {message}", path.display())
            }
            Self::Read { path, message, .. } => {
                write!(f, "{}: the checkpoint can't be read: {message}", path.display())
            }
            Self::Foreign { path } => write!(
                f,
                "{}: this isn't a checkpoint of staticnn {}; give the file that `Trainer::checkpoint` has written",
                path.display(),
                env!("CARGO_PKG_VERSION")
            ),
            Self::Length { path, expected, found } => write!(
                f,
                "{}: the checkpoint has {found} bytes, but should have {expected}: it was cut short or appended to; take an \
                 older one, or train from the start",
                path.display()
            ),
            Self::Damaged { path, what } => write!(
                f,
                "{}: the checkpoint is damaged: {what}; take an older one, or train from the start",
                path.display()
            ),
            Self::Network { path, found, expected } => write!(
                f,
                "{}: this is a checkpoint of another network: it has `{found}`, and this network has `{expected}`",
                path.display()
            ),
            Self::Optimizer { path, found, expected } => write!(
                f,
                "{}: this checkpoint was written with the optimizer `{found}`, and the trainer has `{expected}`",
                path.display()
            ),
            Self::Record { path, found, expected } => write!(
                f,
                "{}: this checkpoint was written with {found}, and the trainer has {expected}; give it the same settings",
                path.display()
            ),
        }
    }
}

impl core::error::Error for Error {}
