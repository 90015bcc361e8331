//! Saves a chart to a file.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::sync::atomic::{AtomicU32, Ordering};
use std::path::{Path, PathBuf};
use std::{fs, io, process};

use plotters::prelude::*;

use crate::chart::canvas::{Canvas, SCALE};
use crate::chart::contents::Chart;
use crate::chart::errors::{Error, SIDES};
use crate::chart::regions::Regions;

impl Chart {
    /// Draws the chart to a `.png` or `.svg` file, by the extension of the path. Missing directories are created. An
    /// existing file is replaced, or left unchanged if there is an error. If the path is a symbolic link, the link stays and
    /// the file that it points to is written.
    ///
    /// # Errors
    ///
    /// [`Error::Extension`], [`Error::Size`], [`Error::Range`] or [`Error::Empty`] before anything is written;
    /// [`Error::Write`] if the file can't be written.
    ///
    /// ```
    /// use staticnn::chart::Error;
    /// use staticnn::prelude::*;
    ///
    /// let nothing = History::default();
    /// let result = Chart::new("Loss").curve("", &nothing).save("loss.svg");
    /// assert!(matches!(result, Err(Error::Empty { .. })));
    /// ```
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
        if extension != "png" && extension != "svg" {
            return Err(Error::Extension { path: path.into() });
        }
        let (width, height) = self.size;
        if !SIDES.contains(&width) || !SIDES.contains(&height) {
            return Err(Error::Size { width, height });
        }
        if let Some((axis, (low, high))) = self.regions.as_ref().and_then(Regions::refused) {
            return Err(Error::Range { axis, low, high });
        }
        let colored = self.colored.iter().flat_map(|colored| &colored.points);
        if colored.count() == 0 && self.series.iter().all(|series| series.points.is_empty()) {
            return Err(Error::Empty { path: path.into() });
        }

        self.write(path, extension == "png").map_err(|source| Error::Write { path: path.into(), source })
    }

    /// Writes a draft into the directory of the file, then renames it.
    fn write(&self, path: &Path, png: bool) -> io::Result<()> {
        let path = &target(path)?;
        if let Some(directory) = path.parent() {
            fs::create_dir_all(directory).map_err(|error| file_among(directory).unwrap_or(error))?;
        }
        static DRAFTS: AtomicU32 = AtomicU32::new(0);
        let number = DRAFTS.fetch_add(1, Ordering::Relaxed);
        let name = format!(".{}-{number}.{}", process::id(), if png { "png" } else { "svg" });
        let draft = Draft(path.with_file_name(name));
        if png {
            self.write_png(&draft.0)?
        } else {
            self.write_svg(&draft.0)?
        };
        fs::rename(&draft.0, path)
    }

    fn write_svg(&self, path: &Path) -> io::Result<()> {
        let (width, height) = self.size;
        let (large_width, large_height) = (width * SCALE, height * SCALE);
        let mut text = String::new();
        let root = SVGBackend::with_string(&mut text, (large_width, large_height)).into_drawing_area();
        let canvas = Canvas { root, vector: true };
        self.draw(&canvas).and_then(|()| canvas.root.present()).map_err(io_error)?;
        drop(canvas);
        let drawn = format!(r#"width="{large_width}" height="{large_height}""#);
        let shown = format!(r#"width="{width}" height="{height}" stroke-linejoin="round" stroke-linecap="round""#);
        fs::write(path, text.replacen(&drawn, &shown, 1))
    }

    fn write_png(&self, path: &Path) -> io::Result<()> {
        let file = io::BufWriter::new(fs::File::create(path)?);
        let (width, height) = self.size;
        let mut large = vec![0; (width * height * SCALE * SCALE * 3) as usize];
        let root = BitMapBackend::with_buffer(&mut large, (width * SCALE, height * SCALE)).into_drawing_area();
        let canvas = Canvas { root, vector: false };
        self.draw(&canvas).and_then(|()| canvas.root.present()).map_err(io_error)?;
        drop(canvas);
        let mut encoder = png::Encoder::new(file, width, height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_adaptive_filter(png::AdaptiveFilterType::Adaptive);
        let mut writer = encoder.write_header().map_err(io_error)?;
        writer.write_image_data(&smoothed(&large, width as usize)).map_err(io_error)?;
        writer.finish().map_err(io_error)
    }
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

/// Returns the means of squares of `SCALE` x `SCALE` pixels, for a picture of this width as seen.
fn smoothed(large: &[u8], width: usize) -> Vec<u8> {
    const SIDE: usize = SCALE as usize;
    let (pixels, _) = large.as_chunks::<3>();
    let mut small = Vec::with_capacity(large.len() / (SIDE * SIDE));
    for rows in pixels.chunks_exact(width * SIDE * SIDE) {
        let mut sums = vec![[0_u16; 3]; width];
        for row in rows.chunks_exact(width * SIDE) {
            for (sum, pixels) in sums.iter_mut().zip(row.as_chunks::<SIDE>().0) {
                for [red, green, blue] in pixels {
                    sum[0] += u16::from(*red);
                    sum[1] += u16::from(*green);
                    sum[2] += u16::from(*blue);
                }
            }
        }
        small.extend(sums.as_flattened().iter().map(|sum| (sum / (SIDE * SIDE) as u16) as u8));
    }
    small
}

fn io_error(error: impl ToString) -> io::Error {
    io::Error::other(error.to_string())
}
