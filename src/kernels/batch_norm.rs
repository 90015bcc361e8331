//! Batch normalization with given means and variances: a factor and a shift per channel.

use crate::kernels::norm::{Sizes, each};
use crate::number::Number;
use crate::rows::{RowsMutPtr, RowsPtr};
use crate::simd::lanes::Lanes;

/// The channels' parameters, a value per channel each.
#[derive(Clone, Copy)]
pub(crate) struct ChannelsPtr<T> {
    pub(super) gain: *const T,
    pub(super) bias: *const T,
    pub(super) mean: *const T,
    pub(super) variance: *const T,
    pub(super) epsilon: f64,
}

/// y = (x - mean) gain / sqrt(variance + epsilon) + bias.
///
/// # Safety
///
/// x and y have as many rows as `sizes` says, of as many positions and channels; the parameters have a value per channel.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn batch_norm_forward<V: Lanes>(
    sizes: Sizes,
    x: RowsPtr<V::Scalar>,
    channels: ChannelsPtr<V::Scalar>,
    y: RowsMutPtr<V::Scalar>,
) {
    // SAFETY: the obligation of this function.
    unsafe {
        each_vector::<V>(
            sizes,
            x,
            channels,
            y,
            #[cfg_attr(not(debug_assertions), inline(always))]
            |x, [factor, bias, mean], _| (x - mean).mul_add(factor, bias),
        );
    }
}

/// dx = d gain / sqrt(variance + epsilon), written or, with `adds`, added.
///
/// # Safety
///
/// As for [`batch_norm_forward`].
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn batch_norm_backward<V: Lanes>(
    sizes: Sizes,
    d: RowsPtr<V::Scalar>,
    channels: ChannelsPtr<V::Scalar>,
    dx: RowsMutPtr<V::Scalar>,
    adds: bool,
) {
    // SAFETY: the obligation of this function; `dx` has the values that are left where it is read.
    unsafe {
        each_vector::<V>(
            sizes,
            d,
            channels,
            dx,
            #[cfg_attr(not(debug_assertions), inline(always))]
            |d, [factor, ..], (dx, left)| {
                if adds { d.mul_add(factor, V::load_up_to(dx, left)) } else { d * factor }
            },
        );
    }
}

/// The most scalars of a vector.
const MOST_LANES: usize = 16;

/// Writes a function of each vector of the rows, of its channels' factor, bias and mean, and of where it is written with the
/// number of values left.
///
/// # Safety
///
/// As for [`batch_norm_forward`].
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn each_vector<V: Lanes>(
    sizes: Sizes,
    from: RowsPtr<V::Scalar>,
    channels: ChannelsPtr<V::Scalar>,
    to: RowsMutPtr<V::Scalar>,
    f: impl Fn(V, [V; 3], (*const V::Scalar, usize)) -> V,
) {
    // Of few channels, so many positions are taken together that whole vectors fill them.
    let (m, few) = (sizes.channels, sizes.channels < V::COUNT && sizes.positions > 1);
    let period = if few { m * V::COUNT } else { m };
    let (width, epsilon) = (sizes.width(), V::from_f64(channels.epsilon));
    each::<V>(
        period,
        #[cfg_attr(not(debug_assertions), inline(always))]
        |column, left| {
            // SAFETY: the parameters have the values that are left; `repeated` has `COUNT` of them. Of the rows, only values that are
            // left are read and written.
            unsafe {
                let ChannelsPtr { gain, bias, mean, variance, .. } = channels;
                let [gain, bias, mean, variance] = [gain, bias, mean, variance].map(
                    #[cfg_attr(not(debug_assertions), inline(always))]
                    |values| {
                        if few { repeated::<V>(values, m, column) } else { V::load_up_to(values.add(column), left) }
                    },
                );
                let parameters = [gain / (variance + epsilon).sqrt(), bias, mean];
                for row in 0..sizes.rows {
                    let mut at = column;
                    while at < width {
                        let left = left.min(width - at);
                        let (from, to) = (from.start.add(row * from.stride + at), to.start.add(row * to.stride + at));
                        f(V::load_up_to(from, left), parameters, (to, left)).store_up_to(to, left);
                        at += period;
                    }
                }
            }
        },
    );
}

/// A vector of `m` values one after the other, again and again, from place `column` on.
///
/// # Safety
///
/// There are `m` values.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn repeated<V: Lanes>(values: *const V::Scalar, m: usize, column: usize) -> V {
    let mut lanes = [V::Scalar::ZERO; MOST_LANES];
    for (lane, place) in lanes.iter_mut().enumerate() {
        // SAFETY: the place is below `m`.
        *place = unsafe { *values.add((column + lane) % m) };
    }
    // SAFETY: `lanes` has 16 values, and `COUNT` is at most 16.
    unsafe { V::load(lanes.as_ptr()) }
}
