//! What recurrent layers carry, keep and work with.

#![allow(clippy::type_complexity, reason = "storage is nested: steps, rows, gates or heads, units")]

use core::mem::MaybeUninit;

use crate::flat::{self, zero_by_field};
use crate::grid::Grid;
use crate::kernels::recurrent::Recurrence;
use crate::layer::stream::Carries;
use crate::layers::buffer::Buffer;
use crate::layers::recurrent_cell::Cell;
use crate::rows::Rows;
use crate::scalar::Scalar;
use crate::shape::{Many, PaddedRow, Size, U1, Zeros};

/// A number for each unit, as whole vectors.
type Row<T, Y> = PaddedRow<T, <Y as Grid>::Channels>;

/// The h and the c of several rows, or of one stream.
#[repr(C)]
pub struct Carried<T: Scalar, Y: Grid, C: Cell, R: Size> {
    pub(super) h: Many<Row<T, Y>, R>,
    pub(super) c: C::Memory<Many<Row<T, Y>, R>>,
}

impl<T: Scalar, Y: Grid, C: Cell, R: Size> Clone for Carried<T, Y, C, R> {
    fn clone(&self) -> Self {
        Self { h: flat::copy(&self.h), c: flat::copy(&self.c) }
    }
}

impl<T: Scalar, Y: Grid, C: Cell, R: Size> Zeros for Carried<T, Y, C, R> {
    const ZEROS: Self = Self { h: flat::zeros(), c: flat::zeros() };

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        zero_by_field!(place, h: Zeros::zero, c: Zeros::zero)
    }
}

impl<T: Scalar, Y: Grid, C: Cell> Carries<T> for State<T, Y, C> {
    fn see(&self, see: &mut dyn FnMut(&[T])) {
        see(flat::scalars(&self.carried.h));
        see(flat::scalars(&self.carried.c));
    }
    fn see_mut(&mut self, see: &mut dyn FnMut(&mut [T])) {
        see(flat::scalars_mut(&mut self.carried.h));
        see(flat::scalars_mut(&mut self.carried.c));
    }
}

/// What a stream carries, with room for a step: it would have to be cleared in each one otherwise.
pub struct State<T: Scalar, Y: Grid, C: Cell> {
    pub(super) carried: Carried<T, Y, C, U1>,
    pub(super) kept: C::Kept<Row<T, Y>>,
    pub(super) hidden: C::Gates<Row<T, Y>>,
}

impl<T: Scalar, Y: Grid, C: Cell> Clone for State<T, Y, C> {
    fn clone(&self) -> Self {
        Self { carried: self.carried.clone(), kept: flat::copy(&self.kept), hidden: flat::copy(&self.hidden) }
    }
}

impl<T: Scalar, Y: Grid, C: Cell> Zeros for State<T, Y, C> {
    const ZEROS: Self = Self { carried: Zeros::ZEROS, kept: flat::zeros(), hidden: flat::zeros() };

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        zero_by_field!(place, carried: Zeros::zero, kept: Zeros::zero, hidden: Zeros::zero)
    }
}

/// What the forward pass of a window leaves.
pub struct Tape<T: Scalar, X: Grid, Y: Grid, C: Cell, R: Size> {
    /// What the window starts from, and what it ends with.
    pub(super) start: Carried<T, Y, C, R>,
    pub(super) end: Carried<T, Y, C, R>,
    /// What each step keeps, step by step.
    pub(super) kept: Buffer<Many<Many<C::Kept<Row<T, Y>>, R>, X::Width>>,
}

impl<T: Scalar, X: Grid, Y: Grid, C: Cell, R: Size> Zeros for Tape<T, X, Y, C, R> {
    const ZEROS: Self = Self { start: Zeros::ZEROS, end: Zeros::ZEROS, kept: Zeros::ZEROS };

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        zero_by_field!(place, start: Zeros::zero, end: Zeros::zero, kept: Zeros::zero)
    }
}

/// The gates of every row.
pub(super) type Gates<T, Y, C, R> = Many<<C as Cell>::Gates<Row<T, Y>>, R>;

/// The derivatives of every gate of a window.
type AllGates<T, X, Y, C, R> = Many<Gates<T, Y, C, R>, <X as Grid>::Width>;

/// Buffers of the backward pass.
pub struct BackwardScratch<T: Scalar, X: Grid, Y: Grid, C: Cell, R: Size> {
    pub(super) input: Buffer<AllGates<T, X, Y, C, R>>,
    pub(super) hidden: Buffer<C::IfDiffer<AllGates<T, X, Y, C, R>>>,
    pub(super) later: Buffer<[Many<Row<T, Y>, R>; 3]>,
    pub(super) transposed: Buffer<C::Gates<Many<Row<T, Y>, Y::Channels>>>,
}

impl<T: Scalar, X: Grid, Y: Grid, C: Cell, R: Size> Zeros for BackwardScratch<T, X, Y, C, R> {
    const ZEROS: Self =
        Self { input: Zeros::ZEROS, hidden: Zeros::ZEROS, later: Zeros::ZEROS, transposed: Zeros::ZEROS };

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        zero_by_field!(
            place,
            input: Zeros::zero,
            hidden: Zeros::zero,
            later: Zeros::zero,
            transposed: Zeros::zero,
        )
    }
}

/// Buffers for dL/dx.
pub struct InputScratch<T: Scalar, X: Grid, Y: Grid, C: Cell, R: Size> {
    pub(super) transposed: Buffer<C::Gates<Many<PaddedRow<T, X::Channels>, Y::Channels>>>,
    pub(super) step: Buffer<Many<PaddedRow<T, X::Channels>, R>>,
}

impl<T: Scalar, X: Grid, Y: Grid, C: Cell, R: Size> Zeros for InputScratch<T, X, Y, C, R> {
    const ZEROS: Self = Self { transposed: Zeros::ZEROS, step: Zeros::ZEROS };

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        zero_by_field!(place, transposed: Zeros::zero, step: Zeros::zero)
    }
}

impl<T: Scalar, Y: Grid, C: Cell, R: Size> Carried<T, Y, C, R> {
    /// Takes what a window has ended with.
    #[inline(always)]
    pub(super) fn take(&mut self, recurrence: Recurrence, y: Rows<'_, T>, kept: &[T]) {
        recurrence.ends(y, kept, flat::scalars_mut(&mut self.h), flat::scalars_mut(&mut self.c));
    }
}
