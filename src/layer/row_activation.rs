//! What a layer ends in: an activation of each value by itself, or one that needs more than that.

use core::fmt::Debug;

use crate::activation::{Activation, DerivativeOf, Linear, Start, is_linear};
use crate::flat::{self, Flat};
use crate::kernels::rowwise;
use crate::layer::stage::ActivationName;
use crate::pass::Pass;
use crate::rows::{Block, Rows, RowsMut};
use crate::scalar::Scalar;
use crate::shape::{Length, Size, Zeros};

/// What a layer ends in: any [`Activation`], [`Prelu`](crate::activation::Prelu) or
/// [`Softmax`](crate::activation::Softmax).
///
/// A layer computes z and ends its forward pass with [`activate`](Self::activate), or, if its kernel applies `Fused` as it
/// stores z, with [`forward_rows`](Self::forward_rows). Its backward pass starts with
/// [`differentiate`](Self::differentiate). The part of the activation that acts on each value by itself, `Each`, is apart:
/// whoever writes the layer's d has multiplied by its derivative already.
///
/// ```
/// use staticnn::activation::{Relu, Softmax, Start};
/// use staticnn::layer::RowActivation;
///
/// fn start<F: RowActivation>() -> Start {
///     F::START
/// }
/// assert_eq!(start::<Relu>(), Start::He);
/// assert_eq!(start::<Softmax>(), Start::Xavier);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't an activation",
    note = "an activation is a type with `impl staticnn::activation::Activation`"
)]
pub trait RowActivation: 'static {
    /// What it does to each value by itself: all of it, or nothing.
    type Each: Activation;
    /// What a kernel may apply to z as it stores it; `forward_rows` does the rest.
    type Fused: Activation;
    /// What it learns: a number, or an array of none.
    type Parameter<T: Scalar>: Flat<Scalar = T> + Copy + PartialEq + Debug;
    /// What the tape keeps beside y, for `R` rows of `W` values.
    type Tape<T: Scalar, W: Length, R: Size>: Zeros;
    /// Its name, as a declaration says it.
    const NAME: ActivationName;
    /// The initializer that suits it.
    const START: Start;
    /// Whether it leaves z as it is.
    #[doc(hidden)]
    const IS_LINEAR: bool = false;
    /// Whether a value of y depends on all values of its row; then the tape keeps nothing.
    #[doc(hidden)]
    const OF_ROWS: bool = false;
    /// What its parameter starts from, if it has one.
    const INITIAL: Option<f64> = None;

    /// From `Fused` of z to y, in place; with [`Pass::TAPED`], fills the tape.
    fn forward_rows<P: Pass, T: Scalar, W: Length>(
        pass: P,
        parameter: &Self::Parameter<T>,
        y: RowsMut<'_, T>,
        tape: &mut Self::Tape<T, W, P::Rows>,
    );

    /// From dL/dy, multiplied by the derivative of `Each`, to d = dL/dz in place, and to the derivative of its parameter.
    fn backward_rows<P: Pass, T: Scalar, W: Length>(
        pass: P,
        parameter: &Self::Parameter<T>,
        y: Rows<'_, T>,
        tape: &Self::Tape<T, W, P::Rows>,
        d: RowsMut<'_, T>,
        gradient: &mut Self::Parameter<T>,
    );

    /// From z to y, in place, for a layer whose kernel doesn't apply `Fused`; nothing with [`Pass::LOGITS`].
    #[inline(always)]
    fn activate<P: Pass, T: Scalar, W: Length>(
        pass: P,
        parameter: &Self::Parameter<T>,
        mut y: RowsMut<'_, T>,
        tape: &mut Self::Tape<T, W, P::Rows>,
    ) {
        if const { !P::LOGITS } {
            if const { !is_linear::<Self::Fused>() } {
                rowwise::activate::<_, T, Self::Fused>(pass.isa(), [pass.rows(), W::VALUE], y.reborrow());
            }
            Self::forward_rows::<P, T, W>(pass, parameter, y, tape);
        }
    }

    /// [`backward_rows`](Self::backward_rows), with the derivative of the parameter written into `gradient`, or added with
    /// [`Pass::adds`]; nothing with [`Pass::LOGITS`].
    #[inline(always)]
    fn differentiate<P: Pass, T: Scalar, W: Length>(
        pass: P,
        parameter: &Self::Parameter<T>,
        y: Rows<'_, T>,
        tape: &Self::Tape<T, W, P::Rows>,
        d: RowsMut<'_, T>,
        gradient: &mut Self::Parameter<T>,
    ) {
        if const { !P::LOGITS } {
            let mut sum = flat::zeros::<Self::Parameter<T>>();
            Self::backward_rows::<P, T, W>(pass, parameter, y, tape, d, &mut sum);
            for (gradient, sum) in flat::scalars_mut(gradient).iter_mut().zip(flat::scalars(&sum)) {
                *gradient = if pass.adds() { *gradient + *sum } else { *sum };
            }
        }
    }

    /// What the derivative of `Each` is a function of: y, or what the tape keeps.
    fn kept<'a, T: Scalar, W: Length, R: Size>(tape: &'a Self::Tape<T, W, R>, y: Rows<'a, T>) -> Rows<'a, T>;
}

#[diagnostic::do_not_recommend]
impl<A: Activation> RowActivation for A {
    type Each = A;
    type Fused = <A::Derivative as DerivativeOf>::Either<A, Linear>;
    type Parameter<T: Scalar> = [T; 0];
    type Tape<T: Scalar, W: Length, R: Size> = <A::Derivative as DerivativeOf>::Kept<Block<T, W, R>>;
    const NAME: ActivationName = ActivationName { name: A::NAME, number: A::NUMBER };
    const START: Start = A::START;
    const IS_LINEAR: bool = is_linear::<A>();

    #[inline(always)]
    fn forward_rows<P: Pass, T: Scalar, W: Length>(
        pass: P,
        _: &[T; 0],
        y: RowsMut<'_, T>,
        tape: &mut Self::Tape<T, W, P::Rows>,
    ) {
        if let Some(kept) = A::Derivative::kept_mut(tape) {
            let (isa, sizes) = (pass.isa(), [pass.rows(), W::VALUE]);
            if const { P::TAPED } {
                rowwise::activate_with_slope::<_, T, A, true>(isa, sizes, y, kept.rows_mut());
            } else {
                rowwise::activate_with_slope::<_, T, A, false>(isa, sizes, y, kept.rows_mut());
            }
        }
    }

    #[inline(always)]
    fn backward_rows<P: Pass, T: Scalar, W: Length>(
        _: P,
        _: &[T; 0],
        _: Rows<'_, T>,
        _: &Self::Tape<T, W, P::Rows>,
        _: RowsMut<'_, T>,
        _: &mut [T; 0],
    ) {
    }

    #[inline(always)]
    fn kept<'a, T: Scalar, W: Length, R: Size>(tape: &'a Self::Tape<T, W, R>, y: Rows<'a, T>) -> Rows<'a, T> {
        A::Derivative::kept(tape).map_or(y, Block::rows)
    }
}
