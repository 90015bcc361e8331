//! The derivatives of the mean loss: both passes over the samples, block by block.

use core::ops::Range;
use core::slice;

use crate::activation::Linear;
use crate::blocks::division::{at_most, blocks};
use crate::blocks::mean::{share, weighted_sum};
use crate::blocks::planes;
use crate::blocks::single::through_activation;
use crate::gradient::{Buffers, Gradient};
use crate::kernels::compiled::{Processor, Updates};
use crate::layer::contract::{Outputs, Seen};
use crate::layer::model::Model;
use crate::loss::Loss;
use crate::number::Number;
use crate::pass::{Call, Noise};
use crate::real::Real;
use crate::samples::Samples;
use crate::shape::{Length, U1, Zeros};
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
    gradient.restart();
    gradient_by::<N, H, L, true>(network, samples, loss, gradient)
}

/// [`gradient_carried`](crate::network::Streams::gradient_carried), for samples that a block holds.
#[inline]
pub(crate) fn gradient_carried<N: Model, H, L: Loss<N::Output, H>>(
    network: &N,
    samples: &Samples<'_, N::Input, L::Target>,
    loss: &L,
    gradient: &mut Gradient<N>,
) -> f64 {
    let loss = gradient_of_all::<N, H, L, true>(network, samples, loss, gradient);
    N::carry(&mut gradient.buffers.tape, true);
    gradient.carries = true;
    loss
}

/// [`gradient`] with nothing drawn: the derivatives of a function of the parameters, always the same one.
#[cfg(feature = "alloc")]
pub(crate) fn gradient_without_noise<N: Model, H, L: Loss<N::Output, H>>(
    network: &N,
    samples: &Samples<'_, N::Input, L::Target>,
    loss: &L,
    gradient: &mut Gradient<N>,
) -> f64 {
    if const { N::STAGE.is_random() } {
        gradient_by::<N, H, L, false>(network, samples, loss, gradient)
    } else {
        gradient_by::<N, H, L, true>(network, samples, loss, gradient)
    }
}

/// [`gradient`], in a training or not.
#[inline]
fn gradient_by<N: Model, H, L: Loss<N::Output, H>, const TRAINS: bool>(
    network: &N,
    samples: &Samples<'_, N::Input, L::Target>,
    loss: &L,
    gradient: &mut Gradient<N>,
) -> f64 {
    if samples.len() == 1
        && let Some(sample) = samples.get(0)
    {
        let factors = if samples.is_weighted() { [share(samples), samples.weight(0)] } else { [1.0, 1.0] };
        return dispatch!(isa => if const { L::FROM_LOGITS } {
            single::<_, N, H, L, TRAINS, true>(isa, network, sample, factors, loss, gradient)
        } else {
            single::<_, N, H, L, TRAINS, false>(isa, network, sample, factors, loss, gradient)
        });
    }
    // A copy, so that the samples are in memory here only: a single one goes on in registers.
    gradient_of_all::<N, H, L, TRAINS>(network, &{ *samples }, loss, gradient)
}

/// [`gradient_by`], block by block.
#[inline]
fn gradient_of_all<N: Model, H, L: Loss<N::Output, H>, const TRAINS: bool>(
    network: &N,
    samples: &Samples<'_, N::Input, L::Target>,
    loss: &L,
    gradient: &mut Gradient<N>,
) -> f64 {
    // The mean's factor is applied where the chain rule starts.
    let share = share(samples);
    let Gradient { network: total, carry, buffers, noise, .. } = gradient;
    let places = Places { total, carry, buffers, noise };
    let sum = dispatch!(isa => if const { L::FROM_LOGITS } {
        gradient_with::<_, N, H, L, TRAINS, true>(isa, network, samples, 0..samples.len(), share, loss, places)
    } else {
        gradient_with::<_, N, H, L, TRAINS, false>(isa, network, samples, 0..samples.len(), share, loss, places)
    });
    if const { TRAINS } {
        gradient.count_step();
    }
    share * sum
}

/// Computes the part that a range of the samples has in the derivatives of the mean loss. Returns the sum of their losses, each
/// times its weight.
#[cfg(feature = "rayon")]
pub(crate) fn gradient_of_part<N: Model, H, L: Loss<N::Output, H>>(
    network: &N,
    samples: &Samples<'_, N::Input, L::Target>,
    range: Range<usize>,
    share: f64,
    loss: &L,
    places: Places<'_, N>,
) -> f64 {
    dispatch!(isa => if const { L::FROM_LOGITS } {
        gradient_with::<_, N, H, L, true, true>(isa, network, samples, range, share, loss, places)
    } else {
        gradient_with::<_, N, H, L, true, false>(isa, network, samples, range, share, loss, places)
    })
}

/// Where derivatives are written: a [`Gradient`], or its buffers with another network.
pub(crate) struct Places<'g, N: Model> {
    pub(crate) total: &'g mut N,
    pub(crate) carry: &'g mut N,
    pub(crate) buffers: &'g mut Buffers<N>,
    /// What the step draws from.
    pub(crate) noise: &'g Noise,
}

/// [`gradient`] on one instruction set, with or without the last activation: for a range of the samples, the sum of the losses.
#[inline(always)]
fn gradient_with<S: Processor, N: Model, H, L: Loss<N::Output, H>, const TRAINS: bool, const LOGITS: bool>(
    isa: S,
    network: &N,
    samples: &Samples<'_, N::Input, L::Target>,
    range: Range<usize>,
    share: f64,
    loss: &L,
    places: Places<'_, N>,
) -> f64 {
    let Places { total, carry, buffers: Buffers { tape, forward, backward, y, d, inputs: gathered }, noise } = places;
    let first = range.start;
    let one_sum = range.len() <= ONE_SUM;
    let partial = if one_sum { range.len() } else { const { partial::<N>() } };
    let size = const { N::Block::VALUE }.min(if one_sum { ONE_SUM } else { PARTIAL });
    let (mut start, mut losses) = (first, 0.0);
    while start < range.end {
        let end = range.end.min(start.saturating_add(partial));
        if start == first + partial {
            carry.values_mut().fill(N::Float::ZERO);
        }
        let to = if start == first { &mut *total } else { &mut *carry };
        for block in blocks(start..end, size) {
            let inputs = planes::gathered::<S, N, _>(isa, samples, block.clone(), gathered);
            let inputs = at_most::<N::Block, _>(inputs);
            if inputs.is_empty() {
                continue;
            }
            let pass = Call::<S, N::Block, true, TRAINS, LOGITS>::new(isa, inputs.len()).drawing(*noise);
            let pass = pass.starting_at(block.start, block.start == first).adding(block.start > first);
            let x = N::rows(inputs);
            network.forward_rows(pass, x, y.rows_mut(), tape, forward);
            losses += planes::judged::<S, N, N::Block, _>(
                isa,
                inputs.len(),
                [&mut *y, &mut *d],
                #[inline(always)]
                |y, d| weighted_sum::<_, H, _, L, _, _>(pass, loss, samples, block, y, d, share),
            );
            let seen = Seen { x, y: y.rows(), tape: &*tape };
            through_activation(pass, &seen, d.rows_mut());
            network.backward_rows::<_, Linear>(pass, seen, d.rows_mut(), None, to, backward);
        }
        if start > first {
            // The partial sum was added to what the last rounding has left, and so carries both.
            N::Float::add_carrying(total.values_mut(), carry.values_mut());
        }
        start = end;
    }
    losses
}

/// The derivatives of one sample's loss, by the kernels for a single row: times its share and its weight.
#[inline(always)]
fn single<S: Processor, N: Model, H, L: Loss<N::Output, H>, const TRAINS: bool, const LOGITS: bool>(
    isa: S,
    network: &N,
    (input, target): (&N::Input, &L::Target),
    [share, weight]: [f64; 2],
    loss: &L,
    gradient: &mut Gradient<N>,
) -> f64 {
    let mut tape = N::Tape::<U1>::ZEROS;
    let mut forward = N::ForwardScratch::<U1>::ZEROS;
    let mut backward = N::BackwardScratch::<U1>::ZEROS;
    let mut y = Outputs::<N, U1>::ZEROS;
    let mut d = Outputs::<N, U1>::ZEROS;
    let pass = Call::<S, U1, true, TRAINS, LOGITS>::new(isa, 1).drawing(gradient.noise);
    let mut room = None;
    let x = N::rows(slice::from_ref(planes::input::<S, N>(isa, input, &mut room)));
    network.forward_rows(pass, x, y.rows_mut(), &mut tape, &mut forward);
    let mut value = 0.0;
    // A sample of weight 0 doesn't count, even if its loss isn't finite: its derivatives are the zeros of d.
    if weight > 0.0 {
        let (target, factor) = (slice::from_ref(target), N::Float::from_f64(share * weight));
        let loss = planes::judged::<S, N, U1, _>(
            isa,
            1,
            [&mut y, &mut d],
            #[inline(always)]
            |y, d| loss.rows(isa, y.rows(), target, d.rows_mut(), factor),
        );
        value = weight * loss.to_f64();
    }
    let seen = Seen { x, y: y.rows(), tape: &tape };
    through_activation(pass, &seen, d.rows_mut());
    network.backward_rows::<_, Linear>(pass, seen, d.rows_mut(), None, &mut gradient.network, &mut backward);
    if const { TRAINS } {
        gradient.count_step();
    }
    share * value
}
