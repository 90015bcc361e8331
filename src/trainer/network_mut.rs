//! A network that can be trained in place.

use alloc::boxed::Box;

use crate::network::Network;

/// Implemented for a network `N`, and for a box or a reference that holds one.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Digits< 784 -> 128 relu -> 10 >; }
///
/// let labels = [Class::new(3)?];
/// let samples = Samples::from((&[[0.5; 784]], &labels));
/// let mut net = Digits::boxed();
/// let mut trainer = Trainer::new(CrossEntropy, Sgd::new(0.1)).epochs(1);
/// trainer.fit(&mut net, &samples, &mut ChaCha8Rng::seed_from_u64(42))?;
/// assert!(net.layer2.bias[3] > 0.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't a network",
    label = "not a network",
    note = "arguments swapped? the order is `trainer.fit(&mut net, &samples, &mut rng)`",
    note = "declare one: `network! {{ struct Name< 3 -> 12 relu -> 1 >; }}`"
)]
pub trait NetworkMut<N> {
    /// Returns the network.
    fn network_mut(&mut self) -> &mut N;
}

impl<N: Network> NetworkMut<N> for N {
    fn network_mut(&mut self) -> &mut N {
        self
    }
}

impl<N: Network> NetworkMut<N> for Box<N> {
    fn network_mut(&mut self) -> &mut N {
        self
    }
}

impl<N: Network> NetworkMut<N> for &mut N {
    fn network_mut(&mut self) -> &mut N {
        self
    }
}

/// Nothing implements it. It bounds a second impl that every type matches: with one such impl only, rustc would take any
/// type for the network, and report each bound of a network anew.
pub trait Never {}

/// No network.
#[derive(Debug)]
pub struct Nothing;

#[diagnostic::do_not_recommend]
#[doc(hidden)]
impl<M: Never> NetworkMut<Nothing> for M {
    fn network_mut(&mut self) -> &mut Nothing {
        unreachable!()
    }
}
