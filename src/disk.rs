//! Files that are written whole or not at all, and read whole.
#![cfg_attr(
    not(all(feature = "plot", feature = "safetensors")),
    allow(dead_code, reason = "some features only read files, and others only write them")
)]

use alloc::format;
use alloc::vec::Vec;
use core::sync::atomic::{AtomicU32, Ordering};
use std::fs::{self, File};
use std::io;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process;

/// Writes a file as [`Place::write`] does.
pub(crate) fn write(path: &Path, fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    Place::new(path)?.write(fill)
}

/// Where a file is written, by way of a draft in its directory.
///
/// If the path is a symbolic link, the link stays and the file that it points to is written.
pub(crate) struct Place {
    path: PathBuf,
    directory: PathBuf,
    draft: Draft,
}

impl Place {
    /// Finds the file that the path leads to. Missing directories are created.
    pub(crate) fn new(path: &Path) -> io::Result<Self> {
        static DRAFTS: AtomicU32 = AtomicU32::new(0);
        let path = target(path)?;
        let directory = match path.parent() {
            Some(directory) if directory != Path::new("") => directory.into(),
            _ => PathBuf::from("."),
        };
        fs::create_dir_all(&directory).map_err(|error| file_among(&directory).unwrap_or(error))?;
        if fs::metadata(&path).is_ok_and(|old| !old.is_file()) {
            return Err(not_a_file(&path));
        }
        let number = DRAFTS.fetch_add(1, Ordering::Relaxed);
        let draft = Draft(path.with_file_name(format!(".{}-{number}.draft", process::id())));
        Ok(Self { path, directory, draft })
    }

    /// Writes the file: the draft is flushed to the disk and then renamed. Whenever the program ends, the path leads to the
    /// whole old file or to the whole new one. A file that is there keeps its permissions.
    pub(crate) fn write(&self, fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
        let mut file = File::create(&self.draft.0)?;
        if let Ok(old) = fs::metadata(&self.path) {
            file.set_permissions(old.permissions())?;
        }
        fill(&mut file)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&self.draft.0, &self.path)?;
        // So that the new name outlasts a power failure. Where a directory can't be opened or flushed, the system does it.
        let _ = File::open(&self.directory).and_then(|directory| directory.sync_all());
        Ok(())
    }
}

/// Reads a file whose length the system knows. A file that another program writes meanwhile is an error.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    // Before it is opened: to open a pipe waits until another program writes to it.
    if !fs::metadata(path)?.is_file() {
        return Err(not_a_file(path));
    }
    let mut file = File::open(path)?;
    let before = file.metadata()?;
    let length = usize::try_from(before.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(length)?;
    file.by_ref().take(before.len()).read_to_end(&mut bytes)?;
    let after = file.metadata()?;
    if bytes.len() != length || after.len() != before.len() || after.modified().ok() != before.modified().ok() {
        let message = "another program changed it while it was read; read it again when it is whole";
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    Ok(bytes)
}

/// A file that is removed when the draft is dropped, unless it was renamed.
struct Draft(PathBuf);

impl Drop for Draft {
    fn drop(&mut self) {
        // There may be none, and an error that was before is the one to return.
        let _ = fs::remove_file(&self.0);
    }
}

/// Returns the file that a path leads to through symbolic links. The file need not exist.
fn target(path: &Path) -> io::Result<PathBuf> {
    if !path.is_symlink() {
        return Ok(path.into());
    }
    match fs::canonicalize(path) {
        // The last link points to nothing. Links that lead back to themselves are another error.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            target(&path.parent().unwrap_or(Path::new("")).join(fs::read_link(path)?))
        }
        found => found,
    }
}

/// Returns the error that a part of this path is a file, if one is.
fn file_among(directory: &Path) -> Option<io::Error> {
    let file = directory.ancestors().find(|part| part.exists() && !part.is_dir())?;
    let message = format!("`{}` is a file, so it can't be a directory; choose another directory", file.display());
    Some(io::Error::new(io::ErrorKind::NotADirectory, message))
}

fn not_a_file(path: &Path) -> io::Error {
    let is = if path.is_dir() { "a directory" } else { "a device or a pipe" };
    let kind = if path.is_dir() { io::ErrorKind::IsADirectory } else { io::ErrorKind::InvalidInput };
    io::Error::new(kind, format!("it is {is}; give the path of a file"))
}
