//! Forward passes over many samples, with their buffers on the stack.

use core::ops::Range;
use core::slice;

use crate::blocks::division::{at_most, blocks, gather};
use crate::blocks::mean::{share, weighted_sum};
use crate::blocks::planes;
use crate::flat;
use crate::kernels::compiled::Processor;
use crate::layer::contract::Outputs;
use crate::layer::model::Model;
use crate::loss::Loss;
use crate::pass::Prediction;
use crate::samples::Samples;
use crate::shape::{Length, Size, U1, U2, U4, U8, U16, U32, U64, U128, Zeros, filled};
use crate::simd::dispatch::dispatch;

/// How many bytes the buffers of a forward pass may take beyond the values of eight samples at every stage. The documented
/// limit is 64 KiB with the frames of the functions, which a build without optimization needs more for.
const ROOM: usize = if cfg!(debug_assertions) { 4 << 10 } else { 54 << 10 };

/// The most bytes of inputs that are gathered.
const GATHERED: usize = 8 << 10;

/// Whether a forward pass, with room for the outputs `OUTPUTS` times, takes `R` samples at once: not more than a block has, and
/// not more than there is room for.
const fn fits<N: Model, R: Size, const OUTPUTS: usize>() -> bool {
    let inputs = if planes::differ::<N::InputShape>() { R::VALUE * size_of::<N::Input>() } else { 0 };
    let scratch = size_of::<N::ForwardScratch<R>>() + inputs;
    let values = size_of::<N::Tape<R>>() + scratch + OUTPUTS * size_of::<Outputs<N, R>>();
    R::VALUE <= N::Block::VALUE && values <= 8 * N::STAGE.values() * size_of::<N::Float>() + ROOM
}

/// Calls a function with the number of samples of a network that a forward pass takes at once as its last type argument.
/// `N * 2`: with the outputs of `N` and as much room again.
macro_rules! with_rows {
    ($N:ident * $outputs:literal, $function:ident::<$($Type:ty),*>($($argument:expr),*)) => {
        with_rows!(@ $N * $outputs, $function::<$($Type),*>($($argument),*), U128 U64 U32 U16 U8 U4 U2)
    };
    (@ $N:ident * $outputs:literal, $function:ident::<$($Type:ty),*>($($argument:expr),*), $R:ident $($rest:ident)*) => {
        if const { fits::<$N, $R, $outputs>() } {
            $function::<$($Type,)* $R>($($argument),*)
        } else {
            with_rows!(@ $N * $outputs, $function::<$($Type),*>($($argument),*), $($rest)*)
        }
    };
    (@ $N:ident * $outputs:literal, $function:ident::<$($Type:ty),*>($($argument:expr),*),) => {
        $function::<$($Type,)* U1>($($argument),*)
    };
}

/// [`Network::predict_batch`](crate::Network::predict_batch), with as many outputs as inputs.
pub(crate) fn predict_batch<N: Model>(network: &N, inputs: &[N::Input], outputs: &mut [N::Output]) {
    with_rows!(N * 1, predict_rows::<N>(network, inputs, outputs));
}

/// [`predict_batch`], `R` samples at a time.
fn predict_rows<N: Model, R: Size>(network: &N, inputs: &[N::Input], outputs: &mut [N::Output]) {
    planes::with_room::<N, R, _>(|room| {
        dispatch!(isa: S => {
            let mut tape = N::Tape::<R>::ZEROS;
            let mut scratch = N::ForwardScratch::<R>::ZEROS;
            let mut y = Outputs::<N, R>::ZEROS;
            for block in blocks(0..inputs.len(), R::VALUE) {
                let inputs = at_most::<R, _>(gather(inputs, None, block.clone(), &mut []));
                let inputs = planes::inputs::<S, N>(isa, inputs, room);
                let outputs = outputs.get_mut(block).unwrap_or(&mut []);
                if inputs.is_empty() {
                    continue;
                }
                let pass = Prediction::<S, R, false>::new(isa, inputs.len());
                network.forward_rows(pass, N::rows(inputs), y.rows_mut(), &mut tape, &mut scratch);
                for (row, output) in outputs.iter_mut().enumerate() {
                    *output = planes::output::<S, N>(isa, y.rows().row(row));
                }
            }
        })
    });
}

/// Calls `see` with the output and the target of every sample, in order.
pub(crate) fn each_output<N: Model, Target>(
    network: &N,
    samples: &Samples<'_, N::Input, Target>,
    see: &mut dyn FnMut(&N::Output, &Target),
) {
    with_rows!(N * 1, each_output_rows::<N, Target>(network, samples, see));
}

/// [`each_output`], `R` samples at a time; those of a batch, one by one.
fn each_output_rows<N: Model, Target, R: Size>(
    network: &N,
    samples: &Samples<'_, N::Input, Target>,
    see: &mut dyn FnMut(&N::Output, &Target),
) {
    planes::with_room::<N, R, _>(|room| {
        dispatch!(isa: S => {
            let mut tape = N::Tape::<R>::ZEROS;
            let mut scratch = N::ForwardScratch::<R>::ZEROS;
            let mut y = Outputs::<N, R>::ZEROS;
            for block in blocks(0..samples.len(), if samples.indices().is_none() { R::VALUE } else { 1 }) {
                let first = samples.index(block.start).unwrap_or(0);
                let inputs = at_most::<R, _>(samples.inputs().get(first..first + block.len()).unwrap_or(&[]));
                if inputs.is_empty() {
                    continue;
                }
                let inputs = planes::inputs::<S, N>(isa, inputs, room);
                let pass = Prediction::<S, R, false>::new(isa, inputs.len());
                network.forward_rows(pass, N::rows(inputs), y.rows_mut(), &mut tape, &mut scratch);
                planes::outward::<S, N, R>(isa, &mut y, inputs.len());
                for (row, target) in samples.targets().iter().skip(first).take(inputs.len()).enumerate() {
                    see(flat::view(y.rows().row(row)), target);
                }
            }
        })
    });
}

/// [`Network::loss`](crate::Network::loss)
pub(crate) fn loss<N: Model, H, L: Loss<N::Output, H>>(
    network: &N,
    samples: &Samples<'_, N::Input, L::Target>,
    loss: &L,
) -> f64 {
    loss_of_part::<N, H, L>(network, samples, 0..samples.len(), loss) * share(samples)
}

/// The sum of the losses of a range of the samples, each times its weight.
pub(crate) fn loss_of_part<N: Model, H, L: Loss<N::Output, H>>(
    network: &N,
    samples: &Samples<'_, N::Input, L::Target>,
    range: Range<usize>,
    loss: &L,
) -> f64 {
    with_rows!(N * 2, loss_rows::<N, H, L>(network, samples, range, loss))
}

/// [`loss_of_part`], `R` samples at a time.
fn loss_rows<N: Model, H, L: Loss<N::Output, H>, R: Size>(
    network: &N,
    samples: &Samples<'_, N::Input, L::Target>,
    range: Range<usize>,
    loss: &L,
) -> f64 {
    dispatch!(isa => if const { L::FROM_LOGITS } {
        loss_with::<_, N, H, L, R, true>(isa, network, samples, range, loss)
    } else {
        loss_with::<_, N, H, L, R, false>(isa, network, samples, range, loss)
    })
}

/// [`loss_rows`] on one instruction set, with or without the last activation.
#[inline(always)]
fn loss_with<S: Processor, N: Model, H, L: Loss<N::Output, H>, R: Size, const LOGITS: bool>(
    isa: S,
    network: &N,
    samples: &Samples<'_, N::Input, L::Target>,
    range: Range<usize>,
    loss: &L,
) -> f64 {
    // Samples of a batch are gathered, eight at a time, or taken one by one where their inputs are large.
    if const { planes::differ::<N::InputShape>() } {
        planes::with_room::<N, R, _>(|room| loss_in::<S, N, H, L, R, LOGITS>(isa, network, samples, range, loss, room))
    } else if const { U8::VALUE * size_of::<N::Input>() <= GATHERED && U8::VALUE <= R::VALUE } {
        let mut room = filled::<N::Input, U8>(flat::zeros());
        loss_in::<S, N, H, L, R, LOGITS>(isa, network, samples, range, loss, &mut room)
    } else {
        loss_in::<S, N, H, L, R, LOGITS>(isa, network, samples, range, loss, &mut [])
    }
}

/// [`loss_with`], with room for the inputs that are gathered.
#[inline(always)]
fn loss_in<S: Processor, N: Model, H, L: Loss<N::Output, H>, R: Size, const LOGITS: bool>(
    isa: S,
    network: &N,
    samples: &Samples<'_, N::Input, L::Target>,
    range: Range<usize>,
    loss: &L,
    room: &mut [N::Input],
) -> f64 {
    let mut tape = N::Tape::<R>::ZEROS;
    let mut scratch = N::ForwardScratch::<R>::ZEROS;
    let mut y = Outputs::<N, R>::ZEROS;
    let mut unused = Outputs::<N, R>::ZEROS;
    let indices = samples.indices();
    let size = if indices.is_none() { R::VALUE } else { room.len().max(1) };
    let mut total = 0.0;
    for block in blocks(range, size) {
        let inputs = match indices {
            _ if const { planes::differ::<N::InputShape>() } => {
                planes::gathered::<S, N, _>(isa, samples, block.clone(), room)
            }
            Some(_) if room.is_empty() => samples.get(block.start).map_or(&[][..], |(input, _)| slice::from_ref(input)),
            _ => gather(samples.inputs(), indices, block.clone(), room),
        };
        let inputs = at_most::<R, _>(inputs);
        if inputs.is_empty() {
            continue;
        }
        let pass = Prediction::<S, R, LOGITS>::new(isa, inputs.len());
        network.forward_rows(pass, N::rows(inputs), y.rows_mut(), &mut tape, &mut scratch);
        planes::outward::<S, N, R>(isa, &mut y, inputs.len());
        total += weighted_sum::<_, H, _, L, _, _>(pass, loss, samples, block, &y, &mut unused, 1.0);
    }
    total
}
