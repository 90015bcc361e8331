//! A chart, and the methods that add to it.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::RangeInclusive;

use crate::chart::colored::Colored;
use crate::chart::regions::Regions;
use crate::chart::series::{COLORS, Kind, Series, drawable_points};
use crate::chart::text::printable;
use crate::history::History;

/// A chart of the losses of one or more trainings, or of data and functions in the plane.
///
/// Training losses are solid lines, validation losses dashed lines in the same colour. The colours are distinguishable
/// for colour-blind readers (source: Okabe and Ito, "Color Universal Design", 2008). Where solid lines lie on one another,
/// their colours alternate.
///
/// The loss axis is logarithmic if all losses are positive and the largest is more than 20 times the smallest. Otherwise it
/// is linear and starts at a labelled tick: at 0, if the smallest loss is at most a third of the largest. In a chart with
/// other data both axes are linear.
///
/// Long titles and names are drawn smaller, and cut with an ellipsis if that isn't enough. A legend that is too large for
/// the chart ends in the number of the names that it leaves out.
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
    pub(super) title: String,
    /// The names of the x axis and the y axis, if given.
    pub(super) names: Option<[String; 2]>,
    pub(super) series: Vec<Series>,
    pub(super) colored: Option<Colored>,
    pub(super) regions: Option<Regions>,
    /// Width and height, in pixels as seen.
    pub(super) size: (u32, u32),
}

impl Chart {
    /// Creates an empty chart of 960 x 640 pixels. The title may be empty.
    #[must_use]
    pub fn new(title: &str) -> Self {
        Self {
            title: printable(title),
            names: None,
            series: Vec::new(),
            colored: None,
            regions: None,
            size: (960, 640),
        }
    }

    /// Adds the losses of a training. The legend shows the name; a single training with an empty name has no legend.
    ///
    /// Losses that aren't finite or are beyond ±1e300 are skipped. A [`Trainer`](crate::Trainer) records none, but a
    /// hand-written loop may. A training without finite losses appears in the legend only.
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
        let points = |losses: &[f64]| drawable_points((1_u32..).map(f64::from).zip(losses.iter().copied()));
        self.add(name, Kind::Training, points(history.training()));
        if !history.validation().is_empty() {
            let name = if name.is_empty() { "validation".into() } else { format!("{name}, validation") };
            self.add(&name, Kind::Validation, points(history.validation()));
        }
        self
    }

    /// Adds a line through points (x, y), in their order. Points that aren't finite or are beyond ±1e300 are skipped.
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
    pub fn line(mut self, name: &str, points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        self.add(name, Kind::Line, drawable_points(points));
        self
    }

    /// Adds points (x, y), each drawn as a dot. Points that aren't finite or are beyond ±1e300 are skipped.
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
    pub fn points(mut self, name: &str, points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        self.add(name, Kind::Points, drawable_points(points));
        self
    }

    /// Sets the names of the x axis and the y axis. The defaults are `epoch` and `loss` in a chart of trainings only, else
    /// no names.
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
    pub fn axes(mut self, x: &str, y: &str) -> Self {
        self.names = Some([printable(x), printable(y)]);
        self
    }

    /// Colours a rectangle of the plane by a function, such as the prediction of a classifier. The function returns the
    /// number of a set of points, the first set added being 0; the region has a pale form of its colour. The axes end at
    /// the edges of the rectangle, and what lies beyond isn't drawn. Ranges whose start is above their end are reversed.
    ///
    /// The function is called here, not in [`save`](Self::save): 38,400 times over a grid of 240 x 160 cells, and at most
    /// 120,000 times more along the borders between regions, where the cells are divided.
    ///
    /// If a range can't be an axis, the function isn't called, and `save` returns
    /// [`Error::Range`](crate::chart::Error::Range): both ends must be within ±1e300 and differ by more than a millionth of
    /// the larger, and by more than 1e-290.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let path = std::env::temp_dir().join("staticnn-regions.svg");
    /// Chart::new("Below and above")
    ///     .regions(0.0..=1.0, 0.0..=1.0, |x, y| usize::from(y > x))
    ///     .points("below", [(0.6, 0.2)]) // number 0
    ///     .points("above", [(0.3, 0.7)]) // number 1
    ///     .save(&path)?;
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn regions(
        mut self,
        x: RangeInclusive<f64>,
        y: RangeInclusive<f64>,
        number: impl FnMut(f64, f64) -> usize,
    ) -> Self {
        self.regions = Some(Regions::new(x, y, number));
        self
    }

    /// Adds points (x, y, value) coloured by their value, from dark blue for the smallest to yellow for the largest. The
    /// colour scale is at the right, with this name. A chart has one such set: a second call replaces it. Points with a
    /// number that isn't finite or is beyond ±1e300 are skipped.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let data = [(0.0, 0.0, 1.0), (1.0, 0.0, 2.0), (0.0, 1.0, 3.0)]; // x, y, value
    /// let path = std::env::temp_dir().join("staticnn-colored.svg");
    /// Chart::new("").axes("x1", "x2").colored("y", data).save(&path)?;
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn colored(mut self, name: &str, points: impl IntoIterator<Item = (f64, f64, f64)>) -> Self {
        self.colored = Some(Colored::new(name, points));
        self
    }

    /// Sets the width and the height in pixels, each 240 to 3840.
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

    fn add(&mut self, name: &str, kind: Kind, points: Vec<(f64, f64)>) {
        let others = self.series.iter().filter(|series| series.kind != Kind::Validation).count();
        // Validation losses have the colour of their training, which was added just before.
        let number = if kind == Kind::Validation { others.saturating_sub(1) } else { others };
        self.series.push(Series { name: printable(name), color: COLORS[number % COLORS.len()], kind, points });
    }
}
