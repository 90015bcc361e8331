//! Layer normalization.

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
use crate::layers::traits::{fields_as_tensors, traits};
use crate::pass::Pass;
use crate::rows::{Rows, RowsMut};
use crate::scalar::Scalar;
use crate::shape::{Length, Shape, Size, Vector, Zeros};

/// Normalizes the channels of each position to mean 0 and variance 1, then scales and shifts them:
/// y = f(g h + b) with h = (x - mean x) / sqrt(variance x + epsilon).
///
/// The positions are those of the [`Grid`]: an image's pixels, the steps of a series; a vector is one position, all of whose N
/// values are channels. The gain g and the bias b have a value per channel. The variance is the mean of (x - mean x)².
/// `EPSILON` holds the bits of epsilon as an `f64`; it is above 0, and 1e-5 unless a declaration says otherwise. With
/// d = dL/dz, z = g h + b, e = d g and r = 1 / sqrt(variance x + epsilon):
///
/// - dL/dg is the sum of d h over the positions of all samples, and dL/db the sum of d;
/// - dL/dx = r (e - mean e - h mean(e h)), with means over the channels of a position.
///
/// The tape keeps the mean and r of each position, from which h is computed again. The gain starts from 1 at `new` and `init`,
/// the bias from 0; weight decay leaves both alone. Of a vector it is PyTorch's `LayerNorm(N)`; of an image, its `LayerNorm(C)`
/// with the channels moved to the end. Source: Ba, Kiros and Hinton, "Layer Normalization", 2016.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Normalized< 4 -> layer_norm -> 1 >; }
///
/// let mut net = Normalized::init(&mut ChaCha8Rng::seed_from_u64(42));
/// assert_eq!(net.layer1.gain[..], [1.0; 4]);
/// let y = net.predict(&[1.0, 2.0, 3.0, 4.0]);
/// assert!((y[0] - net.predict(&[10.0, 20.0, 30.0, 40.0])[0]).abs() < 1e-4); // only the proportions count
/// ```
#[repr(C)]
pub struct LayerNorm<T: Scalar, X: Grid, F: RowActivation = Linear, const EPSILON: u64 = { f64::to_bits(1e-5) }> {
    /// g: one factor per channel.
    pub gain: Vector<T, X::Channels>,
    /// b: one number per channel.
    pub bias: Vector<T, X::Channels>,
    /// What the activation learns: for `prelu` its slope, a number; for all others an array of none.
    pub slope: F::Parameter<T>,
}

plain_layer! {
    [T: Scalar, X: Grid, F: RowActivation, const EPSILON: u64] LayerNorm<T, X, F, EPSILON>: T {
        gain: Vector<T, X::Channels>,
        bias: Vector<T, X::Channels>,
        slope: F::Parameter<T>,
    }
}

/// A number for each position of `R` rows.
pub(super) type PerPosition<T, X, R> = Vector<Vector<Vector<T, <X as Grid>::Width>, <X as Grid>::Height>, R>;

/// What the backward pass needs: the mean and 1 / sqrt(variance + epsilon) of each position, and what the activation keeps.
type Tape<T, X, F, R> = ([PerPosition<T, X, R>; 2], <F as RowActivation>::Tape<T, <X as Shape>::Len, R>);

impl<T: Scalar, X: Grid<Element<T> = T>, F: RowActivation, const EPSILON: u64> Layer for LayerNorm<T, X, F, EPSILON> {
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

    const ZEROED: Self = Self { gain: flat::zeros(), bias: flat::zeros(), slope: flat::zeros() };
    const STAGE: Stage = Stage {
        kind: "layer_norm",
        attributes: &[Attribute { name: "epsilon", value: Self::EPSILON }],
        tensors: Self::TENSORS,
        ..Self::OUTLINE
    };

    fields_as_tensors!(gain, bias, slope);

    #[inline(always)]
    fn forward_rows<P: Pass>(
        &self,
        pass: P,
        x: Inputs<'_, Self>,
        mut y: RowsMut<'_, T>,
        (moments, kept): &mut Self::Tape<P::Rows>,
        (): &mut (),
    ) {
        let moments = moments.each_mut().map(flat::scalars_mut);
        let (sizes, parameters) = (Sizes::of::<X>(pass.rows()), [&self.gain[..], &self.bias]);
        normalize::forward(pass.isa(), sizes, x, parameters, Self::EPSILON, y.reborrow(), moments);
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
        let (isa, rows, (moments, kept)) = (pass.isa(), pass.rows(), seen.tape);
        F::differentiate::<P, T, X::Len>(pass, &self.slope, seen.y, kept, d.reborrow(), &mut gradient.slope);
        let (sizes, moments) = (Sizes::of::<X>(rows), moments.each_ref().map(flat::scalars));
        let (from, to) = ([seen.x, d.as_rows()], [&mut gradient.gain[..], &mut gradient.bias[..]]);
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
        let (mut moments, mut kept) = (<[Vector<T, P::Rows>; 2]>::ZEROS, Zeros::ZEROS);
        let moments = moments.each_mut().map(|part| &mut part[..]);
        let (sizes, parameters) = (Sizes::of_frame::<X>(pass.rows()), [&self.gain[..], &self.bias]);
        normalize::forward(pass.isa(), sizes, x, parameters, Self::EPSILON, y.reborrow(), moments);
        F::activate::<P, T, X::Frame>(pass, &self.slope, y, &mut kept);
    }
}

impl<T: Scalar, X: Grid<Element<T> = T>, F: RowActivation, const EPSILON: u64> LayerNorm<T, X, F, EPSILON> {
    const EPSILON: f64 = {
        let epsilon = f64::from_bits(EPSILON);
        assert!(epsilon > 0.0 && epsilon < f64::INFINITY, "the epsilon of a layer_norm is a finite number above 0");
        epsilon
    };
    const GAIN: Tensor = Tensor {
        name: "gain",
        shape: &[X::Channels::VALUE],
        initial: Initial::One,
        pytorch: PyTorch { name: "weight", ..PyTorch::SAME },
        ..Tensor::PARAMETER
    };
    const BIAS: Tensor = Tensor { name: "bias", shape: &[X::Channels::VALUE], ..Tensor::PARAMETER };
    const TENSORS: &'static [Tensor] = match F::INITIAL {
        Some(start) => &[Self::GAIN, Self::BIAS, Tensor::slope(start)],
        None => &[Self::GAIN, Self::BIAS],
    };
}

traits! {
    [T: Scalar, X: Grid<Element<T> = T>, F: RowActivation, const EPSILON: u64] LayerNorm<T, X, F, EPSILON> { gain, bias, slope }
}
