//! Saves a picture to a file.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use plotters::prelude::*;

use crate::chart::canvas::{self, Canvas, SCALE};
use crate::chart::errors::{Error, SIDES};
use crate::disk;

/// What can be saved as a picture.
pub(super) trait Picture {
    /// Returns the width and the height, in pixels as seen.
    fn pixels(&self) -> (u32, u32);

    /// Returns why the picture can't be drawn to this path, if so.
    fn refused(&self, path: &Path) -> Option<Error>;

    /// Draws the picture on a white canvas.
    fn draw<B: DrawingBackend>(&self, canvas: &Canvas<B>) -> canvas::Result<B>;
}

/// Draws a picture to a `.png` or `.svg` file, by the extension of the path.
pub(super) fn save(picture: &impl Picture, path: &Path) -> Result<(), Error> {
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    if extension != "png" && extension != "svg" {
        return Err(Error::Extension { path: path.into() });
    }
    let (width, height) = picture.pixels();
    if !SIDES.contains(&width) || !SIDES.contains(&height) {
        return Err(Error::Size { width, height });
    }
    if let Some(error) = picture.refused(path) {
        return Err(error);
    }
    let write = |file: &mut File| if extension == "png" { write_png(picture, file) } else { write_svg(picture, file) };
    disk::write(path, write).map_err(|source| Error::Write { path: path.into(), source })
}

fn write_svg(picture: &impl Picture, file: &mut File) -> io::Result<()> {
    let (width, height) = picture.pixels();
    let (large_width, large_height) = (width * SCALE, height * SCALE);
    let mut text = String::new();
    let root = SVGBackend::with_string(&mut text, (large_width, large_height)).into_drawing_area();
    draw(picture, &Canvas { root, vector: true })?;
    let drawn = format!(r#"width="{large_width}" height="{large_height}""#);
    let shown = format!(r#"width="{width}" height="{height}" stroke-linejoin="round" stroke-linecap="round""#);
    file.write_all(text.replacen(&drawn, &shown, 1).as_bytes())
}

fn write_png(picture: &impl Picture, file: &mut File) -> io::Result<()> {
    let (width, height) = picture.pixels();
    let mut large = vec![0; (width * height * SCALE * SCALE * 3) as usize];
    let root = BitMapBackend::with_buffer(&mut large, (width * SCALE, height * SCALE)).into_drawing_area();
    draw(picture, &Canvas { root, vector: false })?;
    let mut encoder = png::Encoder::new(io::BufWriter::new(file), width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_adaptive_filter(png::AdaptiveFilterType::Adaptive);
    let mut writer = encoder.write_header().map_err(io_error)?;
    writer.write_image_data(&smoothed(&large, width as usize)).map_err(io_error)?;
    writer.finish().map_err(io_error)
}

fn draw<B: DrawingBackend>(picture: &impl Picture, canvas: &Canvas<B>) -> io::Result<()> {
    canvas.root.fill(&WHITE).map_err(io_error)?;
    picture.draw(canvas).and_then(|()| canvas.root.present()).map_err(io_error)
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
