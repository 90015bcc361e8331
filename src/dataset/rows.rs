//! Rows, each an input and a target.

use alloc::vec::Vec;

use crate::dataset::error::Error;
use crate::samples::{InputFor, Samples, SamplesFor, TargetFor};
use crate::scalar::Scalar;

/// Owned inputs and their targets, at least one of each: what a loader returns.
///
/// [`samples`](Self::samples) lends the rows, and methods that take samples also take a data set.
///
/// ```
/// use staticnn::dataset::Dataset;
/// use staticnn::prelude::*;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// /// A straight line, measured at ten places.
/// fn measured() -> Result<Dataset<[f32; 1], [f32; 1]>, staticnn::dataset::Error> {
///     Dataset::try_from_iter((0..10).map(|x| ([x as f32 / 10.0], [x as f32 / 5.0 + 1.0])))
/// }
///
/// let mut rng = ChaCha8Rng::seed_from_u64(42);
/// let (training, held_out) = measured()?.split(0.2, &mut rng)?;
/// assert_eq!((training.len(), held_out.len()), (8, 2));
///
/// let mut net = Line::init(&mut rng);
/// let before = net.loss(&held_out, &Mse);
/// Trainer::new(Mse, Adam::new(0.01)).fit(&mut net, &training, &mut rng)?;
/// assert!(net.loss(&held_out, &Mse) < before);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset<Input, Target> {
    inputs: Vec<Input>,
    targets: Vec<Target>,
}

impl<Input, Target> Dataset<Input, Target> {
    /// Pairs inputs and targets: `targets[i]` is the target of `inputs[i]`.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] if both vectors are empty, [`Error::Lengths`] if their lengths differ.
    ///
    /// ```
    /// use staticnn::dataset::Dataset;
    ///
    /// let data = Dataset::new(vec![[1.0, 2.0], [3.0, 4.0]], vec![[10.0], [20.0]])?;
    /// assert_eq!(data.len(), 2);
    ///
    /// let error = Dataset::new(vec![[1.0], [2.0]], vec![[1.0]]).unwrap_err();
    /// assert_eq!(error.to_string(), "2 inputs but 1 targets: each row has one of each");
    /// # Ok::<(), staticnn::dataset::Error>(())
    /// ```
    pub fn new(inputs: Vec<Input>, targets: Vec<Target>) -> Result<Self, Error> {
        if inputs.len() != targets.len() {
            return Err(Error::Lengths { inputs: inputs.len(), targets: targets.len() });
        }
        if inputs.is_empty() { Err(Error::Empty) } else { Ok(Self { inputs, targets }) }
    }

    /// Collects pairs of an input and its target. There is no `collect`, since the pairs could be none.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] if there are no pairs.
    ///
    /// ```
    /// use staticnn::dataset::Dataset;
    ///
    /// let squares = Dataset::try_from_iter((1..=3).map(|x| ([x as f32], [(x * x) as f32])))?;
    /// assert_eq!(squares.targets(), [[1.0], [4.0], [9.0]]);
    /// # Ok::<(), staticnn::dataset::Error>(())
    /// ```
    pub fn try_from_iter(pairs: impl IntoIterator<Item = (Input, Target)>) -> Result<Self, Error> {
        let (inputs, targets) = pairs.into_iter().unzip();
        Self::new(inputs, targets)
    }

    /// Lends the rows, to train on or to measure a loss.
    ///
    /// ```
    /// use staticnn::dataset::Dataset;
    ///
    /// let data = Dataset::new(vec![[1.0], [2.0]], vec![[1.0], [3.0]])?;
    /// let samples = data.samples();
    /// assert_eq!(samples.batch(&[1])?.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn samples(&self) -> Samples<'_, Input, Target> {
        Samples::paired(&self.inputs, &self.targets)
    }

    /// Returns the inputs.
    ///
    /// ```
    /// use staticnn::dataset::Dataset;
    ///
    /// let data = Dataset::new(vec![[1.0], [2.0]], vec![[1.0], [3.0]])?;
    /// assert_eq!(data.inputs(), [[1.0], [2.0]]);
    /// # Ok::<(), staticnn::dataset::Error>(())
    /// ```
    #[must_use]
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// Returns the targets, in the order of the inputs.
    ///
    /// ```
    /// use staticnn::dataset::Dataset;
    ///
    /// let data = Dataset::new(vec![[1.0], [2.0]], vec![[1.0], [3.0]])?;
    /// assert_eq!(data.targets(), [[1.0], [3.0]]);
    /// # Ok::<(), staticnn::dataset::Error>(())
    /// ```
    #[must_use]
    pub fn targets(&self) -> &[Target] {
        &self.targets
    }

    /// Returns the number of rows, at least 1.
    ///
    /// ```
    /// use staticnn::dataset::Dataset;
    ///
    /// let data = Dataset::new(vec![[1.0], [2.0]], vec![[1.0], [3.0]])?;
    /// assert_eq!(data.len(), 2);
    /// # Ok::<(), staticnn::dataset::Error>(())
    /// ```
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "a data set is never empty")]
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Returns the rows one after the other, each an input and its target.
    ///
    /// ```
    /// use staticnn::dataset::Dataset;
    ///
    /// let data = Dataset::new(vec![[1.0], [2.0]], vec![[1.0], [3.0]])?;
    /// assert!(data.iter().eq([(&[1.0], &[1.0]), (&[2.0], &[3.0])]));
    /// # Ok::<(), staticnn::dataset::Error>(())
    /// ```
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Input, &Target)> {
        self.inputs.iter().zip(&self.targets)
    }

    /// Returns the inputs and the targets as vectors.
    ///
    /// ```
    /// use staticnn::dataset::Dataset;
    ///
    /// let data = Dataset::new(vec![[1.0], [2.0]], vec![[1.0], [3.0]])?;
    /// let (inputs, targets) = data.into_parts();
    /// assert_eq!((inputs, targets), (vec![[1.0], [2.0]], vec![[1.0], [3.0]]));
    /// # Ok::<(), staticnn::dataset::Error>(())
    /// ```
    #[must_use]
    pub fn into_parts(self) -> (Vec<Input>, Vec<Target>) {
        (self.inputs, self.targets)
    }

    /// Keeps the first `rows` rows, or all if there are fewer.
    ///
    /// # Errors
    ///
    /// [`Error::TakesNone`] for 0 rows.
    ///
    /// ```
    /// use staticnn::dataset::Dataset;
    ///
    /// let data = Dataset::new(vec![[1.0], [2.0]], vec![[1.0], [3.0]])?;
    /// assert_eq!(data.take(1)?.inputs(), [[1.0]]);
    /// # Ok::<(), staticnn::dataset::Error>(())
    /// ```
    pub fn take(mut self, rows: usize) -> Result<Self, Error> {
        if rows == 0 {
            return Err(Error::TakesNone);
        }
        self.inputs.truncate(rows);
        self.targets.truncate(rows);
        Ok(self)
    }

    /// Computes each row's input and target from what they are.
    ///
    /// ```
    /// use staticnn::dataset::Dataset;
    ///
    /// let data = Dataset::new(vec![[1.0], [2.0]], vec![[1.0], [3.0]])?;
    /// // From the target to the input.
    /// assert_eq!(data.map(|input, target| (target, input)).inputs(), [[1.0], [3.0]]);
    /// # Ok::<(), staticnn::dataset::Error>(())
    /// ```
    #[must_use]
    pub fn map<A, B>(self, mut row: impl FnMut(Input, Target) -> (A, B)) -> Dataset<A, B> {
        let (inputs, targets) =
            self.inputs.into_iter().zip(self.targets).map(|(input, target)| row(input, target)).unzip();
        Dataset { inputs, targets }
    }

    /// Computes each input from what it is: to scale it, or to leave columns out.
    ///
    /// ```
    /// use staticnn::dataset::Dataset;
    ///
    /// let data = Dataset::new(vec![[1.0, 10.0], [2.0, 20.0]], vec![[1.0], [3.0]])?;
    /// assert_eq!(data.map_inputs(|[first, _]| [first / 2.0]).inputs(), [[0.5], [1.0]]);
    /// # Ok::<(), staticnn::dataset::Error>(())
    /// ```
    #[must_use]
    pub fn map_inputs<A>(self, input: impl FnMut(Input) -> A) -> Dataset<A, Target> {
        Dataset { inputs: self.inputs.into_iter().map(input).collect(), targets: self.targets }
    }

    /// Computes each target from what it is.
    ///
    /// ```
    /// use staticnn::dataset::Dataset;
    ///
    /// let data = Dataset::new(vec![[1.0], [2.0]], vec![[1.0], [3.0]])?;
    /// assert_eq!(data.map_targets(|[y]| [y / 2.0]).targets(), [[0.5], [1.5]]);
    /// # Ok::<(), staticnn::dataset::Error>(())
    /// ```
    #[must_use]
    pub fn map_targets<B>(self, target: impl FnMut(Target) -> B) -> Dataset<Input, B> {
        Dataset { inputs: self.inputs, targets: self.targets.into_iter().map(target).collect() }
    }

    /// Pairs inputs and targets of one length, which isn't 0.
    #[cfg(any(feature = "csv", feature = "idx"))]
    pub(super) fn paired(inputs: Vec<Input>, targets: Vec<Target>) -> Self {
        Self { inputs, targets }
    }

    /// Exchanges two rows.
    #[cfg(feature = "rand")]
    pub(super) fn swap(&mut self, one: usize, other: usize) {
        self.inputs.swap(one, other);
        self.targets.swap(one, other);
    }

    /// Copies the rows with these indices.
    #[cfg(feature = "rand")]
    pub(super) fn chosen(&self, indices: &[usize]) -> Self
    where
        Input: Clone,
        Target: Clone,
    {
        Self {
            inputs: indices.iter().map(|index| self.inputs[*index].clone()).collect(),
            targets: indices.iter().map(|index| self.targets[*index].clone()).collect(),
        }
    }
}

impl<T: Scalar, const I: usize, const O: usize> Dataset<[T; I], [T; O]> {
    /// Pairs the rows of two flat slices: I values per input, O values per target.
    ///
    /// # Errors
    ///
    /// [`Error::Rows`] if a slice doesn't consist of whole rows, and those of [`new`](Self::new).
    ///
    /// ```
    /// use staticnn::dataset::Dataset;
    ///
    /// let data = Dataset::<[f32; 2], [f32; 1]>::from_rows(&[1.0, 2.0, 3.0, 4.0], &[10.0, 20.0])?;
    /// assert_eq!(data.inputs(), [[1.0, 2.0], [3.0, 4.0]]);
    ///
    /// let error = Dataset::<[f32; 2], [f32; 1]>::from_rows(&[1.0, 2.0, 3.0], &[10.0]).unwrap_err();
    /// assert_eq!(error.to_string(), "3 values aren't whole rows of 2: 1 are left over");
    /// # Ok::<(), staticnn::dataset::Error>(())
    /// ```
    pub fn from_rows(inputs: &[T], targets: &[T]) -> Result<Self, Error> {
        Self::new(rows(inputs)?, rows(targets)?)
    }
}

/// Takes a flat slice apart into rows of N values.
///
/// # Errors
///
/// [`Error::Rows`] if the slice doesn't consist of whole rows.
///
/// ```
/// use staticnn::dataset::{self, Dataset};
/// use staticnn::prelude::*;
///
/// let flat = [0.1_f32, 0.2, 0.3, 0.4];
/// let data = Dataset::new(dataset::rows::<_, 2>(&flat)?, vec![Class::<3>::new(0)?, Class::new(2)?])?;
/// assert_eq!(data.inputs()[1], [0.3, 0.4]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rows<T: Copy, const N: usize>(values: &[T]) -> Result<Vec<[T; N]>, Error> {
    const { assert!(N > 0, "a row has at least one value") };
    let (rows, rest) = values.as_chunks();
    if rest.is_empty() { Ok(rows.to_vec()) } else { Err(Error::Rows { values: values.len(), row: N }) }
}

impl<Input: InputFor<I>, Target: TargetFor<T>, I, T> SamplesFor<Input, Target> for Dataset<I, T> {
    fn samples(&self) -> Samples<'_, Input, Target> {
        Samples::paired(Input::inputs(&self.inputs), Target::targets(&self.targets))
    }
}
