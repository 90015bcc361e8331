//! Values that are nothing but scalars, seen as one slice; and zeroed ones, on the heap too.
//!
//! With the kernels' folder this is the only place with `unsafe`. What makes it sound is one trait, [`Flat`], which the
//! library implements for its own types, and one check, `join`, for the networks: a macro writes their structs, and
//! it may not say `unsafe`.

#[cfg(feature = "alloc")]
use core::mem::MaybeUninit;
use core::slice;

use crate::activation::Head;
use crate::layers::Dense;
use crate::network::Network;
use crate::number::Number;
use crate::scalar::Scalar;
use crate::shape::{ArrayLength, GenericArray, Size};

/// A value that is made of one kind of scalar and of nothing else: a scalar, or arrays of such values.
///
/// A network's inputs and outputs are such values: `[f32; 3]`, or `[[[f32; 28]; 28]; 1]`.
///
/// ```
/// use staticnn::flat::Flat;
///
/// assert_eq!(<[[f32; 28]; 28]>::COUNT, 784);
/// ```
///
/// # Safety
///
/// The type is a sequence of scalars without padding, aligned as they are, and all zero bytes are a value of it, as
/// are any scalars.
pub unsafe trait Flat: Sized + 'static {
    /// What it is made of.
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

// SAFETY: an array's elements adjoin, and are flat themselves.
unsafe impl<A: Flat, const N: usize> Flat for [A; N] {
    type Scalar = A::Scalar;
}

// SAFETY: a GenericArray has the layout of an array (its documentation promises it), and its elements are flat.
unsafe impl<A: Flat, N: ArrayLength> Flat for GenericArray<A, N> {
    type Scalar = A::Scalar;
}

// SAFETY: `repr(C)` and three flat fields of one scalar, so without padding.
unsafe impl<T: Scalar, I: Size, O: Size, F: Head, B: Size> Flat for Dense<T, I, O, F, B> {
    type Scalar = T;
}

/// A value with every scalar zero.
pub(crate) const fn zeros<A: Flat>() -> A {
    // SAFETY: `Flat` promises that zero bytes are a value.
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

/// So many scalars as one value.
///
/// # Panics
///
/// If they are more or fewer than the value holds.
#[inline]
pub(crate) fn view<A: Flat>(scalars: &[A::Scalar]) -> &A {
    assert!(scalars.len() == A::COUNT, "a row has another length than the value that it is");
    // SAFETY: there are `COUNT` adjoining scalars, and `Flat` promises that any such make a value, as well aligned as
    // they are.
    unsafe { &*scalars.as_ptr().cast() }
}

/// So many scalars as one value, to write to.
///
/// # Panics
///
/// As [`view`] does.
#[inline]
pub(crate) fn view_mut<A: Flat>(scalars: &mut [A::Scalar]) -> &mut A {
    assert!(scalars.len() == A::COUNT, "a row has another length than the value that it is");
    // SAFETY: as in `view`; the borrow is exclusive and is handed on.
    unsafe { &mut *scalars.as_mut_ptr().cast() }
}

/// The scalars of several values, which adjoin.
#[inline]
pub(crate) fn scalars_of<A: Flat>(values: &[A]) -> &[A::Scalar] {
    // SAFETY: a slice's elements adjoin, and `Flat` promises `COUNT` adjoining scalars in each.
    unsafe { slice::from_raw_parts(values.as_ptr().cast(), values.len() * A::COUNT) }
}

/// The scalars of several values, which adjoin, to write to.
#[inline]
pub(crate) fn scalars_of_mut<A: Flat>(values: &mut [A]) -> &mut [A::Scalar] {
    // SAFETY: as in `scalars_of`; the borrow is exclusive and is handed on.
    unsafe { slice::from_raw_parts_mut(values.as_mut_ptr().cast(), values.len() * A::COUNT) }
}

/// A network's parameters as one slice: its layers', which adjoin.
///
/// # Panics
///
/// If the layers that the network lists aren't all that it holds, in their order. Those that `network!` lists are.
#[inline]
pub(crate) fn join<N: Network>(network: &N) -> &[N::Scalar] {
    let start = &raw const *network;
    let layers = network.layers();
    let count = covered(start, layers.as_ref().iter().map(|layer| (layer.as_ptr(), layer.len())));
    // SAFETY: `covered` saw that adjoining slices of scalars, so many in all, cover the value: all its bytes may be read
    // as scalars; the pointer is the whole value's own.
    unsafe { slice::from_raw_parts(start.cast(), count) }
}

/// The same, to write to.
///
/// # Panics
///
/// As [`join`] does.
#[inline]
pub(crate) fn join_mut<N: Network>(network: &mut N) -> &mut [N::Scalar] {
    let start = &raw const *network;
    let mut layers = network.layers_mut();
    let count = covered(start, layers.as_mut().iter().map(|layer| (layer.as_ptr(), layer.len())));
    drop(layers);
    // SAFETY: `covered` saw that adjoining slices of scalars, which may be written, cover the value: any scalars may be
    // written to all of it; the pointer is the whole value's own, borrowed exclusively.
    unsafe { slice::from_raw_parts_mut((&raw mut *network).cast(), count) }
}

/// How many scalars the parts hold, once they are seen to adjoin, and to cover the whole.
#[inline]
fn covered<N, T: Scalar>(whole: *const N, parts: impl Iterator<Item = (*const T, usize)>) -> usize {
    let start = whole.cast::<T>();
    let mut count = 0;
    for (part, length) in parts {
        assert!(length == 0 || core::ptr::eq(part, start.wrapping_add(count)), "a layer is out of place");
        count += length;
    }
    assert!(count > 0 && count * size_of::<T>() == size_of::<N>(), "the layers aren't all that the network holds");
    count
}

/// A zeroed value on the heap, which was never on the stack.
#[cfg(feature = "alloc")]
pub(crate) fn zeroed_box<A: crate::shape::Zeros>() -> alloc::boxed::Box<A> {
    let mut place = alloc::boxed::Box::<A>::new_uninit();
    // An assignment of a constant is a copy from where the program has it: `write` would take it as an argument, on the
    // stack of a debug build.
    *place = const { MaybeUninit::new(A::ZEROS) };
    // SAFETY: it was just written whole.
    unsafe { place.assume_init() }
}

/// A zeroed network on the heap, which was never on the stack.
#[cfg(feature = "alloc")]
pub(crate) fn zeroed_network<N: Network>() -> alloc::boxed::Box<N> {
    let mut place = alloc::boxed::Box::<N>::new_uninit();
    *place = const { MaybeUninit::new(N::ZEROS) };
    // SAFETY: as in `zeroed_box`.
    unsafe { place.assume_init() }
}
