//! Batch normalization with the statistics of a training elsewhere.

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
use crate::layers::traits::traits;
use crate::pass::Pass;
use crate::rows::{Rows, RowsMut};
use crate::scalar::Scalar;
use crate::shape::{Length, Size, Vector, Zeros};

/// Shifts and scales each channel by statistics that the layer holds:
/// y = f(gain (x - mean) / sqrt(variance + epsilon) + bias).
///
/// It is for networks that were trained elsewhere: PyTorch's `BatchNorm1d` and `BatchNorm2d` after `eval()`. Nothing here trains
/// it. To train with a normalization, write `layer_norm` ([`LayerNorm`](crate::layers::LayerNorm)), which has no
/// statistics of batches.
///
/// The channels are those of the [`Grid`]: of an image, the features of a series, all values of a vector. The gain, the bias, the
/// mean and the variance have a value per channel. They start from 1, 0, 0 and 1, count as parameters, and aren't trained: the
/// backward pass sets their derivatives to 0, and no decay, penalty or average changes them. `EPSILON` holds the bits of epsilon
/// as an `f64`; it is above 0, and 1e-5 unless a declaration says otherwise. With d = dL/dz,
/// z = gain (x - mean) / sqrt(variance + epsilon) + bias:
///
/// - dL/dx = d gain / sqrt(variance + epsilon).
///
/// The tape keeps what the activation keeps. [`Network::fold_batch_norm`](crate::Network::fold_batch_norm) moves such layers into the
/// weights before them. Source: Ioffe and Szegedy, "Batch Normalization", 2015.
///
/// ```
/// use staticnn::layer::{Block, Layer, Rows, Zeros, call};
/// use staticnn::layers::BatchNorm;
/// use staticnn::shape::{Features, U1};
///
/// let mut layer = BatchNorm::<f64, Features<U1>>::ZEROED;
/// (layer.gain[0], layer.mean[0], layer.variance[0]) = (1.0, 3.0, 4.0);
/// let mut y = Block::<f64, U1, U1>::ZEROS;
/// layer.forward_rows(call::<U1>(1), Rows::new(&[7.0], 1), y.rows_mut(), &mut (), &mut ());
/// assert!((y.rows().row(0)[0] - 2.0).abs() < 1e-5); // two deviations above the mean
/// ```
#[repr(C)]
pub struct BatchNorm<T: Scalar, X: Grid, F: RowActivation = Linear, const EPSILON: u64 = { f64::to_bits(1e-5) }> {
    /// One factor per channel.
    pub gain: Vector<T, X::Channels>,
    /// One number per channel.
    pub bias: Vector<T, X::Channels>,
    /// The mean of each channel in the training.
    pub mean: Vector<T, X::Channels>,
    /// The variance of each channel in the training.
    pub variance: Vector<T, X::Channels>,
    /// What the activation learns: for `prelu` its slope, a number; for all others an array of none.
    pub slope: F::Parameter<T>,
}

plain_layer! {
    [T: Scalar, X: Grid, F: RowActivation, const EPSILON: u64] BatchNorm<T, X, F, EPSILON>: T {
        gain: Vector<T, X::Channels>,
        bias: Vector<T, X::Channels>,
        mean: Vector<T, X::Channels>,
        variance: Vector<T, X::Channels>,
        slope: F::Parameter<T>,
    }
}

impl<T: Scalar, X: Grid<Element<T> = T>, F: RowActivation, const EPSILON: u64> Layer for BatchNorm<T, X, F, EPSILON> {
    type Float = T;
    type InputShape = X;
    type OutputShape = X;
    type Activation = F;
    type Tape<R: Size> = F::Tape<T, X::Len, R>;
    type ForwardScratch<R: Size> = ();
    type BackwardScratch<R: Size> = ();
    type InputScratch<R: Size> = ();
    type State = ();
    type Stream = Steps;

    const ZEROED: Self = Self {
        gain: flat::zeros(),
        bias: flat::zeros(),
        mean: flat::zeros(),
        variance: flat::zeros(),
        slope: flat::zeros(),
    };
    const STAGE: Stage = Stage {
        kind: "batch_norm",
        attributes: &[Attribute { name: "epsilon", value: Self::EPSILON }],
        tensors: Self::TENSORS,
        ..Self::OUTLINE
    };

    #[inline]
    fn tensors(&self) -> impl AsRef<[&[T]]> {
        let [gain, bias, mean, variance] = self.channels();
        [gain, bias, mean, variance, flat::scalars(&self.slope)]
    }

    #[inline]
    fn tensors_mut(&mut self) -> impl AsMut<[&mut [T]]> {
        let Self { gain, bias, mean, variance, slope } = self;
        [&mut gain[..], &mut bias[..], &mut mean[..], &mut variance[..], flat::scalars_mut(slope)]
    }

    #[inline(always)]
    fn forward_rows<P: Pass>(
        &self,
        pass: P,
        x: Inputs<'_, Self>,
        mut y: RowsMut<'_, T>,
        kept: &mut Self::Tape<P::Rows>,
        (): &mut (),
    ) {
        let sizes = Sizes::of::<X>(pass.rows());
        normalize::batch_forward(pass.isa(), sizes, x, self.channels(), Self::EPSILON, y.reborrow());
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
        let slope = &mut gradient.slope;
        F::differentiate::<P, T, X::Len>(pass, &self.slope, seen.y, seen.tape, d.reborrow(), slope);
        let Some(dx) = dx else { return };
        let (isa, sizes, channels) = (pass.isa(), Sizes::of::<X>(pass.rows()), self.channels());
        dx.all_rows(
            pass.rows(),
            #[inline(always)]
            |dx, adds| normalize::batch_backward(isa, sizes, d.as_rows(), channels, Self::EPSILON, dx, adds),
        );
    }

    #[inline(always)]
    fn kept<'a, R: Size>(kept: &'a Self::Tape<R>, y: Rows<'a, T>) -> Rows<'a, T> {
        F::kept::<T, X::Len, R>(kept, y)
    }

    #[inline(always)]
    fn step_rows<P: Pass>(&self, pass: P, x: Inputs<'_, Self>, mut y: RowsMut<'_, T>, (): &mut ()) {
        let (sizes, mut kept) = (Sizes::of_frame::<X>(pass.rows()), Zeros::ZEROS);
        normalize::batch_forward(pass.isa(), sizes, x, self.channels(), Self::EPSILON, y.reborrow());
        F::activate::<P, T, X::Frame>(pass, &self.slope, y, &mut kept);
    }
}

impl<T: Scalar, X: Grid, F: RowActivation, const EPSILON: u64> BatchNorm<T, X, F, EPSILON> {
    const EPSILON: f64 = {
        let epsilon = f64::from_bits(EPSILON);
        assert!(epsilon > 0.0 && epsilon < f64::INFINITY, "the epsilon of a batch_norm is a finite number above 0");
        epsilon
    };
    const GAIN: Tensor = Self::constant("gain", Initial::One, "weight");
    const BIAS: Tensor = Self::constant("bias", Initial::Zero, "bias");
    const MEAN: Tensor = Self::constant("mean", Initial::Zero, "running_mean");
    const VARIANCE: Tensor = {
        let variance = Self::constant("variance", Initial::One, "running_var");
        // What PyTorch's module counts in training.
        Tensor { pytorch: PyTorch { counter: "num_batches_tracked", ..variance.pytorch }, ..variance }
    };
    const TENSORS: &'static [Tensor] = match F::INITIAL {
        Some(start) => &[Self::GAIN, Self::BIAS, Self::MEAN, Self::VARIANCE, Tensor::slope(start)],
        None => &[Self::GAIN, Self::BIAS, Self::MEAN, Self::VARIANCE],
    };

    /// A tensor that isn't trained.
    const fn constant(name: &'static str, initial: Initial, pytorch: &'static str) -> Tensor {
        let pytorch = PyTorch { name: pytorch, ..PyTorch::SAME };
        Tensor { name, shape: &[X::Channels::VALUE], initial, trained: false, pytorch, ..Tensor::PARAMETER }
    }

    #[inline(always)]
    fn channels(&self) -> [&[T]; 4] {
        [&self.gain, &self.bias, &self.mean, &self.variance]
    }
}

traits! {
    [T: Scalar, X: Grid<Element<T> = T>, F: RowActivation, const EPSILON: u64] BatchNorm<T, X, F, EPSILON> {
        gain, bias, mean, variance, slope
    }
}
