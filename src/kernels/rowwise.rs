//! Activations and dropout over the rows of a block: the safe entries to the loops of [`elementwise`] and of
//! [`dropout`](super::dropout).

use crate::activation::Activation;
use crate::kernels::compiled::{Compiled, Processor};
use crate::kernels::dropout::Rate;
use crate::kernels::elementwise;
use crate::rows::{Rows, RowsMut};
use crate::scalar::{LanesOf, Scalar};

/// d = d f'(z), in place; `kept` holds what f' is a function of.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn multiply_by_derivative<S: Processor, T: Scalar, F: Activation>(
    _: S,
    sizes: [usize; 2],
    kept: Rows<'_, T>,
    mut d: RowsMut<'_, T>,
) {
    let [n, m] = sizes;
    // SAFETY: `block_pointer` checked that both have n rows of m values in the layout of a block; the token proves that the
    // processor has the instruction set, which the caller has entered.
    unsafe {
        elementwise::multiply_by_derivative::<LanesOf<T, S>, F>(kept.block_pointer(n, m), d.block_pointer(n, m), sizes);
    }
}

/// y = f(z) in place of z.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn activate<S: Processor, T: Scalar, F: Activation>(_: S, sizes: [usize; 2], mut y: RowsMut<'_, T>) {
    let y = y.block_pointer(sizes[0], sizes[1]);
    // SAFETY: as in `multiply_by_derivative`; without `TAPED` the second pointer isn't used.
    unsafe { elementwise::activate_with_slope::<LanesOf<T, S>, F, false>(y, y, sizes) }
}

/// y = f(z) in place of z and, with `TAPED`, f'(z) into `slope`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn activate_with_slope<S: Processor, T: Scalar, F: Activation, const TAPED: bool>(
    _: S,
    sizes: [usize; 2],
    mut y: RowsMut<'_, T>,
    mut slope: RowsMut<'_, T>,
) {
    let [n, m] = sizes;
    let (y, slope) = (y.block_pointer(n, m), slope.block_pointer(n, m));
    // SAFETY: as in `multiply_by_derivative`.
    unsafe { elementwise::activate_with_slope::<LanesOf<T, S>, F, TAPED>(y, slope, sizes) }
}

/// y = z where z > 0, else a z, in place of z, which is copied to `kept`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn prelu<S: Processor, T: Scalar>(
    _: S,
    sizes: [usize; 2],
    mut y: RowsMut<'_, T>,
    mut kept: RowsMut<'_, T>,
    slope: T,
) {
    let [n, m] = sizes;
    let (y, kept) = (y.block_pointer(n, m), kept.block_pointer(n, m));
    // SAFETY: as in `multiply_by_derivative`.
    unsafe { elementwise::prelu::<LanesOf<T, S>>(y, kept, slope, sizes) }
}

/// The backward pass of [`prelu`]: d in place, and the sum of d z over all z <= 0, the derivative of the slope.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn prelu_backward<S: Processor, T: Scalar>(
    _: S,
    sizes: [usize; 2],
    z: Rows<'_, T>,
    mut d: RowsMut<'_, T>,
    slope: T,
) -> T {
    let [n, m] = sizes;
    // SAFETY: as in `multiply_by_derivative`.
    unsafe { elementwise::prelu_backward::<LanesOf<T, S>>(z.block_pointer(n, m), d.block_pointer(n, m), slope, sizes) }
}

/// For each of `n` rows of `m` values: writes each value times the factor, or 0 where it is dropped; with `adds`, adds it to what
/// is there. The keys of the rows derive from `key` and the numbers of their samples, from `first` on.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn drop_values<S: Processor, T: Scalar>(
    _: S,
    [n, m]: [usize; 2],
    [key, first]: [u64; 2],
    from: Rows<'_, T>,
    mut to: RowsMut<'_, T>,
    rate: Rate<T>,
    adds: bool,
) {
    let (from, to) = (from.pointer(n, m), to.pointer(n, m, false));
    // SAFETY: `pointer` checked that both have n rows of m values. The token proves that the CPU supports the instruction set.
    unsafe { LanesOf::<T, S>::dropped([n, m], [key, first], from, to, rate, adds) }
}
