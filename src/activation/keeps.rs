//! What a derivative is a function of, and so what the tape keeps for it.

use core::fmt::Debug;

use crate::activation::{Activation, Linear};
use crate::flat::Flat;
use crate::kernels::view::{View, ViewMut};
use crate::scalar::Scalar;
use crate::shape::{Rows, Size, Zeros};

/// f' is a function of the output y, which the tape keeps anyway.
///
/// ```
/// use staticnn::activation::{Activation, FromOutput, Sigmoid};
///
/// fn from_output<A: Activation<Derivative = FromOutput>>(y: f64) -> f64 {
///     A::derivative(y)
/// }
/// assert_eq!(from_output::<Sigmoid>(0.5), 0.25);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct FromOutput;

/// f' is a function of z, the activation's input: the forward pass computes it with f(z), and the tape keeps it.
///
/// ```
/// use staticnn::activation::{Activation, FromInput, Sin};
///
/// fn from_input<A: Activation<Derivative = FromInput>>(z: f64) -> f64 {
///     A::derivative(z)
/// }
/// assert_eq!(from_input::<Sin>(0.0), 1.0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct FromInput;

/// The activation has a parameter: the tape keeps z.
#[derive(Clone, Copy, Debug)]
pub struct Learns;

/// What a derivative may be a function of: [`FromOutput`] or [`FromInput`].
///
/// ```
/// use staticnn::activation::{DerivativeOf, FromInput, FromOutput};
///
/// assert!(FromInput::OF_INPUT && !FromOutput::OF_INPUT);
/// ```
pub trait DerivativeOf: Keeps {
    /// Whether it is z, not y.
    const OF_INPUT: bool;
    /// What a product ends in before the activation.
    #[doc(hidden)]
    type Product<A: Activation>: Activation;
}

impl DerivativeOf for FromOutput {
    const OF_INPUT: bool = false;
    type Product<A: Activation> = A;
}

impl DerivativeOf for FromInput {
    const OF_INPUT: bool = true;
    type Product<A: Activation> = Linear;
}

/// What the tape keeps of a stage beside its outputs, and what the stage's activation learns. The three types here are all
/// that are it.
pub trait Keeps: sealed::Sealed + 'static {
    /// Rows as wide as the outputs, or nothing.
    type Rows<T: Scalar, W: Size, R: Size>: Kept<T>;
    /// A number, or an array of none.
    type Learnt<T: Scalar>: Flat<Scalar = T> + Copy + PartialEq + Debug;
}

mod sealed {
    /// The passes rely on what is kept having the outputs' shape.
    pub trait Sealed {}
}

impl sealed::Sealed for FromOutput {}
impl sealed::Sealed for FromInput {}
impl sealed::Sealed for Learns {}

impl Keeps for FromOutput {
    type Rows<T: Scalar, W: Size, R: Size> = ();
    type Learnt<T: Scalar> = [T; 0];
}

impl Keeps for FromInput {
    type Rows<T: Scalar, W: Size, R: Size> = Rows<T, W, R>;
    type Learnt<T: Scalar> = [T; 0];
}

impl Keeps for Learns {
    type Rows<T: Scalar, W: Size, R: Size> = Rows<T, W, R>;
    type Learnt<T: Scalar> = T;
}

/// Rows, or nothing.
pub trait Kept<T>: Zeros {
    /// The rows, if there are some.
    fn view(&self) -> Option<View<'_, T>>;
    /// The same, to write to; or none at all.
    fn view_mut(&mut self) -> ViewMut<'_, T>;
}

impl<T> Kept<T> for () {
    #[inline(always)]
    fn view(&self) -> Option<View<'_, T>> {
        None
    }
    #[inline(always)]
    fn view_mut(&mut self) -> ViewMut<'_, T> {
        ViewMut::dense(&mut [], 0)
    }
}

impl<T: Scalar, W: Size, R: Size> Kept<T> for Rows<T, W, R> {
    #[inline(always)]
    fn view(&self) -> Option<View<'_, T>> {
        Some(self.view())
    }
    #[inline(always)]
    fn view_mut(&mut self) -> ViewMut<'_, T> {
        self.view_mut()
    }
}
