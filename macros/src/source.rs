//! The files that declarations name, on the disk.

use std::path::Path;
use std::{env, fs};

/// The whole path of a file, and its bytes; or why it can't be read.
pub(crate) fn read(path: &str) -> Result<(String, Vec<u8>), String> {
    let folder = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let absolute = Path::new(&folder).join(path);
    let bytes = fs::read(&absolute)
        .map_err(|error| format!("`{path}` can't be read: {error}; a path is relative to the folder of Cargo.toml"))?;
    let Some(absolute) = absolute.to_str() else {
        return Err(format!("`{path}` is in a folder whose name isn't UTF-8: rename the folder"));
    };
    Ok((absolute.to_owned(), bytes))
}
