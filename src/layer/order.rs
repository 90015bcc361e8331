//! The order of a tensor's dimensions in the files of another program: for each place there, which of the tensor's dimensions
//! stands at it. An empty order is the tensor's own.

/// The most dimensions of a tensor that has an order.
const MOST: usize = 8;

/// Fails to compile unless an order names each dimension of a tensor once.
pub(crate) const fn assert_order(order: &[usize], shape: &[usize]) {
    let (mut named, mut place) = (0_u64, 0);
    while place < order.len() && order[place] < shape.len() && shape.len() <= MOST {
        named |= 1 << order[place];
        place += 1;
    }
    let is_order = order.len() == shape.len() && named.count_ones() as usize == shape.len();
    assert!(
        order.is_empty() || is_order,
        "the order in which PyTorch has a tensor's dimensions names each of at most 8 once: `order: &[1, 0]` for the transpose of a \
         matrix"
    );
}

/// The size at a place in the file of a tensor with these dimensions.
pub(crate) const fn size_at(place: usize, shape: &[usize], order: &[usize]) -> usize {
    shape[if order.is_empty() { place } else { order[place] }]
}

/// How far apart in the file the values are that adjoin along each dimension of the tensor. The order isn't empty.
#[cfg(feature = "pretrained")]
pub(crate) const fn distances(shape: &[usize], order: &[usize]) -> [usize; MOST] {
    let (mut distances, mut distance, mut place) = ([0; MOST], 1, order.len());
    while place > 0 {
        place -= 1;
        distances[order[place]] = distance;
        distance *= shape[order[place]];
    }
    distances
}

/// Whether two tensors have the same dimensions, but not in the same order, as the transpose of a matrix has them.
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
    use super::{assert_order, is_reordered, size_at};

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
    fn what_has_other_sizes_is_not_reordered() {
        assert!(is_reordered(&[3, 5, 8, 16], &[16, 8, 3, 5]) && is_reordered(&[3, 3, 1], &[3, 1, 3]));
        assert!(
            !is_reordered(&[3, 5], &[3, 5]) && !is_reordered(&[3, 3, 1], &[3, 1, 1]) && !is_reordered(&[3], &[3, 1])
        );
    }

    #[test]
    #[cfg(feature = "pretrained")]
    fn distances_are_those_of_the_file() {
        // 16 x 8 x 3 x 5 there: a step along the last dimension of the tensor is 8 * 3 * 5 values.
        assert_eq!(super::distances(&[3, 5, 8, 16], &[3, 2, 0, 1])[..4], [5, 1, 15, 120]);
    }
}
