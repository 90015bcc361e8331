//! The mean loss of samples, from the outputs of one block after the other.

use core::ops::Range;
use core::slice;

use crate::blocks::division::gather;
use crate::flat::Flat;
use crate::kernels::compiled::Processor;
use crate::loss::Loss;
use crate::number::Number;
use crate::real::Real;
use crate::rows::{Rows, RowsMut};
use crate::samples::Samples;
use crate::shape::{Size, U8, U32, U128, filled};

/// The factor of a sample's loss in the mean: 1 / the number of samples, or 1 / the sum of their weights.
#[inline(always)]
pub(super) fn share<Input, Target>(samples: &Samples<'_, Input, Target>) -> f64 {
    let total = samples.total_weight();
    if total > 0.0 { 1.0 / total } else { 0.0 }
}

/// The sum of the losses of a block, each times its weight. Writes the derivatives with respect to `y`, times `share` and the
/// weight.
#[inline(always)]
pub(super) fn weighted_sum<S: Processor, H, O: Flat<Scalar: Number>, L: Loss<O, H>, Input>(
    isa: S,
    loss: &L,
    samples: &Samples<'_, Input, L::Target>,
    block: Range<usize>,
    y: Rows<'_, O::Scalar>,
    mut d: RowsMut<'_, O::Scalar>,
    share: f64,
) -> f64 {
    let (targets, indices) = (samples.targets(), samples.indices());
    let factor = O::Scalar::from_f64(share);
    if samples.is_weighted() {
        return one_by_one(isa, loss, samples, block, y, d, share);
    }
    if indices.is_none() {
        return loss.rows(isa, y, gather(targets, None, block, &mut []), d, factor).to_f64();
    }
    // At most 8 KiB of the stack.
    match const { size_of::<L::Target>() } {
        ..=64 => by_parts::<S, H, O, L, U128>(isa, loss, targets, indices, block, y, &mut d, factor),
        ..=256 => by_parts::<S, H, O, L, U32>(isa, loss, targets, indices, block, y, &mut d, factor),
        ..=1024 => by_parts::<S, H, O, L, U8>(isa, loss, targets, indices, block, y, &mut d, factor),
        _ => one_by_one(isa, loss, samples, block, y, d, share),
    }
}

/// [`weighted_sum`], with the targets gathered, `R` at a time.
#[inline(always)]
#[allow(clippy::too_many_arguments, reason = "those of `weighted_sum`")]
fn by_parts<S: Processor, H, O: Flat<Scalar: Number>, L: Loss<O, H>, R: Size>(
    isa: S,
    loss: &L,
    targets: &[L::Target],
    indices: Option<&[usize]>,
    block: Range<usize>,
    y: Rows<'_, O::Scalar>,
    d: &mut RowsMut<'_, O::Scalar>,
    share: O::Scalar,
) -> f64 {
    let Some(first) = targets.first() else { return 0.0 };
    let mut room = filled::<L::Target, R>(*first);
    let mut sum = 0.0;
    for start in block.clone().step_by(R::VALUE) {
        let (row, part) = (start - block.start, start..block.end.min(start + R::VALUE));
        let targets = gather(targets, indices, part, &mut room);
        sum += loss.rows(isa, y.from(row), targets, d.from_mut(row), share).to_f64();
    }
    sum
}

/// [`weighted_sum`], sample by sample.
#[inline(always)]
fn one_by_one<S: Processor, H, O: Flat<Scalar: Number>, L: Loss<O, H>, Input>(
    isa: S,
    loss: &L,
    samples: &Samples<'_, Input, L::Target>,
    block: Range<usize>,
    y: Rows<'_, O::Scalar>,
    mut d: RowsMut<'_, O::Scalar>,
    share: f64,
) -> f64 {
    let mut sum = 0.0;
    for (row, place) in block.enumerate() {
        let index = samples.indices().map_or(place, |indices| indices.get(place).copied().unwrap_or(place));
        let Some(target) = samples.targets().get(index) else { continue };
        let weight = samples.weight(place);
        if weight == 0.0 {
            // The sample doesn't count, even if its loss isn't finite.
            d.from_mut(row).row_mut(0).fill(O::Scalar::ZERO);
            continue;
        }
        let factor = O::Scalar::from_f64(share * weight);
        sum += weight * loss.rows(isa, y.from(row), slice::from_ref(target), d.from_mut(row), factor).to_f64();
    }
    sum
}
