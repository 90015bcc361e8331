//! The order of a tensor's dimensions in the files of another program: for each place there, which of the tensor's dimensions
//! stands at it. An empty order is the tensor's own.

/// Fails to compile unless an order names each dimension of a tensor once.
pub(crate) const fn assert_order(order: &[usize], shape: &[usize]) {
    let (mut named, mut place) = (0_u64, 0);
    while place < order.len() && order[place] < shape.len() && order[place] < 64 {
        named |= 1 << order[place];
        place += 1;
    }
    let is_order = order.len() == shape.len() && named.count_ones() as usize == shape.len();
    assert!(
        order.is_empty() || is_order,
        "the order in which PyTorch has a tensor's dimensions names each once: `order: &[1, 0]` for the transpose of a \
         matrix"
    );
}

/// The size at a place in the file of a tensor with these dimensions.
pub(crate) const fn size_at(place: usize, shape: &[usize], order: &[usize]) -> usize {
    shape[if order.is_empty() { place } else { order[place] }]
}

/// For each value in the order of the file, its index in the order of the tensor.
#[cfg(any(feature = "onnx", feature = "safetensors"))]
pub(crate) fn places(shape: &'static [usize], order: &'static [usize]) -> impl Iterator<Item = usize> {
    (0..shape.iter().product()).map(move |index| {
        // From the innermost dimension of the file on: what is left of the index, and how far the value is in memory.
        let step = |(rest, place), &dimension: &usize| {
            let (size, distance) = (shape[dimension], shape[dimension + 1..].iter().product::<usize>());
            (rest / size, place + rest % size * distance)
        };
        let (rest, place) = order.iter().rev().fold((index, 0), step);
        rest + place // without an order the index is left, which is the place
    })
}

/// Whether two tensors have the same dimensions, but not in the same order, as the transpose of a matrix has them.
#[cfg(any(feature = "safetensors", feature = "pretrained"))]
pub(crate) const fn is_reordered(one: &[usize], other: &[usize]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let (mut index, mut differs) = (0, false);
    while index < one.len() {
        if count(one[index], one) != count(one[index], other) {
            return false;
        }
        differs = differs || one[index] != other[index];
        index += 1;
    }
    differs
}

/// How many of the sizes are this one.
#[cfg(any(feature = "safetensors", feature = "pretrained"))]
const fn count(size: usize, sizes: &[usize]) -> usize {
    let (mut count, mut index) = (0, 0);
    while index < sizes.len() {
        count += (sizes[index] == size) as usize;
        index += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    #[cfg(any(feature = "safetensors", feature = "pretrained"))]
    use super::is_reordered;
    use super::{assert_order, size_at};

    /// Value (o, i, y, x) of the file is value (y, x, i, o) of the tensor.
    #[test]
    #[cfg(feature = "safetensors")]
    fn every_value_has_its_place() {
        let (shape, mut places) = (&[4, 5, 3, 2], super::places(&[4, 5, 3, 2], &[3, 2, 0, 1]));
        for (o, i) in (0..2).flat_map(|o| (0..3).map(move |i| (o, i))) {
            for (y, x) in (0..4).flat_map(|y| (0..5).map(move |x| (y, x))) {
                assert_eq!(places.next(), Some(((y * shape[1] + x) * shape[2] + i) * shape[3] + o));
            }
        }
        assert_eq!(places.next(), None);
        assert!(super::places(shape, &[]).eq(0..120));
    }

    #[test]
    fn an_order_names_each_dimension_once() {
        assert_order(&[], &[3, 3, 8, 16]);
        assert_order(&[3, 2, 0, 1], &[3, 3, 8, 16]);
        for (order, shape) in [(&[1, 0][..], &[4][..]), (&[1, 1], &[4, 2]), (&[0, 2], &[4, 2]), (&[0], &[4, 2])] {
            assert!(std::panic::catch_unwind(|| assert_order(order, shape)).is_err(), "{order:?} of {shape:?}");
        }
    }

    #[test]
    fn dimensions_are_put_in_order() {
        let shape = [3, 5, 8, 16];
        assert_eq!([0, 1, 2, 3].map(|place| size_at(place, &shape, &[3, 2, 0, 1])), [16, 8, 3, 5]);
        assert_eq!([0, 1, 2, 3].map(|place| size_at(place, &shape, &[])), shape);
    }

    #[test]
    #[cfg(any(feature = "safetensors", feature = "pretrained"))]
    fn what_has_other_sizes_is_not_reordered() {
        assert!(is_reordered(&[3, 5, 8, 16], &[16, 8, 3, 5]) && is_reordered(&[3, 3, 1], &[3, 1, 3]));
        assert!(
            !is_reordered(&[3, 5], &[3, 5]) && !is_reordered(&[3, 3, 1], &[3, 1, 1]) && !is_reordered(&[3], &[3, 1])
        );
    }
}
