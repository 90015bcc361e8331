//! The stages that own parameters, a file each.

mod dense;

pub use dense::Dense;

use crate::activation::Start;
use crate::flat::Flat;
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
    /// How many of its parameters are weights, which an initializer draws; they come first, the rest starts at zero.
    const WEIGHTS: usize;
    /// How many parameters it has.
    const PARAMETERS: usize = Self::COUNT;
    /// Multiplications, each with its addition, that one sample costs.
    const MULTIPLY_ADDS: usize;
    /// The initializer that suits its activation.
    const START: Start;
    /// Its output on the tape: the first `rows` rows.
    fn output<R: Size>(tape: &mut Self::Tape<R>, rows: usize) -> &mut [Self::Scalar];
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
    /// Of all layers.
    const PARAMETERS: usize;
    /// Of all layers.
    const MULTIPLY_ADDS: usize;
    /// The last stage's output on the tape, or `before` if there is no stage: the first `rows` rows.
    fn last<'a, R: Size>(tape: &'a mut Self::Tape<R>, rows: usize, before: &'a mut [T]) -> &'a mut [T];
    /// Gives `each`, layer by layer, its weights, inputs, outputs and start.
    fn weights<'a>(parameters: &'a mut [T], each: &mut impl FnMut(Weights<'a, T>));
}

/// A layer's weights, and what an initializer wants to know of it.
///
/// ```
/// use staticnn::layers::{Dense, Stages, Weights};
/// use staticnn::shape::{U12, U3};
///
/// let mut parameters = [1.0; 48];
/// <(Dense<f32, U3, U12>, ()) as Stages<f32>>::weights(&mut parameters, &mut |layer: Weights<'_, f32>| {
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
    const PARAMETERS: usize = 0;
    const MULTIPLY_ADDS: usize = 0;

    fn last<'a, R: Size>((): &'a mut (), _: usize, before: &'a mut [T]) -> &'a mut [T] {
        before
    }

    fn weights<'a>(_: &'a mut [T], _: &mut impl FnMut(Weights<'a, T>)) {}
}

impl<T: Scalar, L: Layer<Scalar = T>, Rest: Stages<T>> Stages<T> for (L, Rest) {
    type Tape<R: Size> = (L::Tape<R>, Rest::Tape<R>);
    const PARAMETERS: usize = L::PARAMETERS + Rest::PARAMETERS;
    const MULTIPLY_ADDS: usize = L::MULTIPLY_ADDS + Rest::MULTIPLY_ADDS;

    fn last<'a, R: Size>(tape: &'a mut Self::Tape<R>, rows: usize, _: &'a mut [T]) -> &'a mut [T] {
        let (layer, rest) = tape;
        Rest::last::<R>(rest, rows, L::output::<R>(layer, rows))
    }

    fn weights<'a>(parameters: &'a mut [T], each: &mut impl FnMut(Weights<'a, T>)) {
        let (layer, rest) = parameters.split_at_mut(L::PARAMETERS);
        let (values, others) = layer.split_at_mut(L::WEIGHTS);
        others.fill(T::ZERO);
        each(Weights { values, inputs: L::INPUTS, outputs: L::OUTPUTS, start: L::START });
        Rest::weights(rest, each);
    }
}
