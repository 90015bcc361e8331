//! What predictions are worth: predicted against true, residuals, ROC curves.

use alloc::format;
use alloc::vec::Vec;

use crate::chart::contents::{Chart, Reach};
use crate::chart::point::Point;
use crate::chart::series::{Kind, drawable_points};
use crate::flat;
use crate::network::Network;
use crate::number::Number;
use crate::samples::SamplesFor;

/// Returns the pairs (true, predicted) of every output of every sample, for [`Chart::parity`] and [`Chart::residuals`].
///
/// ```
/// use staticnn::chart::pairs;
/// use staticnn::prelude::*;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let samples = Samples::from((&[[1.0], [2.0]], &[[2.0], [4.0]]));
/// assert_eq!(pairs(&Line::zeros(), &samples), [(2.0, 0.0), (4.0, 0.0)]);
/// ```
pub fn pairs<N: Network>(net: &N, samples: &impl SamplesFor<N::Input, N::Output>) -> Vec<(f64, f64)> {
    let mut pairs = Vec::new();
    for (input, target) in samples.samples().iter() {
        let output = net.predict(input);
        let [target, output] = [target, &output].map(flat::scalars);
        pairs.extend(target.iter().zip(output).map(|(target, output)| (target.to_f64(), output.to_f64())));
    }
    pairs
}

impl Chart {
    /// Adds predictions against the truth: a dot for each pair (true, predicted). Both axes have the same ends, and on
    /// the dashed diagonal predictions are right. Pairs that aren't finite or are beyond ±1e300 are skipped.
    ///
    /// ```
    /// use staticnn::chart::pairs;
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[2.0], [4.0]]));
    /// let mut net = Line::zeros();
    /// net.layer1.weight[0][0] = 1.9;
    /// let path = std::env::temp_dir().join("staticnn-parity.svg");
    /// Chart::new("Predicted and true").parity("", pairs(&net, &samples)).save(&path)?;
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn parity(mut self, name: &str, pairs: impl IntoIterator<Item: Point<2>>) -> Self {
        self.suit("true", "predicted");
        self.reach = Reach::Square;
        self.refer(Kind::Diagonal);
        self.add(name, Kind::Points, drawable_points(pairs));
        self
    }

    /// Adds residuals against predictions: for each pair (true, predicted) a dot at the prediction, and as high as the
    /// truth lies above it. On the dashed line at 0 predictions are right. Pairs that aren't finite or are beyond
    /// ±1e300 are skipped.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let pairs = [(2.0, 2.2), (3.0, 2.7), (4.0, 4.1)]; // true and predicted
    /// let path = std::env::temp_dir().join("staticnn-residuals.svg");
    /// Chart::new("").residuals("", pairs).save(&path)?;
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn residuals(mut self, name: &str, pairs: impl IntoIterator<Item: Point<2>>) -> Self {
        self.suit("predicted", "true − predicted");
        self.refer(Kind::Zero);
        let pairs = pairs.into_iter().map(Point::coordinates);
        self.add(name, Kind::Points, drawable_points(pairs.map(|[truth, predicted]| [predicted, truth - predicted])));
        self
    }

    /// Adds a ROC curve through points (false positive rate, true positive rate), both 0 to 1, ordered by falling or
    /// rising threshold. The corners (0, 0) and (1, 1) are added. The legend shows the name and AUC, the area under the
    /// curve. On the dashed diagonal a classifier is as good as chance. Points that lie outside of 0 to 1 are skipped.
    ///
    /// Source: Fawcett, "An introduction to ROC analysis", 2006.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let path = std::env::temp_dir().join("staticnn-roc.svg");
    /// Chart::new("ROC").roc("network", [(0.0, 0.6), (0.2, 0.8), (0.5, 1.0)]).save(&path)?;
    /// assert!(std::fs::read_to_string(&path).unwrap().contains("network, AUC 0.910"));
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn roc(mut self, name: &str, points: impl IntoIterator<Item: Point<2>>) -> Self {
        self.suit("false positive rate", "true positive rate");
        self.reach = Reach::Unit;
        self.refer(Kind::Diagonal);
        let mut points = drawable_points(points);
        points.retain(|(x, y)| (0.0..=1.0).contains(x) && (0.0..=1.0).contains(y));
        if let [first, .., last] = points[..]
            && first > last
        {
            points.reverse();
        }
        let name = if points.is_empty() {
            name.into()
        } else {
            points.insert(0, (0.0, 0.0));
            points.push((1.0, 1.0));
            let area: f64 = points.windows(2).map(|ends| (ends[1].0 - ends[0].0) * ends[0].1.midpoint(ends[1].1)).sum();
            format!("{name}{}AUC {area:.3}", if name.is_empty() { "" } else { ", " })
        };
        self.add(&name, Kind::Line, points);
        self
    }

    /// Adds a line for reference, once.
    fn refer(&mut self, kind: Kind) {
        if self.series.iter().all(|series| series.kind != kind) {
            self.add("", kind, Vec::new());
        }
    }
}
