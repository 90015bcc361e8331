//! The mean loss of samples, from the outputs of one block after the other.

use core::ops::Range;
use core::slice;

use crate::blocks::division::{at_most, gather};
use crate::flat::Flat;
use crate::kernels::compiled::Processor;
use crate::loss::Loss;
use crate::number::Number;
use crate::real::Real;
use crate::rows::{Rows, RowsMut};
use crate::samples::Samples;
use crate::shape::{Size, filled};

/// The most bytes of targets that are gathered on the stack.
const GATHERED: usize = 16 << 10;

/// The factor of a sample's loss in the mean: 1 / the number of samples, or 1 / the sum of their weights.
#[inline(always)]
pub(super) fn share<Input, Target>(samples: &Samples<'_, Input, Target>) -> f64 {
    let total = samples.total_weight();
    if total > 0.0 { 1.0 / total } else { 0.0 }
}

/// The sum of the losses of a block of at most `R` samples, each times its weight. Writes the derivatives with respect to `y`, times `share` and the
/// weight.
#[inline(always)]
pub(super) fn weighted_sum<S: Processor, H, O: Flat<Scalar: Number>, L: Loss<O, H>, Input, R: Size>(
    isa: S,
    loss: &L,
    samples: &Samples<'_, Input, L::Target>,
    block: Range<usize>,
    y: Rows<'_, O::Scalar>,
    d: RowsMut<'_, O::Scalar>,
    share: f64,
) -> f64 {
    let (targets, indices) = (samples.targets(), samples.indices());
    let factor = O::Scalar::from_f64(share);
    let mut room;
    if samples.is_weighted() {
        return one_by_one::<S, H, O, L, Input, R>(isa, loss, samples, block, y, d, share);
    }
    let targets = match indices {
        None => at_most::<R, _>(gather(targets, None, block, &mut [])),
        Some(_) if const { R::VALUE * size_of::<L::Target>() > GATHERED } => {
            return one_by_one::<S, H, O, L, Input, R>(isa, loss, samples, block, y, d, share);
        }
        Some(_) => {
            let Some(first) = targets.first() else { return 0.0 };
            room = filled::<L::Target, R>(*first);
            at_most::<R, _>(gather(targets, indices, block, &mut room))
        }
    };
    if targets.is_empty() { 0.0 } else { loss.rows(isa, y, targets, d, factor).to_f64() }
}

/// [`weighted_sum`], sample by sample.
#[inline(always)]
fn one_by_one<S: Processor, H, O: Flat<Scalar: Number>, L: Loss<O, H>, Input, R: Size>(
    isa: S,
    loss: &L,
    samples: &Samples<'_, Input, L::Target>,
    block: Range<usize>,
    y: Rows<'_, O::Scalar>,
    mut d: RowsMut<'_, O::Scalar>,
    share: f64,
) -> f64 {
    let mut sum = 0.0;
    for (row, place) in (0..R::VALUE).zip(block) {
        let index = samples.indices().map_or(place, |indices| indices.get(place).copied().unwrap_or(place));
        let Some(target) = samples.targets().get(index) else { continue };
        let weight = samples.weight(place);
        if weight == 0.0 {
            // The sample doesn't count, even if its loss isn't finite.
            d.clear(row);
            continue;
        }
        let factor = O::Scalar::from_f64(share * weight);
        sum += weight * loss.rows(isa, y.only(row), slice::from_ref(target), d.only_mut(row), factor).to_f64();
    }
    sum
}
