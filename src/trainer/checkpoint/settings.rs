//! Where a trainer writes checkpoints, and where it starts from.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::any::type_name;
use std::path::{Path, PathBuf};

use serde::{Serialize, de::DeserializeOwned};

use crate::network::Network;
use crate::trainer::checkpoint::format::append;
use crate::trainer::settings::Trainer;

/// Writes an optimizer.
type Encode<O> = fn(&O, &mut Vec<u8>) -> postcard::Result<()>;
/// Reads an optimizer, and returns what follows it.
type Decode<O> = for<'b> fn(&'b [u8]) -> postcard::Result<(O, &'b [u8])>;

/// Where and how often checkpoints are written.
pub(in crate::trainer) struct CheckpointEvery<O> {
    pub(super) path: PathBuf,
    pub(super) epochs: usize,
    pub(super) optimizer: String,
    pub(super) encode: Encode<O>,
}

/// The checkpoint that a training starts from.
pub(in crate::trainer) struct Resume<O> {
    pub(super) path: PathBuf,
    pub(super) optimizer: String,
    pub(super) decode: Decode<O>,
}

impl<N, L, O, V, M> Trainer<'_, N, L, O, V, M> {
    /// Writes a checkpoint to this file after every so many epochs, at least 1, and at the end. Each one replaces the one
    /// before: whenever the program is killed, the file is a whole checkpoint. Needs the feature `checkpoint`.
    ///
    /// The optimizer is part of it, so the trainer owns it: one passed as `&mut optimizer` doesn't compile. The buffers are
    /// allocated before the first step.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0], [3.0]], &[[1.0], [3.0], [5.0]]));
    /// let path = std::env::temp_dir().join("staticnn-line.checkpoint");
    /// let trainer = |epochs| Trainer::new(Mse, Adam::new(0.1)).epochs(epochs).batch_size(1);
    /// let rng = || ChaCha8Rng::seed_from_u64(42);
    ///
    /// let mut whole = Line::zeros(); // 20 epochs without an interruption
    /// let history = trainer(20).fit(&mut whole, &samples, &mut rng())?;
    ///
    /// trainer(8).checkpoint(&path, 4).fit(&mut Line::zeros(), &samples, &mut rng())?; // interrupted after 8
    /// let mut resumed = Line::zeros();
    /// let both = trainer(20).resume(&path).fit(&mut resumed, &samples, &mut rng())?;
    /// assert_eq!(resumed.parameters(), whole.parameters()); // the same bits
    /// assert_eq!(both, history);
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::trainer::Error>(())
    /// ```
    ///
    /// `fit` returns [`Error::Checkpoint`](crate::trainer::Error::Checkpoint) if the file can't be written.
    #[must_use]
    pub fn checkpoint(mut self, path: impl AsRef<Path>, epochs: usize) -> Self
    where
        N: Network,
        O: Serialize + DeserializeOwned,
    {
        self.checkpoint = Some(CheckpointEvery {
            path: path.as_ref().into(),
            epochs,
            optimizer: name::<N, O>(),
            encode: |optimizer, bytes| append(bytes, optimizer),
        });
        self
    }

    /// Goes on from a checkpoint: `fit` then runs the epochs that are left, up to the number of `epochs`, and returns the
    /// history of all. The result is that of an uninterrupted training, bit for bit, if the data and the settings are the same.
    /// Needs the feature `checkpoint`. [`checkpoint`](Self::checkpoint) has an example.
    ///
    /// The network, the optimizer and the orders of the epochs are those of the file; the generator passed to `fit` isn't used.
    ///
    /// `fit` returns [`Error::Checkpoint`](crate::trainer::Error::Checkpoint) if the file can't be read, is damaged, or belongs
    /// to another network or optimizer. The network and the optimizer are unchanged then. To start without a checkpoint where
    /// there is none, ask `path.exists()` first.
    #[must_use]
    pub fn resume(mut self, path: impl AsRef<Path>) -> Self
    where
        N: Network,
        O: Serialize + DeserializeOwned,
    {
        let decode: Decode<O> = |bytes| postcard::take_from_bytes(bytes);
        self.resume = Some(Resume { path: path.as_ref().into(), optimizer: name::<N, O>(), decode });
        self
    }
}

/// The name of an optimizer's type, without paths, and with `_` for the network.
fn name<N, O>() -> String {
    let whole = type_name::<O>().replace(type_name::<N>(), "_");
    let mut name = String::new();
    for part in whole.split_inclusive(['<', '>', ',', ' ']) {
        name += part.rsplit("::").next().unwrap_or(part);
    }
    name
}

/// Names a list of metrics: `the metrics accuracy and f1`, in short.
pub(super) fn metrics<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.collect();
    if names.is_empty() { "no metric".to_string() } else { format!("the metrics `{}`", names.join("`, `")) }
}

#[cfg(test)]
mod tests {
    use super::{metrics, name};

    #[test]
    fn optimizers_are_named_without_paths() {
        assert_eq!(name::<u8, f64>(), "f64");
        assert_eq!(
            name::<u8, Option<(alloc::string::String, core::num::Wrapping<u8>)>>(),
            "Option<(String, Wrapping<_>)>"
        );
    }

    #[test]
    fn metrics_are_listed() {
        assert_eq!(metrics([].into_iter()), "no metric");
        assert_eq!(metrics(["a", "b"].into_iter()), "the metrics `a`, `b`");
    }
}
