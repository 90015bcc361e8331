//! The errors of files.

use core::fmt;
#[cfg(feature = "json")]
use std::boxed::Box;
use std::io;
use std::path::PathBuf;

use crate::debug_by_display::debug_by_display;
#[cfg(feature = "safetensors")]
use crate::files::refusal::Refusal;
#[cfg(feature = "onnx")]
use crate::onnx;
#[cfg(feature = "json")]
use crate::rtneural;

/// Why a network wasn't saved or loaded. A network that wasn't loaded is as it was, and so is a file that wasn't written.
///
/// ```
/// use staticnn::files::Error;
/// use staticnn::prelude::*;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let error = Line::zeros().load(std::env::temp_dir()).unwrap_err();
/// assert!(matches!(error, Error::Read { .. }));
/// assert!(error.to_string().ends_with("can't be read: it is a directory; give the path of a file"));
/// ```
#[non_exhaustive]
pub enum Error {
    /// The file can't be read, or another program changed it meanwhile.
    Read {
        /// The path that was given.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// The file can't be written.
    Write {
        /// The path that was given.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// The file was read, and isn't one that the network takes.
    #[cfg(feature = "safetensors")]
    Refused {
        /// The path that was given.
        path: PathBuf,
        /// Why.
        refusal: Refusal,
    },
    /// An ONNX file can't hold the network.
    #[cfg(feature = "onnx")]
    Onnx {
        /// The path that was given.
        path: PathBuf,
        /// Why.
        source: onnx::Error,
    },
    /// The file was read, and isn't one of RTNeural's that the network takes.
    #[cfg(feature = "json")]
    RtNeural {
        /// The path that was given.
        path: PathBuf,
        /// Why.
        source: Box<rtneural::Error>,
    },
}

debug_by_display!(Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { path, source } => write!(f, "`{}` can't be read: {source}", path.display()),
            Self::Write { path, source } => write!(f, "`{}` can't be written: {source}", path.display()),
            #[cfg(feature = "onnx")]
            Self::Onnx { path, source } => write!(f, "`{}` isn't written: {source}", path.display()),
            #[cfg(feature = "json")]
            Self::RtNeural { path, source } => write!(f, "`{}` isn't loaded: {source}", path.display()),
            #[cfg(feature = "safetensors")]
            Self::Refused { path, refusal } => write!(f, "`{}` isn't loaded: {refusal}", path.display()),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Read { source, .. } | Self::Write { source, .. } => Some(source),
            #[cfg(feature = "onnx")]
            Self::Onnx { source, .. } => Some(source),
            #[cfg(feature = "json")]
            Self::RtNeural { source, .. } => Some(&**source),
            #[cfg(feature = "safetensors")]
            Self::Refused { refusal, .. } => Some(refusal),
        }
    }
}
