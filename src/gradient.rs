//! The loss' derivatives with respect to a network's parameters, and the room that a training step needs.

use core::ops::{Deref, DerefMut, Range};

use crate::activation::{Head, Linear};
use crate::flat;
use crate::kernels;
use crate::loss::Loss;
use crate::network::{Network, Pass, TapeOf, last};
use crate::samples::Samples;
use crate::scalar::Scalar;
use crate::shape::{Size, Vector, Zeros};

/// A gradient: it has the network's own type, to which it derefs, and holds the scratch of the passes.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
///
/// let mut net = Regressor::init(&mut ChaCha8Rng::seed_from_u64(42));
/// let samples = Samples::from((&[[1.0, 2.0, 3.0]], &[[4.0]]));
/// let mut gradient = Gradient::<Regressor>::new(); // all that a step needs; made once
/// let mut optimizer = Sgd::new(1e-2);
///
/// let before = net.gradient(&samples, &Mse, &mut gradient);
/// optimizer.step(&mut net, &gradient);
/// assert!(net.loss(&samples, &Mse) < before);
/// assert_eq!(gradient.layer1.weight.len(), 3);
/// ```
pub struct Gradient<N: Network> {
    pub(crate) network: N,
    /// Every stage's output for the block at hand.
    tape: TapeOf<N, N::Block>,
    /// The loss' gradient with respect to every stage's z.
    pub(crate) deltas: TapeOf<N, N::Block>,
    /// The inputs of a block whose samples don't adjoin.
    gathered: Vector<N::Input, N::Block>,
}

impl<N: Network> Zeros for Gradient<N> {
    const ZEROS: Self = Self {
        network: N::ZEROS,
        tape: <TapeOf<N, N::Block> as Zeros>::ZEROS,
        deltas: <TapeOf<N, N::Block> as Zeros>::ZEROS,
        gathered: flat::zeros(),
    };
}

impl<N: Network> Gradient<N> {
    /// A gradient of zeros.
    #[must_use]
    pub fn new() -> Self {
        Self::ZEROS
    }

    /// A gradient of zeros on the heap, which was never on the stack.
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn boxed() -> alloc::boxed::Box<Self> {
        flat::zeroed_box()
    }

    /// Sets it to zero, before [`Network::backward`] adds to it.
    pub fn clear(&mut self) {
        self.network.parameters_mut().fill(N::Scalar::ZERO);
    }

    /// All derivatives as one slice, in the order of [`Network::parameters`].
    #[must_use]
    pub fn parameters(&self) -> &[N::Scalar] {
        self.network.parameters()
    }
}

impl<N: Network> Default for Gradient<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<N: Network> Deref for Gradient<N> {
    type Target = N;

    fn deref(&self) -> &N {
        &self.network
    }
}

impl<N: Network> DerefMut for Gradient<N> {
    fn deref_mut(&mut self) -> &mut N {
        &mut self.network
    }
}

/// The samples in blocks of at most `size`, as even as can be: ranges of their numbers.
fn blocks(samples: usize, size: usize) -> impl Iterator<Item = Range<usize>> {
    let size = samples.div_ceil(samples.div_ceil(size));
    (0..samples).step_by(size).map(move |start| start..samples.min(start + size))
}

/// Samples, or some of them in an order of their own.
pub(crate) struct Batch<'a, Input, Target> {
    samples: Samples<'a, Input, Target>,
    /// The indices of the batch's samples; all of them in turn, if none are given.
    order: Option<&'a [usize]>,
}

impl<'a, Input: Copy, Target> Batch<'a, Input, Target> {
    /// All samples.
    pub(crate) fn all(samples: &Samples<'a, Input, Target>) -> Self {
        Self { samples: *samples, order: None }
    }

    /// The samples with these indices.
    #[cfg(all(feature = "alloc", feature = "rand"))]
    pub(crate) fn some(samples: &Samples<'a, Input, Target>, order: &'a [usize]) -> Self {
        Self { samples: *samples, order: Some(order) }
    }

    /// How many samples there are.
    pub(crate) fn len(&self) -> usize {
        self.order.map_or(self.samples.len(), <[usize]>::len)
    }

    /// The inputs of a block: where they lie, or gathered.
    fn inputs<'b>(&'b self, block: Range<usize>, room: &'b mut [Input]) -> &'b [Input] {
        let Some(order) = self.order else { return &self.samples.inputs()[block] };
        let room = &mut room[..block.len()];
        for (place, index) in room.iter_mut().zip(&order[block]) {
            *place = self.samples.inputs()[*index];
        }
        room
    }

    /// The targets of a block.
    fn targets(&self, block: Range<usize>) -> impl Iterator<Item = &Target> {
        block.map(|place| &self.samples.targets()[self.order.map_or(place, |order| order[place])])
    }
}

/// [`Network::loss`]
pub(crate) fn loss<N: Network, L: Loss<N::Output, N::Head>>(
    network: &N,
    samples: &Samples<'_, N::Input, L::Target>,
    loss: &L,
) -> f64 {
    if const { L::FROM_LOGITS } {
        loss_with::<N, L, Linear>(network, samples, loss)
    } else {
        loss_with::<N, L, N::Head>(network, samples, loss)
    }
}

/// The same, with `H` as the last activation.
fn loss_with<N: Network, L: Loss<N::Output, N::Head>, H: Head>(
    network: &N,
    samples: &Samples<'_, N::Input, L::Target>,
    loss: &L,
) -> f64 {
    let mut tape = <TapeOf<N, N::Block> as Zeros>::ZEROS;
    let mut unused = flat::zeros();
    let mut total = 0.0;
    for block in blocks(samples.len(), N::Block::VALUE) {
        let pass = Pass { rows: block.len(), add: false };
        network.forward_block::<N::Block, H>(pass, &samples.inputs()[block.clone()], &mut tape);
        let mut sum = N::Scalar::ZERO;
        let outputs = last::<N, N::Block>(&mut tape, pass.rows).chunks_exact(N::OUTPUTS);
        for (output, target) in outputs.zip(&samples.targets()[block]) {
            sum += loss.sample(flat::view(output), target, &mut unused);
        }
        total += sum.to_f64();
    }
    total / count(samples.len())
}

/// [`Network::gradient`]
pub(crate) fn gradient<N: Network, L: Loss<N::Output, N::Head>>(
    network: &N,
    batch: &Batch<'_, N::Input, L::Target>,
    loss: &L,
    gradient: &mut Gradient<N>,
) -> f64 {
    if const { L::FROM_LOGITS } {
        gradient_with::<N, L, Linear>(network, batch, loss, gradient)
    } else {
        gradient_with::<N, L, N::Head>(network, batch, loss, gradient)
    }
}

/// The same, with `H` as the last activation.
fn gradient_with<N: Network, L: Loss<N::Output, N::Head>, H: Head>(
    network: &N,
    batch: &Batch<'_, N::Input, L::Target>,
    loss: &L,
    gradient: &mut Gradient<N>,
) -> f64 {
    let Gradient { network: derivatives, tape, deltas, gathered } = gradient;
    // The mean's share of one sample goes in where the chain rule starts.
    let share = N::Scalar::from_f64(1.0 / count(batch.len()));
    let mut total = 0.0;
    for block in blocks(batch.len(), N::Block::VALUE) {
        let pass = Pass { rows: block.len(), add: block.start > 0 };
        let inputs = batch.inputs(block.clone(), gathered);
        network.forward_block::<N::Block, H>(pass, inputs, tape);

        let mut sum = N::Scalar::ZERO;
        let outputs = last::<N, N::Block>(tape, pass.rows).chunks_exact(N::OUTPUTS);
        let rows = last::<N, N::Block>(deltas, pass.rows).chunks_exact_mut(N::OUTPUTS);
        for ((output, row), target) in outputs.zip(rows).zip(batch.targets(block)) {
            sum += loss.sample(flat::view(output), target, flat::view_mut(row));
            kernels::scale(row, share);
        }
        total += sum.to_f64();

        network.backward_block::<N::Block, N::Block, H>(pass, inputs, tape, deltas, derivatives);
    }
    total / count(batch.len())
}

/// A number of samples, to divide by.
#[allow(clippy::cast_precision_loss, reason = "no memory holds 2^53 samples")]
pub(crate) fn count(samples: usize) -> f64 {
    samples as f64
}
