//! A chart, and what holds for all of it: names, axes, size.

use alloc::string::String;
use alloc::vec::Vec;

use crate::chart::colored::Colored;
use crate::chart::regions::Regions;
use crate::chart::series::{COLORS, Kind, REFERENCE, Series};
use crate::chart::surface::Surface;
use crate::chart::text::printable;

/// How far the axes of a chart reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Reach {
    /// A little beyond the data, each axis by itself.
    Data,
    /// A little beyond the data, both axes from and to the same values.
    Square,
    /// From 0 to 1.
    Unit,
}

/// A chart of the losses of one or more trainings, or of data and functions in the plane.
///
/// Training losses are solid lines, validation losses dashed lines in the same colour. The colours are distinguishable
/// for colour-blind readers (source: Okabe and Ito, "Color Universal Design", 2008). Where solid lines lie on one
/// another, their colours alternate.
///
/// The axis of losses and learning rates is logarithmic if all are positive and the largest is more than 20 times the
/// smallest. Otherwise it is linear and starts at a labelled tick: at 0, if the smallest is at most a third of the
/// largest. In a chart with other data both axes are linear. [`log_x`](Self::log_x), [`log_y`](Self::log_y) and
/// [`linear_y`](Self::linear_y) overrule this.
///
/// Points can be [pairs of any numbers](crate::chart::Point), and [a function](crate::chart::function).
///
/// Long titles and names are drawn smaller, and cut with an ellipsis if that isn't enough. A legend that is too large
/// for the chart ends in the number of the names that it leaves out.
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
    /// Names of the axes that suit the series, if all are suited by the same.
    pub(super) usual_names: Option<[String; 2]>,
    pub(super) colored: Option<Colored>,
    pub(super) regions: Option<Regions>,
    pub(super) surface: Option<Surface>,
    /// Whether the x axis and the y axis are logarithmic, if chosen.
    pub(super) logarithmic: [Option<bool>; 2],
    /// How far the axes reach.
    pub(super) reach: Reach,
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
            usual_names: None,
            colored: None,
            regions: None,
            surface: None,
            logarithmic: [None; 2],
            reach: Reach::Data,
            size: (960, 640),
        }
    }

    /// Sets the names of the x axis and the y axis. The defaults are what the chart shows: `epoch` and `loss` for
    /// trainings, no names for lines and points.
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
    ///     "a chart of 48 x 32 pixels: each side must be 240 to 3840, see its method `size`"
    /// );
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn size(mut self, width: u32, height: u32) -> Self {
        self.size = (width, height);
        self
    }

    /// Makes the x axis logarithmic. Points at 0 or below, or below 1e-300, are skipped. Regions and surfaces can't be
    /// drawn then.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let losses = [(1e-4, 2.3), (1e-3, 1.9), (1e-2, 0.7), (1e-1, 0.5), (1.0, 8.0)];
    /// let path = std::env::temp_dir().join("staticnn-log-x.svg");
    /// Chart::new("Which learning rate?")
    ///     .axes("learning rate", "loss")
    ///     .line("loss", losses)
    ///     .mark("suggestion: 0.01", 0.01)
    ///     .log_x()
    ///     .save(&path)?;
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn log_x(mut self) -> Self {
        self.logarithmic[0] = Some(true);
        self
    }

    /// Makes the y axis logarithmic. Points at 0 or below, or below 1e-300, are skipped. Regions and surfaces can't be
    /// drawn then.
    ///
    /// ```
    /// use staticnn::chart::function;
    /// use staticnn::prelude::*;
    ///
    /// let path = std::env::temp_dir().join("staticnn-log-y.svg");
    /// Chart::new("A straight line").line("exp x", function(0.0..=5.0, f64::exp)).log_y().save(&path)?;
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn log_y(mut self) -> Self {
        self.logarithmic[1] = Some(true);
        self
    }

    /// Makes the y axis linear, also where losses or learning rates are far apart.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let history = History::from_iter([400.0, 2.0, 1.0]);
    /// let path = std::env::temp_dir().join("staticnn-linear-y.svg");
    /// Chart::new("").curve("", &history).linear_y().save(&path)?;
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn linear_y(mut self) -> Self {
        self.logarithmic[1] = Some(false);
        self
    }

    /// Adds a series.
    pub(super) fn add(&mut self, name: &str, kind: Kind, points: Vec<(f64, f64)>) {
        let has_color = |series: &&Series| series.kind != Kind::Validation && !series.kind.is_reference();
        let others = self.series.iter().filter(has_color).count();
        // Validation losses have the colour of their training, which was added just before.
        let number = if kind == Kind::Validation { others.saturating_sub(1) } else { others };
        let color = if kind.is_reference() { REFERENCE } else { COLORS[number % COLORS.len()] };
        self.series.push(Series { name: printable(name), color, kind, points, ring: None });
    }

    /// Sets the usual names of the axes. A name that differs from one set before is left out.
    pub(super) fn suit(&mut self, x: &str, y: &str) {
        let names = [printable(x), printable(y)];
        match &mut self.usual_names {
            None => self.usual_names = Some(names),
            Some(usual) => {
                for (usual, name) in usual.iter_mut().zip(names) {
                    if *usual != name {
                        usual.clear();
                    }
                }
            }
        }
    }
}
