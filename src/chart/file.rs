//! Saves a chart to a file.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use plotters::prelude::*;

use crate::chart::canvas::{Canvas, SCALE};
use crate::chart::contents::Chart;
use crate::chart::errors::{Error, SIDES};
use crate::chart::regions::Regions;
use crate::disk;

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

        let write = |file: &mut File| if extension == "png" { self.write_png(file) } else { self.write_svg(file) };
        disk::write(path, write).map_err(|source| Error::Write { path: path.into(), source })
    }

    fn write_svg(&self, file: &mut File) -> io::Result<()> {
        let (width, height) = self.size;
        let (large_width, large_height) = (width * SCALE, height * SCALE);
        let mut text = String::new();
        let root = SVGBackend::with_string(&mut text, (large_width, large_height)).into_drawing_area();
        let canvas = Canvas { root, vector: true };
        self.draw(&canvas).and_then(|()| canvas.root.present()).map_err(io_error)?;
        drop(canvas);
        let drawn = format!(r#"width="{large_width}" height="{large_height}""#);
        let shown = format!(r#"width="{width}" height="{height}" stroke-linejoin="round" stroke-linecap="round""#);
        file.write_all(text.replacen(&drawn, &shown, 1).as_bytes())
    }

    fn write_png(&self, file: &mut File) -> io::Result<()> {
        let (width, height) = self.size;
        let mut large = vec![0; (width * height * SCALE * SCALE * 3) as usize];
        let root = BitMapBackend::with_buffer(&mut large, (width * SCALE, height * SCALE)).into_drawing_area();
        let canvas = Canvas { root, vector: false };
        self.draw(&canvas).and_then(|()| canvas.root.present()).map_err(io_error)?;
        drop(canvas);
        let mut encoder = png::Encoder::new(io::BufWriter::new(file), width, height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_adaptive_filter(png::AdaptiveFilterType::Adaptive);
        let mut writer = encoder.write_header().map_err(io_error)?;
        writer.write_image_data(&smoothed(&large, width as usize)).map_err(io_error)?;
        writer.finish().map_err(io_error)
    }
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
