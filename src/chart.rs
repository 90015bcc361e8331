//! Pictures of trainings: the losses over the epochs, as PNG or SVG.
//!
//! Text is drawn with an embedded font, which knows Latin-1, Greek and the usual signs; a letter that it lacks is left
//! out. In an SVG the viewer's own font may stand in.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::ops::{Range, RangeInclusive};
use core::sync::atomic::{AtomicU32, Ordering};
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::{fs, io, process};

use plotters::backend::RGBPixel;
use plotters::coord::Shift;
use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};
use plotters::prelude::*;
use plotters::style::register_font;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::history::History;

/// The losses of one or more trainings over their epochs, in one picture.
///
/// A training's curve is solid; that of its validation losses, if it has some, is dashed and of the same colour. The
/// colours can be told apart by the colour-blind (source: Okabe and Ito, "Color Universal Design", 2008). Where all
/// losses are positive and the largest is more than 20 times the smallest, the loss axis is logarithmic.
///
/// ```
/// use staticnn::prelude::*;
///
/// let slow: History = (0..100).map(|epoch| 5.0 * f64::exp(-0.01 * f64::from(epoch))).collect();
/// let fast: History = (0..100).map(|epoch| 5.0 * f64::exp(-0.10 * f64::from(epoch))).collect();
/// let path = std::env::temp_dir().join("staticnn-rates.svg");
/// Chart::new("Two learning rates").curve("0.01", &slow).curve("0.1", &fast).save(&path)?;
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), staticnn::chart::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Chart {
    title: String,
    curves: Vec<Curve>,
    size: (u32, u32),
}

#[derive(Clone, Debug)]
struct Curve {
    name: String,
    color: RGBColor,
    dashed: bool,
    /// Epochs and losses, all finite.
    points: Vec<(f64, f64)>,
}

/// What a picture's side may be, in pixels.
const SIDES: RangeInclusive<u32> = 240..=4096;

/// Okabe and Ito's colours without their yellow, which is hard to see on white.
const COLORS: [RGBColor; 7] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(0, 0, 0),
];

const TEXT: RGBColor = RGBColor(38, 38, 38);
const AXIS: RGBColor = RGBColor(110, 110, 110);
const GRID: RGBColor = RGBColor(222, 222, 222);
const FINE_GRID: RGBColor = RGBColor(241, 241, 241);

/// plotters knows whole pixels only: so everything is drawn this many times as large, and smoothed.
const SCALE: u32 = 3;

/// What is in the font file, and what may stand in for it in an SVG.
const FONT: &str = "DejaVu Sans, Verdana, sans-serif";

impl Chart {
    /// A picture without curves, 960 x 640 pixels; the title may be empty.
    #[must_use]
    pub fn new(title: &str) -> Self {
        Self { title: title.into(), curves: Vec::new(), size: (960, 640) }
    }

    /// Adds the curves of a training. The name is for the legend, which a single curve with an empty name goes without.
    ///
    /// Losses that aren't finite are skipped: a [`Trainer`](crate::Trainer) records none, but a history collected from a
    /// loop of one's own may hold them.
    #[must_use]
    pub fn curve(mut self, name: &str, history: &History) -> Self {
        let color = COLORS[self.curves.iter().filter(|curve| !curve.dashed).count() % COLORS.len()];
        self.curves.push(Curve { name: name.into(), color, dashed: false, points: points(history.training()) });
        if !history.validation().is_empty() {
            let name = if name.is_empty() { "validation".into() } else { format!("{name}, validation") };
            self.curves.push(Curve { name, color, dashed: true, points: points(history.validation()) });
        }
        self
    }

    /// Another width and height, in pixels, each 240 to 4096.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let history: History = [4.0, 2.0, 1.0].into_iter().collect();
    /// let path = std::env::temp_dir().join("staticnn-small.png");
    /// Chart::new("Small").curve("", &history).size(480, 320).save(&path)?;
    /// # std::fs::remove_file(&path).unwrap();
    ///
    /// let error = Chart::new("Smaller").curve("", &history).size(48, 32).save(&path).unwrap_err();
    /// assert_eq!(error.to_string(), "a chart of 48 x 32 pixels: each side must be 240 to 4096, see `Chart::size`");
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn size(mut self, width: u32, height: u32) -> Self {
        self.size = (width, height);
        self
    }

    /// Draws the picture into a file, `.png` or `.svg` by the path's extension. Directories that are missing are made; a
    /// file that is there already is replaced, and stays as it was if something goes wrong.
    ///
    /// # Errors
    ///
    /// [`Error::Extension`], [`Error::Empty`] and [`Error::Size`] before anything is written; [`Error::Write`] and
    /// [`Error::Draw`] after.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
        let png = match extension.as_deref().and_then(|extension| extension.to_str()) {
            Some("png") => true,
            Some("svg") => false,
            _ => return Err(Error::Extension { path: path.into() }),
        };
        let (width, height) = self.size;
        if !SIDES.contains(&width) || !SIDES.contains(&height) {
            return Err(Error::Size { width, height });
        }
        if self.curves.iter().all(|curve| curve.points.is_empty()) {
            return Err(Error::Empty { path: path.into() });
        }
        register()?;

        let unwritable = |source| Error::Write { path: path.into(), source };
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(unwritable)?;
        }
        static PICTURES: AtomicU32 = AtomicU32::new(0);
        let picture = (process::id(), PICTURES.fetch_add(1, Ordering::Relaxed));
        let draft = format!(".{}-{}.{}", picture.0, picture.1, if png { "png" } else { "svg" });
        let draft = path.with_file_name(draft);
        let result = if png { self.png(&draft, path) } else { fs::write(&draft, self.svg()?).map_err(unwritable) }
            .and_then(|()| fs::rename(&draft, path).map_err(unwritable));
        if result.is_err() {
            // It may not even be there; what went wrong before is what counts.
            let _ = fs::remove_file(&draft);
        }
        result
    }
}
