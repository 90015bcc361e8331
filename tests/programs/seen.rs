//! Pictures as a test sees them: decoded pixels, and the texts of an SVG.

use std::fs;
use std::path::{Path, PathBuf};

use image::RgbImage;
use staticnn::chart::Error;

use crate::strange_charts::assert_well_formed;

pub const BLUE: [u8; 3] = [0, 114, 178];
pub const VERMILLION: [u8; 3] = [213, 94, 0];
/// The colour of lines for reference.
pub const GREY: [u8; 3] = [110, 110, 110];

/// A path for one test, empty.
pub fn path(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("seen").join(name);
    let _ = fs::remove_file(&path);
    path
}

/// Saves a picture as PNG and decodes it.
pub fn png(test: &str, save: impl FnOnce(&Path) -> Result<(), Error>) -> RgbImage {
    let path = path(&format!("{test}.png"));
    save(&path).unwrap();
    image::open(&path).unwrap().into_rgb8()
}

/// Saves a picture as SVG, holds it to XML and returns it.
pub fn svg(test: &str, save: impl FnOnce(&Path) -> Result<(), Error>) -> String {
    let path = path(&format!("{test}.svg"));
    save(&path).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert_well_formed(&text);
    text
}

/// The texts of an SVG, as they are shown.
pub fn texts(svg: &str) -> Vec<String> {
    let shown = |text: &str| {
        text.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&apos;", "'")
            .replace("&amp;", "&")
    };
    let text = |part: &str| Some(shown(part.rsplit_once(">\n")?.1.trim_end_matches('\n')));
    let (parts, _) = svg.rsplit_once("</text>").unwrap_or_default();
    parts.split("</text>").filter_map(text).collect()
}

/// Whether two colours are about equal.
pub fn alike(one: [u8; 3], other: [u8; 3]) -> bool {
    one.into_iter().zip(other).all(|(one, other)| one.abs_diff(other) < 25)
}

/// The pixels of about this colour.
pub fn pixels(picture: &RgbImage, color: [u8; 3]) -> Vec<(u32, u32)> {
    picture.enumerate_pixels().filter(|(.., pixel)| alike(pixel.0, color)).map(|(x, y, _)| (x, y)).collect()
}

/// The pixels of about this colour in the plot of a chart of 480 x 320 pixels, where no text is.
pub fn plotted(picture: &RgbImage, color: [u8; 3]) -> Vec<(u32, u32)> {
    pixels(picture, color).into_iter().filter(|(x, y)| (60..470).contains(x) && (8..258).contains(y)).collect()
}

/// The share of the positions between two that have about this colour, or a neighbour above or below has.
pub fn share_along(picture: &RgbImage, from: (u32, u32), to: (u32, u32), color: [u8; 3]) -> f64 {
    const POSITIONS: u32 = 100;
    let between = |from: u32, to: u32, at: u32| (from * (POSITIONS - at) + to * at) / POSITIONS;
    let has = |at: &u32| {
        let (x, y) = (between(from.0, to.0, *at), between(from.1, to.1, *at));
        (y - 1..=y + 1).any(|y| alike(picture.get_pixel(x, y).0, color))
    };
    f64::from((1..POSITIONS).filter(has).count() as u32) / f64::from(POSITIONS - 1)
}

/// The middle of some pixels.
pub fn middle(pixels: &[(u32, u32)]) -> (f64, f64) {
    let count = pixels.len() as f64;
    let mean = |at: fn(&(u32, u32)) -> u32| pixels.iter().map(|pixel| f64::from(at(pixel))).sum::<f64>() / count;
    (mean(|pixel| pixel.0), mean(|pixel| pixel.1))
}

/// The least and the largest x and y of some pixels.
pub fn ends(pixels: &[(u32, u32)]) -> ((u32, u32), (u32, u32)) {
    let of = |at: fn(&(u32, u32)) -> u32| (pixels.iter().map(at).min().unwrap(), pixels.iter().map(at).max().unwrap());
    (of(|pixel| pixel.0), of(|pixel| pixel.1))
}

/// Whether nothing is drawn in the outer pixels of a picture.
pub fn has_a_margin(picture: &RgbImage) -> bool {
    let (width, height) = picture.dimensions();
    let inner = |at: u32, side: u32| (3..side - 3).contains(&at);
    picture.enumerate_pixels().all(|(x, y, pixel)| pixel.0 == [255; 3] || inner(x, width) && inner(y, height))
}
