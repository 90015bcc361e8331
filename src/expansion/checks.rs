//! Checks of a declaration that only the compiler can make, since the macro sees tokens and no types.
//!
//! Each check is a `const fn` that the expansion calls in a constant, on the span of the words concerned. What is wrong
//! shows as a trait that isn't implemented, because `#[diagnostic::on_unimplemented]` then prints a sentence with the
//! numbers, which are const arguments of the trait and so appear in decimal. Four kinds:
//!
//! - [`in_range`]: a size that is a constant is from 1 to 16777216. [`digit`] treats any other value as 1, so that only
//!   `in_range` reports it.
//! - [`in_limit`]: a network whose sizes are constants has at most 268435456 parameters.
//! - [`layer`], [`layer_of_classes`] and [`activation`]: a path names a layer, or an activation. The constant that calls the check is an argument
//!   of [`CheckedStage`] and [`CheckedActivation`], by which the rest of the expansion names the type. Where the check
//!   fails, the constant is an error, the type with it, and rustc reports nothing that follows from it.
//! - [`fits`] and [`input_fits`]: a network or layer as a stage takes as many values as arrive. The passes of an expansion
//!   type-check for any number of values, so nothing else reports it.

use crate::expansion::stages::HasActivation;
use crate::layer::contract::Layer;
use crate::layer::row_activation::RowActivation;
use crate::shape::Shape;

/// Whether a stage can have this many values: 1 to 16777216.
#[must_use]
pub const fn is_size(size: usize) -> bool {
    1 <= size && size <= 1 << 24
}

/// One digit of a size to the base 1024; place 0 has the ones. A number that isn't a size counts as 1.
#[must_use]
pub const fn digit(size: usize, place: u32) -> usize {
    let size = if is_size(size) { size } else { 1 };
    size >> (10 * place) & 1023
}

/// Fails to compile unless the size is one. `IS_SIZE` is `is_size(SIZE)`.
pub const fn in_range<const SIZE: usize, const IS_SIZE: bool>()
where
    Candidate<SIZE, IS_SIZE>: Evidence<Kind: ProvesSize<SIZE>>,
{
}

/// A number, and whether it is a size.
#[derive(Debug)]
pub struct Candidate<const SIZE: usize, const IS_SIZE: bool>;

/// A type that stands for the truth of a constant.
pub trait Evidence {
    /// `[(); 1]` for true, `()` for false.
    type Kind;
}

impl<const SIZE: usize> Evidence for Candidate<SIZE, true> {
    type Kind = [(); 1];
}

impl<const SIZE: usize> Evidence for Candidate<SIZE, false> {
    type Kind = ();
}

/// Implemented for the evidence that a number is a size.
#[diagnostic::on_unimplemented(
    message = "a size is a number from 1 to 16777216, and this one is {SIZE}",
    label = "this is {SIZE}"
)]
pub trait ProvesSize<const SIZE: usize> {}

#[diagnostic::do_not_recommend]
impl<const SIZE: usize> ProvesSize<SIZE> for [(); 1] {}

/// Whether a network can have this many parameters: 268435456, 1 GiB of f32, at most.
#[must_use]
pub const fn is_in_limit(parameters: usize) -> bool {
    parameters <= 1 << 28
}

/// Fails to compile unless a network can have this many parameters. `IN_LIMIT` is `is_in_limit(PARAMETERS)`.
pub const fn in_limit<const PARAMETERS: usize, const IN_LIMIT: bool>()
where
    Candidate<PARAMETERS, IN_LIMIT>: Evidence<Kind: ProvesLimit<PARAMETERS>>,
{
}

/// Implemented for the evidence that a network can have this many parameters.
#[diagnostic::on_unimplemented(
    message = "a network has at most 268435456 parameters, and this one has {PARAMETERS}: write smaller sizes",
    label = "this network has {PARAMETERS} parameters"
)]
pub trait ProvesLimit<const PARAMETERS: usize> {}

#[diagnostic::do_not_recommend]
impl<const PARAMETERS: usize> ProvesLimit<PARAMETERS> for [(); 1] {}

/// Fails to compile unless `L` is a layer that computes with `T` and takes such numbers.
#[must_use]
pub const fn layer<T, L: Layer>() -> usize
where
    Seam: SameScalar<T, L::Float> + SameElement<L::Float, TakenElement<L>>,
{
    0
}

/// Fails to compile unless `L` is a layer that computes with `T` and takes classes `C`.
#[must_use]
pub const fn layer_of_classes<T, C, L: Layer>() -> usize
where
    Seam: SameScalar<T, L::Float> + SameElement<C, TakenElement<L>>,
{
    0
}

/// What the input of a layer consists of.
type TakenElement<L> = <<L as Layer>::InputShape as Shape>::Element<<L as Layer>::Float>;

/// Implemented where a stage takes what arrives: numbers, or classes.
#[diagnostic::on_unimplemented(
    message = "`{Arriving}` arrives at this stage, and it takes `{Taken}`",
    label = "takes `{Taken}`",
    note = "classes are an input, `12 x classes(27)`, and the stage that takes them is the first",
    note = "`embedding 8` makes numbers of classes"
)]
pub trait SameElement<Arriving, Taken> {}

#[diagnostic::do_not_recommend]
impl<E> SameElement<E, E> for Seam {}

/// Implemented where a network and its stage compute with the same scalar.
#[diagnostic::on_unimplemented(
    message = "this network computes with `{Network}`, and the stage with `{Stage}`",
    label = "computes with `{Stage}`",
    note = "give both the same `#[scalar(..)]`"
)]
pub trait SameScalar<Network, Stage> {}

#[diagnostic::do_not_recommend]
impl<T> SameScalar<T, T> for Seam {}

/// Fails to compile unless `A` is an activation.
#[must_use]
pub const fn activation<A: RowActivation>() -> usize {
    0
}

/// The layer of a stage that is a path. `CHECK` is what [`layer`] returns; where that doesn't compile, this isn't a type, and
/// rustc says nothing more about it.
pub type CheckedStage<L, const CHECK: usize> = <L as SameLayer<CHECK>>::Type;

/// The type of a custom activation. `CHECK` is what [`activation`] returns.
pub type CheckedActivation<N, const STAGE: usize, const CHECK: usize> =
    <<N as HasActivation<STAGE>>::Activation as SameActivation<CHECK>>::Type;

/// A layer, itself.
pub trait SameLayer<const CHECK: usize> {
    /// The layer.
    type Type;
}

impl<L: Layer, const CHECK: usize> SameLayer<CHECK> for L {
    type Type = L;
}

/// An activation, itself.
pub trait SameActivation<const CHECK: usize> {
    /// The activation.
    type Type;
}

impl<A: RowActivation, const CHECK: usize> SameActivation<CHECK> for A {
    type Type = A;
}

/// The place between two stages.
#[derive(Debug)]
pub struct Seam;

/// Fails to compile unless the stage `TO` takes as many values as the stage `FROM` puts out.
pub const fn fits<const FROM: usize, const TO: usize, const OUT: usize, const IN: usize>()
where
    Seam: Fits<FROM, TO, OUT, IN>,
{
}

/// Implemented where two stages fit.
#[diagnostic::on_unimplemented(
    message = "stage {FROM} puts out {OUT} values, and stage {TO} takes {IN}",
    label = "takes {IN} values, and {OUT} arrive"
)]
pub trait Fits<const FROM: usize, const TO: usize, const OUT: usize, const IN: usize> {}

#[diagnostic::do_not_recommend]
impl<const FROM: usize, const TO: usize, const N: usize> Fits<FROM, TO, N, N> for Seam {}

/// Fails to compile unless the first stage takes as many values as the network's input has.
pub const fn input_fits<const OUT: usize, const IN: usize>()
where
    Seam: FitsInput<OUT, IN>,
{
}

/// Implemented where the first stage fits the input.
#[diagnostic::on_unimplemented(
    message = "the input has {OUT} values, and stage 1 takes {IN}",
    label = "takes {IN} values, and {OUT} arrive"
)]
pub trait FitsInput<const OUT: usize, const IN: usize> {}

#[diagnostic::do_not_recommend]
impl<const N: usize> FitsInput<N, N> for Seam {}
