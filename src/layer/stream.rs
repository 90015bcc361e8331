//! Whether a layer can run as a stream, and what a stream carries.

use crate::flat::{self, Flat};
use crate::shape::Zeros;

/// Whether a layer can run step by step: [`Steps`] or [`Whole`].
pub trait Stream: 'static {
    /// That of a network with such a layer and layers of `Other`.
    #[doc(hidden)]
    type And<Other: Stream>: Stream;
    /// That of the layer as the stage of a network at this position.
    #[doc(hidden)]
    type At<const STAGE: usize>: Stream;
}

/// The layer can run step by step: no output depends on a later input.
#[derive(Clone, Copy, Debug)]
pub enum Steps {}

/// The layer needs the whole sample.
#[derive(Clone, Copy, Debug)]
pub enum Whole {}

/// The stage at this position of a network needs the whole sample.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum WholeAtStage<const STAGE: usize> {}

impl Stream for Steps {
    type And<Other: Stream> = Other;
    type At<const STAGE: usize> = Self;
}

impl Stream for Whole {
    type And<Other: Stream> = Self;
    type At<const STAGE: usize> = WholeAtStage<STAGE>;
}

impl<const OF: usize> Stream for WholeAtStage<OF> {
    type And<Other: Stream> = Self;
    type At<const STAGE: usize> = WholeAtStage<STAGE>;
}

/// Implemented for [`Steps`]: a network whose stages are all causal has `step`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this network can't run step by step: `{Self}` is a stage that needs the whole sample",
    note = "stages are counted from 1, the first after the input",
    note = "these run step by step: `rnn`, `gru`, `lstm`, `conv 8 (3, causal)`, `attention 16 (causal)`, `positions`, `last`, dense stages, normalizations, `dropout`"
)]
pub trait Causal: Stream {}

impl Causal for Steps {}

/// What a stream carries from one step to the next: numbers, of which it is made.
///
/// Implemented for scalars, arrays and vectors of them, for `()` and for pairs.
///
/// ```
/// use staticnn::layer::Carries;
///
/// let mut numbers = Vec::new();
/// ([1.0_f32, 2.0], ((), 3.0_f32)).see(&mut |values: &[f32]| numbers.extend_from_slice(values));
/// assert_eq!(numbers, [1.0, 2.0, 3.0]);
/// ```
pub trait Carries<T>: Zeros + Clone {
    /// Calls `see` with all numbers, part by part.
    fn see(&self, see: &mut dyn FnMut(&[T]));
    /// Calls `see` with all numbers to write to, part by part, in the order of [`see`](Self::see).
    fn see_mut(&mut self, see: &mut dyn FnMut(&mut [T]));
}

impl<A: Flat + Clone> Carries<A::Scalar> for A {
    fn see(&self, see: &mut dyn FnMut(&[A::Scalar])) {
        see(flat::scalars(self));
    }
    fn see_mut(&mut self, see: &mut dyn FnMut(&mut [A::Scalar])) {
        see(flat::scalars_mut(self));
    }
}

impl<T> Carries<T> for () {
    fn see(&self, _: &mut dyn FnMut(&[T])) {}
    fn see_mut(&mut self, _: &mut dyn FnMut(&mut [T])) {}
}

impl<T, A: Carries<T>, B: Carries<T>> Carries<T> for (A, B) {
    fn see(&self, see: &mut dyn FnMut(&[T])) {
        self.0.see(see);
        self.1.see(see);
    }
    fn see_mut(&mut self, see: &mut dyn FnMut(&mut [T])) {
        self.0.see_mut(see);
        self.1.see_mut(see);
    }
}
