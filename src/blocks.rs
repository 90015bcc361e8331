//! The passes over samples: in blocks, with the instruction set entered once.

use core::ops::Range;
use core::slice;

use crate::activation::{Linear, is_linear};
use crate::flat::{self, Flat};
use crate::gradient::{Buffers, Gradient};
use crate::kernels::compiled::Processor;
use crate::kernels::rowwise;
use crate::layer::contract::{Layer, Outputs, Seen};
use crate::layer::input_gradient::Before;
use crate::layer::model::Model;
use crate::layer::row_activation::RowActivation;
use crate::loss::Loss;
use crate::number::Number;
use crate::pass::{Pass, Prediction, Taped, Training};
use crate::real::Real;
use crate::rows::RowsMut;
use crate::samples::Samples;
use crate::shape::{Shape, Size, U1, Zeros, filled};
use crate::simd::dispatch::dispatch;
use crate::tape::Tape;

/// [`Network::predict`](crate::Network::predict)
#[inline(always)]
pub(crate) fn predict<S: Processor, N: Model>(isa: S, network: &N, input: &N::Input) -> N::Output {
    let (mut tape, mut scratch) = (N::Tape::<U1>::ZEROS, N::ForwardScratch::<U1>::ZEROS);
    let mut y = Outputs::<N, U1>::ZEROS;
    let pass = Prediction::<S, U1, false>::new(isa, 1);
    network.forward_rows(pass, N::rows(slice::from_ref(input)), y.rows_mut(), &mut tape, &mut scratch);
    let mut output = flat::zeros::<N::Output>();
    flat::scalars_mut(&mut output).copy_from_slice(y.rows().row(0));
    output
}

/// [`Network::predict_batch`](crate::Network::predict_batch), with as many outputs as inputs.
#[inline(always)]
pub(crate) fn predict_batch<S: Processor, N: Model>(
    isa: S,
    network: &N,
    inputs: &[N::Input],
    outputs: &mut [N::Output],
) {
    let (mut tape, mut scratch) = (N::Tape::<N::Block>::ZEROS, N::ForwardScratch::<N::Block>::ZEROS);
    let mut y = Outputs::<N, N::Block>::ZEROS;
    for block in blocks(inputs.len(), N::Block::VALUE) {
        let (inputs, outputs) = (&inputs[block.clone()], &mut outputs[block]);
        let pass = Prediction::<S, N::Block, false>::new(isa, inputs.len());
        network.forward_rows(pass, N::rows(inputs), y.rows_mut(), &mut tape, &mut scratch);
        for (row, output) in outputs.iter_mut().enumerate() {
            flat::scalars_mut(output).copy_from_slice(y.rows().row(row));
        }
    }
}

/// [`Network::forward`](crate::Network::forward)
#[inline(always)]
pub(crate) fn forward<S: Processor, N: Model>(isa: S, network: &N, input: &N::Input, tape: &mut Tape<N>) -> N::Output {
    let Tape { input: x, y, stages } = tape;
    *x = *input;
    let mut scratch = N::ForwardScratch::<U1>::ZEROS;
    network.forward_rows(Taped::new(isa, 1), N::rows(slice::from_ref(x)), y.rows_mut(), stages, &mut scratch);
    *flat::view(y.rows().row(0))
}

/// [`Network::backward`](crate::Network::backward)
#[inline(always)]
pub(crate) fn backward<S: Processor, N: Model>(
    isa: S,
    network: &N,
    tape: &Tape<N>,
    output_gradient: &N::Output,
    gradient: &mut Gradient<N>,
) -> N::Input {
    let mut input_gradient = flat::zeros::<N::Input>();
    let (mut d, mut scratch) = (Outputs::<N, U1>::ZEROS, N::BackwardScratch::<U1>::ZEROS);
    let mut input_scratch = N::InputScratch::<U1>::ZEROS;
    d.rows_mut().row_mut(0).copy_from_slice(flat::scalars(output_gradient));
    let pass = Taped::new(isa, 1).adding();
    let seen = Seen { x: N::rows(slice::from_ref(&tape.input)), y: tape.y.rows(), tape: &tape.stages };
    through_activation::<_, N>(pass, &seen, d.rows_mut());
    let dx = RowsMut::new(flat::scalars_mut(&mut input_gradient), N::Input::COUNT);
    let dx = Before::plain(dx, &mut input_scratch);
    network.backward_rows(pass, seen, d.rows_mut(), Some(dx), &mut gradient.network, &mut scratch);
    input_gradient
}

/// From dL/dy to what a layer's backward pass starts from: multiplied by the derivative of its elementwise activation.
#[inline(always)]
fn through_activation<P: Pass, N: Model>(pass: P, seen: &Seen<'_, N, P>, d: RowsMut<'_, N::Float>) {
    type Each<N> = <<N as Layer>::Activation as RowActivation>::Each;
    if const { !P::LOGITS && !is_linear::<Each<N>>() } {
        pass.isolated(
            #[inline(always)]
            || {
                let sizes = [pass.rows(), <N::OutputShape as Shape>::Len::VALUE];
                let kept = N::kept(seen.tape, seen.y);
                rowwise::multiply_by_derivative::<_, N::Float, Each<N>>(pass.isa(), sizes, kept, d);
            },
        );
    }
}

/// `count` samples in blocks of at most `size`, as equal as multiples of 8 allow.
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

/// All samples, or some of them in a given order.
pub(crate) struct Batch<'a, Input, Target> {
    samples: Samples<'a, Input, Target>,
    /// The indices of the samples; `None` for all of them in turn.
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

/// The values of a block: in place, or gathered by their indices into `room`.
#[inline(always)]
fn gather<'b, V: Copy>(values: &'b [V], order: Option<&[usize]>, block: Range<usize>, room: &'b mut [V]) -> &'b [V] {
    let Some(order) = order else { return &values[block] };
    let room = &mut room[..block.len()];
    for (place, index) in room.iter_mut().zip(&order[block]) {
        *place = values[*index];
    }
    room
}

/// [`Network::loss`](crate::Network::loss)
pub(crate) fn loss<N: Model, H, L: Loss<N::Output, H>>(
    network: &N,
    samples: &Samples<'_, N::Input, L::Target>,
    loss: &L,
) -> f64 {
    dispatch!(isa => if const { L::FROM_LOGITS } {
        loss_with::<_, N, H, L, true>(isa, network, samples, loss)
    } else {
        loss_with::<_, N, H, L, false>(isa, network, samples, loss)
    })
}

/// [`loss`] on one instruction set, with or without the last activation.
#[inline(always)]
fn loss_with<S: Processor, N: Model, H, L: Loss<N::Output, H>, const LOGITS: bool>(
    isa: S,
    network: &N,
    samples: &Samples<'_, N::Input, L::Target>,
    loss: &L,
) -> f64 {
    let (mut tape, mut scratch) = (N::Tape::<N::Block>::ZEROS, N::ForwardScratch::<N::Block>::ZEROS);
    let (mut y, mut unused) = (Outputs::<N, N::Block>::ZEROS, Outputs::<N, N::Block>::ZEROS);
    let mut total = 0.0;
    for block in blocks(samples.len(), N::Block::VALUE) {
        let (inputs, targets) = (&samples.inputs()[block.clone()], &samples.targets()[block]);
        let pass = Prediction::<S, N::Block, LOGITS>::new(isa, inputs.len());
        network.forward_rows(pass, N::rows(inputs), y.rows_mut(), &mut tape, &mut scratch);
        total += loss.rows(isa, y.rows(), targets, unused.rows_mut(), N::Float::ONE).to_f64();
    }
    total / count(samples.len())
}

/// [`Network::gradient`](crate::Network::gradient)
#[inline]
pub(crate) fn gradient<N: Model, H, L: Loss<N::Output, H>>(
    network: &N,
    batch: &Batch<'_, N::Input, L::Target>,
    loss: &L,
    gradient: &mut Gradient<N>,
) -> f64 {
    dispatch!(isa => if const { L::FROM_LOGITS } {
        gradient_with::<_, N, H, L, true>(isa, network, batch, loss, gradient)
    } else {
        gradient_with::<_, N, H, L, false>(isa, network, batch, loss, gradient)
    })
}

/// [`gradient`] on one instruction set, with or without the last activation.
#[inline(always)]
fn gradient_with<S: Processor, N: Model, H, L: Loss<N::Output, H>, const LOGITS: bool>(
    isa: S,
    network: &N,
    batch: &Batch<'_, N::Input, L::Target>,
    loss: &L,
    gradient: &mut Gradient<N>,
) -> f64 {
    let Gradient { network: derivatives, buffers } = gradient;
    let Batch { samples, order } = *batch;
    // The mean's factor is applied where the chain rule starts.
    let share = N::Float::from_f64(1.0 / count(batch.len()));
    if batch.len() == 1 {
        let index = order.map_or(0, |order| order[0]);
        let (input, target) = (slice::from_ref(&samples.inputs()[index]), slice::from_ref(&samples.targets()[index]));
        let (mut tape, mut forward) = (N::Tape::<U1>::ZEROS, N::ForwardScratch::<U1>::ZEROS);
        let (mut backward, mut y, mut d) =
            (N::BackwardScratch::<U1>::ZEROS, Outputs::<N, U1>::ZEROS, Outputs::<N, U1>::ZEROS);
        let pass = Training::<S, U1, LOGITS>::new(isa, 1);
        let x = N::rows(input);
        network.forward_rows(pass, x, y.rows_mut(), &mut tape, &mut forward);
        let value = loss.rows(isa, y.rows(), target, d.rows_mut(), share).to_f64();
        let seen = Seen { x, y: y.rows(), tape: &tape };
        through_activation(pass, &seen, d.rows_mut());
        network.backward_rows::<_, Linear>(pass, seen, d.rows_mut(), None, derivatives, &mut backward);
        return value;
    }
    let Buffers { tape, forward, backward, y, d, inputs: gathered } = buffers;
    let mut room = order.map(|_| filled::<L::Target, N::Block>(samples.targets()[0]));
    let mut total = 0.0;
    for block in blocks(batch.len(), N::Block::VALUE) {
        let pass = Training::<S, N::Block, LOGITS>::new(isa, block.len()).starting_at(block.start);
        let x = N::rows(gather(samples.inputs(), order, block.clone(), gathered));
        network.forward_rows(pass, x, y.rows_mut(), tape, forward);

        let room = room.as_mut().map_or(&mut [][..], |room| &mut room[..]);
        let targets = gather(samples.targets(), order, block, room);
        total += loss.rows(isa, y.rows(), targets, d.rows_mut(), share).to_f64();

        let seen = Seen { x, y: y.rows(), tape: &*tape };
        through_activation(pass, &seen, d.rows_mut());
        network.backward_rows::<_, Linear>(pass, seen, d.rows_mut(), None, derivatives, backward);
    }
    total / count(batch.len())
}

/// A number of samples, to divide by.
#[inline(always)]
#[allow(clippy::cast_precision_loss, reason = "no memory holds 2^53 samples")]
pub(crate) fn count(samples: usize) -> f64 {
    samples as f64
}
