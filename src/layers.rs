//! The stages that own parameters, a file each; and what a network asks of them.

mod dense;
#[doc(hidden)]
pub mod outputs;

pub use dense::Dense;
pub use outputs::Outputs;

use core::ops::Range;

use crate::activation::Start;
use crate::flat::Flat;
use crate::kernels::view::{View, ViewMut};
use crate::number::Number;
use crate::scalar::Scalar;
use crate::shape::{Size, Zeros};

/// What the library asks of a stage's type; its passes are methods of its own, which the expansion calls.
///
/// ```
/// use staticnn::layers::{Dense, Layer};
/// use staticnn::shape::{U12, U3};
///
/// type Hidden = Dense<f32, U3, U12>;
/// assert_eq!(Hidden::PARAMETERS, 3 * 12 + 12);
/// assert_eq!(Hidden::MULTIPLY_ADDS, 3 * 12);
/// ```
pub trait Layer: Flat + Zeros {
    /// What the tape keeps of it for a block of `R` samples, for its backward pass and for the next stage.
    type Tape<R: Size>: Zeros;
    /// How many values it takes.
    const INPUTS: usize;
    /// How many values it puts out.
    const OUTPUTS: usize;
    /// How many of its parameters are weights, which an initializer draws; they come first.
    const WEIGHTS: usize;
    /// How many parameters it has.
    const PARAMETERS: usize = Self::COUNT;
    /// Multiplications, each with its addition, that one sample costs.
    const MULTIPLY_ADDS: usize;
    /// The initializer that suits its activation.
    const START: Start;
    /// The loss' gradient with respect to its z, for a block of `R` samples, if it is the first stage.
    type FirstDelta<R: Size>: Zeros;
    /// The same if it isn't the first, with what the way back to the stage before it needs.
    type Delta<R: Size>: Zeros;
    /// Where the parameters that aren't weights start: biases at zero, what an activation learns where that says.
    fn start(others: &mut [Self::Scalar]) {
        others.fill(Self::Scalar::ZERO);
    }
    #[doc(hidden)]
    fn output<R: Size>(tape: &Self::Tape<R>) -> View<'_, Self::Scalar>;
    #[doc(hidden)]
    fn first_delta<R: Size>(delta: &mut Self::FirstDelta<R>) -> ViewMut<'_, Self::Scalar>;
    #[doc(hidden)]
    fn delta<R: Size>(delta: &mut Self::Delta<R>) -> ViewMut<'_, Self::Scalar>;
}

/// The layers of a network as a list of types: `(First, (Second, ()))`.
///
/// ```
/// use staticnn::layers::{Dense, Stages};
/// use staticnn::shape::{U1, U12, U3};
///
/// type Layers = (Dense<f32, U3, U12>, (Dense<f32, U12, U1>, ()));
/// assert_eq!(<Layers as Stages<f32>>::PARAMETERS, 61);
/// ```
pub trait Stages<T: Scalar> {
    /// The layers' tapes, in a list of the same form.
    type Tape<R: Size>: Zeros;
    /// The layers' deltas, likewise.
    type Deltas<R: Size>: Zeros;
    /// The layers' deltas, where the list follows another stage.
    #[doc(hidden)]
    type NextDeltas<R: Size>: Zeros;
    /// How many parameters all layers have.
    const PARAMETERS: usize;
    /// Multiplications, each with its addition, that one sample costs in all layers.
    const MULTIPLY_ADDS: usize;
    #[doc(hidden)]
    fn last_output<'a, R: Size>(tape: &'a Self::Tape<R>, before: View<'a, T>) -> View<'a, T>;
    #[doc(hidden)]
    fn last_delta<R: Size>(deltas: &mut Self::Deltas<R>) -> ViewMut<'_, T>;
    #[doc(hidden)]
    fn last_next_delta<'a, R: Size>(deltas: &'a mut Self::NextDeltas<R>, before: ViewMut<'a, T>) -> ViewMut<'a, T>;
    /// Calls `each` for every layer, in order, with its weights, which are part of `parameters`; sets all other
    /// parameters to what they start from.
    fn weights<'a>(parameters: &'a mut [T], each: &mut impl FnMut(Weights<'a, T>));
    /// Calls `each` for every layer, in order, with the place of its weights among the parameters, of which `before` come
    /// before the first layer's.
    fn places(before: usize, each: &mut impl FnMut(Range<usize>));
}

/// A layer's weights, and what an initializer wants to know of it.
///
/// ```
/// use staticnn::layers::{Dense, Stages, Weights};
/// use staticnn::shape::{U12, U3};
///
/// let mut parameters = [1.0; 48];
/// type Layers = (Dense<f32, U3, U12>, ());
/// <Layers as Stages<f32>>::weights(&mut parameters, &mut |layer: Weights<'_, f32>| {
///     assert_eq!((layer.inputs, layer.outputs, layer.values.len()), (3, 12, 36));
/// });
/// assert_eq!(parameters[36..], [0.0; 12]); // the biases
/// ```
#[derive(Debug)]
pub struct Weights<'a, T> {
    /// The weights, inputs x outputs.
    pub values: &'a mut [T],
    /// How many values feed one output.
    pub inputs: usize,
    /// How many outputs one value feeds.
    pub outputs: usize,
    /// The initializer that suits the activation.
    pub start: Start,
}

impl Zeros for () {
    const ZEROS: Self = ();
}

impl<A: Zeros, B: Zeros> Zeros for (A, B) {
    const ZEROS: Self = (A::ZEROS, B::ZEROS);
}

impl<T: Scalar> Stages<T> for () {
    type Tape<R: Size> = ();
    type Deltas<R: Size> = ();
    type NextDeltas<R: Size> = ();
    const PARAMETERS: usize = 0;
    const MULTIPLY_ADDS: usize = 0;

    #[inline(always)]
    fn last_output<'a, R: Size>((): &'a (), before: View<'a, T>) -> View<'a, T> {
        before
    }

    #[inline(always)]
    fn last_delta<R: Size>((): &mut ()) -> ViewMut<'_, T> {
        ViewMut::dense(&mut [], 0)
    }

    #[inline(always)]
    fn last_next_delta<'a, R: Size>((): &'a mut (), before: ViewMut<'a, T>) -> ViewMut<'a, T> {
        before
    }

    fn weights<'a>(_: &'a mut [T], _: &mut impl FnMut(Weights<'a, T>)) {}

    fn places(_: usize, _: &mut impl FnMut(Range<usize>)) {}
}

impl<T: Scalar, L: Layer<Scalar = T>, Rest: Stages<T>> Stages<T> for (L, Rest) {
    type Tape<R: Size> = (L::Tape<R>, Rest::Tape<R>);
    type Deltas<R: Size> = (L::FirstDelta<R>, Rest::NextDeltas<R>);
    type NextDeltas<R: Size> = (L::Delta<R>, Rest::NextDeltas<R>);
    const PARAMETERS: usize = L::PARAMETERS + Rest::PARAMETERS;
    const MULTIPLY_ADDS: usize = L::MULTIPLY_ADDS + Rest::MULTIPLY_ADDS;

    #[inline(always)]
    fn last_output<'a, R: Size>((layer, rest): &'a Self::Tape<R>, _: View<'a, T>) -> View<'a, T> {
        Rest::last_output::<R>(rest, L::output::<R>(layer))
    }

    #[inline(always)]
    fn last_delta<R: Size>((layer, rest): &mut Self::Deltas<R>) -> ViewMut<'_, T> {
        Rest::last_next_delta::<R>(rest, L::first_delta::<R>(layer))
    }

    #[inline(always)]
    fn last_next_delta<'a, R: Size>((layer, rest): &'a mut Self::NextDeltas<R>, _: ViewMut<'a, T>) -> ViewMut<'a, T> {
        Rest::last_next_delta::<R>(rest, L::delta::<R>(layer))
    }

    fn weights<'a>(parameters: &'a mut [T], each: &mut impl FnMut(Weights<'a, T>)) {
        let (layer, rest) = parameters.split_at_mut(L::PARAMETERS);
        let (values, others) = layer.split_at_mut(L::WEIGHTS);
        L::start(others);
        each(Weights { values, inputs: L::INPUTS, outputs: L::OUTPUTS, start: L::START });
        Rest::weights(rest, each);
    }

    fn places(before: usize, each: &mut impl FnMut(Range<usize>)) {
        each(before..before + L::WEIGHTS);
        Rest::places(before + L::PARAMETERS, each);
    }
}
