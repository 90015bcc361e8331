//! Pictures, as PNG or SVG: of trainings, the losses over the epochs; of data and functions, points, lines and regions.
//!
//! Text is drawn with an embedded font, DejaVu Sans (its notice is `assets/LICENSE-DejaVu`), reduced to Latin-1, Greek and
//! a few signs; a letter that it lacks is left out. In an SVG the viewer's own font may stand in.

mod axis;
mod drawing;
mod legend;
mod regions;
mod scale;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::ops::RangeInclusive;
use core::sync::atomic::{AtomicU32, Ordering};
use std::path::{Path, PathBuf};
use std::{fs, io, process};

use plotters::prelude::*;

use crate::history::History;
use drawing::{Canvas, SCALE};
use regions::Regions;
use scale::Colored;

/// The losses of one or more trainings over their epochs, in one picture; or data and functions in the plane.
///
/// A training's curve is solid; that of its validation losses, if it has some, is dashed and of the same colour. The
/// colours can be told apart by the colour-blind (source: Okabe and Ito, "Color Universal Design", 2008). Where all
/// losses are positive and the largest is more than 20 times the smallest, the loss axis is logarithmic; with anything but
/// trainings in the picture, both axes are linear.
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
    /// What the axes are named, if one says so.
    names: Option<[String; 2]>,
    curves: Vec<Curve>,
    colored: Option<Colored>,
    regions: Option<Regions>,
    size: (u32, u32),
}

#[derive(Clone, Debug)]
struct Curve {
    name: String,
    color: RGBColor,
    form: Form,
    /// Epochs and losses, or places in the plane, all finite.
    points: Vec<(f64, f64)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Training,
    Validation,
    Line,
    Points,
}

/// What a picture's side may be, in pixels.
const SIDES: RangeInclusive<u32> = 240..=3840;

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

impl Chart {
    /// A picture without anything in it, 960 x 640 pixels; the title may be empty.
    #[must_use]
    pub fn new(title: &str) -> Self {
        Self { title: title.into(), names: None, curves: Vec::new(), colored: None, regions: None, size: (960, 640) }
    }

    /// Adds the curves of a training. The name is for the legend, which a single curve with an empty name goes without.
    ///
    /// Losses that aren't finite are skipped: a [`Trainer`](crate::Trainer) records none, but a history collected from a
    /// loop of one's own may hold them. A training without any loss to draw stands in the legend alone.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let history: History = [4.0, f64::NAN, 1.0].into_iter().collect();
    /// let path = std::env::temp_dir().join("staticnn-skipped.svg");
    /// Chart::new("Two of three epochs").curve("by hand", &history).save(&path)?;
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn curve(mut self, name: &str, history: &History) -> Self {
        self.add(name, Form::Training, points((1_u32..).map(f64::from).zip(history.training().iter().copied())));
        if !history.validation().is_empty() {
            let name = if name.is_empty() { "validation".into() } else { format!("{name}, validation") };
            let losses = (1_u32..).map(f64::from).zip(history.validation().iter().copied());
            self.add(&name, Form::Validation, points(losses));
        }
        self
    }

    /// Adds a line through these places, x and y, in their order: a function, say. Places that aren't finite are skipped.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let x = (0..=100).map(|i| f64::from(i) / 10.0);
    /// let path = std::env::temp_dir().join("staticnn-sine.svg");
    /// Chart::new("The sine").axes("x", "sin x").line("", x.map(|x| (x, x.sin()))).save(&path)?;
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn line(mut self, name: &str, places: impl IntoIterator<Item = (f64, f64)>) -> Self {
        self.add(name, Form::Line, points(places));
        self
    }

    /// Adds points at these places, x and y, each a dot. Places that aren't finite are skipped.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let data = [(1.0, 2.1), (2.0, 3.9), (3.0, 6.2)];
    /// let path = std::env::temp_dir().join("staticnn-points.svg");
    /// Chart::new("").points("data", data).line("y = 2 x", [(1.0, 2.0), (3.0, 6.0)]).save(&path)?;
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn points(mut self, name: &str, places: impl IntoIterator<Item = (f64, f64)>) -> Self {
        self.add(name, Form::Points, points(places));
        self
    }

    /// Names the axes: from left to right, and upwards. They are `epoch` and `loss` where there are trainings alone, else
    /// without names.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let path = std::env::temp_dir().join("staticnn-axes.svg");
    /// Chart::new("").axes("time in s", "height in m").line("", [(0.0, 5.0), (1.0, 0.1)]).save(&path)?;
    /// assert!(std::fs::read_to_string(&path).unwrap().contains("height in m"));
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn axes(mut self, across: &str, upwards: &str) -> Self {
        self.names = Some([across.into(), upwards.into()]);
        self
    }

    fn add(&mut self, name: &str, form: Form, points: Vec<(f64, f64)>) {
        let others = self.curves.iter().filter(|curve| curve.form != Form::Validation).count();
        // A validation has the colour of its training, which is the last so far.
        let number = if form == Form::Validation { others.saturating_sub(1) } else { others };
        self.curves.push(Curve { name: name.into(), color: COLORS[number % COLORS.len()], form, points });
    }

    /// Another width and height, in pixels, each 240 to 3840.
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
    /// assert_eq!(
    ///     error.to_string(),
    ///     "a chart of 48 x 32 pixels: each side must be 240 to 3840, see `Chart::size`"
    /// );
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
    /// [`Error::Extension`], [`Error::Size`] and [`Error::Empty`], before anything is written; [`Error::Write`].
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
        let colored = self.colored.iter().flat_map(|colored| &colored.points);
        if colored.count() == 0 && self.curves.iter().all(|curve| curve.points.is_empty()) {
            return Err(Error::Empty { path: path.into() });
        }

        self.write(path, extension == "png").map_err(|source| Error::Write { path: path.into(), source })
    }

    /// Writes a draft next to where the picture will be, and puts it in place.
    fn write(&self, path: &Path, png: bool) -> io::Result<()> {
        if let Some(directory) = path.parent() {
            fs::create_dir_all(directory)?;
        }
        static DRAFTS: AtomicU32 = AtomicU32::new(0);
        let number = DRAFTS.fetch_add(1, Ordering::Relaxed);
        let draft = path.with_file_name(format!(".{}-{number}.{}", process::id(), if png { "png" } else { "svg" }));
        let drawn = if png { self.write_png(&draft) } else { self.write_svg(&draft) };
        let result = drawn.and_then(|()| fs::rename(&draft, path));
        if result.is_err() {
            // It may not even be there; what counts is what went wrong before.
            let _ = fs::remove_file(&draft);
        }
        result
    }

    fn write_svg(&self, path: &Path) -> io::Result<()> {
        let (width, height) = self.size;
        let (large_width, large_height) = (width * SCALE, height * SCALE);
        let mut text = String::new();
        let root = SVGBackend::with_string(&mut text, (large_width, large_height)).into_drawing_area();
        let canvas = Canvas { root, vector: true };
        self.draw(&canvas).and_then(|()| canvas.root.present()).map_err(refused)?;
        drop(canvas);
        let drawn = format!(r#"width="{large_width}" height="{large_height}""#);
        let seen = format!(r#"width="{width}" height="{height}" stroke-linejoin="round" stroke-linecap="round""#);
        fs::write(path, text.replacen(&drawn, &seen, 1))
    }

    fn write_png(&self, path: &Path) -> io::Result<()> {
        // What can't be written is said in the system's words, which plotters would wrap up.
        fs::File::create(path)?;
        let (width, height) = self.size;
        let mut large = vec![0; (width * height * SCALE * SCALE * 3) as usize];
        let root = BitMapBackend::with_buffer(&mut large, (width * SCALE, height * SCALE)).into_drawing_area();
        let canvas = Canvas { root, vector: false };
        self.draw(&canvas).and_then(|()| canvas.root.present()).map_err(refused)?;
        drop(canvas);
        let mut picture = BitMapBackend::new(path, self.size);
        picture.blit_bitmap((0, 0), self.size, &smoothed(&large, width as usize)).map_err(refused)?;
        picture.present().map_err(refused)
    }
}

/// The mean of each square of `SCALE` x `SCALE` pixels, for a picture of this width.
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

/// The places that can be drawn.
fn points(places: impl IntoIterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
    places.into_iter().filter(|(x, y)| drawable(*x) && drawable(*y)).collect()
}

/// Beyond 1e300 the span of an axis could overflow.
fn drawable(value: f64) -> bool {
    value.abs() < 1e300
}

fn refused(error: impl ToString) -> io::Error {
    io::Error::other(error.to_string())
}

/// What can go wrong with a picture.
///
/// ```
/// use staticnn::chart::Error;
/// use staticnn::prelude::*;
///
/// let history: History = [4.0, 2.0, 1.0].into_iter().collect();
/// let error = Chart::new("Loss").curve("", &history).save("loss.jpg").unwrap_err();
/// assert!(matches!(error, Error::Extension { .. }));
/// assert_eq!(error.to_string(), "no way to draw `loss.jpg`: a chart's name ends in .png or .svg");
/// ```
#[non_exhaustive]
pub enum Error {
    /// The path ends neither in `.png` nor in `.svg`.
    Extension {
        /// Where the picture should have gone.
        path: PathBuf,
    },
    /// There is no loss and no place to draw.
    Empty {
        /// Where the picture should have gone.
        path: PathBuf,
    },
    /// A side is too short or too long.
    Size {
        /// Pixels from left to right.
        width: u32,
        /// Pixels from top to bottom.
        height: u32,
    },
    /// The file can't be written.
    Write {
        /// Where the picture should have gone.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// The sentence of `Display`: it is what `unwrap` and a `main` that returns the error print.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Extension { path } => {
                write!(f, "no way to draw `{}`: a chart's name ends in .png or .svg", path.display())
            }
            Self::Empty { path } => {
                write!(f, "nothing to draw in `{}`: a chart needs at least one finite loss, or place", path.display())
            }
            Self::Size { width, height } => {
                let (least, most) = (SIDES.start(), SIDES.end());
                write!(
                    f,
                    "a chart of {width} x {height} pixels: each side must be {least} to {most}, see `Chart::size`"
                )
            }
            Self::Write { path, source } => write!(f, "the chart `{}` can't be written: {source}", path.display()),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Write { source, .. } => Some(source),
            _ => None,
        }
    }
}
