//! Values that consist of scalars only, as one slice; and zeroed values, on the heap too.
//!
//! With `src/simd` and `src/kernels` this is the only place with `unsafe`. Its soundness rests on the trait [`Flat`], which
//! the library implements for scalars and arrays, and on one check for structs of layers, whose code a macro or a user
//! writes without `unsafe`: their parts must adjoin and cover them ([`join`]).

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

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        // SAFETY: all zero bytes are a valid value by `Flat`.
        unsafe {
            place.as_mut_ptr().write_bytes(0, 1);
            place.assume_init_mut()
        }
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

/// A pointer to a value that isn't initialized yet.
pub(crate) const fn uninit<A>(place: *mut A) -> *mut MaybeUninit<A> {
    place.cast()
}

/// Initializes a place by a function that returns it.
///
/// # Panics
///
/// If the function returns another one.
#[inline]
pub(crate) fn fill<A>(place: &mut MaybeUninit<A>, zero: impl FnOnce(&mut MaybeUninit<A>) -> &mut A) {
    let start = place.as_ptr();
    let filled: *const A = zero(place);
    assert!(core::ptr::eq(start, filled), "another place than the one to fill");
}

/// The body of [`Zeros::zero`] for a struct: initializes every field, each by its function.
macro_rules! zero_by_field {
    ($place:ident, $($field:ident: $zero:expr),+ $(,)?) => {{
        // Fails to compile if a field is left out.
        let _ = |all: &Self| {
            let Self { $($field: _),+ } = all;
        };
        let start = $place.as_mut_ptr();
        // SAFETY: the pointers point into `place`, each to another field; `fill` initializes each, and there are no others.
        unsafe {
            $($crate::flat::fill(&mut *$crate::flat::uninit(&raw mut (*start).$field), $zero);)+
            $place.assume_init_mut()
        }
    }};
}

pub(crate) use zero_by_field;

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

/// A value that is a constant.
pub(crate) trait Constant {
    /// The type of the value, which has no padding.
    type Value;
    /// The value. The compiler checks every number of a constant of another type, 5 s for 67 MB.
    const VALUE: MaybeUninit<Self::Value>;
}

/// Writes a constant in place: as zero bytes, if it consists of them.
pub(crate) fn write_constant<C: Constant>(place: &mut MaybeUninit<C::Value>) -> &mut C::Value {
    if const { is_zero::<C>() } {
        // SAFETY: `is_zero` has read the bytes of a valid value, and all are zero.
        unsafe {
            place.as_mut_ptr().write_bytes(0, 1);
            place.assume_init_mut()
        }
    } else {
        *place = C::VALUE;
        // SAFETY: `VALUE` is initialized.
        unsafe { place.assume_init_mut() }
    }
}

/// Whether a constant consists of zero bytes; of one above 256 MiB, false, since the compiler refuses to evaluate longer loops.
/// The compiler evaluates this, and the program holds no such constant.
const fn is_zero<C: Constant>() -> bool {
    #[repr(align(16))]
    struct Aligned<A>(A);

    const CHUNK: usize = size_of::<[u128; 32]>();
    let size = size_of::<C::Value>();
    if size > 256 << 20 {
        return false;
    }
    let value = Aligned(C::VALUE);
    let start = (&raw const value).cast::<u8>();
    // SAFETY: the chunks and the rest are the bytes of the value, which has no padding; `Aligned` aligns the chunks. In a
    // constant, a read of padding or of a pointer would be an error of the compiler.
    let (mut chunks, mut rest) = unsafe {
        let chunks = slice::from_raw_parts(start.cast::<[u128; 32]>(), size / CHUNK);
        (chunks, slice::from_raw_parts(start.add(size / CHUNK * CHUNK), size % CHUNK))
    };
    let mut any = 0;
    // A pattern instead of indices: each step that the compiler evaluates counts.
    while let [chunk, others @ ..] = chunks {
        #[rustfmt::skip]
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, aa, bb, cc, dd, ee, ff] = *chunk;
        any |= a | b | c | d | e | f | g | h | i | j | k | l | m | n | o | p | q | r | s | t | u | v | w | x | y | z;
        any |= aa | bb | cc | dd | ee | ff;
        chunks = others;
    }
    while let [byte, others @ ..] = rest {
        any |= *byte as u128;
        rest = others;
    }
    any == 0
}

/// A value on the heap, initialized in place: never on the stack.
#[cfg(feature = "alloc")]
pub(crate) fn boxed<A>(zero: impl FnOnce(&mut MaybeUninit<A>) -> &mut A) -> alloc::boxed::Box<A> {
    let mut place = alloc::boxed::Box::<A>::new_uninit();
    fill(&mut place, zero);
    // SAFETY: `fill` has initialized it.
    unsafe { place.assume_init() }
}
