//! Inputs with their targets, borrowed.

use core::fmt;

/// Inputs and the targets that belong to them: slices of one length, not empty. Nothing is copied.
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
    /// Puts inputs and targets together: `inputs[i]` belongs to `targets[i]`.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] if there are none, [`Error::Lengths`] if there are more of the one than of the other.
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

    /// How many samples there are: 1 or more.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// assert_eq!(Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]])).len(), 2);
    /// ```
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "there are no empty ones")]
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// All inputs, in their own order.
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

    /// All targets, in the order of the inputs.
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

/// Two arrays, whose one length the compiler checks: no error is left to handle.
///
/// ```
/// use staticnn::prelude::*;
///
/// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
/// assert_eq!(samples.len(), 2);
/// ```
///
/// Two empty arrays don't build:
///
/// ```compile_fail,E0080
/// use staticnn::prelude::*;
///
/// let (x, y): ([[f32; 1]; 0], [[f32; 1]; 0]) = ([], []);
/// let samples = Samples::from((&x, &y));
/// ```
impl<'a, Input, Target, const N: usize> From<(&'a [Input; N], &'a [Target; N])> for Samples<'a, Input, Target> {
    fn from((inputs, targets): (&'a [Input; N], &'a [Target; N])) -> Self {
        const { assert!(N > 0, "there are no samples in empty arrays") };
        Self { inputs, targets }
    }
}

/// What can be wrong with samples.
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
    /// Neither inputs nor targets.
    Empty,
    /// Inputs and targets don't pair up.
    Lengths {
        /// How many inputs there are.
        inputs: usize,
        /// How many targets there are.
        targets: usize,
    },
}

/// The sentence of `Display`: it is what `unwrap` and a `main` that returns the error print.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

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
