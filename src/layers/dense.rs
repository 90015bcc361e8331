//! The dense layer.

use core::fmt;
use core::marker::PhantomData;

use crate::activation::{Activation, Fused, Head, Keeps, Linear, Start};
use crate::flat::{self, Flat};
use crate::kernels::compiled::Processor;
use crate::kernels::dense;
use crate::kernels::view::{View, ViewMut};
use crate::layers::Layer;
use crate::layers::outputs::{Learning, Outputs, Stage};
use crate::network::Pass;
use crate::scalar::Scalar;
use crate::shape::{Delta, Deltas, Matrix, Rows, Size, Source, Vector};

/// A fully connected layer of `I` inputs and `O` outputs with the activation `F`: y = f(x W + b).
///
/// Shapes, for a block of n samples: x is n x I, W is I x O, b is O, y is n x O; `weight[i][o]` leads from input i to
/// output o. `B` is the length of the bias: `O`, or none with `no_bias`. With g the loss' gradient with respect to y
/// and d = g f'(z) that with respect to z = x W + b:
///
/// - dW = xᵀ d, and db is the sum of d over the samples;
/// - dx = d Wᵀ.
///
/// The tape keeps y, which the next stage reads, and f'(z) only where it isn't a function of y. What the activation
/// learns is a parameter after the bias. Source: Rumelhart, Hinton and Williams, "Learning representations by
/// back-propagating errors", 1986.
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
///
/// The passes, by hand; the expansion of a declaration makes the same calls:
///
/// ```
/// use staticnn::activation::Relu;
/// use staticnn::layers::{Dense, Outputs};
/// use staticnn::network::{Pass, Portable};
/// use staticnn::shape::{Rows, U1, U2, Zeros};
///
/// let mut layer = Dense::<f32, U2, U1, Relu>::ZEROS;
/// (layer.weight[0][0], layer.weight[1][0]) = (3.0, -1.0);
/// let pass = Pass::new(Portable, 1);
///
/// let x = [[2.0_f32, 1.0]];
/// let mut y = Outputs::<f32, U1, U1>::ZEROS;
/// layer.forward(pass, &x[..], &mut y);
/// assert_eq!(y.row(0), [5.0]);
///
/// let (mut d, mut dx, mut gradient) = (Rows::<f32, U1, U1>::ZEROS, [[0.0_f32; 2]], Dense::ZEROS);
/// d.row_mut(0)[0] = 0.5; // g
/// layer.backward_head::<Relu>(pass, &y, &mut d); // d = g f'(z)
/// layer.backward_parameters(pass, &x[..], &d, &mut gradient);
/// layer.backward_to_input(pass, &d, &mut dx);
/// assert_eq!((gradient.weight[0][0], gradient.weight[1][0], gradient.bias[0]), (1.0, 0.5, 0.5));
/// assert_eq!(dx, [[1.5, -0.5]]);
/// ```
#[repr(C)]
pub struct Dense<T: Scalar, I: Size, O: Size, F: Head = Linear, B: Size = O> {
    /// W: inputs x outputs.
    pub weight: Matrix<T, I, O>,
    /// b: one a output, or empty.
    pub bias: Vector<T, B>,
    /// What the activation learns: for `prelu` its slope, a number; for all others an array of none.
    pub slope: <F::Keeps as Keeps>::Learnt<T>,
}

impl<T: Scalar, I: Size, O: Size, F: Head, B: Size> Layer for Dense<T, I, O, F, B> {
    type Tape<R: Size> = Outputs<T, O, R, F::Keeps>;

    const INPUTS: usize = I::VALUE;
    const OUTPUTS: usize = O::VALUE;
    const WEIGHTS: usize = I::VALUE * O::VALUE;
    const MULTIPLY_ADDS: usize = I::VALUE * O::VALUE;
    const START: Start = F::START;

    type FirstDelta<R: Size> = Learning<Rows<T, O, R>, <F::Keeps as Keeps>::Learnt<T>>;
    type Delta<R: Size> = Learning<Delta<T, I, O, R>, <F::Keeps as Keeps>::Learnt<T>>;

    fn start(others: &mut [T]) {
        others.fill(T::ZERO);
        for (place, start) in others[B::VALUE..].iter_mut().zip(F::LEARNT) {
            *place = T::from_f64(*start);
        }
    }

    #[inline(always)]
    fn output<R: Size>(tape: &Self::Tape<R>) -> View<'_, T> {
        tape.view()
    }

    #[inline(always)]
    fn first_delta<R: Size>(delta: &mut Self::FirstDelta<R>) -> ViewMut<'_, T> {
        delta.delta.view_mut()
    }

    #[inline(always)]
    fn delta<R: Size>(delta: &mut Self::Delta<R>) -> ViewMut<'_, T> {
        delta.delta.rows.view_mut()
    }
}

impl<T: Scalar, I: Size, O: Size, F: Head, B: Size> Dense<T, I, O, F, B> {
    /// Every parameter zero, what the activation learns too. The [type](Self)'s second example starts from it.
    pub const ZEROS: Self = flat::zeros();

    /// y = f(x W + b), for `pass.rows` samples: x is rows x I, y is rows x O. The [type](Self)'s second example calls
    /// it.
    ///
    /// # Panics
    ///
    /// Like the other passes, if x, y or another of its arguments has fewer than `pass.rows` rows; and if y has room for
    /// one row, and `pass.rows` isn't 1.
    #[inline(always)]
    pub fn forward(
        &self,
        pass: Pass<impl Processor>,
        x: &(impl Source<T> + ?Sized),
        y: &mut Outputs<T, O, impl Size, F::Keeps>,
    ) {
        self.forward_to::<F>(pass, x, y);
    }

    /// y = h(x W + b), for a last stage whose loss may want z itself: then `H` is [`Linear`], else `F`. Shapes and
    /// panics are those of [`forward`](Self::forward).
    ///
    /// ```
    /// use staticnn::activation::{Linear, Sigmoid};
    /// use staticnn::layers::{Dense, Outputs};
    /// use staticnn::network::{Pass, Portable};
    /// use staticnn::shape::{U1, Zeros};
    ///
    /// let (layer, pass) = (Dense::<f32, U1, U1, Sigmoid>::ZEROS, Pass::new(Portable, 1));
    /// let mut y = Outputs::<f32, U1, U1>::ZEROS;
    /// layer.forward_to::<Sigmoid>(pass, &[[2.0_f32]][..], &mut y);
    /// assert_eq!(y.row(0), [0.5]); // a probability
    /// layer.forward_to::<Linear>(pass, &[[2.0_f32]][..], &mut y);
    /// assert_eq!(y.row(0), [0.0]); // its logit
    /// ```
    #[inline(always)]
    pub fn forward_to<H: Head>(
        &self,
        pass: Pass<impl Processor>,
        x: &(impl Source<T> + ?Sized),
        y: &mut Outputs<T, O, impl Size, F::Keeps>,
    ) {
        pass.stage(
            #[inline(always)]
            || {
                let (weight, bias) = (flat::scalars(&self.weight), flat::scalars(&self.bias));
                dense::forward::<_, T, I, O, H::Product, _>(pass, x.view(), weight, bias, y.rows_mut());
                H::forward_rows::<_, T, O>(pass, y.learning(self.slope));
            },
        );
    }

    /// d = g h'(z) in place: what arrives from the loss, through the last stage's own activation. y and d are rows x O.
    /// `H` is as in [`forward_to`](Self::forward_to). The [type](Self)'s second example calls it.
    #[inline(always)]
    pub fn backward_head<H: Head>(&self, pass: Pass<impl Processor>, y: &impl Stage<T>, d: &mut impl Deltas<T, O>) {
        pass.stage(
            #[inline(always)]
            || {
                let y = y.outputs();
                if const { !matches!(H::Each::FUSED, Some(Fused::Linear)) } {
                    dense::multiply_by_derivative::<_, T, O, H::Each>(pass, y.kept, d.rows_mut());
                }
                H::backward_rows::<_, T, O>(pass, y, d.whole_mut());
            },
        );
    }

    /// dW = xᵀ d and db = sum of d, into `gradient`, which is overwritten, or added to with `pass.add`; so is what the
    /// activation learns. x is rows x I, d is rows x O. The [type](Self)'s second example calls it.
    #[inline(always)]
    pub fn backward_parameters(
        &self,
        pass: Pass<impl Processor>,
        x: &(impl Source<T> + ?Sized),
        d: &impl Deltas<T, O>,
        gradient: &mut Self,
    ) {
        pass.stage(
            #[inline(always)]
            || {
                let (weight, bias) = (flat::scalars_mut(&mut gradient.weight), flat::scalars_mut(&mut gradient.bias));
                dense::backward_parameters::<_, T, I, O>(pass, x.view(), d.rows(), weight, bias);
            },
        );
        for (slope, d) in flat::scalars_mut(&mut gradient.slope).iter_mut().zip(d.learnt()) {
            *slope = if pass.add { *slope + *d } else { *d };
        }
    }

    /// dx = (d Wᵀ) p'(x): what goes to the stage before, already through that stage's activation `P`, whose outputs the
    /// x were. d is rows x O, x and dx are rows x I. With more than 4 outputs, and 4 rows or more, d has room for the
    /// weights transposed, as a [`Delta`](crate::shape::Delta) has; without, it panics.
    ///
    /// ```
    /// use staticnn::activation::Relu;
    /// use staticnn::layers::{Dense, Outputs};
    /// use staticnn::network::{Pass, Portable};
    /// use staticnn::shape::{Rows, U1, U2, Zeros};
    ///
    /// let (mut before, mut layer) = (Dense::<f32, U1, U2, Relu>::ZEROS, Dense::<f32, U2, U1>::ZEROS);
    /// before.bias[0] = 1.0;
    /// (layer.weight[0][0], layer.weight[1][0]) = (3.0, -1.0);
    /// let pass = Pass::new(Portable, 1);
    /// let mut x = Outputs::<f32, U2, U1>::ZEROS;
    /// before.forward(pass, &[[0.0_f32]][..], &mut x); // 1 and 0
    ///
    /// let (mut d, mut dx) = (Rows::<f32, U1, U1>::ZEROS, Rows::<f32, U2, U1>::ZEROS);
    /// d.row_mut(0)[0] = 0.5;
    /// layer.backward_input::<Relu>(pass, &mut d, &x, &mut dx);
    /// assert_eq!(dx.row(0), [1.5, 0.0]); // where the relu put out 0, nothing goes through
    /// ```
    #[inline(always)]
    pub fn backward_input<P: Head>(
        &self,
        pass: Pass<impl Processor>,
        d: &mut impl Deltas<T, O>,
        x: &impl Stage<T>,
        dx: &mut impl Deltas<T, I>,
    ) {
        pass.stage(
            #[inline(always)]
            || {
                let (d, transposed) = d.parts();
                let (weight, x) = (flat::scalars(&self.weight), x.outputs());
                dense::backward_input::<_, T, I, O, P::Each>(pass, d, weight, transposed, x.kept, dx.rows_mut());
                P::backward_rows::<_, T, I>(pass, x, dx.whole_mut());
            },
        );
    }

    /// dx = d Wᵀ for one sample: the first stage's, which nothing precedes. d is 1 x O, dx has I values; another number
    /// of them panics. The [type](Self)'s second example calls it.
    #[inline(always)]
    pub fn backward_to_input<A: Flat<Scalar = T>>(
        &self,
        pass: Pass<impl Processor>,
        d: &impl Deltas<T, O>,
        dx: &mut A,
    ) {
        let weight = flat::scalars(&self.weight);
        dense::backward_single(pass, d.rows().row(0, O::VALUE), weight, flat::scalars_mut(dx));
    }

    /// The layer's parameters in their order: weight, row by row, then bias, then what the activation learns.
    ///
    /// ```
    /// use staticnn::layers::Dense;
    /// use staticnn::shape::{U1, U2};
    ///
    /// let mut layer = Dense::<f32, U2, U1>::ZEROS;
    /// layer.weight[1][0] = 3.0;
    /// layer.bias[0] = -1.0;
    /// assert_eq!(layer.parameters(), [0.0, 3.0, -1.0]);
    /// ```
    #[inline]
    pub fn parameters(&self) -> &[T] {
        flat::scalars(self)
    }

    /// The same memory, to write to.
    ///
    /// ```
    /// use staticnn::layers::Dense;
    /// use staticnn::shape::{U1, U2};
    ///
    /// let mut layer = Dense::<f32, U2, U1>::ZEROS;
    /// layer.parameters_mut().copy_from_slice(&[0.0, 3.0, -1.0]);
    /// assert_eq!((layer.weight[1][0], layer.bias[0]), (3.0, -1.0));
    /// ```
    #[inline]
    pub fn parameters_mut(&mut self) -> &mut [T] {
        flat::scalars_mut(self)
    }
}

impl<T: Scalar, I: Size, O: Size, F: Head, B: Size> Clone for Dense<T, I, O, F, B> {
    fn clone(&self) -> Self {
        Self { weight: self.weight.clone(), bias: self.bias.clone(), slope: self.slope }
    }
}

impl<T: Scalar, I: Size, O: Size, F: Head, B: Size> PartialEq for Dense<T, I, O, F, B> {
    fn eq(&self, other: &Self) -> bool {
        self.weight == other.weight && self.bias == other.bias && self.slope == other.slope
    }
}

impl<T: Scalar, I: Size, O: Size, F: Head, B: Size> Default for Dense<T, I, O, F, B> {
    fn default() -> Self {
        Self::ZEROS
    }
}

impl<T: Scalar, I: Size, O: Size, F: Head, B: Size> fmt::Debug for Dense<T, I, O, F, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = f.debug_struct("Dense");
        fields.field("weight", &self.weight).field("bias", &self.bias);
        if !F::LEARNT.is_empty() {
            fields.field("slope", &self.slope);
        }
        fields.field("activation", &Described::<F>(PhantomData)).finish()
    }
}

/// An activation's name, to print.
struct Described<F>(PhantomData<F>);

impl<F: Head> fmt::Debug for Described<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        F::describe(f)
    }
}
