//! The losses of a training, per epoch.

use alloc::vec::Vec;

#[cfg(feature = "serde")]
use ::serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use crate::number::Number;
use crate::scalar::Scalar;
#[cfg(feature = "serde")]
use crate::serde::Float;

/// The losses of a training: one per epoch, as `f64` for every network.
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
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct History {
    training: Vec<f64>,
    validation: Vec<f64>,
}

impl History {
    /// Creates an empty history with capacity for `epochs`, at most a million.
    #[cfg(feature = "rand")]
    pub(crate) fn with_capacity(epochs: usize, validated: bool) -> Self {
        let epochs = epochs.min(1_000_000);
        let validation = if validated { epochs } else { 0 };
        Self { training: Vec::with_capacity(epochs), validation: Vec::with_capacity(validation) }
    }

    /// Appends the losses of an epoch.
    #[cfg(feature = "rand")]
    pub(crate) fn push(&mut self, training: f64, validation: Option<f64>) {
        self.training.push(training);
        self.validation.extend(validation);
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
        Self { training: losses.into_iter().map(Number::to_f64).collect(), validation: Vec::new() }
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
        }

        let Stored { training, validation } = Stored::deserialize(deserializer)?;
        let (epochs, validated) = (training.len(), validation.len());
        if validated != 0 && validated != epochs {
            return Err(D::Error::custom(format_args!(
                "{validated} validation losses, but {epochs} training losses: there is one per epoch, or none"
            )));
        }
        let losses = |losses: Vec<Float<f64>>| losses.into_iter().map(|loss| loss.0).collect();
        Ok(Self { training: losses(training), validation: losses(validation) })
    }
}
