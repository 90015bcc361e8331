//! Memory that passes write before they read it.

use core::mem::MaybeUninit;

use crate::flat::{self, Flat, zero_by_field};
use crate::shape::Zeros;

/// A buffer of the passes, from the start of a cache line on.
#[repr(C, align(64))]
pub struct Buffer<A> {
    pub(super) values: A,
}

impl<A: Flat> Zeros for Buffer<A> {
    const ZEROS: Self = Self { values: flat::zeros() };

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        zero_by_field!(place, values: Zeros::zero)
    }
}
