//! Samples: borrowed inputs and targets.

mod arrays;
mod element;

use core::fmt;

use crate::debug_by_display::debug_by_display;

use arrays::Arrays;
pub use element::{InputFor, TargetFor};

/// Inputs and their targets: two borrowed slices of equal length, which isn't 0. Nothing is copied.
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
        Ok(Self { inputs, targets })
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
        Self { inputs, targets }
    }

    /// Returns the number of samples, at least 1.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// assert_eq!(Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]])).len(), 2);
    /// ```
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "samples are never empty")]
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Returns all inputs.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let x = [[1.0, 2.0], [3.0, 4.0]];
    /// let samples = Samples::from((&x, &[[0.0], [1.0]]));
    /// assert_eq!(samples.inputs(), x);
    /// ```
    #[must_use]
    pub fn inputs(&self) -> &'a [Input] {
        self.inputs
    }

    /// Returns all targets, in the order of the inputs.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let y = [[0.0], [1.0]];
    /// let samples = Samples::from((&[[1.0, 2.0], [3.0, 4.0]], &y));
    /// assert_eq!(samples.targets(), y);
    /// ```
    #[must_use]
    pub fn targets(&self) -> &'a [Target] {
        self.targets
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
    note = "the order is `net.loss(&samples, &loss)`, `net.gradient(&samples, &loss, &mut gradient)`, `trainer.fit(&mut net, &samples, &mut rng)`"
)]
pub trait SamplesFor<Input, Target> {
    /// Returns the samples.
    fn samples(&self) -> Samples<'_, Input, Target>;
}

impl<Input: InputFor<I>, Target: TargetFor<T>, I, T> SamplesFor<Input, Target> for Samples<'_, I, T> {
    fn samples(&self) -> Samples<'_, Input, Target> {
        Samples { inputs: Input::inputs(self.inputs), targets: Target::targets(self.targets) }
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

/// Why inputs and targets aren't samples.
///
/// ```
/// use staticnn::prelude::*;
/// use staticnn::samples::Error;
///
/// let nothing: [[f32; 3]; 0] = [];
/// assert_eq!(Samples::new(&nothing, &nothing).unwrap_err(), Error::Empty);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// There are no inputs and no targets.
    Empty,
    /// The numbers of inputs and of targets differ.
    Lengths {
        /// The number of inputs.
        inputs: usize,
        /// The number of targets.
        targets: usize,
    },
}

debug_by_display!(Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Empty => f.write_str("there are no samples: inputs and targets are empty"),
            Self::Lengths { inputs, targets } => {
                write!(f, "{inputs} inputs but {targets} targets: each input needs its target")
            }
        }
    }
}

impl core::error::Error for Error {}
