//! Values that consist of elements of one type: of floats, or of classes.

use core::any::TypeId;
use core::slice;

use crate::label::Class;
use crate::number::Number;
use crate::shape::{Adjoining, Element, GenericArray, Many, Size, Stored, Zeros};

/// A value that consists of elements of one type only: floats, or classes.
///
/// A network's inputs are such values: `[f32; 3]`, `[[[f32; 28]; 28]; 1]`, `Class<27>` or `[Class<27>; 12]`.
///
/// # Safety
///
/// The type is a sequence of elements without padding, aligned as they are; any elements are a valid value, and so are all
/// zero bytes.
pub unsafe trait Elements: Sized + 'static {
    /// The type of its elements.
    type Element: Element;
    /// What the loss's gradient with respect to the value is: such a value too, if it consists of floats, and `()` for classes, which
    /// have no derivative.
    type Gradient: Zeros + 'static;
    /// How many elements it holds.
    const COUNT: usize = size_of::<Self>() / size_of::<Self::Element>();
}

/// A value that consists of floats of one type only: a float, or arrays of such values.
///
/// # Safety
///
/// The type is a sequence of scalars without padding, aligned as they are; any scalars are a valid value, and so are all
/// zero bytes.
pub unsafe trait Flat: Elements<Element = Self::Scalar, Gradient = Self> {
    /// The type of its scalars.
    type Scalar: Number + Element;
}

// SAFETY: what `Flat` demands is the same.
unsafe impl<A: Flat> Elements for A {
    type Element = A::Scalar;
    type Gradient = A;
}

// SAFETY: a class is a number of 32 bits. All zero bytes are class 0.
unsafe impl<const N: usize> Elements for Class<N> {
    type Element = Self;
    type Gradient = ();
}

// SAFETY: an array's elements adjoin. All zero bytes are classes 0.
unsafe impl<const N: usize, const S: usize> Elements for [Class<N>; S] {
    type Element = Class<N>;
    type Gradient = ();
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
unsafe impl<A: Flat, N: Size> Flat for GenericArray<A, N> {
    type Scalar = A::Scalar;
}

// SAFETY: `Stored` is sealed. The storage of each number is arrays within arrays, whose elements adjoin, and consist of scalars
// only.
unsafe impl<A: Flat, N: Stored> Flat for Many<A, N> {
    type Scalar = A::Scalar;
}

// SAFETY: both consist of scalars of one type only, so there is no padding between them, and none after them.
unsafe impl<A: Flat, B: Flat<Scalar = A::Scalar>> Flat for Adjoining<A, B> {
    type Scalar = A::Scalar;
}

/// The elements of adjoining values.
#[inline]
pub(crate) fn elements_of<A: Elements>(values: &[A]) -> &[A::Element] {
    // SAFETY: the elements of a slice adjoin, and each is `COUNT` adjoining elements by `Elements`.
    unsafe { slice::from_raw_parts(values.as_ptr().cast(), values.len() * A::COUNT) }
}

/// The elements of adjoining values, to write to.
#[inline]
pub(crate) fn elements_of_mut<A: Elements>(values: &mut [A]) -> &mut [A::Element] {
    // SAFETY: as in `elements_of`; the exclusive borrow passes to the result.
    unsafe { slice::from_raw_parts_mut(values.as_mut_ptr().cast(), values.len() * A::COUNT) }
}

/// The elements of adjoining values, if they are floats `T`; else none.
#[inline(always)]
pub(crate) fn floats_of<T: 'static, A: Elements>(values: &[A]) -> &[T] {
    if TypeId::of::<A::Element>() != TypeId::of::<T>() {
        return &[];
    }
    let elements = elements_of(values);
    // SAFETY: the two types are one.
    unsafe { slice::from_raw_parts(elements.as_ptr().cast(), elements.len()) }
}

/// The elements of adjoining values to write to, if they are floats `T`; else none.
#[inline(always)]
pub(crate) fn floats_of_mut<T: 'static, A: Elements>(values: &mut [A]) -> &mut [T] {
    if TypeId::of::<A::Element>() != TypeId::of::<T>() {
        return &mut [];
    }
    let elements = elements_of_mut(values);
    // SAFETY: the two types are one.
    unsafe { slice::from_raw_parts_mut(elements.as_mut_ptr().cast(), elements.len()) }
}

/// The floats `T` of a gradient with respect to a value, if there is one.
#[inline(always)]
pub(crate) fn gradient_mut<T: 'static, A: Elements>(gradient: &mut A::Gradient) -> Option<&mut [T]> {
    if TypeId::of::<A::Gradient>() != TypeId::of::<A>() {
        return None;
    }
    let gradient: *mut A::Gradient = gradient;
    // SAFETY: the two types are one; the exclusive borrow passes to the result.
    let gradient: &mut A = unsafe { &mut *gradient.cast() };
    Some(floats_of_mut(slice::from_mut(gradient)))
}
