//! Values that are initialized in place: field by field, or from a constant.

use core::mem::MaybeUninit;
use core::slice;

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

/// The body of `Zeros::zero` for a struct: initializes every field, each by its function.
macro_rules! zero_by_field {
    ($place:ident, $($field:ident: $zero:expr),+ $(,)?) => {{
        // Fails to compile if a field is left out.
        let _ = |all: &Self| {
            let Self { $($field: _),+ } = all;
        };
        let start = $place.as_mut_ptr();
        // SAFETY: the pointers point into `place`, each to another field; `fill` initializes each, and there are no others.
        unsafe {
            $($crate::flat::place::fill(&mut *$crate::flat::place::uninit(&raw mut (*start).$field), $zero);)+
            $place.assume_init_mut()
        }
    }};
}

pub(crate) use zero_by_field;

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
