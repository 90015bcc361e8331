//! The loss' derivatives with respect to a network's parameters, and the room that a training step needs.

use core::ops::{Deref, DerefMut};

use crate::flat;
use crate::network::{DeltasOf, Network, TapeOf};
use crate::number::Number;
use crate::shape::{Vector, Zeros};

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
    pub(crate) tape: TapeOf<N, N::Block>,
    /// The loss' gradient with respect to every stage's z.
    pub(crate) deltas: DeltasOf<N, N::Block>,
    /// The inputs of a block whose samples don't adjoin.
    pub(crate) gathered: Vector<N::Input, N::Block>,
}

impl<N: Network> Zeros for Gradient<N> {
    const ZEROS: Self = Self {
        network: N::ZEROS,
        tape: <TapeOf<N, N::Block> as Zeros>::ZEROS,
        deltas: <DeltasOf<N, N::Block> as Zeros>::ZEROS,
        gathered: flat::zeros(),
    };
}

impl<N: Network> Gradient<N> {
    /// A gradient of zeros, on the stack: its size is that of the network, of two blocks of all stages' values, with
    /// padding, of a block of inputs, and of the weights once more, but for the first stage's.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
    ///
    /// let gradient = Gradient::<Regressor>::new();
    /// assert!(gradient.parameters().iter().all(|g| *g == 0.0));
    /// assert!(size_of_val(&gradient) < 50_000); // bytes, for 61 parameters
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self::ZEROS
    }

    /// A gradient of zeros on the heap, which was never on the stack. Pass it on as it is: `&gradient`, `&mut
    /// gradient`.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Digits< 784 -> 128 relu -> 10 >; }
    ///
    /// let (net, samples) = (Digits::boxed(), Samples::from((&[[0.5; 784]], &[[1.0; 10]])));
    /// let mut gradient = Gradient::<Digits>::boxed();
    /// assert_eq!(net.gradient(&samples, &Mse, &mut gradient), 1.0);
    /// assert_eq!(gradient.layer2.bias[0], -0.2);
    /// ```
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn boxed() -> alloc::boxed::Box<Self> {
        flat::zeroed_box()
    }

    /// Sets it to zero, before [`Network::backward`] adds to it. [`Network::gradient`] needs no such call: it
    /// overwrites.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut gradient = Gradient::<Line>::new();
    /// gradient.layer1.bias[0] = 7.0;
    /// gradient.clear();
    /// assert_eq!(gradient.parameters(), [0.0, 0.0]);
    /// ```
    pub fn clear(&mut self) {
        self.network.parameters_mut().fill(N::Scalar::ZERO);
    }

    /// All derivatives as one slice, in the order of [`Network::parameters`].
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut gradient = Gradient::<Line>::new();
    /// Line::zeros().gradient(&Samples::from((&[[3.0]], &[[1.0]])), &Mse, &mut gradient);
    /// let length = gradient.parameters().iter().map(|g| g * g).sum::<f32>().sqrt();
    /// assert_eq!(gradient.parameters(), [-6.0, -2.0]);
    /// assert_eq!(length, 40.0_f32.sqrt());
    /// ```
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
