//! Zero, of values that consist of numbers.

use core::mem::MaybeUninit;

/// A value whose every scalar is zero, as a constant: what tapes, scratch and states start from.
///
/// Implemented for scalars, arrays and [`Vector`](crate::shape::Vector)s of them, for `()` and for pairs.
///
/// ```
/// use staticnn::shape::Zeros;
///
/// assert_eq!(<([f32; 2], f64)>::ZEROS, ([0.0; 2], 0.0));
/// ```
pub trait Zeros: Sized {
    /// Zero throughout.
    const ZEROS: Self;

    /// Writes `ZEROS` in place. Large values do it without a constant of their size, which costs the compiler time and memory,
    /// and the program its size once more.
    #[doc(hidden)]
    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        place.write(Self::ZEROS)
    }
}

impl Zeros for () {
    const ZEROS: Self = ();
}

impl Zeros for bool {
    const ZEROS: Self = false;
}
