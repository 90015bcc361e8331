//! What a stream carries for a window that reaches back.

use core::mem::MaybeUninit;

use crate::flat::{self, Flat, zero_by_field};
use crate::layer::stream::Carries;
use crate::shape::Zeros;

/// The last `STEPS` frames of a stream, in a circle.
pub struct Frames<A: Flat, const STEPS: usize> {
    pub(super) frames: [A; STEPS],
    /// The place of the oldest: a whole number.
    pub(super) oldest: [A::Scalar; 1],
}

impl<A: Flat, const STEPS: usize> Zeros for Frames<A, STEPS>
where
    A::Scalar: Flat<Scalar = A::Scalar>,
{
    const ZEROS: Self = Self { frames: flat::zeros(), oldest: flat::zeros() };

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        zero_by_field!(place, frames: Zeros::zero, oldest: Zeros::zero)
    }
}

impl<A: Flat, const STEPS: usize> Clone for Frames<A, STEPS> {
    fn clone(&self) -> Self {
        Self { frames: flat::copy(&self.frames), oldest: self.oldest }
    }
}

impl<T: Flat<Scalar = T>, A: Flat<Scalar = T>, const STEPS: usize> Carries<T> for Frames<A, STEPS> {
    fn see(&self, see: &mut dyn FnMut(&[T])) {
        see(flat::scalars(&self.frames));
        see(&self.oldest);
    }
    fn see_mut(&mut self, see: &mut dyn FnMut(&mut [T])) {
        see(flat::scalars_mut(&mut self.frames));
        see(&mut self.oldest);
    }
}
