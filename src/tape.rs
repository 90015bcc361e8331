//! The record of one sample's forward pass.

use crate::flat;
use crate::layer::contract::Outputs;
use crate::layer::model::Model;
use crate::shape::{U1, Zeros};

/// What one sample's forward pass leaves for its backward pass: the input, the output of every stage, and what else their
/// derivatives need. [`Network::forward`](crate::Network::forward) writes it, and
/// [`Network::backward`](crate::Network::backward) reads it.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
///
/// let net = Regressor::init(&mut ChaCha8Rng::seed_from_u64(42));
/// let mut tape = Tape::<Regressor>::new();
/// let mut gradient = Gradient::<Regressor>::new();
/// let y = net.forward(&[1.0, 2.0, 3.0], &mut tape);
/// net.backward(&tape, &[1.0], &mut gradient); // the gradient of the output itself
/// assert_eq!(gradient.layer2.bias[0], 1.0);
/// ```
pub struct Tape<N: Model> {
    pub(crate) input: N::Input,
    pub(crate) y: Outputs<N, U1>,
    pub(crate) stages: N::Tape<U1>,
}

impl<N: Model> Zeros for Tape<N> {
    const ZEROS: Self = Self { input: flat::zeros(), y: Zeros::ZEROS, stages: Zeros::ZEROS };
}

impl<N: Model> Tape<N> {
    /// An empty tape, all zero. One is enough: each forward pass overwrites it.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
    ///
    /// let net = Regressor::init(&mut ChaCha8Rng::seed_from_u64(42));
    /// let mut tape = Tape::<Regressor>::new();
    /// for x in [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]] {
    ///     assert_eq!(net.forward(&x, &mut tape), net.predict(&x));
    /// }
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self::ZEROS
    }

    /// An empty tape on the heap, without a copy on the stack.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Digits< 784 -> 128 relu -> 10 >; }
    ///
    /// let mut tape = Tape::<Digits>::boxed();
    /// let y = Digits::boxed().forward(&[0.5; 784], &mut tape);
    /// assert_eq!(y, [0.0; 10]);
    /// ```
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn boxed() -> alloc::boxed::Box<Self> {
        flat::boxed::<Self>()
    }
}

impl<N: Model> Default for Tape<N> {
    fn default() -> Self {
        Self::new()
    }
}
