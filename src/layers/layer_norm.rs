//! Layer normalization.

use core::fmt;

#[cfg(feature = "serde")]
use ::serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::activation::{Activation, Linear};
use crate::flat::{self, plain_layer};
use crate::kernels::layer_norm;
use crate::layer::contract::{InputGradient, Inputs, Layer, Seen};
use crate::layer::row_activation::RowActivation;
use crate::layer::stage::{self, Attribute, Initial, PyTorch, Stage, Tensor};
use crate::layer::stream::Steps;
use crate::pass::Pass;
use crate::rows::{Rows, RowsMut};
use crate::scalar::Scalar;
#[cfg(feature = "serde")]
use crate::serde;
use crate::shape::{Features, Size, Vector};

/// Normalizes the `N` values of each sample to mean 0 and variance 1, then scales and shifts them:
/// y = f(g h + b) with h = (x - mean x) / sqrt(variance x + epsilon).
///
/// Shapes, for a block of n samples: x, h and y are n x N, the gain g and the bias b have N values. The variance is the mean
/// of (x - mean x)². `EPSILON` holds the bits of epsilon as an `f64`; it is above 0, and 1e-5 unless a declaration says
/// otherwise. With d = dL/dz, z = g h + b, e = d g and r = 1 / sqrt(variance x + epsilon):
///
/// - dL/dg is the sum of d h over the samples, and dL/db the sum of d;
/// - dL/dx = r (e - mean e - h mean(e h)), with means over the N values of a sample.
///
/// The tape keeps the mean and r of each sample, from which h is computed again. The gain starts from 1 at `new` and `init`,
/// the bias from 0; weight decay leaves both alone. Source: Ba, Kiros and Hinton, "Layer Normalization", 2016.
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
pub struct LayerNorm<T: Scalar, N: Size, F: RowActivation = Linear, const EPSILON: u64 = { f64::to_bits(1e-5) }> {
    /// g: one factor per value.
    pub gain: Vector<T, N>,
    /// b: one number per value.
    pub bias: Vector<T, N>,
    /// What the activation learns: for `prelu` its slope, a number; for all others an array of none.
    pub slope: F::Parameter<T>,
}

plain_layer! {
    [T: Scalar, N: Size, F: RowActivation, const EPSILON: u64] LayerNorm<T, N, F, EPSILON>: T {
        gain: Vector<T, N>,
        bias: Vector<T, N>,
        slope: F::Parameter<T>,
    }
}

/// What the backward pass needs: the mean and 1 / sqrt(variance + epsilon) of each row, and what the activation keeps.
type Tape<T, N, F, R> = (Vector<[T; 2], R>, <F as RowActivation>::Tape<T, N, R>);

impl<T: Scalar, N: Size, F: RowActivation, const EPSILON: u64> Layer for LayerNorm<T, N, F, EPSILON> {
    type Float = T;
    type InputShape = Features<N>;
    type OutputShape = Features<N>;
    type Activation = F;
    type Tape<R: Size> = Tape<T, N, F, R>;
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

    #[inline]
    fn tensors(&self) -> impl AsRef<[&[T]]> {
        [flat::scalars(&self.gain), flat::scalars(&self.bias), flat::scalars(&self.slope)]
    }

    #[inline]
    fn tensors_mut(&mut self) -> impl AsMut<[&mut [T]]> {
        [flat::scalars_mut(&mut self.gain), flat::scalars_mut(&mut self.bias), flat::scalars_mut(&mut self.slope)]
    }

    #[inline(always)]
    fn forward_rows<P: Pass>(
        &self,
        pass: P,
        x: Inputs<'_, Self>,
        mut y: RowsMut<'_, T>,
        (moments, kept): &mut Self::Tape<P::Rows>,
        (): &mut (),
    ) {
        let (isa, sizes) = (pass.isa(), [pass.rows(), N::VALUE]);
        layer_norm::forward(isa, sizes, x, [&self.gain, &self.bias], Self::EPSILON, y.reborrow(), moments);
        F::activate::<P, T, N>(pass, &self.slope, y, kept);
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
        let (isa, sizes, (moments, kept)) = (pass.isa(), [pass.rows(), N::VALUE], seen.tape);
        F::differentiate::<P, T, N>(pass, &self.slope, seen.y, kept, d.reborrow(), &mut gradient.slope);
        let to = [&mut gradient.gain[..], &mut gradient.bias[..]];
        layer_norm::backward_parameters(isa, sizes, seen.x, d.as_rows(), moments, to, pass.adds());
        if let Some(dx) = dx {
            let mut rows = seen.x.iter().zip(d.as_rows().iter()).zip(moments);
            dx.each_row(
                pass.rows(),
                #[inline(always)]
                |_, dx| {
                    if let Some(((x, d), moments)) = rows.next() {
                        layer_norm::backward_input_row(isa, x, d, &self.gain, *moments, dx);
                    }
                },
            );
        }
    }

    #[inline(always)]
    fn kept<'a, R: Size>((_, kept): &'a Self::Tape<R>, y: Rows<'a, T>) -> Rows<'a, T> {
        F::kept::<T, N, R>(kept, y)
    }
}

impl<T: Scalar, N: Size, F: RowActivation, const EPSILON: u64> LayerNorm<T, N, F, EPSILON> {
    const EPSILON: f64 = {
        let epsilon = f64::from_bits(EPSILON);
        assert!(epsilon > 0.0 && epsilon < f64::INFINITY, "the epsilon of a layer_norm is a finite number above 0");
        epsilon
    };
    const GAIN: Tensor = Tensor {
        name: "gain",
        shape: &[N::VALUE],
        initial: Initial::One,
        pytorch: PyTorch { name: "weight", ..PyTorch::SAME },
        ..Tensor::PARAMETER
    };
    const BIAS: Tensor = Tensor { name: "bias", shape: &[N::VALUE], ..Tensor::PARAMETER };
    const TENSORS: &'static [Tensor] = match F::INITIAL {
        Some(start) => &[Self::GAIN, Self::BIAS, Tensor::slope(start)],
        None => &[Self::GAIN, Self::BIAS],
    };
}

impl<T: Scalar, N: Size, F: RowActivation, const EPSILON: u64> Clone for LayerNorm<T, N, F, EPSILON> {
    fn clone(&self) -> Self {
        Self { gain: self.gain.clone(), bias: self.bias.clone(), slope: self.slope }
    }
}

impl<T: Scalar, N: Size, F: RowActivation, const EPSILON: u64> PartialEq for LayerNorm<T, N, F, EPSILON> {
    fn eq(&self, other: &Self) -> bool {
        self.values() == other.values()
    }
}

impl<T: Scalar, N: Size, F: RowActivation, const EPSILON: u64> Default for LayerNorm<T, N, F, EPSILON> {
    fn default() -> Self {
        Self::ZEROED
    }
}

impl<T: Scalar, N: Size, F: RowActivation, const EPSILON: u64> fmt::Debug for LayerNorm<T, N, F, EPSILON> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (gain, bias, epsilon): (&dyn fmt::Debug, &dyn fmt::Debug, _) = (&self.gain, &self.bias, Self::EPSILON);
        let fields = [("gain", gain), ("bias", bias), ("epsilon", &epsilon), ("slope", &self.slope)];
        stage::debug(f, "LayerNorm", &Self::STAGE, if F::INITIAL.is_some() { &fields } else { &fields[..3] })
    }
}

#[cfg(feature = "serde")]
impl<T: Scalar, N: Size, F: RowActivation, const EPSILON: u64> Serialize for LayerNorm<T, N, F, EPSILON> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde::serialize(self, serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de, T: Scalar, N: Size, F: RowActivation, const EPSILON: u64> Deserialize<'de> for LayerNorm<T, N, F, EPSILON> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::deserialize(deserializer)
    }

    fn deserialize_in_place<D: Deserializer<'de>>(deserializer: D, place: &mut Self) -> Result<(), D::Error> {
        serde::deserialize_into(place, deserializer)
    }
}
