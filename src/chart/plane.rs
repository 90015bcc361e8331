//! Data and functions in the plane: lines, points, coloured points, regions.

use core::ops::RangeInclusive;

use crate::chart::axis::drawable;
use crate::chart::colored::Colored;
use crate::chart::contents::Chart;
use crate::chart::point::{Coordinate, Point, Region};
use crate::chart::regions::Regions;
use crate::chart::series::{Kind, drawable_points};
use crate::chart::surface::Surface;

impl Chart {
    /// Adds a line through points (x, y), in their order. Points that aren't finite or are beyond ±1e300 are skipped.
    /// The points of a function over a range are [`function`](crate::chart::function).
    ///
    /// ```
    /// use staticnn::chart::function;
    /// use staticnn::prelude::*;
    ///
    /// let path = std::env::temp_dir().join("staticnn-sine.svg");
    /// Chart::new("The sine").axes("x", "sin x").line("", function(0.0..=10.0, f64::sin)).save(&path)?;
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn line(mut self, name: &str, points: impl IntoIterator<Item: Point<2>>) -> Self {
        self.suit("", "");
        self.add(name, Kind::Line, drawable_points(points));
        self
    }

    /// Adds points (x, y), each drawn as a dot. Points that aren't finite or are beyond ±1e300 are skipped.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let data = [(1, 2.1), (2, 3.9), (3, 6.2)];
    /// let path = std::env::temp_dir().join("staticnn-points.svg");
    /// Chart::new("").points("data", data).line("y = 2 x", [(1.0, 2.0), (3.0, 6.0)]).save(&path)?;
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn points(mut self, name: &str, points: impl IntoIterator<Item: Point<2>>) -> Self {
        self.suit("", "");
        self.add(name, Kind::Points, drawable_points(points));
        self
    }

    /// Adds an upright dashed line at an x, such as a suggested learning rate or the epoch of a change. The legend
    /// shows its name, unless that is empty. An x that isn't finite or is beyond ±1e300 is skipped.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let history = History::from_iter([4.0, 3.0, 2.9, 1.0, 0.8]);
    /// let path = std::env::temp_dir().join("staticnn-mark.svg");
    /// Chart::new("").curve("training", &history).mark("lower learning rate", 3).save(&path)?;
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn mark(mut self, name: &str, x: impl Coordinate) -> Self {
        self.add(name, Kind::Mark, drawable_points([(x, 0)]));
        self
    }

    /// Colours a rectangle of the plane by a classifier. The function returns the number of a class, a
    /// [`Class`](crate::Class) or the outputs of a network, as [`Region`] says. Class 0 has a pale form of the colour
    /// of the first set of points added, class 1 of the second; after seven the colours start anew. The axes end at the
    /// edges of the rectangle, and what lies beyond isn't drawn. Ranges whose start is above their end are reversed.
    ///
    /// The function is called here, not in [`save`](Self::save): 38,400 times over a grid of 240 x 160 cells, and at
    /// most 120,000 times more along the borders between regions, where the cells are divided and the borders located
    /// by bisection.
    ///
    /// If a range can't be an axis, the function isn't called, and `save` returns
    /// [`Error::Range`](crate::chart::Error::Range): both ends must be within ±1e300 and differ by more than a
    /// millionth of the larger, and by more than 1e-290.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Side< 2 -> 2 softmax >; }
    ///
    /// let mut net = Side::zeros();
    /// net.layer1.weight[0] = [1.0, -1.0].into();
    /// let path = std::env::temp_dir().join("staticnn-regions.svg");
    /// Chart::new("Right and left")
    ///     .regions(-1.0..=1.0, -1.0..=1.0, |x, y| net.predict(&[x as f32, y as f32]))
    ///     .points("right", [(0.6, 0.2)]) // class 0
    ///     .points("left", [(-0.3, 0.7)]) // class 1
    ///     .save(&path)?;
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn regions<R: Region>(
        mut self,
        x: RangeInclusive<f64>,
        y: RangeInclusive<f64>,
        class: impl FnMut(f64, f64) -> R,
    ) -> Self {
        self.suit("", "");
        self.regions = Some(Regions::new(x, y, class));
        self.surface = None;
        self
    }

    /// Adds points (x, y, value) coloured by their value, from dark blue for the smallest to yellow for the largest.
    /// The colour scale is at the right, with this name. A chart has one such set: a second call replaces it. Points
    /// with a number that isn't finite or is beyond ±1e300 are skipped.
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
    pub fn colored(mut self, name: &str, points: impl IntoIterator<Item: Point<3>>) -> Self {
        self.suit("", "");
        let points = points.into_iter().map(Point::coordinates);
        let drawn = points.filter(|numbers| numbers.iter().all(|number| drawable(*number)));
        self.colored = Some(Colored::new(name, drawn.map(|[x, y, value]| ((x, y), value)).collect()));
        self
    }

    /// Colours a rectangle of the plane by the value of a function, from dark blue for the smallest to yellow for the
    /// largest. Points added by [`colored`](Self::colored) have the same scale. The axes end at the edges of the
    /// rectangle, and what lies beyond isn't drawn. A chart has one surface or one set of regions: a later call
    /// replaces it. Values that aren't finite or are beyond ±1e300 are grey.
    ///
    /// The function is called here, not in [`save`](Self::save): 38,400 times, over a grid of 240 x 160 cells. If a
    /// range can't be an axis, it isn't called, and `save` returns [`Error::Range`](crate::chart::Error::Range), as for
    /// [`regions`](Self::regions).
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let data = [(0.2, 0.3, 0.1), (0.7, 0.9, 0.6)]; // x, y, value
    /// let path = std::env::temp_dir().join("staticnn-surface.png");
    /// Chart::new("").surface("x y", 0.0..=1.0, 0.0..=1.0, |x, y| x * y).colored("data", data).save(&path)?;
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn surface<C: Coordinate>(
        mut self,
        name: &str,
        x: RangeInclusive<f64>,
        y: RangeInclusive<f64>,
        value: impl FnMut(f64, f64) -> C,
    ) -> Self {
        self.suit("", "");
        self.surface = Some(Surface::new(name, x, y, value));
        self.regions = None;
        self
    }
}
