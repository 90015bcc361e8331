//! Networks in files: the library's own and those of PyTorch (feature `safetensors`), ONNX files (feature `onnx`), and those of
//! RTNeural (feature `json`). Paths need `std`.
//!
//! The first two are [safetensors](https://github.com/huggingface/safetensors) files, which hold tensors by name and no code. The
//! library's own hold a description of the network, too, so that a file of another network is refused even where the numbers
//! of weights agree. The [page on PyTorch](crate::guide::pytorch) says how the two sides correspond.
//!
//! ```
//! use staticnn::prelude::*;
//!
//! network! { struct Regressor< 3 -> hidden: 12 relu -> 1 >; }
//!
//! let path = std::env::temp_dir().join("staticnn-regressor.safetensors");
//! let net = Regressor::init(&mut ChaCha8Rng::seed_from_u64(42));
//! net.save(&path)?;
//!
//! let mut again = Regressor::zeros();
//! again.load(&path)?;
//! assert_eq!(again.parameters(), net.parameters());
//! # std::fs::remove_file(&path)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The content of a file
//!
//! A tensor is called after its stage and its field: `hidden.weight`, `layer2.bias`, and in a network that is a stage
//! `encoder.layer1.weight`. Its shape is that of the declaration, its numbers are F32 or F64. The metadata has one entry,
//! `staticnn`, which says the library's version and then what each stage is, a line each:
//!
//! ```text
//! version 0.1.0
//! hidden: dense 3 -> 12 relu
//! layer2: dense 12 -> 1
//! ```
//!
//! A program in another language that writes this entry, with the weights as inputs x outputs, writes a file that `load`
//! takes.

#[cfg(feature = "safetensors")]
mod archive;
#[cfg(feature = "safetensors")]
mod content;
#[cfg(feature = "safetensors")]
mod description;
#[cfg(feature = "std")]
mod error;
#[cfg(feature = "safetensors")]
mod loader;
#[cfg(feature = "safetensors")]
mod names;
#[cfg(feature = "safetensors")]
mod refusal;

#[cfg(any(feature = "safetensors", feature = "onnx"))]
use alloc::vec::Vec;
#[cfg(feature = "std")]
use std::path::Path;

#[cfg(feature = "std")]
use crate::disk;
use crate::network::Network;
#[cfg(feature = "onnx")]
use crate::onnx;
#[cfg(feature = "json")]
use crate::rtneural;
#[cfg(feature = "safetensors")]
use content::Format;
#[cfg(feature = "std")]
pub use error::Error;
#[cfg(feature = "safetensors")]
pub use loader::Loader;
#[cfg(feature = "safetensors")]
pub use refusal::{Misfit, Refusal, Unreadable};

/// Saves and loads a network. Every network has these methods.
///
/// A load takes a file whole or refuses it, and then the network is as it was. It allocates the size of the file, and for
/// its header.
pub trait Files: Network {
    /// Returns the content of a file that holds the network, which [`load_safetensors`](Self::load_safetensors) takes.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut line = Line::zeros();
    /// line.layer1.weight[0][0] = 3.0;
    /// let mut again = Line::zeros();
    /// again.load_safetensors(&line.to_safetensors())?;
    /// assert_eq!(again.parameters(), [3.0, 0.0]);
    /// # Ok::<(), staticnn::files::Refusal>(())
    /// ```
    #[cfg(feature = "safetensors")]
    #[must_use]
    fn to_safetensors(&self) -> Vec<u8> {
        content::of(self, Format::Library)
    }

    /// Replaces the parameters by those in a file that [`to_safetensors`](Self::to_safetensors) or `save` wrote.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] if the bytes aren't such a file, or hold another network.
    #[cfg(feature = "safetensors")]
    fn load_safetensors(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        Loader::new().load_safetensors(self, bytes)
    }

    /// Returns the content of a file that PyTorch's `load_state_dict` takes, strict.
    ///
    /// Its names are those of an `nn.Sequential`: `0.weight`, `2.weight`; or, if every stage with parameters has a label, the
    /// labels: `hidden.weight`. Weights are outputs x inputs. The [page on PyTorch](crate::guide::pytorch) says more.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
    ///
    /// // Python: safetensors.torch.load_file("regressor.safetensors")
    /// let file = Regressor::zeros().to_pytorch();
    /// assert!(file.windows(10).any(|part| part == b"\"0.weight\""));
    /// Regressor::zeros().load_pytorch_bytes(&file)?;
    /// # Ok::<(), staticnn::files::Refusal>(())
    /// ```
    #[cfg(feature = "safetensors")]
    #[must_use]
    fn to_pytorch(&self) -> Vec<u8> {
        content::of(self, Format::PyTorch)
    }

    /// Replaces the parameters by those of a PyTorch model: the content of a safetensors file, as Python's
    /// `safetensors.torch.save_file(model.state_dict(), path)` writes it.
    ///
    /// Numbers may be F32, F16 or BF16, and for a network of `f64` F64, too. Which activations the model has isn't in the
    /// file: compare a few outputs with PyTorch's.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] if the bytes aren't such a file, or the names, shapes or types of its tensors aren't those of the
    /// network.
    #[cfg(feature = "safetensors")]
    fn load_pytorch_bytes(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        Loader::new().load_pytorch_bytes(self, bytes)
    }

    /// Writes the network to a file, which [`load`](Self::load) takes: whole or not at all.
    ///
    /// A draft in the same directory is written, flushed to the disk and renamed. Whenever the program ends, the path leads to
    /// the whole old file or to the whole new one; a program that is killed may leave its draft, `.1234-0.draft` with the number
    /// of its process, beside it. Missing directories are created. If the path is a symbolic link, the
    /// link stays, and the file that it points to is replaced. A file that is there keeps its permissions.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] with the error of the system.
    #[cfg(all(feature = "safetensors", feature = "std"))]
    fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        write(path.as_ref(), &self.to_safetensors())
    }

    /// Replaces the parameters by those in a file that [`save`](Self::save) wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Read`] with the error of the system, or [`Error::Refused`] if it isn't such a file or holds another network.
    #[cfg(all(feature = "safetensors", feature = "std"))]
    fn load(&mut self, path: impl AsRef<Path>) -> Result<(), Error> {
        Loader::new().load(self, path)
    }

    /// Writes a file that PyTorch takes, whole or not at all, as [`save`](Self::save) writes one. Its content is what
    /// [`to_pytorch`](Self::to_pytorch) returns.
    ///
    /// ```python
    /// model.load_state_dict(safetensors.torch.load_file("model.safetensors"))
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Write`] with the error of the system.
    #[cfg(all(feature = "safetensors", feature = "std"))]
    fn save_pytorch(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        write(path.as_ref(), &self.to_pytorch())
    }

    /// Replaces the parameters by those of a PyTorch model in a safetensors file.
    /// [`load_pytorch_bytes`](Self::load_pytorch_bytes) says what it may hold.
    ///
    /// # Errors
    ///
    /// [`Error::Read`] with the error of the system, or [`Error::Refused`] if it isn't such a file or holds another network.
    #[cfg(all(feature = "safetensors", feature = "std"))]
    fn load_pytorch(&mut self, path: impl AsRef<Path>) -> Result<(), Error> {
        Loader::new().load_pytorch(self, path)
    }

    /// Returns the content of an ONNX file, which onnxruntime and other programs run. The [module](crate::onnx) says which
    /// operators it has.
    ///
    /// # Errors
    ///
    /// [`onnx::Error`] if a stage has a layer or an activation of your own, or if the file would be longer than 2 GiB.
    #[cfg(feature = "onnx")]
    fn to_onnx(&self) -> Result<Vec<u8>, onnx::Error> {
        onnx::to_onnx(self)
    }

    /// Writes an ONNX file with the content that [`to_onnx`](Self::to_onnx) returns, whole or not at all.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
    ///
    /// let net = Regressor::init(&mut ChaCha8Rng::seed_from_u64(42));
    /// net.save_onnx(std::env::temp_dir().join("staticnn-regressor.onnx"))?;
    /// # std::fs::remove_file(std::env::temp_dir().join("staticnn-regressor.onnx"))?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Onnx`] if the format can't say it, or [`Error::Write`] with the error of the system.
    #[cfg(all(feature = "onnx", feature = "std"))]
    fn save_onnx(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        write(path, &self.to_onnx().map_err(|source| Error::Onnx { path: path.into(), source })?)
    }

    /// Replaces the parameters by those of a model in RTNeural's JSON. The [module](crate::rtneural) says which layers are read.
    ///
    /// # Errors
    ///
    /// A [`rtneural::Error`] if the bytes aren't such a file, or its layers aren't the stages of the network.
    #[cfg(feature = "json")]
    fn load_rtneural_bytes(&mut self, bytes: &[u8]) -> Result<(), rtneural::Error> {
        rtneural::load(self, bytes)
    }

    /// Replaces the parameters by those of a model in a JSON file of RTNeural's, as
    /// [`load_rtneural_bytes`](Self::load_rtneural_bytes) does.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Amp< 16x1 -> lstm 2 -> 1 >; }
    ///
    /// let error = Amp::zeros().load_rtneural("absent.json").unwrap_err();
    /// assert!(error.to_string().starts_with("`absent.json` can't be read: "));
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Read`] with the error of the system, or [`Error::RtNeural`] if it isn't such a file or holds another network.
    #[cfg(all(feature = "json", feature = "std"))]
    fn load_rtneural(&mut self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        let bytes = disk::read(path).map_err(|source| Error::Read { path: path.into(), source })?;
        self.load_rtneural_bytes(&bytes)
            .map_err(|source| Error::RtNeural { path: path.into(), source: std::boxed::Box::new(source) })
    }
}

impl<N: Network> Files for N {}

#[cfg(all(feature = "std", any(feature = "safetensors", feature = "onnx")))]
fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let fill = |file: &mut std::fs::File| std::io::Write::write_all(file, bytes);
    disk::write(path, fill).map_err(|source| Error::Write { path: path.into(), source })
}
