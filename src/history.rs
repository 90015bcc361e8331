//! The record of a training, per epoch.

mod end;
mod warning;

pub use end::End;
pub use warning::{Scale, Warning};

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

#[cfg(feature = "serde")]
use ::serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _, ser::SerializeStruct};

use crate::number::Number;
use crate::scalar::Scalar;
#[cfg(feature = "serde")]
use crate::serde::{self, Float};

/// The record of a training: losses, learning rates and metrics, one of each per epoch, as `f64` for every network.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let samples = Samples::from((&[[1.0], [2.0]], &[[2.0], [4.0]]));
/// let mut rng = ChaCha8Rng::seed_from_u64(42);
/// let history = Trainer::new(Mse, Sgd::new(0.1)).epochs(50).fit(&mut Line::zeros(), &samples, &mut rng)?;
/// assert_eq!(history.training().len(), 50);
/// assert!(history.last().unwrap() < history.training()[0]);
/// assert!(history.validation().is_empty());
/// # Ok::<(), staticnn::trainer::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    training: Vec<f64>,
    validation: Vec<f64>,
    /// In a box, since errors hold a history, and should be small.
    details: Box<Details>,
}

/// How many epochs room is made for before the first step, at most.
pub(crate) const RESERVED: usize = 1_000_000;

/// What a trainer records beside the losses.
#[derive(Clone, Debug, Default, PartialEq)]
struct Details {
    rates: Vec<f64>,
    metrics: Vec<Curve>,
    warnings: Vec<Warning>,
    end: Option<End>,
}

/// The values of one metric.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize), serde(deny_unknown_fields))]
struct Curve {
    name: String,
    #[cfg_attr(feature = "serde", serde(with = "serde::undefined"))]
    values: Vec<f64>,
}

impl History {
    /// Adds a metric without values.
    #[cfg(feature = "rand")]
    pub(crate) fn add_metric(&mut self, name: &str) {
        self.details.metrics.push(Curve { name: name.into(), values: Vec::new() });
    }

    /// Makes room for so many epochs in all, at most [`RESERVED`], with a validation loss each or without.
    #[cfg(feature = "rand")]
    pub(crate) fn reserve(&mut self, epochs: usize, validated: bool) {
        let more = epochs.min(RESERVED).saturating_sub(self.training.len());
        self.training.reserve(more);
        self.details.rates.reserve(more);
        if validated {
            self.validation.reserve(more);
        }
        self.details.metrics.iter_mut().for_each(|curve| curve.values.reserve(more));
    }

    #[cfg(feature = "rand")]
    pub(crate) fn set_warnings(&mut self, warnings: Vec<Warning>) {
        self.details.warnings = warnings;
    }

    #[cfg(feature = "rand")]
    pub(crate) fn set_end(&mut self, end: End) {
        self.details.end = Some(end);
    }

    /// Appends the learning rate and the losses of an epoch.
    #[cfg(feature = "rand")]
    pub(crate) fn push(&mut self, rate: f64, training: f64, validation: Option<f64>) {
        self.details.rates.push(rate);
        self.training.push(training);
        self.validation.extend(validation);
    }

    /// Appends the value that a metric, by its position, has after an epoch.
    #[cfg(feature = "rand")]
    pub(crate) fn push_metric(&mut self, position: usize, value: f64) {
        if let Some(curve) = self.details.metrics.get_mut(position) {
            curve.values.push(value);
        }
    }

    /// Returns the mean training loss per epoch, in the unit of the loss. The loss of a batch is measured before its
    /// step.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[2.0], [4.0]]));
    /// let mut rng = ChaCha8Rng::seed_from_u64(42);
    /// let history = Trainer::new(Mse, Sgd::new(0.1)).full_batch().fit(&mut Line::zeros(), &samples, &mut rng)?;
    /// assert_eq!(history.training()[0], 10.0); // before the first step
    /// # Ok::<(), staticnn::trainer::Error>(())
    /// ```
    #[must_use]
    pub fn training(&self) -> &[f64] {
        &self.training
    }

    /// Returns the mean loss over the validation samples at the end of each epoch, in the unit of the loss. It is empty
    /// for a training without validation samples.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[2.0], [4.0]]));
    /// let unseen = Samples::from((&[[3.0]], &[[6.0]]));
    /// let (mut net, mut rng) = (Line::zeros(), ChaCha8Rng::seed_from_u64(42));
    /// let history = Trainer::new(Mse, Sgd::new(0.1)).validation(&unseen).fit(&mut net, &samples, &mut rng)?;
    /// assert_eq!(history.validation()[99] as f32, net.loss(&unseen, &Mse)); // after the last step
    /// # Ok::<(), staticnn::trainer::Error>(())
    /// ```
    #[must_use]
    pub fn validation(&self) -> &[f64] {
        &self.validation
    }

    /// Returns the training loss of the last epoch, or `None` if there was no epoch.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// assert_eq!(History::from_iter([4.0, 1.0, 0.5]).last(), Some(0.5));
    /// assert_eq!(History::default().last(), None);
    /// ```
    #[must_use]
    pub fn last(&self) -> Option<f64> {
        self.training.last().copied()
    }

    /// Returns the learning rate at the end of each epoch; empty if the losses were collected from a hand-written loop.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let (samples, mut rng) = (Samples::from((&[[1.0]], &[[2.0]])), ChaCha8Rng::seed_from_u64(42));
    /// let history = Trainer::new(Mse, Sgd::new(0.25)).epochs(2).fit(&mut Line::zeros(), &samples, &mut rng)?;
    /// assert_eq!(history.rates(), [0.25, 0.25]);
    /// # Ok::<(), staticnn::trainer::Error>(())
    /// ```
    #[must_use]
    pub fn rates(&self) -> &[f64] {
        &self.details.rates
    }

    /// Returns the values of a metric of the trainer by its name, one per epoch; `None` if the trainer had no such metric. They
    /// are measured on the validation samples, or without these on the training samples.
    #[must_use]
    pub fn metric(&self, name: &str) -> Option<&[f64]> {
        self.metrics().find(|(known, _)| *known == name).map(|(_, values)| values)
    }

    /// Returns the names and the values of all metrics, in the order in which the trainer got them.
    pub fn metrics(&self) -> impl Iterator<Item = (&str, &[f64])> {
        self.details.metrics.iter().map(|curve| (curve.name.as_str(), curve.values.as_slice()))
    }

    /// Returns what may have spoiled the training: a [`Warning`] prints as a sentence. A trainer with
    /// `report_every` prints them at the start.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.details.warnings
    }

    /// Returns why the training ended; `None` if the losses were collected from a hand-written loop, or if the training ended
    /// with an error. The documentation of [`End`] has an example.
    #[must_use]
    pub fn end(&self) -> Option<End> {
        self.details.end
    }

    /// The losses that epochs are judged by: on the validation samples, or without these the training losses.
    pub(crate) fn judged(&self) -> &[f64] {
        if self.validation.is_empty() { &self.training } else { &self.validation }
    }

    /// Returns the number of the epoch with the least validation loss, or without validation the least training loss: the first
    /// of equal ones. The first epoch is 1. `None` if there is no loss, or none that is a number.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// assert_eq!(History::from_iter([4.0, 1.0, 1.5]).best_epoch(), Some(2));
    /// assert_eq!(History::default().best_epoch(), None);
    /// ```
    #[must_use]
    pub fn best_epoch(&self) -> Option<usize> {
        let numbers = (1..).zip(self.judged()).filter(|(_, loss)| !loss.is_nan());
        numbers.min_by(|one, other| one.1.total_cmp(other.1)).map(|(epoch, _)| epoch)
    }
}

/// Collects the training losses of a hand-written loop, one per epoch, without validation losses.
///
/// Losses that aren't finite are kept too; a `Chart` skips them.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let samples = Samples::from((&[[1.0], [2.0]], &[[2.0], [4.0]]));
/// let mut net = Line::zeros();
/// let mut gradient = Gradient::<Line>::new();
/// let mut optimizer = Sgd::new(0.1);
/// let mut losses = Vec::new();
/// for _epoch in 0..50 {
///     losses.push(net.gradient(&samples, &Mse, &mut gradient));
///     optimizer.step(&mut net, &gradient);
/// }
/// let history = History::from_iter(losses);
/// assert_eq!(history.training().len(), 50);
/// ```
impl<T: Scalar> FromIterator<T> for History {
    fn from_iter<I: IntoIterator<Item = T>>(losses: I) -> Self {
        Self { training: losses.into_iter().map(Number::to_f64).collect(), ..Self::default() }
    }
}

#[cfg(feature = "serde")]
impl Serialize for History {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Details { rates, metrics, warnings, end } = &*self.details;
        let mut fields = serializer.serialize_struct("History", 6)?;
        fields.serialize_field("training", &self.training)?;
        fields.serialize_field("validation", &self.validation)?;
        fields.serialize_field("rates", rates)?;
        fields.serialize_field("metrics", metrics)?;
        fields.serialize_field("warnings", warnings)?;
        fields.serialize_field("end", end)?;
        fields.end()
    }
}

#[cfg(feature = "serde")]
impl<'de> Deserialize<'de> for History {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// How formats hold it.
        #[derive(Deserialize)]
        #[serde(rename = "History", deny_unknown_fields)]
        struct Stored {
            training: Vec<Float<f64>>,
            validation: Vec<Float<f64>>,
            #[serde(default)]
            rates: Vec<Float<f64>>,
            #[serde(default)]
            metrics: Vec<Curve>,
            #[serde(default)]
            warnings: Vec<Warning>,
            #[serde(default)]
            end: Option<End>,
        }

        let Stored { training, validation, rates, metrics, warnings, end } = Stored::deserialize(deserializer)?;
        let epochs = training.len();
        let one_each = |what: &str, found: usize, may_lack: bool| match found {
            0 if may_lack => Ok(()),
            _ if found == epochs => Ok(()),
            _ => Err(D::Error::custom(format_args!(
                "{found} {what}, but {epochs} training losses: there is one per epoch{}",
                if may_lack { ", or none" } else { "" }
            ))),
        };
        one_each("validation losses", validation.len(), true)?;
        one_each("learning rates", rates.len(), true)?;
        for curve in &metrics {
            one_each(&alloc::format!("values of the metric `{}`", curve.name), curve.values.len(), false)?;
        }
        let numbers = |numbers: Vec<Float<f64>>| numbers.into_iter().map(|number| number.0).collect();
        let (training, validation, rates) = (numbers(training), numbers(validation), numbers(rates));
        Ok(Self { training, validation, details: Box::new(Details { rates, metrics, warnings, end }) })
    }
}
