//! Values that consist of scalars only, as one slice; and zeroed values, on the heap too.
//!
//! With `src/simd` and `src/kernels` this is the only place with `unsafe`. Its soundness rests on the trait [`Flat`], which
//! the library implements for scalars and arrays, and on one check for structs of layers, whose code a macro or a user
//! writes without `unsafe`: their parts must adjoin and cover them ([`join`]).

#[cfg(feature = "alloc")]
use core::mem::MaybeUninit;
use core::slice;

use crate::number::Number;
use crate::shape::{Adjoining, ArrayLength, GenericArray, Zeros};

/// A value that consists of scalars of one type only: a scalar, or arrays of such values.
///
/// A network's inputs and outputs are such values: `[f32; 3]`, or `[[[f32; 28]; 28]; 1]`.
///
/// # Safety
///
/// The type is a sequence of scalars without padding, aligned as they are; any scalars are a valid value, and so are all
/// zero bytes.
pub unsafe trait Flat: Sized + 'static {
    /// The type of its scalars.
    type Scalar: Number;
    /// How many scalars it holds.
    const COUNT: usize = size_of::<Self>() / size_of::<Self::Scalar>();
}

// SAFETY: one scalar; zero bytes are 0.0.
unsafe impl Flat for f32 {
    type Scalar = f32;
}

// SAFETY: one scalar; zero bytes are 0.0.
unsafe impl Flat for f64 {
    type Scalar = f64;
}

// SAFETY: an array's elements adjoin, and consist of scalars only.
unsafe impl<A: Flat, const N: usize> Flat for [A; N] {
    type Scalar = A::Scalar;
}

// SAFETY: generic-array documents the layout of an array, and the elements consist of scalars only.
unsafe impl<A: Flat, N: ArrayLength> Flat for GenericArray<A, N> {
    type Scalar = A::Scalar;
}

// SAFETY: both consist of scalars of one type only, so there is no padding between them, and none after them.
unsafe impl<A: Flat, B: Flat<Scalar = A::Scalar>> Flat for Adjoining<A, B> {
    type Scalar = A::Scalar;
}

impl<A: Flat> Zeros for A {
    const ZEROS: Self = zeros();
}

/// A value with every scalar zero.
pub(crate) const fn zeros<A: Flat>() -> A {
    // SAFETY: all zero bytes are a valid value by `Flat`.
    unsafe { core::mem::zeroed() }
}

/// The scalars of a value.
#[inline]
pub(crate) fn scalars<A: Flat>(value: &A) -> &[A::Scalar] {
    scalars_of(slice::from_ref(value))
}

/// The scalars of a value, to write to.
#[inline]
pub(crate) fn scalars_mut<A: Flat>(value: &mut A) -> &mut [A::Scalar] {
    scalars_of_mut(slice::from_mut(value))
}

/// A slice of scalars as one value.
///
/// # Panics
///
/// If the slice is longer or shorter than the value.
#[inline]
pub(crate) fn view<A: Flat>(scalars: &[A::Scalar]) -> &A {
    assert!(scalars.len() == A::COUNT, "a slice of another length than the value");
    // SAFETY: there are `COUNT` adjoining scalars, which are a valid value by `Flat`, with the alignment of a scalar.
    unsafe { &*scalars.as_ptr().cast() }
}

/// A slice of scalars as one value to write to.
///
/// # Panics
///
/// As [`view`] does.
#[inline]
pub(crate) fn view_mut<A: Flat>(scalars: &mut [A::Scalar]) -> &mut A {
    assert!(scalars.len() == A::COUNT, "a slice of another length than the value");
    // SAFETY: as in `view`; the exclusive borrow passes to the result.
    unsafe { &mut *scalars.as_mut_ptr().cast() }
}

/// The scalars of adjoining values.
#[inline]
pub(crate) fn scalars_of<A: Flat>(values: &[A]) -> &[A::Scalar] {
    // SAFETY: the elements of a slice adjoin, and each is `COUNT` adjoining scalars by `Flat`.
    unsafe { slice::from_raw_parts(values.as_ptr().cast(), values.len() * A::COUNT) }
}

/// The scalars of adjoining values, to write to.
#[inline]
pub(crate) fn scalars_of_mut<A: Flat>(values: &mut [A]) -> &mut [A::Scalar] {
    // SAFETY: as in `scalars_of`; the exclusive borrow passes to the result.
    unsafe { slice::from_raw_parts_mut(values.as_mut_ptr().cast(), values.len() * A::COUNT) }
}

/// A value as one slice of scalars: its parts, which adjoin and cover it.
///
/// # Panics
///
/// If they don't. Those of the library's layers and of a network that `network!` declares do.
#[inline]
pub(crate) fn join<'a, A, T: Flat<Scalar = T>>(whole: &'a A, parts: &[&[T]]) -> &'a [T] {
    let start = &raw const *whole;
    let count = count_covered(start, parts.iter().map(|part| (part.as_ptr(), part.len())));
    if count == 0 {
        return &[];
    }
    // SAFETY: `count_covered` checked that `count` scalars, which the parts prove to be initialized, adjoin from the start of
    // `whole` and are all of its bytes; the pointer comes from the reference to all of it.
    unsafe { slice::from_raw_parts(start.cast(), count) }
}

/// Proof that mutable slices of scalars cover a value: it can only be made by [`covered`].
pub(crate) struct Covered<T> {
    start: *const T,
    count: usize,
}

/// Checks that the parts adjoin and cover the value at `whole`.
///
/// # Panics
///
/// If they don't.
#[inline]
pub(crate) fn covered<A, T: Flat<Scalar = T>>(whole: *const A, parts: &[&mut [T]]) -> Covered<T> {
    let count = count_covered(whole, parts.iter().map(|part| (part.as_ptr(), part.len())));
    Covered { start: whole.cast(), count }
}

/// A value as one slice of scalars to write to.
///
/// # Panics
///
/// If `covered` is about another value.
#[inline]
pub(crate) fn join_mut<'a, A, T: Flat<Scalar = T>>(whole: &'a mut A, covered: &Covered<T>) -> &'a mut [T] {
    let start = (&raw mut *whole).cast::<T>();
    assert!(
        core::ptr::eq(start, covered.start) && covered.count * size_of::<T>() == size_of::<A>(),
        "a proof for another value"
    );
    if covered.count == 0 {
        return &mut [];
    }
    // SAFETY: slices that could be written to covered all bytes of `whole`, so `count` scalars are there, initialized, and may
    // be written; the pointer comes from the exclusive reference to all of it, and the slice keeps that borrow.
    unsafe { slice::from_raw_parts_mut(start, covered.count) }
}

/// How many scalars the parts hold, after checking that they adjoin and cover the whole.
#[inline]
fn count_covered<A, T>(whole: *const A, parts: impl Iterator<Item = (*const T, usize)>) -> usize {
    let start = whole.cast::<T>();
    let mut count = 0;
    for (part, length) in parts {
        assert!(length == 0 || core::ptr::eq(part, start.wrapping_add(count)), "a tensor is out of place");
        count += length;
    }
    assert!(count * size_of::<T>() == size_of::<A>(), "the tensors aren't all that the layer holds");
    count
}

/// A value that is a constant: what [`boxed`] copies to the heap.
#[cfg(feature = "alloc")]
pub(crate) trait Constant {
    /// The type of the value.
    type Value;
    /// The value.
    const VALUE: Self::Value;
}

#[cfg(feature = "alloc")]
impl<A: Zeros> Constant for A {
    type Value = Self;
    const VALUE: Self = Self::ZEROS;
}

/// A constant's value on the heap, without a copy on the stack.
#[cfg(feature = "alloc")]
pub(crate) fn boxed<C: Constant>() -> alloc::boxed::Box<C::Value> {
    let mut place = alloc::boxed::Box::<C::Value>::new_uninit();
    // The assignment of a constant copies it from the program's data; `write` would take it as an argument, on the stack of
    // a debug build.
    *place = const { MaybeUninit::new(C::VALUE) };
    // SAFETY: the assignment initialized all of it.
    unsafe { place.assume_init() }
}
