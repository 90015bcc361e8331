//! Sizes as types, and the shapes of a layer's input and output: the one door to typenum and generic-array.
//!
//! A layer's sizes are types, so that generic code can compute one size from others, which const generics can't do on
//! stable Rust. No other file imports these two packages. [`Matrix`] and [`Vector`] are arrays: index them, slice them,
//! iterate over them.
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

use core::marker::PhantomData;
use core::ops::{Add, Div, Mul, Sub};

use generic_array::sequence::GenericSequence;
pub(crate) use generic_array::{ArrayLength, GenericArray};
use typenum::{Diff, Prod, Quot, Sum};

/// typenum's names of the numbers, as declarations use them.
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
    /// The length of a row of so many values with its padding.
    #[doc(hidden)]
    type Padded: ArrayLength;
    /// 0 for a size of 0 or 1, and 1 for 2 to 1025: how many buffers a pass over so many rows needs, where a single row
    /// needs none.
    #[doc(hidden)]
    type IfMany: ArrayLength;
}

/// The number whose digits to the base 1024 these are, the highest first: for numbers that typenum has no name for, and for
/// constants, whose value the macro doesn't see.
#[doc(hidden)]
pub type Number<const HIGH: usize, const MIDDLE: usize, const LOW: usize> =
    Sum<Prod<Sum<Prod<typenum::U<HIGH>, U1024>, typenum::U<MIDDLE>>, U1024>, typenum::U<LOW>>;

/// A number from 0 to 1024 as a type.
#[doc(hidden)]
pub type Small<const NUMBER: usize> = typenum::U<NUMBER>;

/// How many 16s and how many 64s hold `N` values, and how many 64s the 16s fill.
type Sixteens<N> = Quot<Sum<N, U15>, U16>;
type SixtyFours<N> = Quot<Sum<N, U63>, U64>;
type Filled<N> = Quot<Sum<N, U15>, U64>;
/// Whole 16s, and 16 more where they are a multiple of 64, which is where they fill all of the 64s: rows a multiple of 256
/// bytes apart compete for the same cache sets.
type PaddedLength<N> = Prod<Diff<Sum<Sixteens<N>, Sum<Filled<N>, U1>>, SixtyFours<N>>, U16>;

impl<N> Size for N
where
    N: ArrayLength + Add<U15> + Add<U63> + Add<U1022>,
    Sum<N, U15>: Div<U16> + Div<U64>,
    Sum<N, U63>: Div<U64>,
    Sum<N, U1022>: Div<U1024>,
    Quot<Sum<N, U1022>, U1024>: ArrayLength,
    Filled<N>: Add<U1>,
    Sixteens<N>: Add<Sum<Filled<N>, U1>>,
    Sum<Sixteens<N>, Sum<Filled<N>, U1>>: Sub<SixtyFours<N>>,
    Diff<Sum<Sixteens<N>, Sum<Filled<N>, U1>>, SixtyFours<N>>: Mul<U16>,
    PaddedLength<N>: ArrayLength,
{
    const VALUE: usize = N::USIZE;
    type Padded = PaddedLength<N>;
    type IfMany = Quot<Sum<N, U1022>, U1024>;
}

/// A row with its padding.
pub(crate) type PaddedRow<T, N> = GenericArray<T, <N as Size>::Padded>;

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

/// An array of `N` copies of a value.
pub(crate) fn filled<V: Copy, N: Size>(value: V) -> Vector<V, N> {
    GenericArray::generate(|_| value)
}

/// A value whose every scalar is zero, as a constant: what tapes, scratch and states start from.
///
/// Implemented for scalars, arrays and [`Vector`]s of them, for `()` and for pairs.
///
/// ```
/// use staticnn::shape::Zeros;
///
/// assert_eq!(<([f32; 2], f64)>::ZEROS, ([0.0; 2], 0.0));
/// ```
pub trait Zeros: Sized {
    /// Zero throughout.
    const ZEROS: Self;
}

impl Zeros for () {
    const ZEROS: Self = ();
}

impl<A: Zeros, B: Zeros> Zeros for (A, B) {
    const ZEROS: Self = (A::ZEROS, B::ZEROS);
}

/// What one value of a layer's input is: the layer's float, or a class.
pub trait Element: Copy + 'static {
    /// What the loss's gradient with respect to it is: a float for a float, `()` for a class, which has no derivative.
    type Gradient;
}

impl Element for f32 {
    type Gradient = Self;
}

impl Element for f64 {
    type Gradient = Self;
}

/// The shape of one sample at a layer's input or output.
///
/// ```
/// use staticnn::shape::{Image, Series, Shape, Size, U1, U16, U3, U28};
///
/// assert_eq!(Series::<U16, U3>::DIMENSIONS, [16, 3]); // 16 steps of 3 features
/// assert_eq!(<Image<U1, U28, U28> as Shape>::Len::VALUE, 784);
/// ```
pub trait Shape: 'static {
    /// How many values a sample has.
    type Len: Size;
    /// How many values one step of a stream has: the features of a series, all values of any other shape.
    type Frame: Size;
    /// What each value is, in a layer that computes with `T`.
    type Element<T: Element>: Element;
    /// The dimensions, outermost first: those of the plain array that holds a sample.
    const DIMENSIONS: &'static [usize];
}

/// `N` values: `[f32; N]`.
#[derive(Clone, Copy, Debug)]
pub struct Features<N>(PhantomData<N>);

/// `S` steps of `F` features: `[[f32; F]; S]`.
#[derive(Clone, Copy, Debug)]
pub struct Series<S, F>(PhantomData<(S, F)>);

/// `C` channels of `H` rows of `W` pixels: `[[[f32; W]; H]; C]`.
#[derive(Clone, Copy, Debug)]
pub struct Image<C, H, W>(PhantomData<(C, H, W)>);

impl<N: Size> Shape for Features<N> {
    type Len = N;
    type Frame = N;
    type Element<T: Element> = T;
    const DIMENSIONS: &'static [usize] = &[N::VALUE];
}

impl<S: Size + Mul<F>, F: Size> Shape for Series<S, F>
where
    Prod<S, F>: Size,
{
    type Len = Prod<S, F>;
    type Frame = F;
    type Element<T: Element> = T;
    const DIMENSIONS: &'static [usize] = &[S::VALUE, F::VALUE];
}

impl<C: Size + Mul<H>, H: Size, W: Size> Shape for Image<C, H, W>
where
    Prod<C, H>: Mul<W>,
    Prod<Prod<C, H>, W>: Size,
{
    type Len = Prod<Prod<C, H>, W>;
    type Frame = Prod<Prod<C, H>, W>;
    type Element<T: Element> = T;
    const DIMENSIONS: &'static [usize] = &[C::VALUE, H::VALUE, W::VALUE];
}
