//! Where a layer's backward pass writes dL/dx.

use core::marker::PhantomData;

use crate::activation::{Activation, Linear, is_linear};
use crate::rows::{Rows, RowsMut};
use crate::scalar::Scalar;

/// Where a layer's backward pass writes dL/dx, the loss's gradient with respect to its input.
///
/// The input is the output y = f(z) of the layer before, which works with d = dL/dz. This type holds the rows of that d and
/// multiplies what is written by f'(z), so that no layer has to know the activation before it. There is no other way to
/// write dL/dx, so the factor can't be forgotten.
#[derive(Debug)]
pub struct Before<'a, T, S, B> {
    d: RowsMut<'a, T>,
    /// What f' is a function of: y, or f'(z) itself.
    kept: Rows<'a, T>,
    /// The layer's buffers for dL/dx.
    scratch: S,
    adds: bool,
    activation: PhantomData<B>,
}

/// The parts of [`Before`], for a layer whose kernel multiplies by the derivative.
pub(crate) struct Parts<'a, T, S> {
    pub(crate) d: RowsMut<'a, T>,
    pub(crate) kept: Rows<'a, T>,
    pub(crate) scratch: S,
    pub(crate) adds: bool,
}

impl<'a, T: Scalar, S, B: Activation> Before<'a, T, S, B> {
    /// The rows of the d of a layer with the elementwise activation `B`, and what the tape keeps for its derivative.
    #[must_use]
    #[inline(always)]
    pub fn new(d: RowsMut<'a, T>, kept: Rows<'a, T>, scratch: S) -> Self {
        Self { d, kept, scratch, adds: false, activation: PhantomData }
    }

    /// Takes the layer's buffers for dL/dx out.
    #[must_use]
    #[inline(always)]
    pub fn split(self) -> (Before<'a, T, (), B>, S) {
        let Self { d, kept, scratch, adds, activation } = self;
        (Before { d, kept, scratch: (), adds, activation }, scratch)
    }

    /// Calls `add` for each of `rows` rows, with its number and its dL/dx, to which it adds; then multiplies the row by the
    /// derivative of the activation before.
    ///
    /// A row starts as zeros, or, where several layers share an input, as what the others have added.
    ///
    /// # Panics
    ///
    /// If there are fewer rows.
    #[inline(always)]
    pub fn each_row(mut self, rows: usize, mut add: impl FnMut(usize, &mut [T])) {
        let there = rows <= self.d.count() && (const { is_linear::<B>() } || rows <= self.kept.count());
        assert!(there, "rows are missing");
        let mut kept = self.kept.iter();
        for (row, d) in self.d.iter_mut().take(rows).enumerate() {
            if !self.adds {
                d.fill(T::ZERO);
            }
            add(row, d);
            if const { !is_linear::<B>() } {
                for (d, kept) in d.iter_mut().zip(kept.next().unwrap_or(&[])) {
                    *d = B::backward(*d, *kept);
                }
            }
        }
    }

    /// Has `write` write dL/dx of `rows` rows at once or, if it is given `true`, add it to what is there; then multiplies the rows
    /// by the derivative of the activation before.
    #[inline(always)]
    pub(crate) fn all_rows(mut self, rows: usize, write: impl FnOnce(RowsMut<'_, T>, bool)) {
        write(self.d.reborrow(), self.adds);
        if const { !is_linear::<B>() } {
            assert!(rows <= self.kept.count(), "rows are missing");
            for (d, kept) in self.d.iter_mut().take(rows).zip(self.kept.iter()) {
                for (d, kept) in d.iter_mut().zip(kept) {
                    *d = B::backward(*d, *kept);
                }
            }
        }
    }

    #[inline(always)]
    pub(crate) fn into_parts(self) -> Parts<'a, T, S> {
        let Self { d, kept, scratch, adds, .. } = self;
        Parts { d, kept, scratch, adds }
    }
}

impl<'a, T: Scalar, S> Before<'a, T, S, Linear> {
    /// Rows that take dL/dx itself, with no activation before.
    #[must_use]
    #[inline(always)]
    pub fn plain(dx: RowsMut<'a, T>, scratch: S) -> Self {
        Self { d: dx, kept: Rows::new(&[], 0), scratch, adds: false, activation: PhantomData }
    }

    /// Rows to whose content dL/dx is added: for an input that several layers share.
    #[must_use]
    #[inline(always)]
    pub fn adding(dx: RowsMut<'a, T>, scratch: S) -> Self {
        Self { adds: true, ..Self::plain(dx, scratch) }
    }
}
