//! Samples: borrowed inputs and targets.

mod arrays;
mod element;
mod error;
mod weights;

use arrays::Arrays;
pub use element::{InputFor, TargetFor};
pub use error::Error;
pub use weights::Weight;
use weights::{Weights, is_weight};

/// Inputs and their targets: two borrowed slices of equal length, which isn't 0. Nothing is copied.
///
/// Each sample may have a weight ([`weighted`](Self::weighted)), and the samples may be some of those in the slices
/// ([`batch`](Self::batch)).
///
/// ```
/// use staticnn::prelude::*;
///
/// let x = vec![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
/// let y = vec![[10.0], [20.0]];
/// let samples = Samples::new(&x, &y)?;
/// assert_eq!(samples.len(), 2);
/// # Ok::<(), staticnn::samples::Error>(())
/// ```
#[derive(Debug)]
pub struct Samples<'a, Input, Target> {
    inputs: &'a [Input],
    targets: &'a [Target],
    weights: Weights<'a>,
    /// The indices of a batch; `None` for all samples in turn.
    indices: Option<&'a [usize]>,
}

impl<'a, Input, Target> Samples<'a, Input, Target> {
    /// Pairs inputs and targets: `targets[i]` is the target of `inputs[i]`.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] if both slices are empty, [`Error::Lengths`] if their lengths differ.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let error = Samples::new(&[[1.0], [2.0]], &[[1.0]]).unwrap_err();
    /// assert_eq!(error.to_string(), "2 inputs but 1 targets: each input needs its target");
    /// ```
    pub fn new(inputs: &'a [Input], targets: &'a [Target]) -> Result<Self, Error> {
        if inputs.len() != targets.len() {
            return Err(Error::Lengths { inputs: inputs.len(), targets: targets.len() });
        }
        if inputs.is_empty() {
            return Err(Error::Empty);
        }
        Ok(Self { inputs, targets, weights: Weights::Equal, indices: None })
    }

    /// Pairs inputs and targets as [`new`](Self::new) does, and gives each sample a weight: the mean loss of samples with the
    /// losses l and the weights w is then sum(w l) / sum(w), in `loss`, in `gradient` and in each batch of a training.
    ///
    /// Weights are `f32` or `f64`, and a weight of 2 counts as two samples. For weights per class, give each sample that of its
    /// class: then the mean is that of PyTorch's `CrossEntropyLoss(weight=...)`. If all weights are 0, as may happen in a batch,
    /// the loss is 0, and so are the derivatives. Each sample is given to the loss by itself, so a step takes longer than
    /// without weights.
    ///
    /// # Errors
    ///
    /// Those of `new`; [`Error::Weights`] if there are more or fewer weights than inputs, [`Error::Weight`] for a weight that is
    /// negative, infinite or NaN.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let (x, y) = ([[0.0], [0.0]], [[1.0], [2.0]]); // a zeroed network has the losses 1 and 4
    /// let samples = Samples::weighted(&x, &y, &[3.0, 1.0])?;
    /// assert_eq!(Line::zeros().loss(&samples, &Mse), (3.0 * 1.0 + 1.0 * 4.0) / (3.0 + 1.0));
    ///
    /// let error = Samples::weighted(&x, &y, &[3.0, -1.0]).unwrap_err();
    /// assert_eq!(error.to_string(), "the weight of sample 1 is -1: a weight is finite, and at least 0");
    /// # Ok::<(), staticnn::samples::Error>(())
    /// ```
    pub fn weighted<W: Weight>(inputs: &'a [Input], targets: &'a [Target], weights: &'a [W]) -> Result<Self, Error> {
        let samples = Self::new(inputs, targets)?;
        if weights.len() != inputs.len() {
            return Err(Error::Weights { inputs: inputs.len(), weights: weights.len() });
        }
        let weights = W::weights(weights);
        match (0..inputs.len()).map(|sample| (sample, weights.of(sample))).find(|(_, weight)| !is_weight(*weight)) {
            Some((sample, weight)) => Err(Error::Weight { sample, weight }),
            None => Ok(Self { weights, ..samples }),
        }
    }

    /// Takes some of the samples: a mini-batch by its indices, without copying or allocating. An index may occur several times.
    ///
    /// The indices are those of [`inputs`](Self::inputs), also where the samples are a batch already.
    ///
    /// # Errors
    ///
    /// [`Error::NoIndices`] if there are no indices, [`Error::Index`] for an index beyond the last sample.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0], [3.0]], &[[1.0], [3.0], [5.0]]));
    /// let (mut line, mut gradient, mut optimizer) = (Line::zeros(), Gradient::new(), Sgd::new(0.05));
    /// for _epoch in 0..100 {
    ///     for indices in [[0, 2], [1, 2]] {
    ///         line.gradient(&samples.batch(&indices)?, &Mse, &mut gradient);
    ///         optimizer.step(&mut line, &gradient);
    ///     }
    /// }
    /// assert!(line.loss(&samples, &Mse) < 0.01);
    ///
    /// let error = samples.batch(&[0, 3]).unwrap_err();
    /// assert_eq!(error.to_string(), "index 1 of the batch is 3: 3 samples have the indices 0 to 2");
    /// # Ok::<(), staticnn::samples::Error>(())
    /// ```
    pub fn batch<'b>(&self, indices: &'b [usize]) -> Result<Samples<'b, Input, Target>, Error>
    where
        'a: 'b,
    {
        let samples = self.inputs.len();
        match indices.iter().enumerate().find(|(_, index)| **index >= samples) {
            Some((place, index)) => Err(Error::Index { place, index: *index, samples }),
            None if indices.is_empty() => Err(Error::NoIndices),
            None => Ok(self.chosen(indices)),
        }
    }

    /// The samples with these indices, which are those of samples.
    #[inline]
    pub(crate) fn chosen<'b>(&self, indices: &'b [usize]) -> Samples<'b, Input, Target>
    where
        'a: 'b,
    {
        Samples { indices: Some(indices), ..*self }
    }

    /// Pairs two arrays, as the implementation of [`From`] does.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// assert_eq!(Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]])).len(), 2);
    /// ```
    // It goes before the trait's function of the same name, whose message about vectors is the standard library's.
    #[must_use]
    pub fn from(arrays: impl Arrays<'a, Input, Target>) -> Self {
        let (inputs, targets) = arrays.slices();
        Self { inputs, targets, weights: Weights::Equal, indices: None }
    }

    /// Pairs inputs and targets of one length, which isn't 0.
    #[cfg(feature = "alloc")]
    pub(crate) fn paired(inputs: &'a [Input], targets: &'a [Target]) -> Self {
        Self { inputs, targets, weights: Weights::Equal, indices: None }
    }

    /// Returns the number of samples, at least 1.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
    /// assert_eq!(samples.len(), 2);
    /// assert_eq!(samples.batch(&[1])?.len(), 1);
    /// # Ok::<(), staticnn::samples::Error>(())
    /// ```
    #[must_use]
    #[inline]
    #[allow(clippy::len_without_is_empty, reason = "samples are never empty")]
    pub fn len(&self) -> usize {
        self.indices.map_or(self.inputs.len(), <[usize]>::len)
    }

    /// Returns all inputs; for a batch, those of all samples that its indices choose from.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let x = [[1.0, 2.0], [3.0, 4.0]];
    /// let samples = Samples::from((&x, &[[0.0], [1.0]]));
    /// assert_eq!(samples.inputs(), x);
    /// ```
    #[must_use]
    #[inline]
    pub fn inputs(&self) -> &'a [Input] {
        self.inputs
    }

    /// Returns all targets, in the order of the inputs; for a batch, those of all samples that its indices choose from.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let y = [[0.0], [1.0]];
    /// let samples = Samples::from((&[[1.0, 2.0], [3.0, 4.0]], &y));
    /// assert_eq!(samples.targets(), y);
    /// ```
    #[must_use]
    #[inline]
    pub fn targets(&self) -> &'a [Target] {
        self.targets
    }

    /// Returns the samples one after the other, each with its input and its target.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
    /// assert!(samples.iter().eq([(&[1.0], &[1.0]), (&[2.0], &[3.0])]));
    /// assert!(samples.batch(&[1])?.iter().eq([(&[2.0], &[3.0])]));
    /// # Ok::<(), staticnn::samples::Error>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (&'a Input, &'a Target)> {
        let samples = *self;
        (0..samples.len()).filter_map(move |place| samples.get(place))
    }

    /// One of the samples, counted from 0 within the batch.
    #[inline(always)]
    pub(crate) fn get(&self, place: usize) -> Option<(&'a Input, &'a Target)> {
        let index = self.index(place)?;
        Some((self.inputs.get(index)?, self.targets.get(index)?))
    }

    /// The index in the inputs of one of the samples, counted from 0 within the batch.
    #[inline(always)]
    pub(crate) fn index(&self, place: usize) -> Option<usize> {
        self.indices.map_or(Some(place), |indices| indices.get(place).copied())
    }

    /// The indices of a batch; `None` for all samples in turn.
    #[inline(always)]
    pub(crate) fn indices(&self) -> Option<&'a [usize]> {
        self.indices
    }

    /// The weight of one of the samples, counted from 0 within the batch.
    #[inline(always)]
    pub(crate) fn weight(&self, place: usize) -> f64 {
        self.index(place).map_or(0.0, |index| self.weights.of(index))
    }

    /// Whether the samples have weights.
    #[inline(always)]
    pub(crate) fn is_weighted(&self) -> bool {
        !matches!(self.weights, Weights::Equal)
    }

    /// The sum of the weights; without weights, the number of samples.
    #[inline]
    #[allow(clippy::cast_precision_loss, reason = "no memory holds 2^53 samples")]
    pub(crate) fn total_weight(&self) -> f64 {
        if self.is_weighted() { (0..self.len()).map(|place| self.weight(place)).sum() } else { self.len() as f64 }
    }
}

impl<Input, Target> Clone for Samples<'_, Input, Target> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Input, Target> Copy for Samples<'_, Input, Target> {}

/// Samples of inputs `Input` with targets `Target`: [`Samples`], or a reference to them.
///
/// Methods that take samples accept any such type, so that the compiler says in the library's words what doesn't fit.
///
/// ```
/// use staticnn::prelude::*;
/// use staticnn::samples::SamplesFor;
///
/// fn count(samples: &impl SamplesFor<[f32; 1], [f32; 1]>) -> usize {
///     samples.samples().len()
/// }
/// assert_eq!(count(&Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]))), 2);
/// ```
#[diagnostic::on_unimplemented(
    message = "samples are expected here, and this is `{Self}`",
    label = "not samples",
    note = "`Samples::new(&x, &y)` returns a `Result`: write `Samples::new(&x, &y)?`",
    note = "arguments swapped? the order is `net.loss(&samples, &loss)`, `net.gradient(&samples, &loss, &mut gradient)`, `trainer.fit(&mut net, &samples, &mut rng)`"
)]
pub trait SamplesFor<Input, Target> {
    /// Returns the samples.
    fn samples(&self) -> Samples<'_, Input, Target>;
}

impl<Input: InputFor<I>, Target: TargetFor<T>, I, T> SamplesFor<Input, Target> for Samples<'_, I, T> {
    fn samples(&self) -> Samples<'_, Input, Target> {
        let Self { inputs, targets, weights, indices } = *self;
        Samples { inputs: Input::inputs(inputs), targets: Target::targets(targets), weights, indices }
    }
}

impl<Input, Target, S: SamplesFor<Input, Target>> SamplesFor<Input, Target> for &S {
    fn samples(&self) -> Samples<'_, Input, Target> {
        (**self).samples()
    }
}

/// Pairs two arrays. The compiler checks that their lengths are equal, so there is no error to handle.
///
/// ```
/// use staticnn::prelude::*;
///
/// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
/// assert_eq!(samples.len(), 2);
/// ```
///
/// Empty arrays fail to compile:
///
/// ```compile_fail,E0080
/// use staticnn::prelude::*;
///
/// let (x, y): ([[f32; 1]; 0], [[f32; 1]; 0]) = ([], []);
/// let samples = Samples::from((&x, &y));
/// ```
impl<'a, Input, Target, const N: usize> From<(&'a [Input; N], &'a [Target; N])> for Samples<'a, Input, Target> {
    fn from(arrays: (&'a [Input; N], &'a [Target; N])) -> Self {
        Self::from(arrays)
    }
}
