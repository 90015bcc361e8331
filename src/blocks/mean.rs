//! The mean loss of samples, from the outputs of one block after the other.

use core::ops::Range;
use core::slice;

use crate::blocks::division::{at_most, gather};
use crate::flat::Flat;
use crate::loss::Loss;
use crate::number::Number;
use crate::pass::Pass;
use crate::real::Real;
use crate::rows::Block;
use crate::samples::Samples;
use crate::scalar::Scalar;
use crate::shape::{Length, filled};
use crate::simd::isa::Isa;

/// The factor of a sample's loss in the mean: 1 / the number of samples, or 1 / the sum of their weights.
#[inline(always)]
pub(crate) fn share<Input, Target>(samples: &Samples<'_, Input, Target>) -> f64 {
    let total = samples.total_weight();
    if total > 0.0 { 1.0 / total } else { 0.0 }
}

/// The sum of the losses of a block, each times its weight. Writes the derivatives with respect to `y`, times `share` and the
/// weight, to `d`.
#[inline(always)]
pub(super) fn weighted_sum<P: Pass, H, O: Flat<Scalar: Scalar>, L: Loss<O, H>, Input, W: Length>(
    pass: P,
    loss: &L,
    samples: &Samples<'_, Input, L::Target>,
    block: Range<usize>,
    y: &Block<O::Scalar, W, P::Rows>,
    d: &mut Block<O::Scalar, W, P::Rows>,
    share: f64,
) -> f64 {
    if samples.is_weighted() || samples.indices().is_some() {
        return gathered::<P, H, O, L, Input, W>(pass, loss, samples, block, y, d, share);
    }
    let targets = at_most::<P::Rows, _>(gather(samples.targets(), None, block, &mut []));
    if targets.is_empty() {
        return 0.0;
    }
    let sum = loss.rows(pass.isa(), y.rows(), targets, d.rows_mut(), O::Scalar::from_f64(share));
    sum.to_f64()
}

/// [`weighted_sum`] for samples with weights, or chosen by their indices: in a function of its own, so that the loss is compiled
/// into the step once only.
#[inline(never)]
fn gathered<P: Pass, H, O: Flat<Scalar: Scalar>, L: Loss<O, H>, Input, W: Length>(
    pass: P,
    loss: &L,
    samples: &Samples<'_, Input, L::Target>,
    block: Range<usize>,
    y: &Block<O::Scalar, W, P::Rows>,
    d: &mut Block<O::Scalar, W, P::Rows>,
    share: f64,
) -> f64 {
    if const { fits::<P, L::Target>() } && !samples.is_weighted() {
        return in_room::<P, H, O, L, Input, W>(pass, loss, samples, block, y, d, share);
    }
    let mut sum = 0.0;
    for (row, place) in (0..P::Rows::VALUE).zip(block) {
        sum += one::<P, H, O, L, Input, W>(pass, loss, samples, [row, place], y, d, share);
    }
    sum
}

/// The losses of a block whose targets are gathered on the stack.
#[inline(never)]
fn in_room<P: Pass, H, O: Flat<Scalar: Scalar>, L: Loss<O, H>, Input, W: Length>(
    pass: P,
    loss: &L,
    samples: &Samples<'_, Input, L::Target>,
    block: Range<usize>,
    y: &Block<O::Scalar, W, P::Rows>,
    d: &mut Block<O::Scalar, W, P::Rows>,
    share: f64,
) -> f64 {
    let Some(first) = samples.targets().first() else { return 0.0 };
    let mut room = filled::<L::Target, P::Rows>(*first);
    let targets = gather(samples.targets(), samples.indices(), block, &mut room);
    let factor = O::Scalar::from_f64(share);
    let sum = pass.isa().enter(
        #[inline(always)]
        || match at_most::<P::Rows, _>(targets) {
            [] => O::Scalar::ZERO,
            targets => loss.rows(pass.isa(), y.rows(), targets, d.rows_mut(), factor),
        },
    );
    sum.to_f64()
}

/// Whether there is room for the targets of a block on the stack.
const fn fits<P: Pass, Target>() -> bool {
    P::Rows::VALUE * size_of::<Target>() <= 16 << 10
}

/// The loss of one sample, times its weight.
#[inline(never)]
fn one<P: Pass, H, O: Flat<Scalar: Scalar>, L: Loss<O, H>, Input, W: Length>(
    pass: P,
    loss: &L,
    samples: &Samples<'_, Input, L::Target>,
    [row, place]: [usize; 2],
    y: &Block<O::Scalar, W, P::Rows>,
    d: &mut Block<O::Scalar, W, P::Rows>,
    share: f64,
) -> f64 {
    let weight = samples.weight(place);
    // A sample of weight 0 doesn't count, even if its loss isn't finite.
    let Some((_, target)) = samples.get(place).filter(|_| weight > 0.0) else {
        d.rows_mut().clear(row);
        return 0.0;
    };
    let factor = O::Scalar::from_f64(share * weight);
    let value = pass.isa().enter(
        #[inline(always)]
        || {
            let row = row.min(P::Rows::VALUE - 1);
            loss.rows(pass.isa(), y.rows().only(row), slice::from_ref(target), d.rows_mut().only_mut(row), factor)
        },
    );
    weight * value.to_f64()
}
