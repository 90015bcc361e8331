//! The dense layer: y = f(x W + b).
//!
//! Shapes, for a block of n samples: x is n x I, W is I x O, b is O, y is n x O. With g the loss' gradient with respect
//! to y and d = g f'(z) that with respect to z = x W + b:
//!
//! - dW = xᵀ d, and db is the sum of d over the samples;
//! - dx = d Wᵀ.
//!
//! The tape keeps y alone: the next stage reads it, and f' is a function of it. Source: Rumelhart, Hinton and Williams,
//! "Learning representations by back-propagating errors", 1986.

use core::fmt;
use core::marker::PhantomData;

use crate::activation::{Activation, Head, Linear, Start};
use crate::flat;
use crate::kernels;
use crate::layers::Layer;
use crate::scalar::Scalar;
use crate::network::Pass;
use crate::shape::{Matrix, Place, Rows, Size, Source, Vector};

/// A fully connected layer of `I` inputs and `O` outputs with the activation `F`: y = f(x W + b).
///
/// `weight[i][o]` leads from input i to output o. `B` is the length of the bias: `O`, or none with `no_bias`. The passes
/// work on a block of samples, one row each; [the module's text](self) has their formulas.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let mut line = Line::zeros();
/// line.layer1.weight[0][0] = 3.0;
/// line.layer1.bias[0] = -1.0;
/// assert_eq!(line.predict(&[2.0]), [5.0]);
/// ```
#[repr(C)]
pub struct Dense<T: Scalar, I: Size, O: Size, F = Linear, B: Size = O> {
    /// W: inputs x outputs.
    pub weight: Matrix<T, I, O>,
    /// b: one a output, or empty.
    pub bias: Vector<T, B>,
    activation: PhantomData<fn() -> F>,
}

impl<T: Scalar, I: Size, O: Size, F: Head, B: Size> Layer for Dense<T, I, O, F, B> {
    type Tape<R: Size> = Rows<T, O, R>;

    const INPUTS: usize = I::VALUE;
    const OUTPUTS: usize = O::VALUE;
    const WEIGHTS: usize = I::VALUE * O::VALUE;
    const MULTIPLY_ADDS: usize = I::VALUE * O::VALUE;
    const START: Start = F::START;

    #[inline]
    fn output<R: Size>(tape: &mut Self::Tape<R>, rows: usize) -> &mut [T] {
        tape.first_mut(rows)
    }
}

impl<T: Scalar, I: Size, O: Size, F: Head, B: Size> Dense<T, I, O, F, B> {
    /// Every parameter zero.
    pub const ZEROS: Self = flat::zeros();

    /// y = f(x W + b).
    #[inline]
    pub fn forward(&self, pass: Pass, x: &(impl Source<T> + ?Sized), y: &mut impl Place<T>) {
        self.forward_to::<F>(pass, x, y);
    }

    /// y = h(x W + b), for a last stage whose loss may want z itself.
    #[inline]
    pub fn forward_to<H: Head>(&self, pass: Pass, x: &(impl Source<T> + ?Sized), y: &mut impl Place<T>) {
        let y = y.rows_mut(pass.rows);
        let x = x.rows(pass.rows);
        kernels::product(x, flat::scalars(&self.weight), flat::scalars(&self.bias), y, O::VALUE);
        for row in y.chunks_exact_mut(O::VALUE) {
            H::forward(row);
        }
    }

    /// d = g h'(z) in place: what arrives from the loss, through the last stage's own activation.
    #[inline]
    pub fn backward_head<H: Head>(&self, pass: Pass, y: &impl Source<T>, d: &mut impl Place<T>) {
        let y = y.rows(pass.rows).chunks_exact(O::VALUE);
        for (y, d) in y.zip(d.rows_mut(pass.rows).chunks_exact_mut(O::VALUE)) {
            H::backward(y, d);
        }
    }

    /// dW = xᵀ d and db = sum of d, into `gradient`.
    #[inline]
    pub fn backward_parameters(
        &self,
        pass: Pass,
        x: &(impl Source<T> + ?Sized),
        d: &impl Source<T>,
        gradient: &mut Self,
    ) {
        if !pass.add {
            *gradient = Self::ZEROS;
        }
        let (x, d) = (x.rows(pass.rows), d.rows(pass.rows));
        kernels::add_outer_products(x, d, flat::scalars_mut(&mut gradient.weight), O::VALUE);
        if B::VALUE > 0 {
            kernels::add_rows(d, flat::scalars_mut(&mut gradient.bias));
        }
    }

    /// dx = (d Wᵀ) p'(x): what goes to the stage before, already through that stage's activation `P`, whose outputs the
    /// x were.
    #[inline]
    pub fn backward_input<P: Activation>(
        &self,
        pass: Pass,
        d: &impl Source<T>,
        x: &impl Source<T>,
        dx: &mut impl Place<T>,
    ) {
        self.backward_to_input(pass, d, dx);
        for (dx, x) in dx.rows_mut(pass.rows).iter_mut().zip(x.rows(pass.rows)) {
            *dx *= P::derivative(*x);
        }
    }

    /// dx = d Wᵀ: the first stage's, which nothing precedes.
    #[inline]
    pub fn backward_to_input(&self, pass: Pass, d: &impl Source<T>, dx: &mut (impl Place<T> + ?Sized)) {
        let dx = dx.rows_mut(pass.rows);
        kernels::product_transposed(d.rows(pass.rows), flat::scalars(&self.weight), dx, O::VALUE);
    }

    /// The layer's parameters in their order: weight, row by row, then bias.
    #[inline]
    pub fn parameters(&self) -> &[T] {
        flat::scalars(self)
    }
}

impl<T: Scalar, I: Size, O: Size, F, B: Size> Clone for Dense<T, I, O, F, B> {
    fn clone(&self) -> Self {
        Self { weight: self.weight.clone(), bias: self.bias.clone(), activation: PhantomData }
    }
}

impl<T: Scalar, I: Size, O: Size, F, B: Size> PartialEq for Dense<T, I, O, F, B> {
    fn eq(&self, other: &Self) -> bool {
        self.weight == other.weight && self.bias == other.bias
    }
}

impl<T: Scalar, I: Size, O: Size, F: Head, B: Size> Default for Dense<T, I, O, F, B> {
    fn default() -> Self {
        Self::ZEROS
    }
}

impl<T: Scalar, I: Size, O: Size, F: Head, B: Size> fmt::Debug for Dense<T, I, O, F, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dense")
            .field("weight", &self.weight)
            .field("bias", &self.bias)
            .field("activation", &Described::<F>(PhantomData))
            .finish()
    }
}

/// An activation's name, to print.
struct Described<F>(PhantomData<F>);

impl<F: Head> fmt::Debug for Described<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        F::describe(f)
    }
}
