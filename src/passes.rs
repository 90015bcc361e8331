//! The passes over samples: in blocks, entered once for the instruction set.

use core::ops::Range;
use core::slice;

use crate::activation::{Head, Linear};
use crate::flat;
use crate::gradient::Gradient;
use crate::kernels::compiled::Processor;
use crate::kernels::view::View;
use crate::layers::Stages;
use crate::loss::Loss;
use crate::network::{DeltasOf, Network, Pass, TapeOf};
use crate::number::Number;
use crate::real::Real;
use crate::samples::Samples;
use crate::shape::{Size, U1, Zeros, filled};
use crate::simd::dispatch::dispatch;
use crate::tape::Tape;

/// The last stage's rows.
#[inline(always)]
fn last<N: Network, R: Size>(tape: &TapeOf<N, R>) -> View<'_, N::Scalar> {
    N::Layers::last_output::<R>(tape, View::dense(&[], 0))
}

/// [`Network::predict`]
#[inline(always)]
pub(crate) fn predict<S: Processor, N: Network>(isa: S, network: &N, input: &N::Input) -> N::Output {
    let mut stages = <TapeOf<N, U1> as Zeros>::ZEROS;
    network.forward_block::<S, U1, N::Head>(Pass::new(isa, 1).untaped(), slice::from_ref(input), &mut stages);
    let mut output = flat::zeros::<N::Output>();
    flat::scalars_mut(&mut output).copy_from_slice(last::<N, U1>(&stages).row(0, N::OUTPUTS));
    output
}

/// [`Network::predict_batch`], with as many outputs as inputs.
#[inline(always)]
pub(crate) fn predict_batch<S: Processor, N: Network>(
    isa: S,
    network: &N,
    inputs: &[N::Input],
    outputs: &mut [N::Output],
) {
    let mut tape = <TapeOf<N, N::Block> as Zeros>::ZEROS;
    for block in blocks(inputs.len(), N::Block::VALUE) {
        let (inputs, outputs) = (&inputs[block.clone()], &mut outputs[block]);
        network.forward_block::<S, N::Block, N::Head>(Pass::new(isa, inputs.len()).untaped(), inputs, &mut tape);
        let rows = last::<N, N::Block>(&tape);
        for (row, output) in outputs.iter_mut().enumerate() {
            flat::scalars_mut(output).copy_from_slice(rows.row(row, N::OUTPUTS));
        }
    }
}

/// [`Network::forward`]
#[inline(always)]
pub(crate) fn forward<S: Processor, N: Network>(
    isa: S,
    network: &N,
    input: &N::Input,
    tape: &mut Tape<N>,
) -> N::Output {
    tape.input = *input;
    network.forward_block::<S, U1, N::Head>(Pass::new(isa, 1), slice::from_ref(input), &mut tape.stages);
    *flat::view(last::<N, U1>(&tape.stages).row(0, N::OUTPUTS))
}

/// [`Network::backward`]
#[inline(always)]
pub(crate) fn backward<S: Processor, N: Network>(
    isa: S,
    network: &N,
    tape: &Tape<N>,
    output_gradient: &N::Output,
    gradient: &mut Gradient<N>,
) -> N::Input {
    let pass = Pass::new(isa, 1).adding(true);
    let Gradient { network: derivatives, deltas, .. } = gradient;
    let mut last = N::Layers::last_delta::<N::Block>(deltas);
    last.row_mut(0, N::OUTPUTS).copy_from_slice(flat::scalars(output_gradient));
    let input = slice::from_ref(&tape.input);
    network.backward_block::<S, U1, N::Block, N::Head>(pass, input, &tape.stages, deltas, derivatives);
    let mut input_gradient = flat::zeros();
    network.backward_input::<S, N::Block>(pass, deltas, &mut input_gradient);
    input_gradient
}

/// `count` samples in blocks of at most `size`, as even as multiples of 8 can be.
#[inline(always)]
fn blocks(count: usize, size: usize) -> impl Iterator<Item = Range<usize>> {
    // Most batches are one block, and a division takes as long as the passes of a few samples.
    let size = if count <= size { count } else { count.div_ceil(count.div_ceil(size)).next_multiple_of(8).min(size) };
    let mut start = 0;
    core::iter::from_fn(move || {
        let block = start..count.min(start + size);
        start = block.end;
        (!block.is_empty()).then_some(block)
    })
}

/// Samples, or some of them in an order of their own.
pub(crate) struct Batch<'a, Input, Target> {
    samples: Samples<'a, Input, Target>,
    /// The indices of the batch's samples; all of them in turn, if none are given.
    order: Option<&'a [usize]>,
}

impl<'a, Input: Copy, Target: Copy> Batch<'a, Input, Target> {
    /// All samples.
    #[inline(always)]
    pub(crate) fn all(samples: &Samples<'a, Input, Target>) -> Self {
        Self { samples: *samples, order: None }
    }

    /// The samples with these indices.
    #[cfg(all(feature = "alloc", feature = "rand"))]
    pub(crate) fn some(samples: &Samples<'a, Input, Target>, order: &'a [usize]) -> Self {
        Self { samples: *samples, order: Some(order) }
    }

    /// How many samples there are.
    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        self.order.map_or(self.samples.len(), <[usize]>::len)
    }
}

/// A block's values: where they lie, or gathered by their indices.
#[inline(always)]
fn gather<'b, V: Copy>(values: &'b [V], order: Option<&[usize]>, block: Range<usize>, room: &'b mut [V]) -> &'b [V] {
    let Some(order) = order else { return &values[block] };
    let room = &mut room[..block.len()];
    for (place, index) in room.iter_mut().zip(&order[block]) {
        *place = values[*index];
    }
    room
}

/// [`Network::loss`]
pub(crate) fn loss<N: Network, L: Loss<N::Output, N::Head>>(
    network: &N,
    samples: &Samples<'_, N::Input, L::Target>,
    loss: &L,
) -> f64 {
    dispatch!(isa => if const { L::FROM_LOGITS } {
        loss_with::<_, N, L, Linear>(isa, network, samples, loss)
    } else {
        loss_with::<_, N, L, N::Head>(isa, network, samples, loss)
    })
}

/// The same, with `H` as the last activation.
#[inline(always)]
fn loss_with<S: Processor, N: Network, L: Loss<N::Output, N::Head>, H: Head>(
    isa: S,
    network: &N,
    samples: &Samples<'_, N::Input, L::Target>,
    loss: &L,
) -> f64 {
    let mut tape = <TapeOf<N, N::Block> as Zeros>::ZEROS;
    let mut deltas = <DeltasOf<N, N::Block> as Zeros>::ZEROS;
    let mut total = 0.0;
    for block in blocks(samples.len(), N::Block::VALUE) {
        let (inputs, targets) = (&samples.inputs()[block.clone()], &samples.targets()[block]);
        network.forward_block::<S, N::Block, H>(Pass::new(isa, inputs.len()).untaped(), inputs, &mut tape);
        let (outputs, unused) = (last::<N, N::Block>(&tape), N::Layers::last_delta::<N::Block>(&mut deltas));
        total += loss.rows(isa, outputs, targets, unused, N::Scalar::ONE).to_f64();
    }
    total / count(samples.len())
}

/// [`Network::gradient`]
#[inline]
pub(crate) fn gradient<N: Network, L: Loss<N::Output, N::Head>>(
    network: &N,
    batch: &Batch<'_, N::Input, L::Target>,
    loss: &L,
    gradient: &mut Gradient<N>,
) -> f64 {
    dispatch!(isa => if const { L::FROM_LOGITS } {
        gradient_with::<_, N, L, Linear>(isa, network, batch, loss, gradient)
    } else {
        gradient_with::<_, N, L, N::Head>(isa, network, batch, loss, gradient)
    })
}

/// The same, with `H` as the last activation.
#[inline(always)]
fn gradient_with<S: Processor, N: Network, L: Loss<N::Output, N::Head>, H: Head>(
    isa: S,
    network: &N,
    batch: &Batch<'_, N::Input, L::Target>,
    loss: &L,
    gradient: &mut Gradient<N>,
) -> f64 {
    let Gradient { network: derivatives, tape, deltas, gathered } = gradient;
    let Batch { samples, order } = *batch;
    // The mean's share of one sample goes in where the chain rule starts.
    let share = N::Scalar::from_f64(1.0 / count(batch.len()));
    if batch.len() == 1 {
        let index = order.map_or(0, |order| order[0]);
        let (input, target) = (slice::from_ref(&samples.inputs()[index]), slice::from_ref(&samples.targets()[index]));
        let mut stages = <TapeOf<N, U1> as Zeros>::ZEROS;
        network.forward_block::<S, U1, H>(Pass::new(isa, 1), input, &mut stages);
        let delta = N::Layers::last_delta::<N::Block>(deltas);
        let value = loss.rows(isa, last::<N, U1>(&stages), target, delta, share).to_f64();
        network.backward_block::<S, U1, N::Block, H>(Pass::new(isa, 1), input, &stages, deltas, derivatives);
        return value;
    }
    let mut room = order.map(|_| filled::<L::Target, N::Block>(samples.targets()[0]));
    let mut total = 0.0;
    for block in blocks(batch.len(), N::Block::VALUE) {
        let pass = Pass::new(isa, block.len()).adding(block.start > 0);
        let inputs = gather(samples.inputs(), order, block.clone(), gathered);
        network.forward_block::<S, N::Block, H>(pass, inputs, tape);

        let room = room.as_mut().map_or(&mut [][..], |room| &mut room[..]);
        let targets = gather(samples.targets(), order, block, room);
        let (outputs, delta) = (last::<N, N::Block>(tape), N::Layers::last_delta::<N::Block>(deltas));
        total += loss.rows(isa, outputs, targets, delta, share).to_f64();

        network.backward_block::<S, N::Block, N::Block, H>(pass, inputs, tape, deltas, derivatives);
    }
    total / count(batch.len())
}

/// A number of samples, to divide by.
#[inline(always)]
#[allow(clippy::cast_precision_loss, reason = "no memory holds 2^53 samples")]
pub(crate) fn count(samples: usize) -> f64 {
    samples as f64
}
