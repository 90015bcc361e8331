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
use core::ops::{Add, Mul};

use generic_array::sequence::GenericSequence;
pub(crate) use generic_array::{ArrayLength, GenericArray};
use typenum::{Prod, Sum, UInt, UTerm};

/// typenum's names of the numbers, as declarations use them.
#[doc(hidden)]
pub use typenum::consts::*;

pub use crate::element::Element;
pub use crate::zeros::Zeros;

/// A number of values, as a type: how many a shape has. A [`Size`] is one that can be the length of an array, too.
///
/// ```
/// use staticnn::shape::{Image, Length, Shape, U1, U28};
///
/// assert_eq!(<Image<U1, U28, U28> as Shape>::Len::VALUE, 784);
/// ```
// What else follows from a number is read off its binary digits, since typenum's divisions and comparisons take the compiler
// several times as long as everything else about a size.
pub trait Length: Stored {
    /// The number.
    const VALUE: usize = Self::COUNT;
    /// The length of a row of so many values with its padding.
    #[doc(hidden)]
    type Padded: Stored;
    /// The length of a row of a block: up to 4 values adjoin, more are padded.
    #[doc(hidden)]
    type Row: Stored;
    /// The values after the last row of a block, so that a whole vector can be stored there: none where rows are padded.
    #[doc(hidden)]
    type Slack: Stored;
    /// 0 for a size of 0 or 1, and 1 for any other: how many buffers a pass over so many rows needs, where a single row
    /// needs none.
    #[doc(hidden)]
    type IfMany: Stored;
    /// 0 for a size of up to 16, and 1 for any other: whether a row of so many values takes several vectors.
    #[doc(hidden)]
    type IfVectors: Stored;
    /// 1 for a size of 1, and 0 for any other.
    #[doc(hidden)]
    type IfOne: Stored;
    /// 1 for a size from 1 to 15, and 0 for any other: whether a row of so many values leaves most of a vector empty.
    #[doc(hidden)]
    type IfFew: Stored;
    /// 1 for a size of 16 or more, and 0 for any other: whether so many values fill a vector.
    #[doc(hidden)]
    type IfFull: Stored;
    /// How many vectors a panel of packed weights has, for so many inputs: none up to 16, and at most 256. None where no kernel
    /// packs weights.
    #[doc(hidden)]
    type Panel: Stored;
}

/// A number as a type, usable as the length of an array: typenum's `U3`, `U12`, ...
///
/// ```
/// use staticnn::shape::{Length, Size, U12};
///
/// fn doubled<N: Size>() -> usize {
///     2 * N::VALUE
/// }
/// assert_eq!(doubled::<U12>(), 2 * U12::VALUE);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't a number as a type",
    note = "such are `staticnn::shape::U3`, `staticnn::shape::U12` and so on"
)]
pub trait Size: Length + ArrayLength {}

/// Implements [`Size`] for a number and those with up to so many digits behind its own as there are tokens.
///
/// An implementation without conditions leaves nothing to prove where a network names a size, and the compiler proves what it
/// needs once for each generic function. That a number is an `ArrayLength` takes it 2 ms for each binary digit, since generic-array
/// compares with a power that typenum computes: 3 of the 3.4 s that `cargo check` took for LeNet-5. Here it takes 2 ms a number.
macro_rules! sizes {
    ($N:ty: $($digit:tt $($more:tt)*)?) => {
        #[diagnostic::do_not_recommend]
        impl Size for $N {}
        $(
            sizes!(UInt<$N, B0>: $($more)*);
            sizes!(UInt<$N, B1>: $($more)*);
        )?
    };
}

// All below 1024.
#[diagnostic::do_not_recommend]
impl Size for UTerm {}
sizes!(UInt<UTerm, B1>: - - - - - - - - -);

/// A number with five more digits.
type Five<N, A, B, C, D, E> = UInt<UInt<UInt<UInt<UInt<N, A>, B>, C>, D>, E>;

// The others are proven wherever they are named.
#[diagnostic::do_not_recommend]
impl<N, M, A, B, C, D, E, F, G, H, I, J> Size for Five<Five<UInt<N, M>, A, B, C, D, E>, F, G, H, I, J> where
    Self: Length + ArrayLength
{
}

/// The number whose digits to the base 1024 these are, the highest first: for numbers that typenum has no name for, and for
/// constants, whose value the macro doesn't see.
#[doc(hidden)]
pub type Number<const HIGH: usize, const MIDDLE: usize, const LOW: usize> =
    Sum<Prod<Sum<Prod<typenum::U<HIGH>, U1024>, typenum::U<MIDDLE>>, U1024>, typenum::U<LOW>>;

/// A binary digit.
pub trait Digit: sealed::Sealed + 'static {
    /// The digit.
    const DIGIT: usize;
    /// So many values.
    type Storage<A>;
    /// 1 if either digit is.
    type Or<Other: Digit>: Digit;
    /// The other digit.
    type Not: Digit;
}

impl Digit for B0 {
    const DIGIT: usize = 0;
    type Storage<A> = [A; 0];
    type Or<Other: Digit> = Other;
    type Not = B1;
}

impl Digit for B1 {
    const DIGIT: usize = 1;
    type Storage<A> = [A; 1];
    type Or<Other: Digit> = Self;
    type Not = B0;
}

/// Numbers below 16, which one vector holds: `IfMany`, `IfOne`, `IfFew`, `Row` and `Slack` of each.
macro_rules! below_16 {
    ($(<$($D:ident),*> $Number:ty: $IfMany:ty, $IfOne:ty, $IfFew:ty, $Row:ty, $Slack:ty;)*) => { $(
        impl<$($D: Digit),*> Length for $Number {
            type IfMany = $IfMany;
            type IfVectors = U0;
            type IfOne = $IfOne;
            type IfFew = $IfFew;
            type IfFull = U0;
            type Padded = U16;
            type Panel = U0;
            type Row = $Row;
            type Slack = $Slack;
        }
    )* };
}

below_16! {
    <> UTerm: U0, U0, U0, U0, U0;
    <> UInt<UTerm, B1>: U0, U1, U1, U1, U16;
    <> UInt<UInt<UTerm, B1>, B0>: U1, U0, U1, U2, U16;
    <> UInt<UInt<UTerm, B1>, B1>: U1, U0, U1, U3, U16;
    <> UInt<UInt<UInt<UTerm, B1>, B0>, B0>: U1, U0, U1, U4, U16;
    <> UInt<UInt<UInt<UTerm, B1>, B0>, B1>: U1, U0, U1, U16, U0;
    <A> UInt<UInt<UInt<UTerm, B1>, B1>, A>: U1, U0, U1, U16, U0;
    <A, B, C> UInt<UInt<UInt<UInt<UTerm, B1>, A>, B>, C>: U1, U0, U1, U16, U0;
}

impl<H: Stored, X: Digit, A: Digit, B: Digit, C: Digit, D: Digit> Length
    for UInt<UInt<UInt<UInt<UInt<H, X>, A>, B>, C>, D>
where
    UInt<H, X>: Add<Rest<A, B, C, D>>,
    Sum<UInt<H, X>, Rest<A, B, C, D>>: Sixteens,
{
    type IfMany = U1;
    type IfVectors = <Sum<UInt<H, X>, Rest<A, B, C, D>> as Sixteens>::IfSeveral;
    type IfOne = U0;
    type IfFew = U0;
    type IfFull = U1;
    type Padded = <Sum<UInt<H, X>, Rest<A, B, C, D>> as Sixteens>::Padded;
    type Panel = <Sum<UInt<H, X>, Rest<A, B, C, D>> as Sixteens>::Panel;
    type Row = Self::Padded;
    type Slack = U0;
}

/// 1 if any of the last four digits is: then another 16 values are begun.
type Rest<A, B, C, D> = <<<A as Digit>::Or<B> as Digit>::Or<C> as Digit>::Or<D>;

/// A number of 16s that a row takes.
pub trait Sixteens {
    /// The length of the row: so many 16s, and one more where they are a multiple of 64 values, since rows a multiple of 256
    /// bytes apart compete for the same cache sets.
    type Padded: Stored;
    /// 1 if there are several.
    type IfSeveral: Stored;
    /// [`Length::Panel`].
    type Panel: Stored;
}

/// 16 times a number.
type Times16<N> = UInt<UInt<UInt<UInt<N, B0>, B0>, B0>, B0>;

impl Sixteens for UInt<UTerm, B1> {
    type Padded = U16;
    type IfSeveral = U0;
    type Panel = U0;
}

// A multiple of 4 has two zeros at its end, and becomes odd.
impl<N: Panels + Stored, A: Digit, B: Digit> Sixteens for UInt<UInt<N, A>, B> {
    type Padded = Times16<UInt<UInt<N, A>, B::Or<A::Not>>>;
    type IfSeveral = U1;
    type Panel = N::AtMost256<Times16<Self>>;
}

/// A number of 64s.
pub trait Panels {
    /// N, a number that has so many 64s, or 256 if it is larger.
    type AtMost256<N: Stored>: Stored;
}

// No other processor has kernels that pack weights.
#[cfg(not(target_arch = "x86_64"))]
impl<Number> Panels for Number {
    type AtMost256<N: Stored> = U0;
}

/// Numbers of 64s below 256, and those from there on.
#[cfg(target_arch = "x86_64")]
macro_rules! panels {
    ($(<$($D:ident),*> $Number:ty => $AtMost256:ty;)*) => { $(
        impl<$($D),*> Panels for $Number {
            type AtMost256<N: Stored> = $AtMost256;
        }
    )* };
}

#[cfg(target_arch = "x86_64")]
panels! {
    <> UTerm => N;
    <> UInt<UTerm, B1> => N;
    <A> UInt<UInt<UTerm, B1>, A> => N;
    <H, X, A, B> UInt<UInt<UInt<H, X>, A>, B> => U256;
}

mod sealed {
    pub trait Sealed {} // other crates don't implement what is below it: `Flat` relies on that
}
impl sealed::Sealed for B0 {}
impl sealed::Sealed for B1 {}
impl sealed::Sealed for UTerm {}
impl<N, B> sealed::Sealed for UInt<N, B> {}

/// A number of values that adjoin.
#[doc(hidden)]
pub trait Stored: sealed::Sealed + 'static {
    /// The number.
    const COUNT: usize;
    /// So many values.
    type Storage<A>;
}

impl Stored for UTerm {
    const COUNT: usize = 0;
    type Storage<A> = [A; 0];
}

impl<N: Stored, B: Digit> Stored for UInt<N, B> {
    const COUNT: usize = 2 * N::COUNT + B::DIGIT;
    type Storage<A> = Adjoining<[N::Storage<A>; 2], B::Storage<A>>;
}

/// `N` values that adjoin: an array for tapes and buffers, whose `N` needs no proof of being an `ArrayLength`.
#[repr(transparent)]
pub struct Many<A, N: Stored>(N::Storage<A>);

/// Two values, the second after the first.
#[repr(C)]
pub struct Adjoining<A, B>(A, B);

/// A row with its padding.
pub(crate) type PaddedRow<T, N> = Many<T, <N as Length>::Padded>;

/// `R` rows of a block, and what follows the last one.
pub(crate) type BlockRows<T, N, R> = Adjoining<Many<Many<T, <N as Length>::Row>, R>, Many<T, <N as Length>::Slack>>;

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

/// The shape of one sample at a layer's input or output.
///
/// ```
/// use staticnn::shape::{Image, Length, Series, Shape, U1, U16, U3, U28};
///
/// assert_eq!(Series::<U16, U3>::DIMENSIONS, [16, 3]); // 16 steps of 3 features
/// assert_eq!(<Image<U1, U28, U28> as Shape>::Len::VALUE, 784);
/// ```
pub trait Shape: 'static {
    /// How many values a sample has.
    type Len: Length;
    /// How many values one step of a stream has: the features of a series, all values of any other shape.
    type Frame: Length;
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
///
/// That is the array of programs, a plane for each channel. In the rows of values that layers read and write, the channels of a pixel
/// adjoin: value `(y * W + x) * C + c`.
#[derive(Clone, Copy, Debug)]
pub struct Image<C, H, W>(PhantomData<(C, H, W)>);

impl<N: Length> Shape for Features<N> {
    type Len = N;
    type Frame = N;
    type Element<T: Element> = T;
    const DIMENSIONS: &'static [usize] = &[N::VALUE];
}

impl<S: Size + Mul<F>, F: Size> Shape for Series<S, F>
where
    Prod<S, F>: Length,
{
    type Len = Prod<S, F>;
    type Frame = F;
    type Element<T: Element> = T;
    const DIMENSIONS: &'static [usize] = &[S::VALUE, F::VALUE];
}

impl<C: Size + Mul<H>, H: Size, W: Size> Shape for Image<C, H, W>
where
    Prod<C, H>: Mul<W>,
    Prod<Prod<C, H>, W>: Length,
{
    type Len = Prod<Prod<C, H>, W>;
    type Frame = Prod<Prod<C, H>, W>;
    type Element<T: Element> = T;
    const DIMENSIONS: &'static [usize] = &[C::VALUE, H::VALUE, W::VALUE];
}
