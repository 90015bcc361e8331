//! Self-attention with several heads.

#![allow(clippy::type_complexity, reason = "storage is nested: steps, rows, gates or heads, units")]

use core::fmt;
use core::mem::MaybeUninit;
use core::num::NonZero;

use crate::activation::{Activation, Linear};
use crate::flat::{self, Flat, Nothing, plain_layer, zero_by_field};
use crate::grid::Grid;
use crate::kernels::attention::sizes::Sizes;
use crate::kernels::attention::{Attending, BackRoom, Kept, Memory, StepRoom, Target, Weights};
use crate::layer::contract::{InputGradient, Inputs, Layer, Seen};
use crate::layer::stage::{Attribute, Stage};
use crate::layer::stage_debug;
use crate::layer::stream::{Steps, Stream, Whole};
use crate::layer::tensor::Tensor;
use crate::layers::buffer::Buffer;
use crate::layers::traits::traits;
use crate::pass::Pass;
use crate::rows::RowsMut;
use crate::scalar::Scalar;
use crate::shape::{Length, Matrix, PaddedRow, Size, Vector, Zeros};

/// Which steps a step attends to: [`AllSteps`] or [`StepsSoFar`].
pub trait Attends: 'static {
    /// Whether it attends to no later step.
    const CAUSAL: bool;
    /// Whether the layer can run step by step.
    #[doc(hidden)]
    type Stream: Stream;
    /// What is there if it can: one or none.
    #[doc(hidden)]
    type IfSteps<A: Flat + Clone>: Flat<Scalar = A::Scalar> + Clone;
}

/// Every step attends to all steps.
#[derive(Clone, Copy, Debug)]
pub enum AllSteps {}

/// Step t attends to the steps 0 to t.
#[derive(Clone, Copy, Debug)]
pub enum StepsSoFar {}

impl Attends for AllSteps {
    const CAUSAL: bool = false;
    type Stream = Whole;
    type IfSteps<A: Flat + Clone> = [A; 0];
}

impl Attends for StepsSoFar {
    const CAUSAL: bool = true;
    type Stream = Steps;
    type IfSteps<A: Flat + Clone> = [A; 1];
}

/// Self-attention: every step is a mean of all steps' values, with weights that depend on both steps.
///
/// With the x of a sample, steps x features, and N units, of which each of the `HEADS` heads has w = N / `HEADS`:
///
/// - q, k and v are the three parts of x W + b, each steps x N; the columns h w to h w + w of each are those of head h;
/// - p = softmax(q kᵀ / sqrt(w)) of each head, over the keys: steps x steps, a row for each query;
/// - y = a V + c, where a has the p v of all heads side by side.
///
/// With [`StepsSoFar`] the softmax of step t is over the keys 0 to t, and the other weights p are 0.
///
/// Shapes, for a block of n samples: x is n x (steps · features), y is n x (steps · N). With d = dL/dy, and for each head d' = d Vᵀ in its
/// columns, e = d' vᵀ and s = p (e - the sum of p e over the keys) / sqrt(w):
///
/// - dL/dV = aᵀ d and dL/dc = the sum of d, over the steps of all samples;
/// - dq = s k, dk = sᵀ q and dv = pᵀ d', which side by side are g;
/// - dL/dW = xᵀ g and dL/db = the sum of g, over the steps of all samples; dL/dx = g Wᵀ.
///
/// The tape keeps q, k, v, p and a. It is PyTorch's `MultiheadAttention(N, HEADS, batch_first=True)` with query = key = value = x, which
/// takes as many features as it has units. Source: Vaswani et al., "Attention Is All You Need", 2017.
///
/// A causal attention runs as a stream. The state holds the keys and values of as many steps as a window has: the first of them have a
/// window's outputs, and each later step attends to the last so many steps, itself included. An attention alone doesn't know the order of
/// the steps: [`Positions`](crate::layers::Positions) tells it.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Net< 3x4 -> attention 4 (heads 2, causal) >; }
///
/// let net = Net::init(&mut ChaCha8Rng::seed_from_u64(42));
/// let [first, second, third] = [[0.5, -1.0, 0.0, 1.0], [1.0, 0.0, 0.5, -0.5], [0.0; 4]];
/// let y = net.predict(&[first, second, third]);
/// assert_eq!(net.predict(&[first, second, [f32::NAN; 4]])[..2], y[..2]); // no step sees a later one
/// ```
#[repr(C)]
pub struct Attention<T: Scalar, X: Grid, Y: Grid, const HEADS: usize = 1, C: Attends = AllSteps> {
    /// W: features x 3 x units. PyTorch's `in_proj_weight` has 3 · units x features.
    pub weight: Vector<[Vector<T, Y::Channels>; 3], X::Channels>,
    /// b: 3 x units, PyTorch's `in_proj_bias`.
    pub bias: [Vector<T, Y::Channels>; 3],
    /// V: units x units. PyTorch's `out_proj.weight` is transposed.
    pub output_weight: Matrix<T, Y::Channels, Y::Channels>,
    /// c: a number for each unit, PyTorch's `out_proj.bias`.
    pub output_bias: Vector<T, Y::Channels>,
    /// Nothing: the shape of the input is part of the type.
    shape: Nothing<T, (X, C)>,
}

plain_layer! {
    [T: Scalar, X: Grid, Y: Grid, const HEADS: usize, C: Attends] Attention<T, X, Y, HEADS, C>: T {
        weight: Vector<[Vector<T, Y::Channels>; 3], X::Channels>,
        bias: [Vector<T, Y::Channels>; 3],
        output_weight: Matrix<T, Y::Channels, Y::Channels>,
        output_bias: Vector<T, Y::Channels>,
        shape: Nothing<T, (X, C)>,
    }
}

/// Something for each step of `R` samples.
type EachStep<A, X, R> = Vector<Vector<A, <X as Grid>::Width>, R>;

/// A number for each unit, as whole vectors.
type Units<T, Y> = PaddedRow<T, <Y as Grid>::Channels>;

/// A number for each step, as whole vectors.
type Line<T, X> = PaddedRow<T, <X as Grid>::Width>;

/// What the forward pass leaves for the backward pass.
pub struct Tape<T: Scalar, X: Grid, Y: Grid, R: Size, const HEADS: usize> {
    qkv: Buffer<EachStep<[Units<T, Y>; 3], X, R>>,
    p: Buffer<EachStep<[Line<T, X>; HEADS], X, R>>,
    heads: Buffer<EachStep<Units<T, Y>, X, R>>,
}

impl<T: Scalar, X: Grid, Y: Grid, R: Size, const HEADS: usize> Zeros for Tape<T, X, Y, R, HEADS> {
    const ZEROS: Self = Self { qkv: Zeros::ZEROS, p: Zeros::ZEROS, heads: Zeros::ZEROS };

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        zero_by_field!(place, qkv: Zeros::zero, p: Zeros::zero, heads: Zeros::zero)
    }
}

/// Buffers of the forward pass.
pub struct ForwardScratch<T: Scalar, X: Grid, Y: Grid, R: Size> {
    x: Buffer<EachStep<PaddedRow<T, X::Channels>, X, R>>,
    y: Buffer<EachStep<Units<T, Y>, X, R>>,
    turned: Buffer<Vector<Line<T, X>, Y::Channels>>,
}

impl<T: Scalar, X: Grid, Y: Grid, R: Size> Zeros for ForwardScratch<T, X, Y, R> {
    const ZEROS: Self = Self { x: Zeros::ZEROS, y: Zeros::ZEROS, turned: Zeros::ZEROS };

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        zero_by_field!(place, x: Zeros::zero, y: Zeros::zero, turned: Zeros::zero)
    }
}

/// Buffers of the backward pass.
pub struct BackwardScratch<T: Scalar, X: Grid, Y: Grid, R: Size> {
    x: Buffer<EachStep<PaddedRow<T, X::Channels>, X, R>>,
    d: Buffer<EachStep<Units<T, Y>, X, R>>,
    heads: Buffer<EachStep<Units<T, Y>, X, R>>,
    qkv: Buffer<EachStep<[Units<T, Y>; 3], X, R>>,
    turned: Buffer<Vector<Line<T, X>, Y::Channels>>,
    scores: Buffer<Vector<Line<T, X>, X::Width>>,
    transposed: Buffer<Vector<Units<T, Y>, Y::Channels>>,
}

impl<T: Scalar, X: Grid, Y: Grid, R: Size> Zeros for BackwardScratch<T, X, Y, R> {
    const ZEROS: Self = Self {
        x: Zeros::ZEROS,
        d: Zeros::ZEROS,
        heads: Zeros::ZEROS,
        qkv: Zeros::ZEROS,
        turned: Zeros::ZEROS,
        scores: Zeros::ZEROS,
        transposed: Zeros::ZEROS,
    };

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        zero_by_field!(
            place,
            x: Zeros::zero,
            d: Zeros::zero,
            heads: Zeros::zero,
            qkv: Zeros::zero,
            turned: Zeros::zero,
            scores: Zeros::zero,
            transposed: Zeros::zero,
        )
    }
}

/// The keys and the values of a stream's last steps, and how many there were: one of each or none.
type State<T, X, Y, C> = (
    <C as Attends>::IfSteps<Vector<Line<T, X>, <Y as Grid>::Channels>>,
    (<C as Attends>::IfSteps<Vector<Units<T, Y>, <X as Grid>::Width>>, <C as Attends>::IfSteps<T>),
);

impl<T: Scalar, X: Grid<Element<T> = T>, Y: Grid, const HEADS: usize, C: Attends> Layer
    for Attention<T, X, Y, HEADS, C>
{
    type Float = T;
    type InputShape = X;
    type OutputShape = Y;
    type Activation = Linear;
    type Tape<R: Size> = Tape<T, X, Y, R, HEADS>;
    type ForwardScratch<R: Size> = ForwardScratch<T, X, Y, R>;
    type BackwardScratch<R: Size> = BackwardScratch<T, X, Y, R>;
    type InputScratch<R: Size> = Buffer<Vector<[PaddedRow<T, X::Channels>; 3], Y::Channels>>;
    type State = State<T, X, Y, C>;
    type Stream = C::Stream;

    const ZEROED: Self = Self {
        weight: flat::zeros(),
        bias: flat::zeros(),
        output_weight: flat::zeros(),
        output_bias: flat::zeros(),
        shape: flat::zeros(),
    };
    const STAGE: Stage = Stage {
        kind: "attention",
        attributes: &[
            Attribute { name: "heads", value: HEADS as f64 },
            Attribute { name: "causal", value: if C::CAUSAL { 1.0 } else { 0.0 } },
        ],
        tensors: &[
            Tensor::matrix("weight", "in_proj_weight", &[X::Channels::VALUE, 3 * Self::UNITS], Self::UNITS),
            Tensor::bias("bias", "in_proj_bias", &[3 * Self::UNITS]),
            Tensor::matrix("output_weight", "out_proj.weight", &[Self::UNITS, Self::UNITS], Self::UNITS),
            Tensor::bias("output_bias", "out_proj.bias", &[Self::UNITS]),
        ],
        multiply_adds: X::Width::VALUE * Self::UNITS * (3 * X::Channels::VALUE + 2 * X::Width::VALUE + Self::UNITS),
        ..Self::OUTLINE
    };

    #[inline]
    fn tensors(&self) -> impl AsRef<[&[T]]> {
        let Weights { input, input_bias, output, output_bias } = self.all();
        [input, input_bias, output, output_bias]
    }

    #[inline]
    fn tensors_mut(&mut self) -> impl AsMut<[&mut [T]]> {
        let Weights { input, input_bias, output, output_bias } = self.all_mut();
        [input, input_bias, output, output_bias]
    }

    #[inline(always)]
    fn forward_rows<P: Pass>(
        &self,
        pass: P,
        x: Inputs<'_, Self>,
        y: RowsMut<'_, T>,
        tape: &mut Self::Tape<P::Rows>,
        scratch: &mut Self::ForwardScratch<P::Rows>,
    ) {
        let kept = Kept {
            qkv: flat::scalars_mut(&mut tape.qkv.values),
            p: flat::scalars_mut(&mut tape.p.values),
            heads: flat::scalars_mut(&mut tape.heads.values),
        };
        let room = [
            flat::scalars_mut(&mut scratch.x.values),
            flat::scalars_mut(&mut scratch.y.values),
            flat::scalars_mut(&mut scratch.turned.values),
        ];
        Self::attending(pass.rows()).forward(pass.isa(), x, self.all(), kept, room, y);
    }

    #[inline(always)]
    fn backward_rows<P: Pass, B: Activation>(
        &self,
        pass: P,
        seen: Seen<'_, Self, P>,
        d: RowsMut<'_, T>,
        dx: InputGradient<'_, Self, P, B>,
        gradient: &mut Self,
        scratch: &mut Self::BackwardScratch<P::Rows>,
    ) {
        let (isa, rows, calls) = (pass.isa(), pass.rows(), [pass.is_first(), pass.adds()]);
        let kept = Kept {
            qkv: flat::scalars(&seen.tape.qkv.values),
            p: flat::scalars(&seen.tape.p.values),
            heads: flat::scalars(&seen.tape.heads.values),
        };
        let room = BackRoom {
            x: flat::scalars_mut(&mut scratch.x.values),
            d: flat::scalars_mut(&mut scratch.d.values),
            heads: flat::scalars_mut(&mut scratch.heads.values),
            qkv: flat::scalars_mut(&mut scratch.qkv.values),
            turned: flat::scalars_mut(&mut scratch.turned.values),
            scores: flat::scalars_mut(&mut scratch.scores.values),
            transposed: flat::scalars_mut(&mut scratch.transposed.values),
        };
        let (from, weights, to, attending) =
            ([seen.x, d.as_rows()], self.all(), gradient.all_mut(), Self::attending(rows));
        let Some(dx) = dx else {
            return attending.backward(isa, from, weights, (kept, room), (to, calls), None);
        };
        let (dx, transposed) = dx.split();
        dx.all_rows(
            rows,
            #[inline(always)]
            |dx, add| {
                let target = Target { dx, add, transposed: flat::scalars_mut(&mut transposed.values) };
                attending.backward(isa, from, weights, (kept, room), (to, calls), Some(target));
            },
        );
    }

    #[inline(always)]
    fn step_rows<P: Pass>(
        &self,
        pass: P,
        x: Inputs<'_, Self>,
        y: RowsMut<'_, T>,
        (keys, (values, count)): &mut Self::State,
    ) {
        let (mut qkv, mut p): ([Units<T, Y>; 3], Line<T, X>) = (flat::zeros(), flat::zeros());
        let (mut heads, mut room_of_y): (Units<T, Y>, Units<T, Y>) = (flat::zeros(), flat::zeros());
        // Only a causal attention is called, whose state has one of each.
        let [count, ..] = flat::scalars_mut(count) else { return };
        let memory = Memory { keys: flat::scalars_mut(keys), values: flat::scalars_mut(values), count };
        let room = StepRoom {
            qkv: flat::scalars_mut(&mut qkv),
            p: flat::scalars_mut(&mut p),
            heads: flat::scalars_mut(&mut heads),
            y: flat::scalars_mut(&mut room_of_y),
        };
        Self::attending(1).step(pass.isa(), x, self.all(), memory, room, y);
    }
}

impl<T: Scalar, X: Grid, Y: Grid, const HEADS: usize, C: Attends> Attention<T, X, Y, HEADS, C> {
    const COUNT: NonZero<usize> = NonZero::new(HEADS).expect("the heads of an attention divide its units");
    const UNITS: usize = {
        assert!(
            X::Height::VALUE == 1 && Y::Height::VALUE == 1 && X::Width::VALUE == Y::Width::VALUE,
            "an attention leads from series to series, with as many steps"
        );
        assert!(HEADS > 0 && Y::Channels::VALUE.is_multiple_of(HEADS), "the heads of an attention divide its units");
        Y::Channels::VALUE
    };

    #[inline(always)]
    fn attending(rows: usize) -> Attending {
        let (steps, inputs) = (X::Width::VALUE, X::Channels::VALUE);
        let sizes =
            Sizes { steps, inputs, units: const { Self::UNITS }, heads: const { Self::COUNT }, causal: C::CAUSAL };
        Attending::new(sizes, rows)
    }

    #[inline(always)]
    fn all(&self) -> Weights<&[T]> {
        Weights {
            input: flat::scalars(&self.weight),
            input_bias: flat::scalars(&self.bias),
            output: flat::scalars(&self.output_weight),
            output_bias: flat::scalars(&self.output_bias),
        }
    }

    #[inline(always)]
    fn all_mut(&mut self) -> Weights<&mut [T]> {
        Weights {
            input: flat::scalars_mut(&mut self.weight),
            input_bias: flat::scalars_mut(&mut self.bias),
            output: flat::scalars_mut(&mut self.output_weight),
            output_bias: flat::scalars_mut(&mut self.output_bias),
        }
    }
}

traits! {
    without Debug [T: Scalar, X: Grid<Element<T> = T>, Y: Grid, const HEADS: usize, C: Attends]
    Attention<T, X, Y, HEADS, C> { weight, bias, output_weight, output_bias, shape }
}

impl<T: Scalar, X: Grid<Element<T> = T>, Y: Grid, const HEADS: usize, C: Attends> fmt::Debug
    for Attention<T, X, Y, HEADS, C>
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        stage_debug::debug_tensors(f, "Attention", &Self::STAGE, self.tensors().as_ref())
    }
}
