//! Sizes as types: the one door to typenum and generic-array.
//!
//! A layer's sizes are types, so that generic code can compute one size from others, which const generics can't do on
//! stable Rust. Nothing else in the crate imports these two packages. [`Matrix`] and [`Vector`] are arrays: index them,
//! take slices of them, iterate over them.
//!
//! ```
//! use staticnn::prelude::*;
//!
//! network! { struct Regressor< 3 -> 12 relu -> 1 >; }
//!
//! let mut net = Regressor::zeros();
//! net.layer1.weight[2][11] = 0.5; // from input 2 to output 11
//! assert_eq!(net.layer1.weight.len(), 3);
//! assert_eq!(net.layer1.bias.len(), 12);
//! ```

use generic_array::{ArrayLength, GenericArray};

use crate::flat::{self, Flat};
use crate::scalar::Scalar;

/// typenum's names of the numbers, as the declarations use them.
#[doc(hidden)]
pub use typenum::consts::*;
/// Type arithmetic for the numbers that typenum doesn't name.
#[doc(hidden)]
pub use typenum::{Prod, Sum};

/// A number as a type, usable as the length of an array: typenum's `U3`, `U12`, ...
///
/// ```
/// use staticnn::shape::{Size, U12};
///
/// assert_eq!(U12::VALUE, 12);
/// ```
pub trait Size: ArrayLength {
    /// The number.
    const VALUE: usize;
}

impl<N: ArrayLength> Size for N {
    const VALUE: usize = N::USIZE;
}

/// `N` values of type `T`, in place.
pub type Vector<T, N> = GenericArray<T, N>;

/// `I` rows of `O` values: the weights of a dense layer, inputs x outputs.
pub type Matrix<T, I, O> = GenericArray<GenericArray<T, O>, I>;

/// What a value with every scalar zero looks like, ready at compile time.
///
/// ```
/// use staticnn::shape::Zeros;
///
/// assert_eq!(<[[f32; 2]; 3]>::ZEROS, [[0.0; 2]; 3]);
/// ```
pub trait Zeros: Sized {
    /// Zero throughout.
    const ZEROS: Self;
}

impl<A: Flat> Zeros for A {
    const ZEROS: Self = flat::zeros();
}

/// `R` rows of `W` values: what one stage computes for a block of samples, one row a sample.
///
/// ```
/// use staticnn::shape::{Rows, U2, U3, Zeros};
///
/// let mut rows = Rows::<f32, U3, U2>::ZEROS;
/// rows.first_mut(1)[2] = 1.0;
/// assert_eq!(rows.first(2), [0.0, 0.0, 1.0, 0.0, 0.0, 0.0]);
/// ```
#[repr(transparent)]
pub struct Rows<T: Scalar, W: Size, R: Size> {
    values: Matrix<T, R, W>,
}

impl<T: Scalar, W: Size, R: Size> Rows<T, W, R> {
    /// The first `rows` rows, one after the other.
    #[inline]
    pub fn first(&self, rows: usize) -> &[T] {
        &flat::scalars(&self.values)[..rows * W::VALUE]
    }

    /// The same, to write to.
    #[inline]
    pub fn first_mut(&mut self, rows: usize) -> &mut [T] {
        &mut flat::scalars_mut(&mut self.values)[..rows * W::VALUE]
    }
}

impl<T: Scalar, W: Size, R: Size> Zeros for Rows<T, W, R> {
    const ZEROS: Self = Self { values: flat::zeros() };
}

/// Rows to read: a stage's output, or the samples themselves, where they lie.
///
/// ```
/// use staticnn::shape::Source;
///
/// let inputs = [[1.0_f32, 2.0], [3.0, 4.0]];
/// assert_eq!(inputs[..].rows(2), [1.0, 2.0, 3.0, 4.0]);
/// ```
pub trait Source<T> {
    /// The first `rows` rows, one after the other.
    fn rows(&self, rows: usize) -> &[T];
}

/// Rows to write to.
///
/// ```
/// use staticnn::shape::Place;
///
/// let mut gradients = [[0.0_f32; 2]; 3];
/// gradients[..].rows_mut(1).fill(1.0);
/// assert_eq!(gradients, [[1.0, 1.0], [0.0, 0.0], [0.0, 0.0]]);
/// ```
pub trait Place<T> {
    /// The first `rows` rows, one after the other.
    fn rows_mut(&mut self, rows: usize) -> &mut [T];
}

impl<A: Flat> Source<A::Scalar> for [A] {
    #[inline]
    fn rows(&self, rows: usize) -> &[A::Scalar] {
        flat::scalars_of(&self[..rows])
    }
}

impl<A: Flat> Place<A::Scalar> for [A] {
    #[inline]
    fn rows_mut(&mut self, rows: usize) -> &mut [A::Scalar] {
        flat::scalars_of_mut(&mut self[..rows])
    }
}

impl<T: Scalar, W: Size, R: Size> Source<T> for Rows<T, W, R> {
    #[inline]
    fn rows(&self, rows: usize) -> &[T] {
        self.first(rows)
    }
}

impl<T: Scalar, W: Size, R: Size> Place<T> for Rows<T, W, R> {
    #[inline]
    fn rows_mut(&mut self, rows: usize) -> &mut [T] {
        self.first_mut(rows)
    }
}
