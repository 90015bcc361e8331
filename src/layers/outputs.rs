//! What the tape holds of a stage, and what stands for it on the way back.

use crate::activation::keeps::Kept as _;
use crate::activation::{FromOutput, Keeps};
use crate::flat::{self, Flat};
use crate::kernels::view::{View, ViewMut};
use crate::scalar::Scalar;
use crate::shape::{Deltas, Rows, Size, Source, Zeros};

/// A stage's outputs y for a block of `R` samples, with what the derivative of its activation needs beside y: `K` is
/// what the activation's `Derivative` says.
///
/// ```
/// use staticnn::layers::Outputs;
/// use staticnn::shape::{U2, U3, Zeros};
///
/// let outputs = Outputs::<f32, U3, U2>::ZEROS; // 3 values, 2 samples
/// assert_eq!(outputs.row(1), [0.0; 3]);
/// ```
#[repr(C)]
pub struct Outputs<T: Scalar, W: Size, R: Size, K: Keeps = FromOutput> {
    y: Rows<T, W, R>,
    kept: K::Rows<T, W, R>,
    learnt: K::Learnt<T>,
}

impl<T: Scalar, W: Size, R: Size, K: Keeps> Zeros for Outputs<T, W, R, K> {
    const ZEROS: Self = Self { y: Rows::ZEROS, kept: <K::Rows<T, W, R> as Zeros>::ZEROS, learnt: flat::zeros() };
}

impl<T: Scalar, W: Size, R: Size, K: Keeps> Outputs<T, W, R, K> {
    /// A sample's outputs, from 0 to `R` - 1: `W` values. A row beyond panics.
    ///
    /// ```
    /// use staticnn::activation::Relu;
    /// use staticnn::layers::{Dense, Outputs};
    /// use staticnn::network::{Pass, Portable};
    /// use staticnn::shape::{U1, U2, Zeros};
    ///
    /// let mut layer = Dense::<f32, U1, U2, Relu>::ZEROS;
    /// layer.weight[0][..].copy_from_slice(&[1.0, -1.0]);
    /// let mut y = Outputs::<f32, U2, U2>::ZEROS;
    /// layer.forward(Pass::new(Portable, 2), &[[3.0_f32], [-4.0]][..], &mut y);
    /// assert_eq!((y.row(0), y.row(1)), (&[3.0, 0.0][..], &[0.0, 4.0][..]));
    /// ```
    #[must_use]
    pub fn row(&self, row: usize) -> &[T] {
        self.y.row(row)
    }

    /// The outputs' rows.
    #[inline(always)]
    pub(crate) fn rows_mut(&mut self) -> &mut Rows<T, W, R> {
        &mut self.y
    }

    /// Takes in what the layer has learnt, for the derivative, and hands out all parts.
    #[inline(always)]
    pub(crate) fn learning(&mut self, learnt: K::Learnt<T>) -> OutputsMut<'_, T> {
        self.learnt = learnt;
        OutputsMut { y: self.y.view_mut(), kept: self.kept.view_mut(), learnt: flat::scalars(&self.learnt) }
    }
}

impl<T: Scalar, W: Size, R: Size, K: Keeps> Source<T> for Outputs<T, W, R, K> {
    #[inline(always)]
    fn view(&self) -> View<'_, T> {
        self.y.view()
    }
}

/// A stage's outputs, with what its activation's derivative needs.
pub trait Stage<T>: Source<T> {
    #[doc(hidden)]
    fn outputs(&self) -> OutputsRef<'_, T>;
}

impl<T: Scalar, W: Size, R: Size, K: Keeps> Stage<T> for Outputs<T, W, R, K> {
    #[inline(always)]
    fn outputs(&self) -> OutputsRef<'_, T> {
        let y = self.y.view();
        OutputsRef { y, kept: self.kept.view().unwrap_or(y), learnt: flat::scalars(&self.learnt) }
    }
}

/// The parts of [`Outputs`], to read.
#[derive(Clone, Copy, Debug)]
pub struct OutputsRef<'a, T> {
    pub(crate) y: View<'a, T>,
    /// What is kept beside y, or y.
    pub(crate) kept: View<'a, T>,
    pub(crate) learnt: &'a [T],
}

/// The parts of [`Outputs`], to write.
#[derive(Debug)]
pub struct OutputsMut<'a, T> {
    pub(crate) y: ViewMut<'a, T>,
    /// What is kept beside y; empty where nothing is.
    pub(crate) kept: ViewMut<'a, T>,
    pub(crate) learnt: &'a [T],
}

/// The loss' gradient with respect to a stage's z, and to what its activation learns.
#[derive(Debug)]
pub struct DeltaMut<'a, T> {
    pub(crate) rows: ViewMut<'a, T>,
    pub(crate) learnt: &'a mut [T],
}

/// The loss' gradient with respect to a stage's z, with room for that with respect to what its activation learns.
#[repr(C)]
pub struct Learning<D, L> {
    pub(crate) delta: D,
    pub(crate) learnt: L,
}

impl<D: Zeros, L: Flat> Zeros for Learning<D, L> {
    const ZEROS: Self = Self { delta: D::ZEROS, learnt: flat::zeros() };
}

impl<T: Scalar, W: Size, D: Deltas<T, W>, L: Flat<Scalar = T>> Deltas<T, W> for Learning<D, L> {
    #[inline(always)]
    fn parts(&mut self) -> (View<'_, T>, &mut [T]) {
        self.delta.parts()
    }
    #[inline(always)]
    fn rows(&self) -> View<'_, T> {
        self.delta.rows()
    }
    #[inline(always)]
    fn rows_mut(&mut self) -> ViewMut<'_, T> {
        self.delta.rows_mut()
    }
    #[inline(always)]
    fn learnt(&self) -> &[T] {
        flat::scalars(&self.learnt)
    }
    #[inline(always)]
    fn whole_mut(&mut self) -> DeltaMut<'_, T> {
        DeltaMut { rows: self.delta.rows_mut(), learnt: flat::scalars_mut(&mut self.learnt) }
    }
}
