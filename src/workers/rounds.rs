//! Parts of the samples on the threads of a pool, as many at once as there are threads, and their sums.

use alloc::boxed::Box;

use rayon_core::{current_thread_index, join};

use crate::blocks::{self, Places};
use crate::gradient::Gradient;
use crate::kernels::compiled::Updates;
use crate::loss::Loss;
use crate::network::Network;
use crate::number::Number;
use crate::samples::Samples;
use crate::workers::cut::Cut;
use crate::workers::pool::Workers;

/// How many numbers a thread adds up at once: a quarter of a first-level cache for two slices of f32.
const SUMMED: usize = 8192;

/// Computes the derivatives of the mean loss, and returns it. The derivatives are in the first gradient.
pub(crate) fn gradient<N, L>(
    workers: &mut Workers<N>,
    net: &N,
    samples: &Samples<'_, N::Input, L::Target>,
    loss: &L,
) -> f64
where
    N: Network<Input: Sync> + Send + Sync,
    Gradient<N>: Send + Sync,
    L: Loss<N::Output, N::Head, Target: Sync> + Sync,
{
    let cut = Cut::of::<N>(samples.len());
    if cut.parts == 1 {
        return blocks::gradient(net, samples, loss, workers.gradient_mut());
    }
    let (share, noise) = (blocks::share(samples), workers.gradient().noise);
    workers.gradient_mut().count_step();
    let part = &|number: usize, places: Places<'_, N>| {
        let places = Places { noise: &noise, ..places };
        blocks::gradient_of_part::<N, N::Head, L>(net, samples, cut.part(number), share, loss, places)
    };
    workers.enter(|workers| {
        let Workers { gradients, losses, spare, .. } = workers;
        rounds(gradients, losses, spare, cut.parts, part) * share
    })
}

/// Runs all parts, round by round, and adds their derivatives in order. Returns the sum of the losses.
fn rounds<N: Network + Send + Sync>(
    gradients: &mut [Box<Gradient<N>>],
    losses: &mut [f64],
    spare: &mut N,
    parts: usize,
    part: &(impl Fn(usize, Places<'_, N>) -> f64 + Sync),
) -> f64
where
    Gradient<N>: Send + Sync,
{
    let (threads, mut sum) = (gradients.len(), 0.0);
    for first in (0..parts).step_by(threads) {
        let used = threads.min(parts - first);
        let (gradients, losses) = (&mut gradients[..used], &mut losses[..used]);
        // The first gradient holds the sum from the first round on.
        let later = first > 0;
        round(gradients, losses, later.then_some(&mut *spare), first, part);
        for loss in &*losses {
            sum += loss;
        }
        if let Some((total, others)) = gradients.split_first_mut() {
            add(total.network.parameters_mut(), 0, later.then_some(&*spare), others);
        }
    }
    sum
}

/// Runs one part per gradient, from the part `first` on. `spare` takes the place of the first gradient's network.
fn round<N: Network + Send>(
    gradients: &mut [Box<Gradient<N>>],
    losses: &mut [f64],
    spare: Option<&mut N>,
    first: usize,
    part: &(impl Fn(usize, Places<'_, N>) -> f64 + Sync),
) where
    Gradient<N>: Send,
{
    match (gradients, losses) {
        ([], _) | (_, []) => {}
        ([gradient], [loss]) => {
            let Gradient { network, carry, buffers, noise, .. } = &mut **gradient;
            *loss = part(first, Places { total: spare.unwrap_or(network), carry, buffers, noise });
        }
        (gradients, losses) => {
            let half = gradients.len() / 2;
            let (left, right) = gradients.split_at_mut(half);
            let (left_losses, right_losses) = losses.split_at_mut(half);
            both(
                || round(left, left_losses, spare, first, part),
                || round(right, right_losses, None, first + half, part),
            );
        }
    }
}

/// Adds the derivatives of a round's parts to the total, in order: those from `start` on. Each number has its own sum, so the
/// bits don't depend on who adds it.
fn add<N: Network + Sync>(total: &mut [N::Scalar], start: usize, first: Option<&N>, others: &[Box<Gradient<N>>])
where
    Gradient<N>: Sync,
{
    if total.len() > SUMMED {
        let half = total.len() / 2;
        let (left, right) = total.split_at_mut(half);
        both(|| add(left, start, first, others), || add(right, start + half, first, others));
        return;
    }
    let end = start + total.len();
    let others = others.iter().map(|gradient| gradient.parameters());
    for part in first.map(N::parameters).into_iter().chain(others) {
        // total -= -1 part
        N::Scalar::descend(total, &part[start..end], -N::Scalar::ONE);
    }
}

/// Returns the mean loss.
pub(crate) fn loss<N, L>(workers: &mut Workers<N>, net: &N, samples: &Samples<'_, N::Input, L::Target>, loss: &L) -> f64
where
    N: Network<Input: Sync> + Send + Sync,
    Gradient<N>: Send + Sync,
    L: Loss<N::Output, N::Head, Target: Sync> + Sync,
{
    let cut = Cut::of::<N>(samples.len());
    if cut.parts == 1 {
        return blocks::loss(net, samples, loss);
    }
    let part = &|number: usize| blocks::loss_of_part::<N, N::Head, L>(net, samples, cut.part(number), loss);
    let sum = workers.enter(|workers| {
        let (threads, mut sum) = (workers.losses.len(), 0.0);
        for first in (0..cut.parts).step_by(threads) {
            let losses = &mut workers.losses[..threads.min(cut.parts - first)];
            each(losses, first, part);
            for loss in &*losses {
                sum += loss;
            }
        }
        sum
    });
    sum * blocks::share(samples)
}

/// Fills in the loss of one part after the other, from the part `first` on.
fn each(losses: &mut [f64], first: usize, part: &(impl Fn(usize) -> f64 + Sync)) {
    match losses {
        [] => {}
        [loss] => *loss = part(first),
        losses => {
            let half = losses.len() / 2;
            let (left, right) = losses.split_at_mut(half);
            both(|| each(left, first, part), || each(right, first + half, part));
        }
    }
}

/// Writes the outputs, with as many outputs as inputs.
pub(super) fn predict_batch<N>(workers: &mut Workers<N>, net: &N, inputs: &[N::Input], outputs: &mut [N::Output])
where
    N: Network<Input: Sync, Output: Send> + Send + Sync,
    Gradient<N>: Send + Sync,
{
    let cut = Cut::of::<N>(inputs.len());
    if cut.parts == 1 {
        return blocks::predict_batch(net, inputs, outputs);
    }
    let length = cut.part(0).len();
    workers.enter(|_| predict(net, inputs, outputs, length));
}

/// Writes the outputs for parts of this length.
fn predict<N: Network<Input: Sync, Output: Send> + Sync>(
    net: &N,
    inputs: &[N::Input],
    outputs: &mut [N::Output],
    length: usize,
) {
    let parts = inputs.len().div_ceil(length);
    if parts < 2 {
        return blocks::predict_batch(net, inputs, outputs);
    }
    let half = parts / 2 * length;
    let ((left, right), (left_outputs, right_outputs)) = (inputs.split_at(half), outputs.split_at_mut(half));
    both(|| predict(net, left, left_outputs, length), || predict(net, right, right_outputs, length));
}

/// Runs both functions at once in a pool's thread, and else one after the other: outside of a pool, `join` would start the global
/// one.
fn both(one: impl FnOnce() + Send, other: impl FnOnce() + Send) {
    if current_thread_index().is_some() {
        join(one, other);
    } else {
        one();
        other();
    }
}
