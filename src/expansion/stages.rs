//! The types that an expansion is made of: those of a network's stages, and what follows from them.

use crate::layer::contract::{self, Layer};
use crate::layer::stage::Stage;
use crate::layer::stage_path::StagePath;
use crate::layer::stream::Stream;
use crate::rows::{Block, Rows};
use crate::shape::{Length, Shape, Size, Zeros};

/// Names the type of one stage of a network, counted from 1.
pub trait HasStage<const STAGE: usize> {
    /// The type.
    type Layer;
}

/// Names the custom activation of one stage of a network, counted from 1.
pub trait HasActivation<const STAGE: usize> {
    /// The activation.
    type Activation;
}

/// The type of a stage that is one of the library's layers.
pub type StageOf<N, const STAGE: usize> = <N as HasStage<STAGE>>::Layer;

/// The shape of a layer's input.
pub type InputShape<L> = <L as Layer>::InputShape;
/// The shape of a layer's output.
pub type OutputShape<L> = <L as Layer>::OutputShape;
/// The number of values that a layer puts out.
pub type OutputSize<L> = <OutputShape<L> as Shape>::Len;
/// What a layer ends in.
pub type ActivationOf<L> = <L as Layer>::Activation;
/// Storage for the outputs of `R` rows, or for the loss's gradient with respect to them.
pub type Outputs<L, R> = contract::Outputs<L, R>;
/// A layer's tape.
pub type Tape<L, R> = <L as Layer>::Tape<R>;
/// A layer's buffers of the forward pass.
pub type ForwardScratch<L, R> = <L as Layer>::ForwardScratch<R>;
/// A layer's buffers of the backward pass.
pub type BackwardScratch<L, R> = <L as Layer>::BackwardScratch<R>;
/// A layer's buffers for dL/dx.
pub type InputScratch<L, R> = <L as Layer>::InputScratch<R>;
/// What a layer's stream carries.
pub type State<L> = <L as Layer>::State;
/// Whether a layer can run step by step, as the stage of a network at this position.
pub type StreamAt<L, const STAGE: usize> = <<L as Layer>::Stream as Stream>::At<STAGE>;
/// Whether two layers together can run step by step.
pub type BothStream<A, B> = <A as Stream>::And<B>;

/// The description of a stage, with its name and its formula.
#[must_use]
pub const fn named<L: Layer>(name: &'static str, formula: &'static str) -> Stage {
    Stage { name, formula, ..L::STAGE }
}

/// Calls `see` with the name and the output of a stage, then with those of the stages in it.
pub fn see<'a, L: Layer, R: Size>(
    name: &'static str,
    y: Rows<'a, L::Float>,
    tape: &'a L::Tape<R>,
    path: &StagePath<'_>,
    see: &mut dyn FnMut(&StagePath<'_>, Rows<'a, L::Float>),
) {
    let path = StagePath::stage(path, name);
    see(&path, y);
    L::look_inside::<R>(tape, y, &path, see);
}

/// The dimensions of a shape.
#[must_use]
pub const fn dimensions<S: Shape>() -> &'static [usize] {
    S::DIMENSIONS
}

/// How many values a layer takes.
#[must_use]
pub const fn input_size<L: Layer>() -> usize {
    <L::InputShape as Shape>::Len::VALUE
}

/// How many values a layer puts out.
#[must_use]
pub const fn output_size<L: Layer>() -> usize {
    <L::OutputShape as Shape>::Len::VALUE
}

/// How many dimensions a layer's output has.
#[must_use]
pub const fn rank<L: Layer>() -> usize {
    L::OutputShape::DIMENSIONS.len()
}

/// One dimension of a layer's output, or 0 beyond the last.
#[must_use]
pub const fn dimension<L: Layer, const INDEX: usize>() -> usize {
    if INDEX < rank::<L>() { L::OutputShape::DIMENSIONS[INDEX] } else { 0 }
}

/// The plain array of these dimensions.
pub type OutputArray<T, const RANK: usize, const A: usize, const B: usize, const C: usize> =
    <Dimensions<RANK, A, B, C> as ArrayOf<T>>::Array;

/// The plain array of what a stream of these dimensions takes or puts out at each step.
pub type FrameArray<T, const RANK: usize, const A: usize, const B: usize, const C: usize> =
    <Dimensions<RANK, A, B, C> as ArrayOf<T>>::Frame;

/// Up to three dimensions.
#[derive(Debug)]
pub struct Dimensions<const RANK: usize, const A: usize, const B: usize, const C: usize>;

/// The plain array of some dimensions: one implementation for each number of them, since an array's length can't be computed
/// from types.
pub trait ArrayOf<T> {
    /// The array.
    type Array;
    /// That of one step of a series; all of any other shape.
    type Frame;
}

impl<T, const A: usize> ArrayOf<T> for Dimensions<1, A, 0, 0> {
    type Array = [T; A];
    type Frame = [T; A];
}

impl<T, const A: usize, const B: usize> ArrayOf<T> for Dimensions<2, A, B, 0> {
    type Array = [[T; B]; A];
    type Frame = [T; B];
}

impl<T, const A: usize, const B: usize, const C: usize> ArrayOf<T> for Dimensions<3, A, B, C> {
    type Array = [[[T; C]; B]; A];
    type Frame = [[[T; C]; B]; A];
}

/// Storage for one frame of a layer's output, for `R` streams.
#[must_use]
#[inline(always)]
pub fn frames<L: Layer, R: Size>() -> Block<L::Float, <L::OutputShape as Shape>::Frame, R> {
    Zeros::ZEROS
}
