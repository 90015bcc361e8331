//! How a file is loaded.

#[cfg(feature = "std")]
use std::path::Path;

#[cfg(feature = "std")]
use crate::disk;
use crate::files::content::{self, Format};
#[cfg(feature = "std")]
use crate::files::error::Error;
use crate::files::refusal::Refusal;
use crate::layer::contract::Layer;

/// Loads files with other demands than [`Files`](crate::files::Files)' methods make.
///
/// ```
/// use staticnn::files::Loader;
/// use staticnn::prelude::*;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let mut line = Line::zeros();
/// line.layer1.bias[0] = f32::NAN;
/// let file = line.to_safetensors();
///
/// let mut again = Line::zeros();
/// let refusal = Loader::new().finite().load_safetensors(&mut again, &file).unwrap_err();
/// assert_eq!(
///     refusal.to_string(),
///     "it doesn't fit the network: number 0 of `layer1.bias` is NaN, and only finite ones are taken",
/// );
/// again.load_safetensors(&file)?;
/// assert!(again.layer1.bias[0].is_nan());
/// # Ok::<(), staticnn::files::Refusal>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[must_use]
pub struct Loader {
    finite: bool,
}

impl Loader {
    /// Takes any numbers, infinite and NaN among them.
    pub const fn new() -> Self {
        Self { finite: false }
    }

    /// Takes finite numbers only.
    pub const fn finite(self) -> Self {
        Self { finite: true }
    }

    /// Does what [`Files::load_safetensors`](crate::files::Files::load_safetensors) does.
    ///
    /// # Errors
    ///
    /// As there, and for numbers that aren't taken.
    pub fn load_safetensors<L: Layer>(self, network: &mut L, bytes: &[u8]) -> Result<(), Refusal> {
        content::load(network, bytes, Format::Library, self.finite)
    }

    /// Does what [`Files::load_pytorch_bytes`](crate::files::Files::load_pytorch_bytes) does.
    ///
    /// # Errors
    ///
    /// As there, and for numbers that aren't taken.
    pub fn load_pytorch_bytes<L: Layer>(self, network: &mut L, bytes: &[u8]) -> Result<(), Refusal> {
        content::load(network, bytes, Format::PyTorch, self.finite)
    }

    /// Does what [`Files::load`](crate::files::Files::load) does.
    ///
    /// # Errors
    ///
    /// As there, and for numbers that aren't taken.
    #[cfg(feature = "std")]
    pub fn load<L: Layer>(self, network: &mut L, path: impl AsRef<Path>) -> Result<(), Error> {
        read(path.as_ref(), |bytes| self.load_safetensors(network, bytes))
    }

    /// Does what [`Files::load_pytorch`](crate::files::Files::load_pytorch) does.
    ///
    /// # Errors
    ///
    /// As there, and for numbers that aren't taken.
    #[cfg(feature = "std")]
    pub fn load_pytorch<L: Layer>(self, network: &mut L, path: impl AsRef<Path>) -> Result<(), Error> {
        read(path.as_ref(), |bytes| self.load_pytorch_bytes(network, bytes))
    }
}

#[cfg(feature = "std")]
fn read(path: &Path, load: impl FnOnce(&[u8]) -> Result<(), Refusal>) -> Result<(), Error> {
    let bytes = disk::read(path).map_err(|source| Error::Read { path: path.into(), source })?;
    load(&bytes).map_err(|refusal| Error::Refused { path: path.into(), refusal })
}
