//! Windows that move over each channel by itself: their sizes, and which of their taps are inside the input.
//!
//! Taps in the padding are left out, so that nothing is multiplied by a zero that isn't there.

use core::ops::Range;

use crate::simd::lanes::Lanes;

/// A window and the grids that it reads and leads to; pairs are down and right.
#[derive(Clone, Copy, Debug)]
pub struct Taps {
    pub(super) channels: usize,
    pub(super) input: [usize; 2],
    pub(super) output: [usize; 2],
    pub(super) window: [usize; 2],
    pub(super) stride: [usize; 2],
    pub(super) dilation: [usize; 2],
    /// Where the first tap of the first output is: minus the padding.
    pub(super) start: [isize; 2],
}

impl Taps {
    /// Where the first tap of an output is, in one direction.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn first(&self, side: usize, output: usize) -> isize {
        self.start[side] + (output * self.stride[side]) as isize
    }

    /// Which taps are inside the input, in one direction, if the first is at `first`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn inside(&self, side: usize, first: isize) -> Range<usize> {
        let (taps, dilation) = (self.window[side], self.dilation[side] as isize);
        let is_inside = |tap: &usize| {
            let place = first + *tap as isize * dilation;
            0 <= place && place < self.input[side] as isize
        };
        // Those inside adjoin.
        let from = (0..taps).find(is_inside).unwrap_or(taps);
        from..(from..taps).rfind(is_inside).map_or(from, |last| last + 1)
    }

    /// The outputs of a row for which these taps to the right are all inside the input.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn whole(&self, taps: Range<usize>) -> Range<usize> {
        let [first, last] = [taps.start, taps.end - 1].map(|tap| self.start[1] + (tap * self.dilation[1]) as isize);
        let is_whole = |output: &usize| {
            let by = (output * self.stride[1]) as isize;
            0 <= first + by && last + by < self.input[1] as isize
        };
        let from = (0..self.output[1]).find(is_whole).unwrap_or(0);
        from..(from..self.output[1]).rfind(is_whole).map_or(from, |last| last + 1)
    }
}

/// The weights of a window: where the first tap's are, and how far on the next ones.
#[derive(Clone, Copy, Debug)]
pub struct Filter<T> {
    pub(super) first: *const T,
    pub(super) step: isize,
}

/// Loads a vector, of which only the first `count` lanes may be there if `PART`.
///
/// # Safety
///
/// There are so many values.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn load<V: Lanes, const PART: bool>(from: *const V::Scalar, count: usize) -> V {
    // SAFETY: the same obligation; without `PART` there is a whole vector.
    unsafe { if PART { V::load_part(from, count) } else { V::load(from) } }
}

/// Stores a vector, as [`load`] loads it.
///
/// # Safety
///
/// As for [`load`].
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn store<V: Lanes, const PART: bool>(value: V, to: *mut V::Scalar, count: usize) {
    // SAFETY: as in `load`.
    unsafe { if PART { value.store_part(to, count) } else { value.store(to) } }
}
