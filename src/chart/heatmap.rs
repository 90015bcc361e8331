//! Matrices as pictures: confusions, and weights.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use std::path::Path;

use crate::chart::colormap::{BLUES, ColorMap, DIVERGING};
use crate::chart::errors::Error;
use crate::chart::file;
use crate::chart::matrix::Matrix;
use crate::chart::point::Coordinate;
use crate::chart::text::printable;

/// A matrix as a picture: a coloured cell for every number, with the scale of colours at the right.
///
/// ```
/// use staticnn::chart::Heatmap;
///
/// let counts = [[15, 0, 0], [0, 13, 2], [0, 1, 19]]; // a row for each true class, a column for each predicted one
/// let path = std::env::temp_dir().join("staticnn-confusion.svg");
/// Heatmap::confusion("Iris", &counts, ["setosa", "versicolor", "virginica"]).save(&path)?;
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), staticnn::chart::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Heatmap {
    pub(super) title: String,
    /// The names of the x axis and the y axis.
    pub(super) names: [String; 2],
    pub(super) matrix: Matrix,
    /// What is written in the cells, or nothing.
    pub(super) texts: Vec<String>,
    /// What is written at the columns and at the rows; nothing for numbers.
    pub(super) labels: Option<Vec<String>>,
    pub(super) map: ColorMap,
    /// The name of the scale, and the numbers at its ends.
    pub(super) scale: &'static str,
    pub(super) ends: (f64, f64),
    size: (u32, u32),
}

impl Heatmap {
    /// Draws a confusion matrix: how many samples of each true class, a row, were taken for each class, a column. The counts
    /// stand in the cells, where they fit. The colour of a cell is its share of the row: white for 0, dark blue for 1. The
    /// names of many classes are thinned out, long ones cut. A class without a name has its label, and further names are left out.
    ///
    /// `ConfusionMatrix::counts` returns the counts. The names may be those of a [`Names`](crate::class::Names): `names.iter()`.
    #[must_use]
    pub fn confusion<const N: usize>(
        title: &str,
        counts: &[[u64; N]; N],
        names: impl IntoIterator<Item: AsRef<str>>,
    ) -> Self {
        let share = |row: &[u64; N]| {
            let sum = row.iter().map(|count| *count as f64).sum::<f64>().max(1.0);
            row.map(|count| count as f64 / sum)
        };
        let mut labels: Vec<String> = names.into_iter().take(N).map(|name| printable(name.as_ref())).collect();
        labels.extend((labels.len()..N).map(|label| label.to_string()));
        Self {
            title: printable(title),
            names: ["predicted".into(), "true".into()],
            matrix: Matrix::new([N, N], counts.iter().flat_map(share)),
            texts: counts.as_flattened().iter().map(u64::to_string).collect(),
            labels: Some(labels),
            map: BLUES,
            scale: "share of the row",
            ends: (0.0, 1.0),
            size: (800, 680),
        }
    }

    /// Draws a matrix of weights, row by row: white for 0, blue below, red above. The ends of the scale are the largest
    /// size of a weight. Where cells would be smaller than pixels, a pixel shows the weight of the largest size.
    /// Weights that aren't finite are grey.
    ///
    /// ```
    /// use staticnn::chart::Heatmap;
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
    ///
    /// let net = Regressor::init(&mut ChaCha8Rng::seed_from_u64(42));
    /// let path = std::env::temp_dir().join("staticnn-weights.svg");
    /// Heatmap::weights("The hidden layer", [3, 12], net.layer1.weight.iter().flatten())
    ///     .axes("unit", "input")
    ///     .save(&path)?;
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn weights(title: &str, shape: [usize; 2], weights: impl IntoIterator<Item: Coordinate>) -> Self {
        let matrix = Matrix::new(shape, weights);
        let most = largest(&matrix);
        Self {
            title: printable(title),
            names: Default::default(),
            matrix,
            texts: Vec::new(),
            labels: None,
            map: DIVERGING,
            scale: "weight",
            ends: (-most, most),
            size: (800, 680),
        }
    }

    /// Sets the names of the x axis, along a row, and the y axis. The defaults are `predicted` and `true` for
    /// confusions, and no names for weights. The documentation of [`weights`](Self::weights) has an example.
    #[must_use]
    pub fn axes(mut self, x: &str, y: &str) -> Self {
        self.names = [printable(x), printable(y)];
        self
    }

    /// Sets the width and the height in pixels, each 240 to 3840. The default is 800 x 680.
    ///
    /// ```
    /// use staticnn::chart::Heatmap;
    ///
    /// let path = std::env::temp_dir().join("staticnn-small-heatmap.png");
    /// Heatmap::weights("", [1, 2], [-1.0, 1.0]).size(240, 240).save(&path)?;
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn size(mut self, width: u32, height: u32) -> Self {
        self.size = (width, height);
        self
    }

    /// Draws the picture to a `.png` or `.svg` file, as [`Chart::save`](crate::chart::Chart::save) does.
    ///
    /// # Errors
    ///
    /// [`Error::Extension`], [`Error::Size`], [`Error::Shape`] or [`Error::Empty`] before anything is written;
    /// [`Error::Write`] if the file can't be written.
    ///
    /// ```
    /// use staticnn::chart::Heatmap;
    ///
    /// let error = Heatmap::weights("", [2, 3], [0.5; 4]).save("weights.png").unwrap_err();
    /// assert_eq!(error.to_string(), "a picture of 2 x 3 numbers, but 4 were given: give as many as rows x columns");
    /// ```
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        file::save(self, path.as_ref())
    }

    pub(super) fn pixels(&self) -> (u32, u32) {
        self.size
    }
}

/// Returns the largest size of a number, 1 if all are 0.
pub(super) fn largest(matrix: &Matrix) -> f64 {
    let most = matrix.finite().map(f64::abs).fold(0.0, f64::max);
    if most > 0.0 { most } else { 1.0 }
}
