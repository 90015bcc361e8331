//! Where a trainer writes checkpoints, and which one it starts from.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::any::type_name;
use std::path::{Path, PathBuf};

use serde::{Serialize, de::DeserializeOwned};

use crate::trainer::checkpoint::format::append;

/// Writes an optimizer.
type Encode<O> = fn(&O, &mut Vec<u8>) -> postcard::Result<()>;
/// Reads an optimizer, and returns what follows it.
type Decode<O> = for<'b> fn(&'b [u8]) -> postcard::Result<(O, &'b [u8])>;

/// Where and how often checkpoints are written.
pub(crate) struct CheckpointEvery<O> {
    pub(super) path: PathBuf,
    pub(super) epochs: usize,
    pub(super) optimizer: String,
    pub(super) encode: Encode<O>,
}

/// The checkpoint that a training starts from.
pub(crate) struct Resume<O> {
    pub(super) path: PathBuf,
    pub(super) optimizer: String,
    pub(super) decode: Decode<O>,
}

impl<O: Serialize + DeserializeOwned> CheckpointEvery<O> {
    /// Checkpoints of a network `N` in this file, every so many epochs.
    pub(crate) fn new<N>(path: &Path, epochs: usize) -> Self {
        let encode: Encode<O> = |optimizer, bytes| append(bytes, optimizer);
        Self { path: path.into(), epochs, optimizer: name::<N, O>(), encode }
    }
}

impl<O: Serialize + DeserializeOwned> Resume<O> {
    /// The checkpoint of a network `N` in this file.
    pub(crate) fn new<N>(path: &Path) -> Self {
        let decode: Decode<O> = |bytes| postcard::take_from_bytes(bytes);
        Self { path: path.into(), optimizer: name::<N, O>(), decode }
    }
}

/// The name of an optimizer's type, without paths, and with `_` for the network.
fn name<N, O>() -> String {
    let whole = type_name::<O>().replace(type_name::<N>(), "_");
    let mut name = String::new();
    for part in whole.split_inclusive(['<', '>', '(', ')', ',', ' ']) {
        name += part.rsplit("::").next().unwrap_or(part);
    }
    name
}

/// Names the metrics, or says that there are none.
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
