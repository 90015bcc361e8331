//! Many small pictures side by side: the weights of a first layer, samples.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use std::path::Path;

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use crate::chart::axis::{Axis, bounds};
use crate::chart::canvas::{AXIS, Canvas, Frame, Result, px};
use crate::chart::colormap::{ColorMap, DIVERGING, GREYS};
use crate::chart::errors::Error;
use crate::chart::file::{self, Picture};
use crate::chart::heatmap::largest;
use crate::chart::matrix::Matrix;
use crate::chart::point::Coordinate;
use crate::chart::scale::{BELOW_NAME, scale_ticks};
use crate::chart::text::{LABEL, fitted, printable};

/// More tiles aren't drawn.
const MOST: usize = 400;

/// The room between tiles, and for a caption.
const GAP: i32 = px(8);
const CAPTION: i32 = px(19);

/// Many small pictures side by side: the weights of a first layer as pictures, or samples that are pictures.
///
/// ```
/// use staticnn::chart::Tiles;
/// use staticnn::prelude::*;
///
/// network! { struct Digits< 16 -> 6 relu -> 10 softmax >; } // pictures of 4 x 4
///
/// let net = Digits::init(&mut ChaCha8Rng::seed_from_u64(42));
/// let path = std::env::temp_dir().join("staticnn-tiles.svg");
/// Tiles::weights("What six units look for", [4, 4], net.layer1.weight.iter().flatten()).save(&path)?;
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), staticnn::chart::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Tiles {
    title: String,
    /// All tiles as a matrix, of a row each.
    all: Matrix,
    shape: [usize; 2],
    captions: Vec<String>,
    map: ColorMap,
    ends: (f64, f64),
    /// Whether the scale of colours is shown.
    scale: bool,
    size: (u32, u32),
}

impl Tiles {
    /// Draws the weights of a dense layer whose inputs are a picture of `shape`, rows x columns: a tile for each
    /// output. The weights are inputs x outputs, as a layer holds them. White is 0, blue below, red above; all tiles
    /// have one scale.
    #[must_use]
    pub fn weights(title: &str, shape: [usize; 2], weights: impl IntoIterator<Item: Coordinate>) -> Self {
        let inputs = shape[0].saturating_mul(shape[1]);
        let weights: Vec<f64> = weights.into_iter().map(Coordinate::coordinate).collect();
        let outputs = if weights.is_empty() { 0 } else { weights.len().div_ceil(inputs.max(1)) };
        let values: Vec<f64> = match weights.len() == inputs.saturating_mul(outputs) {
            true => (0..outputs).flat_map(|output| weights[output..].iter().step_by(outputs)).copied().collect(),
            // Refused by `save`.
            false => weights,
        };
        let all = Matrix::new([outputs, inputs], values);
        let most = largest(&all);
        Self::new(title, shape, all, (DIVERGING, (-most, most), true))
    }

    /// Draws pictures of `shape`, rows x columns, from black for the smallest number of all to white for the largest.
    ///
    /// ```
    /// use staticnn::chart::Tiles;
    ///
    /// let pictures = [[0.0, 1.0, 1.0, 0.0], [1.0, 0.0, 0.0, 1.0]];
    /// let path = std::env::temp_dir().join("staticnn-pictures.png");
    /// Tiles::pictures("", [2, 2], &pictures).captions(["one", "other"]).save(&path)?;
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn pictures(
        title: &str,
        shape: [usize; 2],
        pictures: impl IntoIterator<Item: IntoIterator<Item: Coordinate>>,
    ) -> Self {
        let (mut count, mut values) = (0, Vec::new());
        for picture in pictures {
            values.extend(picture.into_iter().map(Coordinate::coordinate));
            count += 1;
        }
        let all = Matrix::new([count, shape[0].saturating_mul(shape[1])], values);
        let ends = bounds(all.finite());
        Self::new(title, shape, all, (GREYS, ends, false))
    }

    fn new(title: &str, shape: [usize; 2], all: Matrix, (map, ends, scale): (ColorMap, (f64, f64), bool)) -> Self {
        Self { title: printable(title), all, shape, captions: Vec::new(), map, ends, scale, size: (960, 640) }
    }

    /// Writes texts below the tiles, one for each from the first on. The documentation of [`pictures`](Self::pictures)
    /// has an example.
    #[must_use]
    pub fn captions(mut self, captions: impl IntoIterator<Item: AsRef<str>>) -> Self {
        self.captions = captions.into_iter().take(MOST).map(|caption| printable(caption.as_ref())).collect();
        self
    }

    /// Sets the width and the height in pixels, each 240 to 3840. The default is 960 x 640.
    ///
    /// ```
    /// use staticnn::chart::Tiles;
    ///
    /// let error = Tiles::pictures("", [1, 2], [[0.0, 1.0]]).size(20, 20).save("tiles.png").unwrap_err();
    /// assert!(error.to_string().contains("each side must be 240 to 3840"));
    /// ```
    #[must_use]
    pub fn size(mut self, width: u32, height: u32) -> Self {
        self.size = (width, height);
        self
    }

    /// Draws the tiles to a `.png` or `.svg` file, as [`Chart::save`](crate::chart::Chart::save) does. Of more than 400
    /// tiles the first 400 are drawn.
    ///
    /// # Errors
    ///
    /// [`Error::Extension`], [`Error::Size`], [`Error::Shape`] or [`Error::Empty`] before anything is written;
    /// [`Error::Write`] if the file can't be written.
    ///
    /// ```
    /// use staticnn::chart::{Error, Tiles};
    ///
    /// let result = Tiles::weights("", [28, 28], [0.5; 1000]).save("tiles.png");
    /// assert!(matches!(result, Err(Error::Shape { rows: 2, columns: 784, found: 1000 })));
    /// ```
    pub fn save(&self, path: impl AsRef<Path>) -> core::result::Result<(), Error> {
        file::save(self, path.as_ref())
    }

    /// Returns into how many columns these tiles go in this room, and the length of a cell's side.
    fn arrangement(&self, tiles: usize, (width, height): (i32, i32), below: i32) -> (usize, f64) {
        let side = |columns: usize| {
            let room = |length: i32, parts: usize, cells: usize, less: i32| {
                (f64::from(length + GAP) / parts as f64 - f64::from(GAP + less)) / cells as f64
            };
            let across = room(width, columns, self.shape[1], 0);
            across.min(room(height, tiles.div_ceil(columns), self.shape[0], below))
        };
        let better = |best: usize, columns: usize| if side(columns) > side(best) { columns } else { best };
        let columns = (1..=tiles).reduce(better).unwrap_or(1);
        let whole = f64::from(px(1));
        let side = side(columns);
        (columns, if side > whole { (side / whole).floor() * whole } else { side.max(0.0) })
    }
}

impl Picture for Tiles {
    fn pixels(&self) -> (u32, u32) {
        self.size
    }

    fn refused(&self, path: &Path) -> Option<Error> {
        if !self.all.is_whole() && !self.all.values.is_empty() {
            let (rows, columns) = (self.all.rows, self.all.columns);
            return Some(Error::Shape { rows, columns, found: self.all.values.len() });
        }
        self.all.finite().next().is_none().then(|| Error::Empty { path: path.into() })
    }

    fn draw<B: DrawingBackend>(&self, canvas: &Canvas<B>) -> Result<B> {
        let (width, height) = (px(self.size.0 as i32), px(self.size.1 as i32));
        let (title_end, top) = canvas.title(&self.title, width)?;
        let top = if self.scale { top.max(BELOW_NAME) } else { top };
        let axis = Axis::without_margin(self.ends, scale_ticks(self.size.1));
        let labels = axis.ticks.iter().map(|(_, label)| canvas.width(label, LABEL)).max().unwrap_or(0);
        let right = if self.scale { width - px(64) - labels.min(width / 6) } else { width - px(24) };
        let left_out = self.all.rows.saturating_sub(MOST);
        let tiles = self.all.rows - left_out;
        let bottom = if left_out > 0 { height - px(40) } else { height - px(24) };
        let frame = Frame { left: px(24), right, top, bottom };

        let below = if self.captions.is_empty() { 0 } else { CAPTION };
        let (columns, side) = self.arrangement(tiles, (right - frame.left, bottom - top), below);
        let [tile_height, tile_width] = self.shape.map(|cells| (cells as f64 * side) as i32);
        let rows = tiles.div_ceil(columns) as i32;
        // What is left over goes around the tiles.
        let spare = |room: i32, count: i32, length: i32| (room - count * length - (count - 1) * GAP).max(0) / 2;
        let origin = (
            frame.left + spare(right - frame.left, columns as i32, tile_width),
            top + spare(bottom - top, rows, tile_height + below),
        );
        for (number, values) in self.all.values.chunks(self.all.columns).take(tiles).enumerate() {
            let (row, column) = ((number / columns) as i32, (number % columns) as i32);
            let left = origin.0 + column * (tile_width + GAP);
            let top = origin.1 + row * (tile_height + below + GAP);
            let area = Frame { left, right: left + tile_width, top, bottom: top + tile_height };
            let tile = Matrix { rows: self.shape[0], columns: self.shape[1], values: values.into() };
            canvas.cells(area, &tile, px(3), |value| self.map.color(axis.share(value)))?;
            canvas.outline(area, AXIS)?;
            if let Some(caption) = self.captions.get(number) {
                let (caption, height) = canvas.fit(caption, LABEL, tile_width + GAP / 2);
                let position = ((area.left + area.right) / 2, area.bottom + px(15));
                canvas.text(&caption, height, position, HPos::Center)?;
            }
        }
        if left_out > 0 {
            let more = format!("and {left_out} more");
            canvas.text(&more, LABEL, ((frame.left + right) / 2, height - px(14)), HPos::Center)?;
        }
        if !self.scale {
            return Ok(());
        }
        let labels_height = fitted(LABEL, labels, width / 6);
        canvas.scale(frame, ("weight", self.map), (&axis, labels_height), (title_end, width - px(8)))
    }
}
