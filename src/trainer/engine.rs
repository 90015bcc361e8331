//! Where the passes of a training run: in one thread, or in several.

use alloc::boxed::Box;

use crate::blocks;
use crate::gradient::Gradient;
use crate::loss::Loss;
use crate::network::Network;
use crate::samples::Samples;

/// Computes losses and derivatives.
pub(super) trait Engine<N: Network, L: Loss<N::Output, N::Head>> {
    /// Returns the mean loss and computes its derivatives.
    fn gradient(&mut self, net: &N, samples: &Samples<'_, N::Input, L::Target>, loss: &L) -> f64;
    /// The derivatives computed last.
    fn derivatives(&mut self) -> &mut Gradient<N>;
    /// Returns the mean loss.
    fn loss(&mut self, net: &N, samples: &Samples<'_, N::Input, L::Target>, loss: &L) -> f64;
}

/// The thread that the training is called in.
pub(super) struct OneThread<N: Network>(pub(super) Box<Gradient<N>>);

impl<N: Network, L: Loss<N::Output, N::Head>> Engine<N, L> for OneThread<N> {
    #[inline]
    fn gradient(&mut self, net: &N, samples: &Samples<'_, N::Input, L::Target>, loss: &L) -> f64 {
        blocks::gradient(net, samples, loss, &mut self.0)
    }

    #[inline]
    fn derivatives(&mut self) -> &mut Gradient<N> {
        &mut self.0
    }

    fn loss(&mut self, net: &N, samples: &Samples<'_, N::Input, L::Target>, loss: &L) -> f64 {
        blocks::loss(net, samples, loss)
    }
}
