//! Normalizations over the rows of a block: the safe entries to the loops of [`norm`](super::norm) and
//! [`batch_norm`](super::batch_norm).

use crate::kernels::batch_norm::ChannelsPtr;
use crate::kernels::compiled::{Compiled, Processor};
use crate::kernels::norm::{DerivativesPtr, InputPtr, MomentsPtr, ParametersPtr, Sizes};
use crate::rows::{Rows, RowsMut};
use crate::scalar::{LanesOf, Scalar};

/// y = g h + b with h = (x - mean x) r, r = 1 / sqrt(variance x + epsilon), for each position; `moments` takes the mean and r.
/// With an empty bias, the mean isn't subtracted: y = g h with h = x r, r = 1 / sqrt(mean x² + epsilon).
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn forward<S: Processor, T: Scalar>(
    _: S,
    sizes: Sizes,
    x: Rows<'_, T>,
    [gain, bias]: [&[T]; 2],
    epsilon: f64,
    mut y: RowsMut<'_, T>,
    [mean, inverse]: [&mut [T]; 2],
) {
    let (n, m) = (sizes.rows, sizes.channels);
    let centred = !bias.is_empty();
    let there = gain.len() == m && inverse.len() >= n * sizes.positions;
    assert!(there && (!centred || bias.len() == m && mean.len() == inverse.len()), "a layer of another shape");
    let (x, y) = (x.pointer(n, sizes.width()), y.pointer(n, sizes.width(), false));
    let parameters = ParametersPtr { gain: gain.as_ptr(), bias: bias.as_ptr(), epsilon };
    let moments = MomentsPtr { mean: mean.as_mut_ptr(), inverse: inverse.as_mut_ptr() };
    // SAFETY: `pointer` checked that x and y have n rows of the positions' values; gain and bias have a value per channel, and
    // the moments one per position. The token proves that the CPU supports the instruction set.
    unsafe { LanesOf::<T, S>::norm_forward(centred, sizes, x, parameters, y, moments) }
}

/// Adds dg = sum of d h and db = sum of d to the gradients; and dL/dx = r (e - mean e - h mean(e h)) with e = d g, without
/// `mean e` where the mean wasn't subtracted. The sums are added row by row, in order.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn backward<S: Processor, T: Scalar>(
    _: S,
    sizes: Sizes,
    [x, d]: [Rows<'_, T>; 2],
    gain: &[T],
    [mean, inverse]: [&[T]; 2],
    [gain_gradient, bias_gradient]: [&mut [T]; 2],
    dx: Option<(RowsMut<'_, T>, bool)>,
) {
    let (n, m) = (sizes.rows, sizes.channels);
    let centred = !bias_gradient.is_empty();
    let there = gain.len() == m && gain_gradient.len() == m && inverse.len() >= n * sizes.positions;
    assert!(there && (!centred || bias_gradient.len() == m && mean.len() == inverse.len()), "a layer of another shape");
    let (x, d) = (x.pointer(n, sizes.width()), d.pointer(n, sizes.width()));
    let moments = MomentsPtr { mean: mean.as_ptr().cast_mut(), inverse: inverse.as_ptr().cast_mut() };
    let to = DerivativesPtr { gain: gain_gradient.as_mut_ptr(), bias: bias_gradient.as_mut_ptr() };
    let dx = dx.map(|(mut dx, adds)| InputPtr { dx: dx.pointer(n, sizes.width(), false), adds });
    // SAFETY: as in `forward`; the moments are only read.
    unsafe { LanesOf::<T, S>::norm_backward(centred, sizes, [x, d], gain.as_ptr(), moments, to, dx) }
}

/// y = (x - mean) gain / sqrt(variance + epsilon) + bias; `parameters` are gain, bias, mean and variance.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn batch_forward<S: Processor, T: Scalar>(
    _: S,
    sizes: Sizes,
    x: Rows<'_, T>,
    parameters: [&[T]; 4],
    epsilon: f64,
    mut y: RowsMut<'_, T>,
) {
    let (n, width) = (sizes.rows, sizes.width());
    let (x, y) = (x.pointer(n, width), y.pointer(n, width, false));
    // SAFETY: `pointer` checked that x and y have n rows of the positions' values, and `pointers` the parameters. The token proves
    // that the CPU supports the instruction set.
    unsafe { LanesOf::<T, S>::batch_norm_forward(sizes, x, pointers(sizes, parameters, epsilon), y) }
}

/// dx = d gain / sqrt(variance + epsilon), written or, with `adds`, added.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn batch_backward<S: Processor, T: Scalar>(
    _: S,
    sizes: Sizes,
    d: Rows<'_, T>,
    parameters: [&[T]; 4],
    epsilon: f64,
    mut dx: RowsMut<'_, T>,
    adds: bool,
) {
    let (n, width) = (sizes.rows, sizes.width());
    let (d, dx) = (d.pointer(n, width), dx.pointer(n, width, false));
    // SAFETY: as in `forward`.
    unsafe { LanesOf::<T, S>::batch_norm_backward(sizes, d, pointers(sizes, parameters, epsilon), dx, adds) }
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn pointers<T>(sizes: Sizes, parameters: [&[T]; 4], epsilon: f64) -> ChannelsPtr<T> {
    assert!(parameters.iter().all(|values| values.len() == sizes.channels), "a layer of another shape");
    let [gain, bias, mean, variance] = parameters.map(<[T]>::as_ptr);
    ChannelsPtr { gain, bias, mean, variance, epsilon }
}
