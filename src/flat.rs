//! Values that consist of scalars only, as one slice; and zeroed values, on the heap too.
//!
//! With `src/simd` and `src/kernels` this is the only place with `unsafe`. Its soundness rests on the traits [`Flat`] and
//! [`Elements`], which the library implements for scalars, classes and arrays of them, and on one check for structs of layers, whose code a macro or a user
//! writes without `unsafe`: their parts must adjoin and cover them (`join`). Constants can't be checked so; they need a
//! proof that the compiler checks, [`Plain`].

mod elements;
pub(crate) mod place;

use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::slice;

use crate::number::Number;
use crate::shape::{ArrayLength, Element, GenericArray, Many, Stored, Zeros};
pub use elements::{Elements, Flat};
pub(crate) use elements::{elements_of, floats_of, floats_of_mut, gradient_mut};
#[cfg(feature = "alloc")]
pub(crate) use place::boxed;
pub(crate) use place::{Constant, fill, uninit, write_constant, zero_by_field};

impl<A: Flat> Zeros for A {
    const ZEROS: Self = zeros();

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        zero(place)
    }
}

impl<A: Zeros, B: Zeros> Zeros for (A, B) {
    const ZEROS: Self = (A::ZEROS, B::ZEROS);

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        let start = place.as_mut_ptr();
        // SAFETY: both pointers point into `place`, to parts that don't overlap; `fill` initializes each.
        unsafe {
            fill(&mut *uninit(&raw mut (*start).0), A::zero);
            fill(&mut *uninit(&raw mut (*start).1), B::zero);
            place.assume_init_mut()
        }
    }
}

/// No scalars: the field of a layer without parameters, whose shapes are `Types`.
pub struct Nothing<T, Types>([T; 0], PhantomData<fn() -> Types>);

impl<T, Types> Clone for Nothing<T, Types> {
    fn clone(&self) -> Self {
        Self([], PhantomData)
    }
}

// SAFETY: an array of no scalars, which has their alignment.
unsafe impl<T: Flat<Scalar = T> + Number + Element, Types: 'static> Flat for Nothing<T, Types> {
    type Scalar = T;
}

/// A value with every element zero.
pub(crate) const fn zeros<A: Elements>() -> A {
    // SAFETY: all zero bytes are a valid value by `Elements`.
    unsafe { core::mem::zeroed() }
}

/// A copy of a value.
#[inline]
pub(crate) fn copy<A: Flat>(value: &A) -> A {
    // SAFETY: the value consists of scalars only by `Flat`, and those are copied.
    unsafe { core::ptr::read(value) }
}

impl<A: Flat, N: Stored> Clone for Many<A, N> {
    fn clone(&self) -> Self {
        copy(self)
    }
}

/// Several values with every element zero.
pub(crate) const fn all_zeros<A: Elements, N: ArrayLength>() -> GenericArray<A, N> {
    // SAFETY: generic-array documents the layout of an array; all zero bytes are a valid element of it by `Elements`.
    unsafe { core::mem::zeroed() }
}

/// Writes [`zeros`] in place.
pub(crate) fn zero<A: Elements>(place: &mut MaybeUninit<A>) -> &mut A {
    // SAFETY: all zero bytes are a valid value by `Elements`.
    unsafe {
        place.as_mut_ptr().write_bytes(0, 1);
        place.assume_init_mut()
    }
}

/// Writes [`all_zeros`] in place.
pub(crate) fn zero_all<A: Elements, N: ArrayLength>(
    place: &mut MaybeUninit<GenericArray<A, N>>,
) -> &mut GenericArray<A, N> {
    // SAFETY: as in `all_zeros`.
    unsafe {
        place.as_mut_ptr().write_bytes(0, 1);
        place.assume_init_mut()
    }
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

/// The bytes of scalars, in the order of the machine.
#[inline]
pub(crate) fn bytes_of<T: Flat<Scalar = T>>(scalars: &[T]) -> &[u8] {
    // SAFETY: scalars have no padding by `Flat`, so the bytes of the slice are initialized.
    unsafe { slice::from_raw_parts(scalars.as_ptr().cast(), size_of_val(scalars)) }
}

/// The bytes of scalars, to write to.
#[inline]
pub(crate) fn bytes_of_mut<T: Flat<Scalar = T>>(scalars: &mut [T]) -> &mut [u8] {
    // SAFETY: as in `bytes_of`; a scalar is f32 or f64, so any bytes are a valid one.
    unsafe { slice::from_raw_parts_mut(scalars.as_mut_ptr().cast(), size_of_val(scalars)) }
}

/// The scalars of adjoining values.
#[inline]
pub(crate) fn scalars_of<A: Flat>(values: &[A]) -> &[A::Scalar] {
    elements_of(values)
}

/// The scalars of adjoining values, to write to.
#[inline]
pub(crate) fn scalars_of_mut<A: Flat>(values: &mut [A]) -> &mut [A::Scalar] {
    elements::elements_of_mut(values)
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

/// A layer that consists of scalars `T` only, so that a constant can be made from numbers: a layer of the library, or a network
/// of such.
///
/// # Safety
///
/// Each entry of `FIELDS` is a field that consists of scalars `T` only. If they adjoin and cover the type, which
/// [`size_of_plain`] checks, any scalars are a valid value of it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be made in a constant: it is neither a layer of the library nor a network of such layers",
    note = "`from_parameters` and `PRETRAINED` are for networks whose stages are the library's, or such networks",
    note = "fill other networks when the program runs: `net.parameters_mut().copy_from_slice(&numbers)`"
)]
pub unsafe trait Plain<T>: Sized {
    /// The offset and the size of each field, in bytes.
    const FIELDS: &'static [[usize; 2]];

    /// Fails to compile unless `FIELDS` was made from all fields and from their types.
    fn names_all_fields(all: &mut Self);
}

/// Implements [`Plain`] for a network with these fields of these types, in this order. The call is safe for any struct: where
/// something isn't as said, it doesn't compile.
///
/// With `for<'lazy>` the compiler looks at a field's type only where the trait is asked for: a network with a custom layer
/// compiles, without the trait. Bounds that mention a lifetime, which nothing uses, have it do so. Other networks go without
/// bounds: what holds for the sizes of layers is proven anew beside every set of bounds, which took a third of the time of
/// `cargo check` for LeNet-5.
#[doc(hidden)]
#[macro_export]
macro_rules! __plain {
    (for<$lazy:lifetime> $Name:ident: $T:ty { $($field:ident: $Field:ty,)+ }) => {
        $crate::flat::plain! {
            $Name: $T { $($field: $Field,)+ } where $(for<$lazy> $Field: $crate::flat::Plain<$T>,)+
        }
    };
    ($Name:ident: $T:ty { $($field:ident: $Field:ty,)+ } $(where $($bounds:tt)+)?) => {
        // SAFETY: the fields are plain: `size_of_plain` asks for it. `names_all_fields` compiles only if there are no others and if
        // these are their types: a pointer to a field isn't converted to a pointer to another sized type.
        unsafe impl $crate::flat::Plain<$T> for $Name $(where $($bounds)+)? {
            const FIELDS: &'static [[usize; 2]] = &[$(
                [::core::mem::offset_of!(Self, $field), $crate::flat::size_of_plain::<$T, $Field>()],
            )+];

            fn names_all_fields(all: &mut Self) {
                let Self { $($field: _,)+ } = all;
                $(let _: *mut $Field = &raw mut all.$field;)+
            }
        }
    };
}

pub use __plain as plain;

/// Implements [`Plain`] for a layer with these fields of these types, in this order.
macro_rules! plain_layer {
    ([$($generics:tt)+] $Type:ty: $T:ty { $($field:ident: $Field:ty,)+ }) => {
        // SAFETY: the fields consist of scalars only by the bounds. `names_all_fields` is as in `plain`.
        unsafe impl<$($generics)+> $crate::flat::Plain<$T> for $Type
        where
            $($Field: $crate::flat::Flat<Scalar = $T>,)+
        {
            const FIELDS: &'static [[usize; 2]] = &[$([core::mem::offset_of!(Self, $field), size_of::<$Field>()],)+];

            fn names_all_fields(all: &mut Self) {
                let Self { $($field: _,)+ } = all;
                $(let _: *mut $Field = &raw mut all.$field;)+
            }
        }
    };
}

pub(crate) use plain_layer;

/// The size of a value that consists of scalars `T`, in bytes. In a constant it fails to compile if the fields don't adjoin or
/// don't cover the type.
#[must_use]
pub const fn size_of_plain<T, A: Plain<T>>() -> usize {
    let (mut size, mut index) = (0, 0);
    while index < A::FIELDS.len() {
        assert!(A::FIELDS[index][0] == size, "a field is out of place");
        size += A::FIELDS[index][1];
        index += 1;
    }
    assert!(size == size_of::<A>() && align_of::<T>() == align_of::<A>(), "the fields aren't all that the layer holds");
    size
}

/// A value with these scalars.
pub const fn from_scalars<T: Flat<Scalar = T>, A: Plain<T>, const N: usize>(scalars: &[T; N]) -> A {
    const { assert!(size_of_plain::<T, A>() == size_of::<[T; N]>(), "an array of another length than the value") };
    // SAFETY: `A` consists of scalars by `size_of_plain`, which are as many as those of the array and as aligned.
    unsafe { scalars.as_ptr().cast::<A>().read() }
}

/// A value that is filled from its start with the bytes of its scalars.
#[cfg(feature = "pretrained")]
pub(crate) struct Filling<T, A> {
    value: MaybeUninit<A>,
    filled: usize,
    scalar: PhantomData<T>,
}

#[cfg(feature = "pretrained")]
impl<T: Flat<Scalar = T>, A: Plain<T>> Filling<T, A> {
    pub(crate) const fn new() -> Self {
        Self { value: MaybeUninit::uninit(), filled: 0, scalar: PhantomData }
    }

    /// Appends scalars, each with its lowest byte first. On a little-endian target that is one copy: the compiler takes a hundred
    /// times as long for a loop.
    ///
    /// # Panics
    ///
    /// If there is no room for them, or if they aren't whole.
    pub(crate) const fn append(&mut self, bytes: &[u8]) {
        assert!(bytes.len() <= size_of::<A>() - self.filled, "more scalars than the value has");
        assert!(bytes.len().is_multiple_of(size_of::<T>()), "a part of a scalar");
        // SAFETY: there is room for the bytes behind those that are filled, and `value` is borrowed exclusively, so they don't overlap.
        // The size of a scalar is a power of two: the exclusive or reverses its bytes, within the room.
        unsafe {
            let place = self.value.as_mut_ptr().cast::<u8>().add(self.filled);
            if cfg!(target_endian = "little") {
                place.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
            } else {
                let mut index = 0;
                while index < bytes.len() {
                    place.add(index ^ (size_of::<T>() - 1)).write(bytes[index]);
                    index += 1;
                }
            }
        }
        self.filled += bytes.len();
    }

    /// The value.
    ///
    /// # Panics
    ///
    /// If it isn't filled to its end.
    pub(crate) const fn finish(self) -> A {
        assert!(self.filled == const { size_of_plain::<T, A>() }, "fewer scalars than the value has");
        // SAFETY: all bytes were written, with scalars, and any scalars are a valid value by `size_of_plain`.
        unsafe { self.value.assume_init() }
    }
}
