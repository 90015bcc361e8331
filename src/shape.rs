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

use core::ops::{Add, Div, Mul, Sub};

use generic_array::sequence::GenericSequence;
pub(crate) use generic_array::{ArrayLength, GenericArray};
use typenum::{Diff, Prod, Quot, Sum};

use crate::flat::{self, Flat};
use crate::kernels::view::{View, ViewMut, stride};
use crate::layers::outputs::DeltaMut;
use crate::scalar::Scalar;

/// typenum's names of the numbers, as the declarations use them.
#[doc(hidden)]
pub use typenum::consts::*;
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
    /// A number of values that a row has room for, with its padding.
    #[doc(hidden)]
    type Row: ArrayLength;
}

/// The number with these digits to the base 1024, the highest first: one that typenum doesn't name, or a constant's value,
/// which no macro sees.
///
/// ```
/// use staticnn::shape::{Number, Size, U12, digit};
///
/// const HIDDEN: usize = 1568;
///
/// type Hidden = Number<{ digit(HIDDEN, 2) }, { digit(HIDDEN, 1) }, { digit(HIDDEN, 0) }>;
/// assert_eq!(Hidden::VALUE, 1568);
/// let _twelve: Number<0, 0, 12> = U12::new(); // the same type
/// ```
pub type Number<const HIGH: usize, const MIDDLE: usize, const LOW: usize> =
    Sum<Prod<Sum<Prod<typenum::U<HIGH>, U1024>, typenum::U<MIDDLE>>, U1024>, typenum::U<LOW>>;

/// A size's digit to the base 1024; place 0 has the ones. Of what isn't a size these are the digits of 1: it is refused by
/// [`in_range`], and nowhere else.
///
/// ```
/// use staticnn::shape::digit;
///
/// assert_eq!((digit(1568, 1), digit(1568, 0)), (1, 544));
/// ```
#[must_use]
pub const fn digit(size: usize, place: u32) -> usize {
    let size = if is_size(size) { size } else { 1 };
    size >> (10 * place) & 1023
}

/// Whether a stage can have so many values: 1 to 16777216.
///
/// ```
/// use staticnn::shape::is_size;
///
/// assert!(is_size(1) && is_size(1 << 24) && !is_size(0));
/// ```
#[must_use]
pub const fn is_size(size: usize) -> bool {
    1 <= size && size <= 1 << 24
}

/// Compiles if the size is one: the check of a size that is a constant. `IS_SIZE` is `is_size(SIZE)`.
///
/// ```
/// use staticnn::shape::{in_range, is_size};
///
/// const HIDDEN: usize = 1568;
/// const _: () = in_range::<HIDDEN, { is_size(HIDDEN) }>();
/// ```
pub const fn in_range<const SIZE: usize, const IS_SIZE: bool>()
where
    Checked<SIZE, IS_SIZE>: Judged<Verdict: Holds<SIZE>>,
{
}

/// A number, and whether it is a size.
#[doc(hidden)]
pub struct Checked<const SIZE: usize, const IS_SIZE: bool>;

#[doc(hidden)]
pub trait Judged {
    type Verdict;
}

impl<const SIZE: usize> Judged for Checked<SIZE, true> {
    type Verdict = [(); 1];
}

impl<const SIZE: usize> Judged for Checked<SIZE, false> {
    type Verdict = ();
}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a size is a number from 1 to 16777216, and this one is {SIZE}",
    label = "this is {SIZE}"
)]
pub trait Holds<const SIZE: usize> {}

#[diagnostic::do_not_recommend]
impl<const SIZE: usize> Holds<SIZE> for [(); 1] {}

/// How many 16s and how many 64s hold so many values, and how many 64s the 16s fill.
type Sixteens<N> = Quot<Sum<N, U15>, U16>;
type SixtyFours<N> = Quot<Sum<N, U63>, U64>;
type Filled<N> = Quot<Sum<N, U15>, U64>;
/// Whole 16s, and one more where they are a multiple of 64, which is where they fill all of the 64s: rows so far apart
/// push each other out of the cache.
type Padded<N> = Prod<Diff<Sum<Sixteens<N>, Sum<Filled<N>, U1>>, SixtyFours<N>>, U16>;

impl<N> Size for N
where
    N: ArrayLength + Add<U15> + Add<U63>,
    Sum<N, U15>: Div<U16> + Div<U64>,
    Sum<N, U63>: Div<U64>,
    Filled<N>: Add<U1>,
    Sixteens<N>: Add<Sum<Filled<N>, U1>>,
    Sum<Sixteens<N>, Sum<Filled<N>, U1>>: Sub<SixtyFours<N>>,
    Diff<Sum<Sixteens<N>, Sum<Filled<N>, U1>>, SixtyFours<N>>: Mul<U16>,
    Padded<N>: ArrayLength,
{
    const VALUE: usize = N::USIZE;
    type Row = Padded<N>;
}

/// A row with its padding.
pub(crate) type Row<T, N> = GenericArray<T, <N as Size>::Row>;

/// `N` values of type `T`, in place: an array.
///
/// ```
/// use staticnn::shape::{U3, Vector, Zeros};
///
/// let mut bias = Vector::<f32, U3>::ZEROS;
/// bias[1] = 0.5;
/// assert_eq!(bias[..], [0.0, 0.5, 0.0]);
/// ```
pub type Vector<T, N> = GenericArray<T, N>;

/// `I` rows of `O` values: the weights of a dense layer, inputs x outputs.
///
/// ```
/// use staticnn::shape::{Matrix, U2, U3, Zeros};
///
/// let mut weight = Matrix::<f32, U2, U3>::ZEROS;
/// weight[1][2] = 0.5; // from input 1 to output 2
/// assert_eq!(weight[1][..], [0.0, 0.0, 0.5]);
/// ```
pub type Matrix<T, I, O> = GenericArray<GenericArray<T, O>, I>;

/// An array of the same value over and over.
pub(crate) fn filled<V: Copy, N: Size>(value: V) -> Vector<V, N> {
    GenericArray::generate(|_| value)
}

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
/// Rows of more than 4 values are padded, so that vectors can be read and written whole; what is in the padding doesn't
/// matter.
///
/// ```
/// use staticnn::shape::{Rows, U2, U12, Zeros};
///
/// let mut rows = Rows::<f32, U12, U2>::ZEROS;
/// rows.row_mut(1)[2] = 1.0;
/// assert_eq!(rows.row(1)[..4], [0.0, 0.0, 1.0, 0.0]);
/// assert_eq!(rows.row(1).len(), 12);
/// ```
#[repr(C, align(64))]
pub struct Rows<T: Scalar, W: Size, R: Size> {
    values: GenericArray<Row<T, W>, R>,
}

impl<T: Scalar, W: Size, R: Size> Rows<T, W, R> {
    /// A row, from 0 to `R` - 1, without its padding: `W` values.
    #[must_use]
    pub fn row(&self, row: usize) -> &[T] {
        self.view().row(row, W::VALUE)
    }

    /// A row, without its padding, to write to.
    #[must_use]
    pub fn row_mut(&mut self, row: usize) -> &mut [T] {
        &mut flat::scalars_mut(&mut self.values)[row * stride(W::VALUE)..][..W::VALUE]
    }

    #[inline(always)]
    pub(crate) fn view(&self) -> View<'_, T> {
        View::kept(flat::scalars(&self.values), W::VALUE)
    }

    #[inline(always)]
    pub(crate) fn view_mut(&mut self) -> ViewMut<'_, T> {
        ViewMut::kept(flat::scalars_mut(&mut self.values), W::VALUE)
    }
}

impl<T: Scalar, W: Size, R: Size> Zeros for Rows<T, W, R> {
    const ZEROS: Self = Self { values: flat::zeros() };
}

/// The loss' gradient with respect to a stage's z, for a block of samples; with room for the stage's weights transposed,
/// which the way back to the stage before it takes.
#[repr(C, align(64))]
pub struct Delta<T: Scalar, I: Size, O: Size, R: Size> {
    pub(crate) transposed: GenericArray<Row<T, I>, O>,
    pub(crate) rows: Rows<T, O, R>,
}

impl<T: Scalar, I: Size, O: Size, R: Size> Zeros for Delta<T, I, O, R> {
    const ZEROS: Self = Self { transposed: flat::zeros(), rows: Rows::ZEROS };
}

/// Rows to read: a stage's output, the samples themselves where they lie, or a loss' gradient.
pub trait Source<T> {
    #[doc(hidden)]
    fn view(&self) -> View<'_, T>;
}

impl<A: Flat> Source<A::Scalar> for [A] {
    #[inline(always)]
    fn view(&self) -> View<'_, A::Scalar> {
        View::dense(flat::scalars_of(self), A::COUNT)
    }
}

impl<T: Scalar, W: Size, R: Size> Source<T> for Rows<T, W, R> {
    #[inline(always)]
    fn view(&self) -> View<'_, T> {
        self.view()
    }
}

/// Where the loss' gradient with respect to a stage's z is: with room for its weights transposed, or, for the first
/// stage, without.
pub trait Deltas<T: Scalar, W: Size> {
    #[doc(hidden)]
    fn parts(&mut self) -> (View<'_, T>, &mut [T]);
    #[doc(hidden)]
    fn rows(&self) -> View<'_, T>;
    #[doc(hidden)]
    fn rows_mut(&mut self) -> ViewMut<'_, T>;
    /// The gradient with respect to what the stage's activation learns, if it does.
    #[doc(hidden)]
    #[inline(always)]
    fn learnt(&self) -> &[T] {
        &[]
    }
    #[doc(hidden)]
    #[inline(always)]
    fn whole_mut(&mut self) -> DeltaMut<'_, T> {
        DeltaMut { rows: self.rows_mut(), learnt: &mut [] }
    }
}

impl<T: Scalar, W: Size, R: Size> Deltas<T, W> for Rows<T, W, R> {
    #[inline(always)]
    fn parts(&mut self) -> (View<'_, T>, &mut [T]) {
        (self.view(), &mut [])
    }
    #[inline(always)]
    fn rows(&self) -> View<'_, T> {
        self.view()
    }
    #[inline(always)]
    fn rows_mut(&mut self) -> ViewMut<'_, T> {
        self.view_mut()
    }
}

impl<T: Scalar, I: Size, O: Size, R: Size> Deltas<T, O> for Delta<T, I, O, R> {
    #[inline(always)]
    fn parts(&mut self) -> (View<'_, T>, &mut [T]) {
        (self.rows.view(), flat::scalars_mut(&mut self.transposed))
    }
    #[inline(always)]
    fn rows(&self) -> View<'_, T> {
        self.rows.view()
    }
    #[inline(always)]
    fn rows_mut(&mut self) -> ViewMut<'_, T> {
        self.rows.view_mut()
    }
}
