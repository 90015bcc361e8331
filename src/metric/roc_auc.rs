//! The area under the receiver operating characteristic.

use core::cell::RefCell;
use core::iter;

use crate::class::Class;
use crate::metric::decision;
use crate::metric::error::Error;
use crate::metric::implement::metric;
use crate::scalar::Scalar;

/// A place for a sample's score in the buffer of a [`RocAuc`].
///
/// ```
/// use staticnn::metric::{RocAuc, Scored};
///
/// let mut buffer = vec![Scored::EMPTY; 1000];
/// let auc = RocAuc::new(&mut buffer[..]); // or RocAuc::new(buffer)
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    pub(super) score: f64,
    pub(super) positive: bool,
}

impl Scored {
    /// A place that no score is in.
    pub const EMPTY: Self = Self { score: 0.0, positive: false };
}

/// The area under the ROC curve, from 0 to 1: the probability that a random sample of class 1 has a higher score than a random
/// one of class 0, where equal scores count half. Guessing has 0.5, more is better; scikit-learn's `roc_auc_score`.
///
/// Outputs and targets are `[T; 1]` with a target of 0 or 1, and the score is the output, a probability or a logit; or `[T; 2]`
/// and `Class<2>`, and the score is the second output minus the first.
///
/// The area needs all scores. They are kept in a buffer that the program makes: a `&mut [Scored]`, an array or a `Vec`, of 16
/// bytes per sample. With more samples than room the value is NaN, as with a score that is NaN, a target that is neither 0 nor 1,
/// or samples of one class only; [`check`](Self::check) says which. The value sorts the scores, in n log n steps, and is exact
/// but for its last rounding.
///
/// ```
/// use staticnn::metric::{Metric, RocAuc, Scored};
///
/// let mut auc = RocAuc::new([Scored::EMPTY; 4]);
/// for (score, target) in [(0.1, 0.0), (0.4, 0.0), (0.35, 1.0), (0.8, 1.0)] {
///     auc.add(&[score], &[target]);
/// }
/// assert_eq!(auc.value(), 0.75);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RocAuc<B> {
    /// The scores so far, in any order: `value` sorts them.
    buffer: RefCell<B>,
    pub(super) seen: Seen,
}

/// What is known of the samples so far, beside the scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Seen {
    /// How many there were, those without room included.
    pub(super) samples: u64,
    /// Whether a score was NaN.
    pub(super) nan: bool,
    /// Whether a target was neither 0 nor 1.
    pub(super) undefined: bool,
}

impl Seen {
    pub(super) const NOTHING: Self = Self { samples: 0, nan: false, undefined: false };

    /// The part of the buffer that has scores.
    fn scores<'a>(&self, buffer: &'a mut [Scored]) -> &'a mut [Scored] {
        let length = usize::try_from(self.samples).unwrap_or(usize::MAX).min(buffer.len());
        &mut buffer[..length]
    }

    /// How many samples are of class 1, and of class 0, if the area is defined.
    fn check(&self, scores: &[Scored]) -> Result<[u64; 2], Error> {
        let [positive, negative] = count(scores);
        if self.nan {
            Err(Error::Score)
        } else if self.undefined {
            Err(Error::Target)
        } else if self.samples > positive + negative {
            Err(Error::Full { room: scores.len(), samples: self.samples })
        } else if positive == 0 || negative == 0 {
            Err(Error::OneClass { positive, negative })
        } else {
            Ok([positive, negative])
        }
    }
}

/// How many scores are of class 1, and of class 0.
fn count(scores: &[Scored]) -> [u64; 2] {
    let positive = scores.iter().filter(|scored| scored.positive).count();
    [positive as u64, (scores.len() - positive) as u64]
}

/// Sorts scores, the highest first, and returns how many of each class have one score, for each score.
fn sorted_groups(scores: &mut [Scored]) -> impl Iterator<Item = [u64; 2]> {
    scores.sort_unstable_by(|one, other| other.score.total_cmp(&one.score));
    // -0 and 0 follow one another, and are equal.
    scores.chunk_by(|one, other| one.score == other.score).map(count)
}

impl<B: AsRef<[Scored]> + AsMut<[Scored]>> RocAuc<B> {
    /// Creates a metric of no samples with this buffer, whose content is overwritten.
    #[must_use]
    pub const fn new(buffer: B) -> Self {
        Self { buffer: RefCell::new(buffer), seen: Seen::NOTHING }
    }

    /// Forgets all samples, and keeps the buffer.
    pub fn clear(&mut self) {
        self.seen = Seen::NOTHING;
    }

    /// Returns the area; NaN where [`check`](Self::check) returns an error.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "rounded at last")]
    pub fn value(&self) -> f64 {
        self.with_scores(|scores| {
            let [positive, negative] = self.seen.check(scores).ok()?;
            // Twice the pairs that are in order, with equal scores as half a pair: a whole number.
            let (mut twice, mut above) = (0, 0);
            for [p, n] in sorted_groups(scores) {
                twice += u128::from(n) * u128::from(2 * above + p);
                above += p;
            }
            Some(twice as f64 / (2.0 * positive as f64 * negative as f64))
        })
        .unwrap_or(f64::NAN)
    }

    /// Says why the value is NaN, if it is.
    ///
    /// # Errors
    ///
    /// [`Error::Full`] for more samples than the buffer has room for, [`Error::Score`] and [`Error::Target`] for a score that is
    /// NaN and a target that is neither 0 nor 1, [`Error::OneClass`] if there aren't samples of both classes.
    ///
    /// ```
    /// use staticnn::metric::{Error, RocAuc, Scored};
    ///
    /// let auc = RocAuc::new([Scored::EMPTY; 4]);
    /// assert_eq!(auc.check(), Err(Error::OneClass { positive: 0, negative: 0 }));
    /// ```
    pub fn check(&self) -> Result<(), Error> {
        self.with_scores(|scores| Some(self.seen.check(scores).map(|_| ()))).unwrap_or(Ok(()))
    }

    /// Returns the points of the ROC curve, (false positive rate, true positive rate), from (0, 0) to (1, 1): one for each
    /// threshold that tells scores apart, the highest first; scikit-learn's `roc_curve` with `drop_intermediate=False`. There are
    /// none where [`check`](Self::check) returns an error.
    ///
    /// ```
    /// use staticnn::metric::{Metric, RocAuc, Scored};
    ///
    /// let mut auc = RocAuc::new([Scored::EMPTY; 3]);
    /// for (score, target) in [(0.9, 1.0), (0.2, 0.0), (0.2, 1.0)] {
    ///     auc.add(&[score], &[target]);
    /// }
    /// assert_eq!(auc.curve().collect::<Vec<_>>(), [(0.0, 0.0), (0.0, 0.5), (1.0, 1.0)]);
    /// ```
    #[allow(clippy::cast_precision_loss, reason = "no memory holds 2^53 scores")]
    pub fn curve(&mut self) -> impl Iterator<Item = (f64, f64)> {
        let scores = self.seen.scores(self.buffer.get_mut().as_mut());
        let defined = self.seen.check(scores).ok();
        let [positive, negative] = defined.unwrap_or([1; 2]).map(|count| count as f64);
        let groups = iter::once([0; 2]).chain(sorted_groups(scores)).take(defined.map_or(0, |_| usize::MAX));
        groups.scan([0; 2], move |above, [p, n]| {
            *above = [above[0] + p, above[1] + n];
            Some((above[1] as f64 / negative, above[0] as f64 / positive))
        })
    }

    /// Calls `see` with the scores.
    pub(super) fn with_scores<R>(&self, see: impl FnOnce(&mut [Scored]) -> Option<R>) -> Option<R> {
        // It is borrowed nowhere else: `see` doesn't get the metric.
        let mut buffer = self.buffer.try_borrow_mut().ok()?;
        see(self.seen.scores(buffer.as_mut()))
    }

    /// The whole buffer.
    #[cfg(feature = "serde")]
    pub(super) fn buffer_mut(&mut self) -> &mut [Scored] {
        self.buffer.get_mut().as_mut()
    }

    fn push(&mut self, score: f64, target: Option<bool>) {
        let buffer = self.buffer.get_mut().as_mut();
        let place = usize::try_from(self.seen.samples).ok().and_then(|place| buffer.get_mut(place));
        if let Some(place) = place {
            *place = Scored { score, positive: target == Some(true) };
        }
        self.seen.samples += 1;
        self.seen.nan |= score.is_nan();
        self.seen.undefined |= target.is_none();
    }
}

metric! {
    [T: Scalar, B: AsRef<[Scored]> + AsMut<[Scored]>] RocAuc<B>: [T; 1], [T; 1] => |auc, y, t| {
        auc.push(y[0].to_f64(), decision::is_one(t[0]));
    };
    [T: Scalar, B: AsRef<[Scored]> + AsMut<[Scored]>] RocAuc<B>: [T; 2], Class<2> => |auc, y, class| {
        auc.push(y[1].to_f64() - y[0].to_f64(), Some(class.index() == 1));
    };
}
