//! The two scalar types that a network can have.

use crate::flat::Flat;
use crate::kernels::compiled::{Compiled, Processor, Updates};
use crate::number::Number;
use crate::shape::Element;

/// The scalar type of a network: `f32`, or `f64` with `#[scalar(f64)]`.
///
/// Arithmetic and elementary functions are those of [`Real`](crate::layer::Real); constants and conversions are those of
/// [`Number`](crate::layer::Number).
///
/// ```
/// use staticnn::layer::Scalar;
///
/// fn mean<T: Scalar>(values: &[T]) -> T {
///     values.iter().copied().sum::<T>() / T::from_f64(values.len() as f64)
/// }
/// assert_eq!(mean(&[1.0_f32, 2.0]), 1.5);
/// assert_eq!(mean(&[1.0_f64, 2.0]), 1.5);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't a number of networks: those are `f32` and `f64`",
    label = "neither `f32` nor `f64`",
    note = "a whole number has a decimal point here: write `1.0` instead of `1`"
)]
#[allow(private_bounds, reason = "the kernels are private")]
pub trait Scalar: Number + Flat<Scalar = Self> + Element<Gradient = Self> + Updates {
    // The defaults of optimizers are constants, since a conversion of numbers isn't a `const fn`.
    /// Adam's beta1, beta2 and epsilon.
    #[doc(hidden)]
    const ADAM: [Self; 3];
    /// NAdam's momentum decay.
    #[doc(hidden)]
    const MOMENTUM_DECAY: Self;
    /// RMSprop's alpha.
    #[doc(hidden)]
    const RMS_PROP: Self;
    /// AdaGrad's epsilon.
    #[doc(hidden)]
    const ADA_GRAD: Self;
    /// Lion's beta1 and beta2.
    #[doc(hidden)]
    const LION: [Self; 2];
    /// The vectors of this scalar that a processor computes with.
    #[doc(hidden)]
    type Lanes<S: Processor>: Compiled<Scalar = Self>;
}

impl Scalar for f32 {
    const ADAM: [Self; 3] = [0.9, 0.999, 1e-8];
    const MOMENTUM_DECAY: Self = 4e-3;
    const RMS_PROP: Self = 0.99;
    const ADA_GRAD: Self = 1e-10;
    const LION: [Self; 2] = [0.9, 0.99];
    type Lanes<S: Processor> = S::F32;
}

impl Scalar for f64 {
    const ADAM: [Self; 3] = [0.9, 0.999, 1e-8];
    const MOMENTUM_DECAY: Self = 4e-3;
    const RMS_PROP: Self = 0.99;
    const ADA_GRAD: Self = 1e-10;
    const LION: [Self; 2] = [0.9, 0.99];
    type Lanes<S: Processor> = S::F64;
}

/// The vector type of the scalar `T` on the processor `S`.
pub(crate) type LanesOf<T, S> = <T as Scalar>::Lanes<S>;
