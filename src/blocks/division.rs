//! Samples divided into blocks.

use core::ops::Range;

use crate::shape::Size;

/// The samples of a range in blocks of at most `size`, as equal as multiples of 8 allow.
#[inline(always)]
pub(super) fn blocks(samples: Range<usize>, size: usize) -> impl Iterator<Item = Range<usize>> {
    let (count, mut start) = (samples.len(), samples.start);
    // Most batches are one block, and a division takes as long as the passes of a few samples.
    let size =
        if count <= size { count } else { count.div_ceil(count.div_ceil(size).max(1)).next_multiple_of(8).min(size) };
    core::iter::from_fn(move || {
        let block = start..samples.end.min(start + size);
        start = block.end;
        (!block.is_empty()).then_some(block)
    })
}

/// The values of a block: in place, or gathered by their indices into `room`, which is large enough.
#[inline(always)]
pub(super) fn gather<'b, V: Copy>(
    values: &'b [V],
    indices: Option<&[usize]>,
    block: Range<usize>,
    room: &'b mut [V],
) -> &'b [V] {
    let Some(indices) = indices else { return values.get(block).unwrap_or(&[]) };
    let count = block.len();
    for (place, index) in room.iter_mut().zip(indices.get(block).unwrap_or(&[])) {
        if let Some(value) = values.get(*index) {
            *place = *value;
        }
    }
    room.get(..count).unwrap_or(&[])
}

/// The first `R` values. They are all of them where the passes call it, which the compiler doesn't see: with this it proves that
/// they fit into a block of `R` rows, and leaves out the panics of checks that can't fail.
#[inline(always)]
pub(super) fn at_most<R: Size, V>(values: &[V]) -> &[V] {
    let count = values.len().min(R::VALUE);
    &values[..count]
}
