//! Normalization by the root of the mean square.

use crate::activation::{Activation, Linear};
use crate::flat::{self, plain_layer};
use crate::grid::Grid;
use crate::kernels::norm::Sizes;
use crate::kernels::normalize;
use crate::layer::contract::{InputGradient, Inputs, Layer, Seen};
use crate::layer::row_activation::RowActivation;
use crate::layer::stage::{Attribute, Stage};
use crate::layer::stream::Steps;
use crate::layer::tensor::{Initial, PyTorch, Tensor};
use crate::layers::layer_norm::PerPosition;
use crate::layers::traits::{fields_as_tensors, traits};
use crate::pass::Pass;
use crate::rows::{Rows, RowsMut};
use crate::scalar::Scalar;
use crate::shape::{Length, Shape, Size, Vector, Zeros};

/// Divides the channels of each position by the root of their mean square, then scales them:
/// y = f(g h) with h = x / sqrt(mean x² + epsilon).
///
/// The positions are those of the [`Grid`]: an image's pixels, the steps of a series; a vector is one position, all of whose N
/// values are channels. The gain g has a value per channel. `EPSILON` holds the bits of epsilon as an `f64`; it is above 0, and
/// 1e-5 unless a declaration says otherwise. PyTorch's `RMSNorm` takes the distance from 1 to the next number of its type if it
/// is given none: 1.1920929e-7 of f32, 2.220446049250313e-16 of f64. With d = dL/dz, z = g h, e = d g and
/// r = 1 / sqrt(mean x² + epsilon):
///
/// - dL/dg is the sum of d h over the positions of all samples;
/// - dL/dx = r (e - h mean(e h)), with the mean over the channels of a position.
///
/// It is [`LayerNorm`](crate::layers::LayerNorm) without the mean and the bias. The tape keeps r of each position, from which h
/// is computed again. The gain starts from 1 at `new` and `init`; weight decay leaves it alone. Source: Zhang and Sennrich, "Root
/// Mean Square Layer Normalization", 2019.
///
/// ```
/// use staticnn::layer::{Block, Layer, Rows, Zeros, call};
/// use staticnn::layers::RmsNorm;
/// use staticnn::shape::{Features, U1, U2};
///
/// let mut layer = RmsNorm::<f64, Features<U2>>::ZEROED;
/// layer.gain.fill(1.0);
/// let (mut y, mut tape) = (Block::<f64, U2, U1>::ZEROS, Zeros::ZEROS);
/// layer.forward_rows(call::<U1>(1), Rows::new(&[1.0, 7.0], 2), y.rows_mut(), &mut tape, &mut ());
/// assert!((y.rows().row(0)[1] - 7.0 / 25_f64.sqrt()).abs() < 1e-5); // the mean of 1 and 49 is 25
/// ```
#[repr(C)]
pub struct RmsNorm<T: Scalar, X: Grid, F: RowActivation = Linear, const EPSILON: u64 = { f64::to_bits(1e-5) }> {
    /// g: one factor per channel.
    pub gain: Vector<T, X::Channels>,
    /// What the activation learns: for `prelu` its slope, a number; for all others an array of none.
    pub slope: F::Parameter<T>,
}

plain_layer! {
    [T: Scalar, X: Grid, F: RowActivation, const EPSILON: u64] RmsNorm<T, X, F, EPSILON>: T {
        gain: Vector<T, X::Channels>,
        slope: F::Parameter<T>,
    }
}

/// What the backward pass needs: 1 / sqrt(mean x² + epsilon) of each position, and what the activation keeps.
type Tape<T, X, F, R> = (PerPosition<T, X, R>, <F as RowActivation>::Tape<T, <X as Shape>::Len, R>);

impl<T: Scalar, X: Grid<Element<T> = T>, F: RowActivation, const EPSILON: u64> Layer for RmsNorm<T, X, F, EPSILON> {
    type Float = T;
    type InputShape = X;
    type OutputShape = X;
    type Activation = F;
    type Tape<R: Size> = Tape<T, X, F, R>;
    type ForwardScratch<R: Size> = ();
    type BackwardScratch<R: Size> = ();
    type InputScratch<R: Size> = ();
    type State = ();
    type Stream = Steps;

    const ZEROED: Self = Self { gain: flat::zeros(), slope: flat::zeros() };
    const STAGE: Stage = Stage {
        kind: "rms_norm",
        attributes: &[Attribute { name: "epsilon", value: Self::EPSILON }],
        tensors: Self::TENSORS,
        ..Self::OUTLINE
    };

    fields_as_tensors!(gain, slope);

    #[inline(always)]
    fn forward_rows<P: Pass>(
        &self,
        pass: P,
        x: Inputs<'_, Self>,
        mut y: RowsMut<'_, T>,
        (inverse, kept): &mut Self::Tape<P::Rows>,
        (): &mut (),
    ) {
        let (sizes, moments) = (Sizes::of::<X>(pass.rows()), [&mut [][..], flat::scalars_mut(inverse)]);
        normalize::forward(pass.isa(), sizes, x, [&self.gain, &[]], Self::EPSILON, y.reborrow(), moments);
        F::activate::<P, T, X::Len>(pass, &self.slope, y, kept);
    }

    #[inline(always)]
    fn backward_rows<P: Pass, B: Activation>(
        &self,
        pass: P,
        seen: Seen<'_, Self, P>,
        mut d: RowsMut<'_, T>,
        dx: InputGradient<'_, Self, P, B>,
        gradient: &mut Self,
        (): &mut (),
    ) {
        gradient.zero_unless_adding(pass);
        let (isa, rows, (inverse, kept)) = (pass.isa(), pass.rows(), seen.tape);
        F::differentiate::<P, T, X::Len>(pass, &self.slope, seen.y, kept, d.reborrow(), &mut gradient.slope);
        let (sizes, moments) = (Sizes::of::<X>(rows), [&[][..], flat::scalars(inverse)]);
        let (from, to) = ([seen.x, d.as_rows()], [&mut gradient.gain[..], &mut []]);
        match dx {
            None => normalize::backward(isa, sizes, from, &self.gain, moments, to, None),
            Some(dx) => dx.all_rows(
                rows,
                #[inline(always)]
                |dx, adds| normalize::backward(isa, sizes, from, &self.gain, moments, to, Some((dx, adds))),
            ),
        }
    }

    #[inline(always)]
    fn kept<'a, R: Size>((_, kept): &'a Self::Tape<R>, y: Rows<'a, T>) -> Rows<'a, T> {
        F::kept::<T, X::Len, R>(kept, y)
    }

    #[inline(always)]
    fn step_rows<P: Pass>(&self, pass: P, x: Inputs<'_, Self>, mut y: RowsMut<'_, T>, (): &mut ()) {
        let (mut inverse, mut kept) = (Vector::<T, P::Rows>::ZEROS, Zeros::ZEROS);
        let (sizes, moments) = (Sizes::of_frame::<X>(pass.rows()), [&mut [][..], &mut inverse]);
        normalize::forward(pass.isa(), sizes, x, [&self.gain, &[]], Self::EPSILON, y.reborrow(), moments);
        F::activate::<P, T, X::Frame>(pass, &self.slope, y, &mut kept);
    }
}

impl<T: Scalar, X: Grid<Element<T> = T>, F: RowActivation, const EPSILON: u64> RmsNorm<T, X, F, EPSILON> {
    const EPSILON: f64 = {
        let epsilon = f64::from_bits(EPSILON);
        assert!(epsilon > 0.0 && epsilon < f64::INFINITY, "the epsilon of a rms_norm is a finite number above 0");
        epsilon
    };
    const GAIN: Tensor = Tensor {
        name: "gain",
        shape: &[X::Channels::VALUE],
        initial: Initial::One,
        pytorch: PyTorch { name: "weight", ..PyTorch::SAME },
        ..Tensor::PARAMETER
    };
    const TENSORS: &'static [Tensor] = match F::INITIAL {
        Some(start) => &[Self::GAIN, Tensor::slope(start)],
        None => &[Self::GAIN],
    };
}

traits! {
    [T: Scalar, X: Grid<Element<T> = T>, F: RowActivation, const EPSILON: u64] RmsNorm<T, X, F, EPSILON> { gain, slope }
}
