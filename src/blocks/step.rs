//! The derivatives of the mean loss: both passes over the samples, block by block.

use core::ops::Range;
use core::slice;

use crate::activation::Linear;
use crate::blocks::division::{at_most, blocks, gather};
use crate::blocks::mean::{share, weighted_sum};
use crate::blocks::single::through_activation;
use crate::gradient::{Buffers, Gradient};
use crate::kernels::compiled::{Processor, Updates};
use crate::layer::contract::{Outputs, Seen};
use crate::layer::model::Model;
use crate::loss::Loss;
use crate::number::Number;
use crate::pass::Training;
use crate::samples::Samples;
use crate::shape::{Size, U1, Zeros};
use crate::simd::dispatch::dispatch;

/// Up to so many samples, the derivatives are one sum. Beyond, it is closed regularly and carried into a compensated one.
const ONE_SUM: usize = 1024;

/// The most samples of a partial sum, and of a block of one. Measured: n equal numbers, added one by one in f32, give up to
/// 1.5e-8 n too much or too little, and the sum of a batch may be wrong by 1e-6.
const PARTIAL: usize = 64;

/// The most parameters of a network whose partial sums are closed after `PARTIAL` samples. With more, closing a sum costs a
/// tenth of the passes or more, and blocks are small: then there are at most 64 blocks and 512 samples.
const FEW: usize = 1 << 14;

/// How many samples a partial sum has. It depends on the network alone.
const fn partial<N: Model>() -> usize {
    if N::STAGE.parameters() <= FEW {
        return PARTIAL;
    }
    let samples = PARTIAL * N::Block::VALUE;
    if samples < 512 { samples } else { 512 }
}

/// [`Network::gradient`](crate::Network::gradient)
#[inline]
pub(crate) fn gradient<N: Model, H, L: Loss<N::Output, H>>(
    network: &N,
    samples: &Samples<'_, N::Input, L::Target>,
    loss: &L,
    gradient: &mut Gradient<N>,
) -> f64 {
    dispatch!(isa => if const { L::FROM_LOGITS } {
        gradient_with::<_, N, H, L, true>(isa, network, samples, loss, gradient)
    } else {
        gradient_with::<_, N, H, L, false>(isa, network, samples, loss, gradient)
    })
}

/// [`gradient`] on one instruction set, with or without the last activation.
#[inline(always)]
fn gradient_with<S: Processor, N: Model, H, L: Loss<N::Output, H>, const LOGITS: bool>(
    isa: S,
    network: &N,
    samples: &Samples<'_, N::Input, L::Target>,
    loss: &L,
    gradient: &mut Gradient<N>,
) -> f64 {
    // The mean's factor is applied where the chain rule starts.
    let share = share(samples);
    if samples.len() == 1 {
        let index = samples.indices().and_then(|indices| indices.first().copied()).unwrap_or(0);
        return share * single::<S, N, H, L, LOGITS>(isa, network, samples, index, loss, share, gradient);
    }
    let Gradient { network: total, carry, buffers } = gradient;
    let mut sum = |range: Range<usize>, size: usize, to: &mut N, overwrite: bool| {
        let Buffers { tape, forward, backward, y, d, inputs: gathered } = &mut *buffers;
        let (start, mut losses) = (range.start, 0.0);
        for block in blocks(range, size) {
            let inputs = gather(samples.inputs(), samples.indices(), block.clone(), gathered);
            let inputs = at_most::<N::Block, _>(inputs);
            if inputs.is_empty() {
                continue;
            }
            let pass = Training::<S, N::Block, LOGITS>::new(isa, inputs.len()).starting_at(block.start);
            let pass = pass.adding(!overwrite || block.start > start);
            let x = N::rows(inputs);
            network.forward_rows(pass, x, y.rows_mut(), tape, forward);
            losses += weighted_sum::<_, H, _, L, _, _>(pass, loss, samples, block, y, d, share);
            let seen = Seen { x, y: y.rows(), tape: &*tape };
            through_activation(pass, &seen, d.rows_mut());
            network.backward_rows::<_, Linear>(pass, seen, d.rows_mut(), None, to, backward);
        }
        losses
    };
    if samples.len() <= ONE_SUM {
        return share * sum(0..samples.len(), N::Block::VALUE, total, true);
    }
    let (partial, size) = const { (partial::<N>(), if N::Block::VALUE < PARTIAL { N::Block::VALUE } else { PARTIAL }) };
    let mut losses = sum(0..partial, size, total, true);
    carry.values_mut().fill(N::Float::ZERO);
    for start in (partial..samples.len()).step_by(partial) {
        // The partial sum is added to what the last rounding has left, so that it carries both.
        losses += sum(start..samples.len().min(start + partial), size, carry, false);
        N::Float::add_carrying(total.values_mut(), carry.values_mut());
    }
    share * losses
}

/// The derivatives of one sample's loss, by the kernels for a single row. Returns the loss times its weight.
#[inline(always)]
fn single<S: Processor, N: Model, H, L: Loss<N::Output, H>, const LOGITS: bool>(
    isa: S,
    network: &N,
    samples: &Samples<'_, N::Input, L::Target>,
    index: usize,
    loss: &L,
    share: f64,
    gradient: &mut Gradient<N>,
) -> f64 {
    let Some(input) = samples.inputs().get(index) else { return 0.0 };
    let mut tape = N::Tape::<U1>::ZEROS;
    let mut forward = N::ForwardScratch::<U1>::ZEROS;
    let mut backward = N::BackwardScratch::<U1>::ZEROS;
    let mut y = Outputs::<N, U1>::ZEROS;
    let mut d = Outputs::<N, U1>::ZEROS;
    let pass = Training::<S, U1, LOGITS>::new(isa, 1);
    let x = N::rows(slice::from_ref(input));
    network.forward_rows(pass, x, y.rows_mut(), &mut tape, &mut forward);
    let value = weighted_sum::<_, H, _, L, _, _>(pass, loss, samples, 0..1, &y, &mut d, share);
    let seen = Seen { x, y: y.rows(), tape: &tape };
    through_activation(pass, &seen, d.rows_mut());
    network.backward_rows::<_, Linear>(pass, seen, d.rows_mut(), None, &mut gradient.network, &mut backward);
    value
}
