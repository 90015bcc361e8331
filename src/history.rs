//! The losses of a training, epoch by epoch.

use alloc::vec::Vec;

use crate::number::Number;
use crate::scalar::Scalar;

/// The losses of a training: one number an epoch, as f64 whatever the network's scalar.
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
}

impl History {
    /// An empty one with room for so many epochs, or for a million, if they are more.
    #[cfg(feature = "rand")]
    pub(crate) fn with_room(epochs: usize, validated: bool) -> Self {
        let epochs = epochs.min(1_000_000);
        let validation = if validated { epochs } else { 0 };
        Self { training: Vec::with_capacity(epochs), validation: Vec::with_capacity(validation) }
    }

    /// Adds an epoch.
    #[cfg(feature = "rand")]
    pub(crate) fn push(&mut self, training: f64, validation: Option<f64>) {
        self.training.push(training);
        self.validation.extend(validation);
    }

    /// Each epoch's mean loss over the samples that it trained on, each measured before the step that it took part in.
    /// Its unit is the loss'.
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

    /// The mean loss over the validation samples at the end of each epoch; empty where there are none. Its unit is the
    /// loss'.
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

    /// The last epoch's training loss, if there was an epoch.
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

    /// Draws the losses over the epochs, into a `.png` or `.svg` file: see [`Chart`](crate::chart::Chart) for more than
    /// one training in one picture.
    ///
    /// ```no_run
    /// # use staticnn::prelude::*;
    /// # let history = staticnn::history::History::default();
    /// history.plot("loss.png")?;
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`Chart::save`](crate::chart::Chart::save).
    #[cfg(feature = "plot")]
    pub fn plot(&self, path: impl AsRef<std::path::Path>) -> Result<(), crate::chart::Error> {
        crate::chart::Chart::new("Loss").curve("", self).save(path)
    }
}

/// The training losses of a loop written by hand, one an epoch; there are no validation losses.
///
/// All are kept, also those that aren't finite: these a [`Chart`](crate::chart::Chart) skips.
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
