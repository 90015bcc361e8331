//! Why a training ended.

#[cfg(feature = "serde")]
use ::serde::{Deserialize, Serialize};

/// Why a training ended without an error.
///
/// ```
/// use staticnn::history::End;
/// use staticnn::prelude::*;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let (samples, mut rng) = (Samples::from((&[[1.0]], &[[2.0]])), ChaCha8Rng::seed_from_u64(42));
/// let mut trainer = Trainer::new(Mse, Sgd::new(0.1)).epochs(100).on_epoch(|epoch| {
///     if epoch.training() < 0.01 {
///         epoch.stop();
///     }
/// });
/// let history = trainer.fit(&mut Line::zeros(), &samples, &mut rng)?;
/// assert_eq!(history.end(), Some(End::Stopped));
/// assert!(history.training().len() < 100);
/// # Ok::<(), staticnn::trainer::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
#[non_exhaustive]
pub enum End {
    /// All epochs were run.
    Epochs,
    /// The loss didn't improve for as many epochs as the patience allows.
    NoImprovement,
    /// A callback stopped the training.
    Stopped,
    /// The time was over.
    Time,
}
