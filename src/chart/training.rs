//! What a training leaves behind: losses, metrics and learning rates over the epochs.

use alloc::format;
use std::path::Path;

use crate::chart::axis::drawable;
use crate::chart::contents::Chart;
use crate::chart::errors::Error;
use crate::chart::point::Point;
use crate::chart::series::{Kind, drawable_points};
use crate::history::History;

impl Chart {
    /// Adds the losses of a training. The legend shows the name; a single training with an empty name has no legend.
    /// With validation losses, a ring marks the best epoch, that with the least of them, and the legend says its
    /// number.
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
        self.suit("epoch", "loss");
        self.add(name, Kind::Training, drawable_points((1..).zip(history.training())));
        let losses = history.validation();
        if losses.is_empty() {
            return self;
        }
        let name = if name.is_empty() { "validation".into() } else { format!("{name}, validation") };
        let best = history.best_epoch().map(|epoch| (epoch, losses[epoch - 1])).filter(|(_, loss)| drawable(*loss));
        let name = best.map_or(name.clone(), |(epoch, _)| format!("{name} (best: epoch {epoch})"));
        self.add(&name, Kind::Validation, drawable_points((1..).zip(losses)));
        if let Some(validation) = self.series.last_mut() {
            validation.ring = best.map(|(epoch, loss)| (epoch as f64, loss));
        }
        self
    }

    /// Adds the metrics of a training, a line for each. The legend shows their names, after `name` if that isn't empty.
    /// Values that aren't finite or are beyond ±1e300 are skipped.
    ///
    /// ```
    /// use staticnn::chart::Error;
    /// use staticnn::prelude::*;
    ///
    /// let history = History::from_iter([4.0, 1.0]); // of a loop written by hand: without metrics
    /// let result = Chart::new("Accuracy").metrics("", &history).save("accuracy.png");
    /// assert!(matches!(result, Err(Error::Empty { .. })));
    /// ```
    #[must_use]
    pub fn metrics(mut self, name: &str, history: &History) -> Self {
        for (metric, values) in history.metrics() {
            self.suit("epoch", metric);
            let name = if name.is_empty() { metric.into() } else { format!("{name}, {metric}") };
            self.add(&name, Kind::Metric, drawable_points((1..).zip(values)));
        }
        self
    }

    /// Adds learning rates through points (epoch, rate): a schedule, by its
    /// [`curve`](crate::schedule::Schedule::curve), or what a training had, `history.rates()`. The axis is logarithmic
    /// where they are far apart, as for losses. Points that aren't finite or are beyond ±1e300 are skipped.
    ///
    /// ```
    /// use staticnn::prelude::*;
    /// use staticnn::schedule::Schedule;
    ///
    /// let halved = |start: f64, epoch: usize| start * 0.5_f64.powi(epoch as i32 / 10);
    /// let path = std::env::temp_dir().join("staticnn-schedule.svg");
    /// Chart::new("").schedule("halved every 10", halved.curve(0.1, 40)).save(&path)?;
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn schedule(mut self, name: &str, points: impl IntoIterator<Item: Point<2>>) -> Self {
        self.suit("epoch", "learning rate");
        self.add(name, Kind::Rate, drawable_points(points));
        self
    }
}

impl History {
    /// Draws the losses over the epochs to a `.png` or `.svg` file, with the best epoch marked if there are validation
    /// losses. To compare trainings, use [`Chart`].
    ///
    /// ```no_run
    /// # use staticnn::prelude::*;
    /// # let history = staticnn::History::default();
    /// history.plot("loss.png")?;
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`Chart::save`].
    pub fn plot(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        Chart::new("Loss").curve("", self).save(path)
    }

    /// Draws the metrics over the epochs to a `.png` or `.svg` file. To compare trainings, use [`Chart::metrics`].
    ///
    /// ```no_run
    /// # use staticnn::prelude::*;
    /// # let history = staticnn::History::default();
    /// history.plot_metrics("metrics.png")?;
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`Chart::save`]; [`Error::Empty`] if the trainer had no metric.
    pub fn plot_metrics(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        Chart::new("Metrics").metrics("", self).save(path)
    }
}
